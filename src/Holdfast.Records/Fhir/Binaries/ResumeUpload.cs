using System.Globalization;
using Holdfast.Records.Charts;
using Holdfast.Records.Documents;
using Holdfast.Records.Fhir.Writing;
using Holdfast.Records.Tokens;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Records.Fhir.Binaries;

/// <summary>
/// Resumable uploads (draft-ietf-httpbis-resumable-upload-11): POST Binary with <c>Upload-Complete: ?0</c> begins one and
/// names it; HEAD there says how much is here, PATCH sends more of it, DELETE gives it up. It belongs to the person and
/// application that began it and to the chart it was begun for, under whichever token; it survives lost connections,
/// expired tokens and the end of this process, and is given up 24 hours after the last byte.
/// </summary>
internal sealed class ResumeUpload(BlobFolder folder, UploadBook book, SendingPlaces places, Intake intake, Writer writer)
{
    public const string Complete = "Upload-Complete";
    public const string Offset = "Upload-Offset";
    public const string Length = "Upload-Length";
    public const string Limit = "Upload-Limit";
    private const string PartType = "application/partial-upload";

    public static void Map(IEndpointRouteBuilder documents)
    {
        documents.MapMethods("/_upload/{id}", [HttpMethods.Head], (HttpContext http, string id, ResumeUpload resume) => resume.Tell(http, id));
        documents.MapMethods("/_upload/{id}", [HttpMethods.Patch], (HttpContext http, string id, ResumeUpload resume) => resume.Append(http, id));
        documents.MapMethods("/_upload/{id}", [HttpMethods.Delete], (HttpContext http, string id, ResumeUpload resume) => resume.Cancel(http, id));
    }

    /// <summary>What the request says about its upload; all null: it is none of these.</summary>
    public static bool IsAsked(HttpRequest request) => request.Headers.ContainsKey(Complete);

    /// <summary>POST, with as much of the document as its sender likes to send at once.</summary>
    public async Task Begin(HttpContext http, OpenChart chart, UploadState state)
    {
        var live = GrantGuard.Of(http);
        var length = Number(http.Request, Length);
        state = state with { Length = length };
        if (Flag(http.Request, Complete) is not { } complete || (length is null && http.Request.Headers.ContainsKey(Length)))
        {
            await FhirHttp.Write(http, live, new FhirAnswer.Refused(400, "value", "Upload-Complete is ?0 or ?1, Upload-Length a number of bytes."));
            return;
        }

        if (intake.Refusal(state, length ?? http.Request.ContentLength ?? 0) is { } refused)
        {
            await FhirHttp.Write(http, live, refused);
            return;
        }

        using var place = places.Take();
        if (place is null)
        {
            await FhirHttp.Write(http, live, Intake.Busy());
            return;
        }

        using var upload = Upload.Begin(folder, chart, live, state);
        if (book.Open(upload.Blob, Intake.UploaderOf(live), length ?? 0) is { } full)
        {
            upload.Delete();
            await FhirHttp.Write(http, live, Intake.Full(full));
            return;
        }

        using var hold = await book.Take(upload.Blob, Intake.UploaderOf(live), http.RequestAborted);
        upload.Save();
        http.Response.Headers.Location = $"/fhir/_upload/{upload.Blob}";
        await Take(http, live, upload, complete, hold.Lost, StatusCodes.Status201Created);
    }

    private async Task Tell(HttpContext http, string id)
    {
        var live = GrantGuard.Of(http);
        Presentation.Of(http);
        if (!BlobId.TryParse(id, out var blob) || await Find(http, live, blob) is not { } found)
        {
            await FhirHttp.Write(http, live, NotHere());
            return;
        }

        using (found)
        {
            Say(http.Response, found.Upload?.Offset ?? found.Written!.Entry.Blob!.Length, found.Written is not null);
            if (found.Written is { } written) http.Response.Headers["Content-Location"] = writer.Location(written);
            if (found.Upload?.State.Length is { } length) http.Response.Headers[Length] = length.ToString(CultureInfo.InvariantCulture);
            http.Response.Headers[Limit] = Limits;
            http.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    private async Task Append(HttpContext http, string id)
    {
        var live = GrantGuard.Of(http);
        Presentation.Of(http);
        if (Unacceptable(http.Request) is { } unacceptable)
        {
            await FhirHttp.Write(http, live, unacceptable);
            return;
        }

        using var place = places.Take();
        if (place is null)
        {
            await FhirHttp.Write(http, live, Intake.Busy());
            return;
        }

        if (!BlobId.TryParse(id, out var blob) || await Find(http, live, blob) is not { } found)
        {
            await FhirHttp.Write(http, live, NotHere());
            return;
        }

        using (found)
        {
            if (found.Written is { } written)
            {
                Say(http.Response, written.Entry.Blob!.Length, true);
                http.Response.Headers["Content-Location"] = writer.Location(written);
                await FhirHttp.Write(http, live, new FhirAnswer.Refused(400, "conflict", "This upload is complete. Content-Location names what became of it."));
                return;
            }

            var upload = found.Upload!;
            if (Number(http.Request, Offset) != upload.Offset)
            {
                Say(http.Response, upload.Offset, false);
                await FhirHttp.Write(http, live, new FhirAnswer.Refused(409, "conflict", "Upload-Offset is not where this upload stands. Go on from the Upload-Offset of this answer."));
                return;
            }

            await Take(http, live, upload, Flag(http.Request, Complete)!.Value, found.Lost, StatusCodes.Status204NoContent);
        }
    }

    private async Task Cancel(HttpContext http, string id)
    {
        var live = GrantGuard.Of(http);
        Presentation.Of(http);
        if (!BlobId.TryParse(id, out var blob) || await Find(http, live, blob) is not { } found)
        {
            await FhirHttp.Write(http, live, NotHere());
            return;
        }

        using (found)
        {
            if (found.Written is not null)
            {
                await FhirHttp.Write(http, live, new FhirAnswer.Refused(409, "conflict", "This upload is complete and stands in the chart. Delete the Binary, if it should not."));
                return;
            }

            found.Upload!.Delete();
            book.Close(blob);
            http.Response.StatusCode = StatusCodes.Status204NoContent;
        }
    }

    /// <summary>The body, as far as it comes; then, if that is all of it, the chart.</summary>
    private async Task Take(HttpContext http, LiveGrant live, Upload upload, bool complete, CancellationToken lost, int status)
    {
        FhirAnswer.Refused? unwanted;
        try
        {
            unwanted = await Receive(http, upload, lost);
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            http.Abort(); // another request of the same client took over
            return;
        }

        if (unwanted is not null)
        {
            if (IsHopeless(unwanted)) GiveUp(upload);
            await FhirHttp.Write(http, live, unwanted);
            return;
        }

        if (!complete)
        {
            Say(http.Response, upload.Offset, false);
            http.Response.Headers[Limit] = Limits;
            http.Response.StatusCode = status;
            return;
        }

        var answer = await intake.Complete(http, live, upload, resumable: true);
        if (answer is FhirAnswer.OneResource)
        {
            folder.DeleteUpload(upload.Chart.Id, upload.Blob);
            book.Close(upload.Blob);
        }
        else if (answer is FhirAnswer.Refused refused && IsHopeless(refused)) GiveUp(upload);

        Say(http.Response, upload.Offset, answer is FhirAnswer.OneResource);
        await FhirHttp.Write(http, live, answer);
    }

    private async Task<FhirAnswer.Refused?> Receive(HttpContext http, Upload upload, CancellationToken lost)
    {
        if (upload.State.Final > 0) return http.Request.ContentLength is null or 0 ? null : new FhirAnswer.Refused(409, "conflict", "All of this document is here. Say that it is complete, without a body.");
        try
        {
            return await intake.Receive(http, upload, lost);
        }
        finally
        {
            // Also when the line broke: what came before is kept. A grant that ended meanwhile has taken its key along.
            try
            {
                upload.Save();
            }
            catch (ObjectDisposedException)
            {
            }
        }
    }

    /// <summary>Sent again, it would be no better.</summary>
    private static bool IsHopeless(FhirAnswer.Refused refused) => refused.Status is 400 or 413 or 415 or 422;

    private void GiveUp(Upload upload)
    {
        upload.Delete();
        book.Close(upload.Blob);
    }

    /// <summary>An upload that is going on, or what became of it; held for this request alone.</summary>
    private sealed record Found(Upload? Upload, StoredVersion? Written, UploadBook.Hold Hold) : IDisposable
    {
        public CancellationToken Lost => Hold.Lost;

        public void Dispose()
        {
            Upload?.Dispose();
            Hold.Dispose();
        }
    }

    /// <summary>Null when this person with this application has none of that id in a chart of the grant: somebody else's is not told from one that never was.</summary>
    private async Task<Found?> Find(HttpContext http, LiveGrant live, BlobId blob)
    {
        if (Access.Refusal(live, Interaction.Create, "Binary") is not null && Access.Refusal(live, Interaction.Update, "Binary") is not null) return null;
        var uploader = Intake.UploaderOf(live);
        foreach (var chart in live.Charts)
        {
            if (WrittenFrom(chart, blob) is { } done && done.Entry.Author == live.Actor.Person) return new Found(null, done, await book.Take(blob, uploader, http.RequestAborted));
            if (!IsTheirs(chart, blob, live)) continue;
            var hold = await book.Take(blob, uploader, http.RequestAborted);
            // Whoever held it may have finished it, or given it up, before letting go.
            if (WrittenFrom(chart, blob) is { } now) return new Found(null, now, hold);
            if (Upload.Resume(folder, chart, blob) is { } upload) return new Found(upload, null, hold);
            hold.Dispose();
            book.Close(blob);
        }

        return null;
    }

    private bool IsTheirs(OpenChart chart, BlobId blob, LiveGrant live) =>
        Upload.Look(folder, chart, blob) is { } state && state.Person == live.Actor.Person.ToString() && state.Client == live.ClientId;

    private static StoredVersion? WrittenFrom(OpenChart chart, BlobId blob) => chart.Latest("Binary").FirstOrDefault(version => version.Entry.Blob?.Blob == blob);

    private static FhirAnswer.Refused? Unacceptable(HttpRequest request)
    {
        if (!string.Equals(request.ContentType, PartType, StringComparison.OrdinalIgnoreCase)) return new FhirAnswer.Refused(415, "not-supported", $"Send a part of a document as Content-Type: {PartType}.");
        return Flag(request, Complete) is null || Number(request, Offset) is null ? new FhirAnswer.Refused(400, "required", "Say where this part begins (Upload-Offset, a number) and whether it is the last (Upload-Complete: ?0 or ?1).") : null;
    }

    private static void Say(HttpResponse response, long offset, bool complete)
    {
        response.Headers[Offset] = offset.ToString(CultureInfo.InvariantCulture);
        response.Headers[Complete] = complete ? "?1" : "?0";
    }

    private static string Limits { get; } = $"max-size={DocumentLimits.LargestDocument}, max-age={(long)DocumentLimits.AbandonedAfter.TotalSeconds}";

    private static bool? Flag(HttpRequest request, string name) => request.Headers[name].ToString() switch { "?1" => true, "?0" => false, _ => null };

    private static long? Number(HttpRequest request, string name) =>
        long.TryParse(request.Headers[name].ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static FhirAnswer.Refused NotHere() => new(404, "not-found", "There is no such upload of yours for this chart: it was given up, cancelled, or begun for another. Begin again.");
}
