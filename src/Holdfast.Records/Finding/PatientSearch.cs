using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Holdfast.Records.Charts;
using Holdfast.Records.Fhir;
using Holdfast.Records.Tokens;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Records.Finding;

/// <summary>
/// POST Patient/_search under a search grant: the keyholder's directory answers, and this makes FHIR of it. Records sees
/// who was found while it answers and keeps nothing. By POST alone: a name in an address stands in proxies' logs and in
/// histories for years.
/// </summary>
internal sealed class PatientSearch(KeyholderClient keyholder, RoleSettings settings)
{
    /// <summary>Below this the answer says how many people the person may still be shown today.</summary>
    private const int LowLookUps = 25;

    private const string ViewSystem = "urn:x-holdfast:view";
    private const string Subsetted = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue";

    private static readonly FhirIssue[] OfTheDirectory =
    [
        new("informational", "These are entries of the provider's directory, not charts: who somebody is, and no more. A chart is opened with a click beside the name at the desk, or by asking for patient/… scopes, when the person picks it.", null, "information"),
    ];

    public static Task RefuseGet(HttpContext http) => FhirHttp.Write(http, null, new FhirAnswer.Refused(
        403, "forbidden", "Under a search grant the directory is asked by POST: send the parameters as a form (application/x-www-form-urlencoded) to Patient/_search, so that no name stands in an address or a log."));

    public async Task Answer(HttpContext http, SearchGrant grant, IReadOnlyList<KeyValuePair<string, string>> form, bool lenient)
    {
        if (http.Request.Query.Keys.Any(name => !Parameters.OfPresentation.Contains(name)))
        {
            await FhirHttp.Write(http, null, new FhirAnswer.Refused(400, "value", "Under a search grant the parameters stand in the form, none after the question mark: no name is to stand in an address or a log."));
            return;
        }

        var (parameters, refused) = DirectoryParameters.Read(form, lenient);
        if (parameters is null)
        {
            await FhirHttp.Write(http, null, refused!);
            return;
        }

        var reply = await keyholder.SearchDirectory(grant.Grant, grant.Token, parameters.Terms, parameters.Count, http.RequestAborted);
        if (reply.Refusal is { } no) await FhirHttp.Write(http, null, Refusal(no));
        else await FhirHttp.WriteJson(http, StatusCodes.Status200OK, Bundle(parameters, reply));
    }

    private static FhirAnswer.Refused Refusal(Refusal refusal) => refusal.Why switch
    {
        Why.Malformed or Why.TooBroad => new(400, "value", $"The directory does not answer this: {refusal.Detail}."),
        Why.BudgetIdentities => new(429, "throttled", "The person in whose name this searches has been shown as many people as a day allows, here and at the desk together. The people on their own schedule stay there, in My day."),
        Why.TooLarge => new(429, "throttled", "Too many searches a second: slow down."),
        Why.Locked => new(403, "forbidden", "The person's session at the desk was idle and is locked. They unlock it there with a passkey; then this goes on."),
        _ => new(403, "forbidden", "The search grant has ended, with the person's session or otherwise. Ask for authorization again."),
    };

    private ReadOnlyMemory<byte> Bundle(DirectoryParameters parameters, SearchDirectoryReply reply)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("resourceType", "Bundle");
            json.WriteString("type", "searchset");
            if (!reply.More) json.WriteNumber("total", reply.Found.Count);
            json.WriteStartArray("link");
            json.WriteStartObject();
            json.WriteString("relation", "self");
            json.WriteString("url", $"{settings.RecordsOrigin}/fhir/Patient/_search");
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteStartArray("entry");
            for (var i = 0; i < reply.Found.Count; i++) WriteMatch(json, reply.Found[i], reply.Alike.Count > i ? reply.Alike[i] / 1000m : 1m);
            json.WriteStartObject();
            json.WritePropertyName("resource");
            FhirHttp.WriteOutcome(json, [.. OfTheDirectory, .. Notes(parameters, reply)]);
            WriteMode(json, "outcome", null);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    private static IEnumerable<FhirIssue> Notes(DirectoryParameters parameters, SearchDirectoryReply reply)
    {
        if (reply.More)
            yield return new FhirIssue("incomplete", "More people fit than are shown, and there is no next page: a directory that can be paged through can be copied. Say more of the person: the birth date, more of the name, the postal code.", null, "information");
        if (reply.Found.Count == 0 && parameters.ByName)
            yield return new FhirIssue("informational", "Nobody's name begins like this. phonetic finds names by their sound and forgives a slip of the hand.", null, "information");
        if (reply.IdentitiesLeft <= LowLookUps)
            yield return new FhirIssue("informational", string.Create(CultureInfo.InvariantCulture, $"{reply.IdentitiesLeft} look-ups are left today for the person in whose name this searches, here and at the desk together."), null, "warning");
        foreach (var ignored in parameters.Ignored) yield return ignored;
    }

    private void WriteMatch(Utf8JsonWriter json, DirectoryEntry entry, decimal score)
    {
        var id = ChartId.From(entry.Chart).ToString();
        json.WriteStartObject();
        json.WriteString("fullUrl", $"{settings.RecordsOrigin}/fhir/Patient/{id}");
        json.WriteStartObject("resource");
        json.WriteString("resourceType", "Patient");
        json.WriteString("id", id);
        json.WriteStartObject("meta");
        json.WriteStartArray("tag");
        WriteCoding(json, ViewSystem, "directory");
        WriteCoding(json, Subsetted, "SUBSETTED");
        json.WriteEndArray();
        json.WriteEndObject();
        FirstPatient.Write(json, entry);
        json.WriteEndObject();
        WriteMode(json, "match", score);
        json.WriteEndObject();
    }

    private static void WriteCoding(Utf8JsonWriter json, string system, string code)
    {
        json.WriteStartObject();
        json.WriteString("system", system);
        json.WriteString("code", code);
        json.WriteEndObject();
    }

    private static void WriteMode(Utf8JsonWriter json, string mode, decimal? score)
    {
        json.WriteStartObject("search");
        json.WriteString("mode", mode);
        if (score is { } likeness) json.WriteNumber("score", likeness);
        json.WriteEndObject();
    }
}

/// <summary>Marks the routes that a search grant may use, for Patient; every other route is closed to it.</summary>
internal sealed class ServesSearchGrants
{
    public static readonly ServesSearchGrants Instance = new();

    private ServesSearchGrants()
    {
    }

    public static bool On(HttpContext http) => http.GetEndpoint()?.Metadata.GetMetadata<ServesSearchGrants>() is not null && http.Request.RouteValues["type"] is "Patient";
}
