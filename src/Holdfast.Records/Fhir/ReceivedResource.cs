using System.Text.Json;
using Holdfast.Records.Charts;

namespace Holdfast.Records.Fhir;

/// <summary>
/// A resource that somebody sent: well-formed and valid by itself. The JSON is kept as it was sent; what is stored is
/// copied from it token by token.
/// </summary>
internal sealed record ReceivedResource(string Type, string? Id, JsonElement Json)
{
    private IReadOnlyList<string>? _conditional;

    /// <summary>References that name their target by a search (<c>Practitioner?identifier=…</c>), each once. They are resolved in a transaction only.</summary>
    public IReadOnlyList<string> ConditionalReferences => _conditional ??= [.. References.In(Json).Where(References.IsConditional).Distinct(StringComparer.Ordinal)];

    /// <summary>The resource of this JSON, or what is wrong with it.</summary>
    /// <param name="json">One resource; the document lives as long as this.</param>
    /// <param name="type">What it has to be.</param>
    public static (ReceivedResource? Received, FhirAnswer.Refused? Refused) Examine(JsonElement json, string type)
    {
        if (ResourceParser.TypeOf(json) is var sent && sent != type)
            return (null, new FhirAnswer.Refused(400, "invalid", $"The body is a {sent}, the address says {type}. Send it to the address of its type."));
        var problems = ResourceParser.Validate(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(json));
        if (problems.Count > 0) return (null, new FhirAnswer.Refused(422, problems));
        return (new ReceivedResource(type, json.TryGetProperty("id"u8, out var id) ? id.GetString() : null, json), null);
    }

    /// <summary>As it will be stored.</summary>
    /// <param name="map">The new text of a reference, or null to leave it.</param>
    public ResourceText Text(Func<string, string?>? map) => ResourceText.From(Json, map);

    /// <summary>Why it may not stand in this chart, or null: it is about another patient.</summary>
    public FhirAnswer.Refused? Misplaced(LiveGrant live, Func<string, string?>? map)
    {
        foreach (var (path, written) in Compartment.Subjects(Type, Json))
            if (Compartment.PatientId(map?.Invoke(written) ?? written) is { } patient && live.ChartOf(patient) is null)
                return new FhirAnswer.Refused(422, "business-rule", live.IsService
                    ? "The resource is about a patient whose chart this service does not have. Nothing was written."
                    : $"This token opens the chart of Patient/{live.Patient}; the resource is about another patient. Nothing was written.", path);
        return null;
    }
}
