using System.Text;
using System.Text.Json;
using Holdfast.ChartApp.Fhir;

namespace Holdfast.ChartApp.Notes;

internal enum DraftState
{
    /// <summary>Being written; nothing has left the device.</summary>
    Writing,
    /// <summary>Signed by its author and waiting for signal; nothing has left the device.</summary>
    Queued,
    /// <summary>At least one attempt was made, so parts may be in the chart: the words stand as they were signed.</summary>
    Sending,
}

/// <summary>
/// A visit note that is not in the chart yet. <see cref="Id"/> makes sending again write once: every resource made from this draft
/// carries an identifier derived from it. <see cref="Vitals"/> holds what was typed, by kind, as it was typed.
/// </summary>
internal sealed record NoteDraft
{
    public required string Id { get; init; }
    public DraftState State { get; init; }
    public required DateTimeOffset Started { get; init; }
    public required DateTimeOffset Saved { get; init; }
    /// <summary>When the visit was, with the device's offset.</summary>
    public required DateTimeOffset Happened { get; init; }
    /// <summary>When the author pressed Send: the time of writing.</summary>
    public DateTimeOffset? Signed { get; init; }
    public string Words { get; init; } = "";
    public IReadOnlyDictionary<string, string> Vitals { get; init; } = new Dictionary<string, string>();
    public IReadOnlyList<string> TasksDone { get; init; } = [];

    public bool IsEmpty => string.IsNullOrWhiteSpace(Words) && Vitals.Values.All(string.IsNullOrWhiteSpace) && TasksDone.Count == 0;

    public string Write()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("id", Id);
            json.WriteString("state", State.ToString());
            json.WriteString("started", Started);
            json.WriteString("saved", Saved);
            json.WriteString("happened", Happened);
            if (Signed is { } signed) json.WriteString("signed", signed);
            json.WriteString("words", Words);
            json.WriteStartObject("vitals");
            foreach (var (kind, typed) in Vitals) json.WriteString(kind, typed);
            json.WriteEndObject();
            json.WriteStartArray("tasksDone");
            foreach (var task in TasksDone) json.WriteStringValue(task);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    /// <summary>Null when it is not a draft of this form: written by a version of the application that this one does not know.</summary>
    public static NoteDraft? Read(JsonElement json)
    {
        if (json.Text("id") is not { } id || !Enum.TryParse<DraftState>(json.Text("state"), out var state)) return null;
        if (!json.Get("started").IsTime(out var started) || !json.Get("saved").IsTime(out var saved) || !json.Get("happened").IsTime(out var happened)) return null;
        return new NoteDraft
        {
            Id = id,
            State = state,
            Started = started,
            Saved = saved,
            Happened = happened,
            Signed = json.Get("signed").IsTime(out var signed) ? signed : null,
            Words = json.Text("words") ?? "",
            Vitals = json.Get("vitals") is { ValueKind: JsonValueKind.Object } vitals
                ? vitals.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.Text() ?? "") : [],
            TasksDone = [.. json.Get("tasksDone").Items().Select(JsonReading.Text).OfType<string>()],
        };
    }
}
