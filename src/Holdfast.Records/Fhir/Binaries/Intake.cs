using System.Buffers;
using Holdfast.Records.Charts;
using Holdfast.Records.Documents;
using Holdfast.Records.Fhir.Writing;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Holdfast.Records.Fhir.Binaries;

/// <summary>
/// Takes documents in: streams the body of a request into sealed chunks, looks at the whole, and only then has the chart's
/// head moved over a row that names it. Two phases, as for rows: durable first, the head second.
/// </summary>
internal sealed class Intake(BlobFolder folder, UploadBook book, SendingPlaces places, Examination examination, Writer writer, ReportedViews views)
{
    /// <summary>Bytes between two looks at the free space of the disk.</summary>
    private const long LookAtDiskEvery = 16L << 20;

    /// <summary>A document in one request. What went wrong leaves nothing behind.</summary>
    public async Task<FhirAnswer> Whole(HttpContext http, LiveGrant live, OpenChart chart, UploadState state)
    {
        if (Refusal(state, http.Request.ContentLength ?? 0) is { } refused) return refused;
        using var place = places.Take();
        if (place is null) return Busy();
        using var upload = Upload.Begin(folder, chart, live, state);
        try
        {
            if (book.Open(upload.Blob, UploaderOf(live), http.Request.ContentLength ?? 0) is { } full) return Full(full);
            if (await Receive(http, upload, http.RequestAborted) is { } unwanted) return unwanted;
            var answer = await Complete(http, live, upload, resumable: false);
            if (answer is FhirAnswer.OneResource) return answer;
            upload.Delete();
            return answer;
        }
        catch (Exception e) when (e is not KeyholderSilentException)
        {
            upload.Delete();
            throw;
        }
        finally
        {
            book.Close(upload.Blob);
            if (upload.Offset == 0) upload.Delete();
        }
    }

    /// <summary>Why a document of this kind and length is not begun with, or null.</summary>
    public FhirAnswer.Refused? Refusal(UploadState state, long length)
    {
        if (!ContentTypes.IsAllowed(state.ContentType)) return new FhirAnswer.Refused(415, "not-supported", ContentTypes.Mend);
        if (length > DocumentLimits.LargestDocument) return TooLong();
        return folder.FreeBytes() - length < DocumentLimits.DiskReserve ? NoRoom() : null;
    }

    /// <summary>Takes the body in. Null when it ended as it should.</summary>
    public async Task<FhirAnswer.Refused?> Receive(HttpContext http, Upload upload, CancellationToken cancellation)
    {
        Unbind(http);
        var most = Math.Min(upload.State.Length ?? DocumentLimits.LargestDocument, DocumentLimits.LargestDocument);
        var reader = http.Request.BodyReader;
        var lookAt = upload.Offset + LookAtDiskEvery;
        while (true)
        {
            var read = await reader.ReadAsync(cancellation);
            var unwanted = Append(upload, read.Buffer, most);
            reader.AdvanceTo(read.Buffer.End);
            if (unwanted is not null || read.IsCompleted) return unwanted;
            if (upload.Offset < lookAt) continue;
            lookAt = upload.Offset + LookAtDiskEvery;
            if (folder.FreeBytes() < DocumentLimits.DiskReserve) return NoRoom();
        }
    }

    private static FhirAnswer.Refused? Append(Upload upload, ReadOnlySequence<byte> bytes, long most)
    {
        if (upload.Offset + bytes.Length > most) return most == DocumentLimits.LargestDocument ? TooLong() : new FhirAnswer.Refused(400, "invalid", "More was sent than Upload-Length said.");
        foreach (var segment in bytes)
        {
            var wasShort = upload.Offset < ContentTypes.HeadLength;
            upload.Append(segment.Span);
            if (wasShort && upload.Offset >= ContentTypes.HeadLength && !ContentTypes.Fits(upload.State.ContentType, upload.Head)) return Examination.Unfit(upload.State.ContentType);
        }

        return null;
    }

    /// <summary>All of it is here: looks at it, and puts it into the chart.</summary>
    /// <returns>The Binary, or why there is none. A refusal of 5xx may be tried again when the upload is resumable.</returns>
    public async Task<FhirAnswer> Complete(HttpContext http, LiveGrant live, Upload upload, bool resumable)
    {
        if (upload.Offset == 0) return new FhirAnswer.Refused(400, "required", "The document is empty. Send its bytes as the body.");
        if (upload.State.Length is { } said && said != upload.Offset) return new FhirAnswer.Refused(409, "invalid", "Less was sent than Upload-Length said. Send the rest, and then say that it is complete.");
        if (!upload.Fits(live)) return new FhirAnswer.Refused(409, "conflict", "A new month began, or the grant writes otherwise than when this upload did. Cancel it and send the document again.");
        upload.Finish(resumable);
        switch (await examination.Run(upload, http.RequestAborted))
        {
            case Examined.NotNow notNow:
                http.Response.Headers.RetryAfter = "30";
                return notNow.Why;
            case Examined.Rejected rejected:
                if (rejected.Infected) views.Add(live.Grant, live.ContentOf("Binary"), InfectedView, 1);
                return rejected.Why;
            case Examined.Taken taken:
                return await writer.One(writer.Scene(live), new BinaryWrite(upload.State, taken.Manifest, upload.Chart), CancellationToken.None);
            case var other:
                throw new InvalidOperationException($"Nothing is known of {other.GetType().Name}.");
        }
    }

    /// <summary>How the ledger names it, among what records reports about open charts (docs/LEDGER.md, "views").</summary>
    public const string InfectedView = "upload-infected";

    public static Uploader UploaderOf(LiveGrant live) => new(live.Actor.Person, live.ClientId);

    public static FhirAnswer.Refused Busy() => new(503, "throttled", "Many documents are under way at this moment. Send it again in a few seconds.");

    public static FhirAnswer.Refused Full(string why) => new(429, "throttled", why);

    private static FhirAnswer.Refused TooLong() => new(413, "too-long", $"A document has at most {DocumentLimits.LargestDocument >> 30} GiB. Send it in parts.");

    private static FhirAnswer.Refused NoRoom() => new(507, "no-store", "The disk of this server has no room for documents now. Nothing was lost; tell whoever runs it, and send the document again later.");

    /// <summary>On these routes alone a body may be large, and has to come at some pace (HTTP/2 has one pace for a whole connection).</summary>
    private static void Unbind(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = DocumentLimits.LargestDocument;
        if (HttpProtocol.IsHttp11(http.Request.Protocol) && http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate) rate.MinDataRate = new MinDataRate(DocumentLimits.LeastBytesPerSecond, DocumentLimits.RateGrace);
    }
}
