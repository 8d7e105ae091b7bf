using System.Text.Json;
using Holdfast.ChartApp.Fhir;
using Holdfast.ChartApp.Launch;
using Holdfast.ChartApp.Notes;

namespace Holdfast.ChartApp.Documents;

/// <summary>A file that somebody chose.</summary>
internal sealed record ChosenFile(string Handle, string Name, string Type, long Size)
{
    /// <summary>Types that records takes. A browser names what it knows by its ending.</summary>
    public static readonly string[] Kinds = ["application/pdf", "image/jpeg", "image/png", "image/gif", "image/webp", "image/tiff", "text/plain"];

    public bool MayBeSent => Kinds.Contains(Type);
}

/// <summary>What came of it.</summary>
internal abstract record SentDocument
{
    private SentDocument()
    {
    }

    public sealed record Here(string ReferenceId) : SentDocument;

    public sealed record Refused(string? Words) : SentDocument;

    public sealed record Stopped : SentDocument;
}

/// <summary>
/// Attaches a file to the open chart: its bytes in parts, over a line that may break (docs/APPS.md, "Documents"), then the
/// DocumentReference that names them, once however often it is sent.
/// </summary>
internal sealed class DocumentSender(FhirConnection fhir, IDocumentWire wire, ServerClock clock, Func<TimeSpan, CancellationToken, Task>? wait = null)
{
    /// <summary>A part that gets through in seconds on a weak signal; after a break at most this much is sent again.</summary>
    private const long PartLength = 1024 * 1024;

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(20);

    private readonly Func<TimeSpan, CancellationToken, Task> _wait = wait ?? Task.Delay;

    /// <param name="file">What was chosen.</param>
    /// <param name="title">What the person calls it.</param>
    /// <param name="id">Of this sending: a second one with the same finds what the first wrote.</param>
    /// <param name="progress">Bytes that are there, and whether the line is there too.</param>
    /// <param name="stop">The person changed their mind.</param>
    public async Task<SentDocument> Send(ChosenFile file, string title, string id, Action<long, bool> progress, CancellationToken stop)
    {
        try
        {
            var (binary, refused) = await SendBytes(file, progress, stop);
            if (binary is null) return new SentDocument.Refused(refused);
            var pause = FirstPause;
            while (true)
            {
                switch (await fhir.CreateOnce("DocumentReference", Reference(file, title, id, binary), $"identifier=urn:ietf:rfc:3986|urn:uuid:{id}"))
                {
                    case FhirAnswer.Got got:
                        using (got) return new SentDocument.Here(got.Body?.RootElement.Text("id") ?? "");
                    case FhirAnswer.Refused denied when denied.Status < 500 && denied.Status != 429:
                        return new SentDocument.Refused(denied.Words);
                    case FhirAnswer.Ended ended:
                        return new SentDocument.Refused(ended.Words);
                }

                progress(file.Size, false);
                await _wait(pause, stop);
                pause = Longer(pause);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return new SentDocument.Stopped();
        }
    }

    /// <summary>The Binary's id, or why there is none.</summary>
    private async Task<(string? Binary, string? Refused)> SendBytes(ChosenFile file, Action<long, bool> progress, CancellationToken stop)
    {
        string? upload = null;
        var (offset, isKnown, pause) = (0L, true, FirstPause);
        while (true)
        {
            stop.ThrowIfCancellationRequested();
            var answer = upload is null ? await Begin(file) : isKnown ? await Part(file, upload, offset) : await Ask(upload);
            if (answer is null) return (null, null);
            progress(answer.Status == 0 ? offset : answer.Offset ?? offset, answer.Status != 0);
            if (BinaryId(answer) is { } binary) return (binary, null);
            switch (answer.Status)
            {
                case 409 when isKnown && answer.Offset == offset: // it stands where we are, and still does not want more
                    return (null, answer.Words);
                case 201 or 204 or 409 when answer.Offset is { } at:
                    upload ??= answer.Location;
                    (offset, isKnown, pause) = (at, true, FirstPause);
                    break;
                case 404 when upload is not null: // given up meanwhile: from the beginning
                    (upload, offset, isKnown) = (null, 0, true);
                    break;
                case 401 when await fhir.Renew():
                    break;
                case 0 or 429 or >= 500:
                    isKnown = false;
                    await _wait(pause, stop);
                    pause = Longer(pause);
                    break;
                default:
                    return (null, answer.Words);
            }
        }
    }

    private Task<WireAnswer?> Begin(ChosenFile file) => Once(HttpMethod.Post, "Binary", file, 0, 0, ("Content-Type", file.Type), ("Upload-Complete", "?0"), ("Upload-Length", $"{file.Size}"));

    private Task<WireAnswer?> Part(ChosenFile file, string upload, long offset)
    {
        var end = Math.Min(file.Size, offset + PartLength);
        return Once(HttpMethod.Patch, upload, file, offset, end, ("Content-Type", "application/partial-upload"), ("Upload-Offset", $"{offset}"), ("Upload-Complete", end == file.Size ? "?1" : "?0"));
    }

    private Task<WireAnswer?> Ask(string upload) => Once(HttpMethod.Head, upload, null, 0, 0);

    /// <summary>Null when the chart is closed.</summary>
    private async Task<WireAnswer?> Once(HttpMethod method, string path, ChosenFile? file, long from, long to, params (string, string)[] headers) =>
        await fhir.Prepare(method, path, headers) is var (address, prepared) ? await wire.Send(method, address, prepared, file?.Handle ?? "", from, to) : fhir.IsOver ? null : new WireAnswer(0, null, false, null, null, null);

    /// <summary>Of the finished Binary, in an answer that names it.</summary>
    private static string? BinaryId(WireAnswer answer)
    {
        var address = answer.IsComplete ? answer.Became ?? answer.Location : null;
        return address?.Split('/') is { } parts && Array.IndexOf(parts, "Binary") is >= 0 and var at && at + 1 < parts.Length ? parts[at + 1] : null;
    }

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 > LongestPause ? LongestPause : pause * 2;

    private byte[] Reference(ChosenFile file, string title, string id, string binary)
    {
        var now = clock.Now.ToString("yyyy-MM-dd'T'HH:mm:sszzz", System.Globalization.CultureInfo.InvariantCulture);
        var person = Guid.TryParseExact(fhir.Grant.PersonId, "N", out var uuid) ? $"urn:uuid:{uuid:D}" : fhir.Grant.PersonId;
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("resourceType", "DocumentReference");
            json.WriteStartArray("identifier");
            Identifier(json, $"urn:uuid:{id}");
            json.WriteEndArray();
            json.WriteString("status", "current");
            json.WriteStartObject("subject");
            json.WriteString("reference", $"Patient/{fhir.Grant.PatientId}");
            json.WriteEndObject();
            json.WriteString("date", now);
            json.WriteStartArray("author");
            json.WriteStartObject();
            json.WriteString("type", "Practitioner");
            json.WritePropertyName("identifier");
            Identifier(json, person);
            json.WriteString("display", fhir.Grant.PersonName);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteStartArray("content");
            json.WriteStartObject();
            json.WriteStartObject("attachment");
            json.WriteString("contentType", file.Type);
            json.WriteString("url", $"Binary/{binary}");
            json.WriteNumber("size", file.Size);
            json.WriteString("title", title);
            json.WriteString("creation", now);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void Identifier(Utf8JsonWriter json, string value)
    {
        json.WriteStartObject();
        json.WriteString("system", "urn:ietf:rfc:3986");
        json.WriteString("value", value);
        json.WriteEndObject();
    }

    public static string NewId() => DerivedId.NewDraft();
}
