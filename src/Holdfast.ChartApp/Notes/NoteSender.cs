using System.Text.Json;
using Holdfast.ChartApp.Chart;
using Holdfast.ChartApp.Fhir;
using Holdfast.ChartApp.Words;

namespace Holdfast.ChartApp.Notes;

internal abstract record SendOutcome
{
    public sealed record Sent(string? Version) : SendOutcome;
    /// <summary>No signal, or a server that says "later": it is queued.</summary>
    public sealed record Waiting : SendOutcome;
    /// <summary><paramref name="InPart"/>: something of it is in the chart already.</summary>
    public sealed record Refused(Text Mend, string? ServerWords, bool InPart) : SendOutcome;
}

/// <summary>
/// Brings a signed draft into the chart: the visit, the words, the vital signs, each as a conditional create on an
/// identifier of its own. Interrupted anywhere and begun again, it writes each of them once. The draft leaves the device
/// only after the last one was acknowledged.
/// </summary>
internal sealed class NoteSender(FhirConnection fhir, DraftBox drafts, ChartData chart)
{
    private readonly SemaphoreSlim _one = new(1, 1);

    public async Task<SendOutcome> Send(NoteDraft draft, Wording wording)
    {
        // One at a time: a signal that comes back must not race the nurse's own finger.
        await _one.WaitAsync();
        try
        {
            return await SendAlone(draft, wording);
        }
        finally
        {
            _one.Release();
        }
    }

    private async Task<SendOutcome> SendAlone(NoteDraft signed, Wording wording)
    {
        if (drafts.Drafts.All(d => d.Id != signed.Id)) return new SendOutcome.Sent(null); // the queue was quicker
        var draft = signed with { State = DraftState.Sending };
        await drafts.Save(draft);
        var author = new Author(fhir.Grant.PersonId, fhir.Grant.PersonName);
        var patient = fhir.Grant.PatientId;

        var visit = await Create(NoteResources.Encounter(draft, patient, author));
        if (visit.Id is null) return await NotWritten(draft, visit.Answer, nothingWritten: true);

        string? version = visit.Version;
        if (NoteResources.HasComposition(draft))
        {
            var note = await Create(NoteResources.Composition(draft, patient, visit.Id, author, wording));
            if (note.Id is null) return await NotWritten(draft, note.Answer, nothingWritten: false);
            version = note.Version;
        }
        foreach (var observation in NoteResources.Observations(draft, patient, visit.Id, author))
        {
            var written = await Create(observation);
            if (written.Id is null) return await NotWritten(draft, written.Answer, nothingWritten: false);
        }
        await drafts.Drop(draft);
        return new SendOutcome.Sent(version);
    }

    private async Task<SendOutcome> NotWritten(NoteDraft draft, FhirAnswer answer, bool nothingWritten)
    {
        // A refusal of the very first resource is certain: nothing is in the chart, so the words may be mended.
        if (answer is FhirAnswer.Refused { Status: < 429 } && nothingWritten) await drafts.Save(draft with { State = DraftState.Writing });
        return answer switch
        {
            FhirAnswer.Unreachable or FhirAnswer.Refused { Status: 429 or 503 } => new SendOutcome.Waiting(),
            FhirAnswer.Ended ended => new SendOutcome.Refused(NoteTexts.MendEnded, ended.Words, !nothingWritten),
            FhirAnswer.Refused refused => new SendOutcome.Refused(MendOf(refused.Status), refused.Words, !nothingWritten),
            _ => new SendOutcome.Refused(NoteTexts.MendLater, null, !nothingWritten),
        };
    }

    private static Text MendOf(int status) => status switch
    {
        409 or 412 => NoteTexts.MendConflict,
        401 or 403 => NoteTexts.MendForbidden,
        429 or >= 500 => NoteTexts.MendLater,
        _ => NoteTexts.MendInvalid,
    };

    private async Task<(string? Id, string? Version, FhirAnswer Answer)> Create(NoteResource resource)
    {
        var answer = await fhir.CreateOnce(resource.Type, resource.Json, $"identifier=urn:ietf:rfc:3986|urn:uuid:{resource.Identifier}");
        if (answer is not FhirAnswer.Got got) return (null, null, answer);
        using (got)
        {
            var body = got.Body?.RootElement ?? default;
            var isResource = body.Text("resourceType") == resource.Type;
            var id = isResource ? body.Text("id") : null;
            id ??= IdIn(got.Location, resource.Type);
            if (id is null) return (null, null, answer);
            if (isResource) chart.Take(body);
            else TakeAsSent(resource, id);
            return (id, got.ETag?.Replace("W/", "", StringComparison.Ordinal).Trim('"'), answer);
        }
    }

    /// <summary>A server that answers without the resource: what was sent is what is there.</summary>
    private void TakeAsSent(NoteResource resource, string id)
    {
        using var sent = JsonDocument.Parse(resource.Json);
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            foreach (var member in sent.RootElement.EnumerateObject()) member.WriteTo(json);
            json.WriteEndObject();
        }
        using var withId = JsonDocument.Parse(buffer.ToArray());
        chart.Take(withId.RootElement);
    }

    private static string? IdIn(string? location, string type)
    {
        var parts = location?.Split('/') ?? [];
        var place = Array.LastIndexOf(parts, type);
        return place >= 0 && place + 1 < parts.Length ? parts[place + 1] : null;
    }
}
