using System.Globalization;
using System.Text.Json;
using Holdfast.Records.Charts;
using Holdfast.Records.Fhir.Searching;
using Holdfast.Records.Tokens;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Records.Fhir.BulkData;

/// <summary>
/// GET or POST $export and Patient/$export (Bulk Data Access 2): a backend service asks for its charts as files. Nothing is
/// opened here: the keyholder makes a job that waits for two people, and the work is another process's.
/// </summary>
internal static class KickOff
{
    private const string Ndjson = "application/fhir+ndjson";
    private static readonly string[] OutputFormats = [Ndjson, "application/ndjson", "ndjson"];

    /// <summary>These would make the answer narrower than it is: leaving one out, even for a lenient client, would give more than was asked for.</summary>
    private static readonly Dictionary<string, string> Narrowing = new(StringComparer.Ordinal)
    {
        ["patient"] = "patient is not served: have a service registered for exactly the charts that are to be exported.",
        ["_elements"] = "_elements is not served in an export: resources are exported whole. Name the types with _type.",
        ["_typeFilter"] = "_typeFilter is not served: name the types with _type, and filter what you receive.",
    };

    /// <param name="System">With the provider's own chart.</param>
    private sealed record Asked(bool System, IReadOnlyList<string> Types, long SinceMs);

    public static void Map(IEndpointRouteBuilder fhir)
    {
        foreach (var (pattern, system) in new[] { ("/$export", true), ("/Patient/$export", false) })
        {
            fhir.MapGet(pattern, (HttpContext http, KeyholderClient keyholder, RoleSettings settings) => Handle(http, system, keyholder, settings)).WithMetadata(new OpensNoChart());
            fhir.MapPost(pattern, (HttpContext http, KeyholderClient keyholder, RoleSettings settings) => Handle(http, system, keyholder, settings)).WithMetadata(new OpensNoChart()).DisableAntiforgery();
        }
    }

    private static async Task Handle(HttpContext http, bool system, KeyholderClient keyholder, RoleSettings settings)
    {
        var live = GrantGuard.Of(http);
        if (Refusal(http, live) is { } refused)
        {
            await FhirHttp.Write(http, live, refused);
            return;
        }

        var (asked, wrong) = await Read(http, system);
        if (wrong is not null)
        {
            await FhirHttp.Write(http, live, wrong);
            return;
        }

        var reply = await keyholder.AskExport(live.Grant, live.Token, asked!.Types, asked.SinceMs, asked.System, http.RequestAborted);
        if (reply.Refusal is { } refusal)
        {
            await BulkAnswers.Refuse(http, refusal);
            return;
        }

        http.Response.Headers.ContentLocation = BulkAnswers.Address(settings, ExportId.From(reply.Export));
        await FhirHttp.WriteOutcome(http, StatusCodes.Status202Accepted,
            [new FhirIssue("informational", "The export waits for two people of the provider: one who asks for it, with the key that it is to be sealed for, and one who approves it. Content-Location says how far it is.", null, "information")]);
    }

    public static FhirAnswer.Refused? Refusal(HttpContext http, LiveGrant live)
    {
        if (!live.IsService) return new FhirAnswer.Refused(403, "forbidden", "Bulk jobs are a backend service's. A person's token opens one chart: GET Patient/[id]/$everything has all of it.");
        var prefers = http.Request.Headers["Prefer"].SelectMany(header => (header ?? "").Split([',', ';'], StringSplitOptions.TrimEntries)).Contains("respond-async");
        return prefers ? null : new FhirAnswer.Refused(400, "required", "Send Prefer: respond-async. A bulk job takes its time, and is answered with 202 and where to ask for it.");
    }

    private static async Task<(Asked? Asked, FhirAnswer.Refused? Refused)> Read(HttpContext http, bool system)
    {
        var pairs = Search.Pairs(http.Request.Query).ToList();
        if (HttpMethods.IsPost(http.Request.Method) && http.Request.ContentLength is not (null or 0))
        {
            if (await Body(http) is not { } body) return (null, Wrong("structure", "The body of a kick-off is a Parameters resource as application/fhir+json, or there is none."));
            pairs.AddRange(body);
        }

        var (types, since, lenient) = (new List<string>(), 0L, Search.IsLenient(http.Request));
        foreach (var (name, value) in pairs)
        {
            if (Narrowing.TryGetValue(name, out var instead)) return (null, Wrong("not-supported", instead));
            if (name == "_type") types.AddRange(value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
            else if (name == "_since" && DateCriterion.Parse("ge" + value) is { HasZone: true } && DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at)) since = at.ToUnixTimeMilliseconds();
            else if (name == "_outputFormat" && OutputFormats.Contains(value)) continue;
            else if (name is "_since" or "_outputFormat") return (null, Wrong("value", $"_since is a time with its zone, and _outputFormat is {Ndjson}."));
            else if (Parameters.OfPresentation.Contains(name) || lenient) continue;
            else return (null, Wrong("not-supported", "An export knows _type, _since and _outputFormat. Prefer: handling=lenient leaves others out, but for patient, _elements and _typeFilter."));
        }

        types = [.. types.Distinct(StringComparer.Ordinal)];
        if (types.Exists(type => !ResourceParser.IsKnownType(type) || !Compartment.IsStored(type))) return (null, Wrong("value", "_type names FHIR R4 types that are stored here, with commas."));
        if (!system && types.Exists(type => !Compartment.IsOfPatients(type))) return (null, Wrong("value", "Patient/$export has what is about patients. For the provider's own types ask /fhir/$export."));
        return (new Asked(system, types, since), null);
    }

    /// <summary>Names and values of a Parameters resource; null when it is none.</summary>
    private static async Task<IReadOnlyList<KeyValuePair<string, string>>?> Body(HttpContext http)
    {
        try
        {
            using var json = await JsonDocument.ParseAsync(http.Request.Body, new JsonDocumentOptions { MaxDepth = ResourceParser.DeepestNesting, AllowDuplicateProperties = false }, http.RequestAborted);
            if (json.RootElement.ValueKind != JsonValueKind.Object || ResourceParser.TypeOf(json.RootElement) != "Parameters") return null;
            var pairs = new List<KeyValuePair<string, string>>();
            if (!json.RootElement.TryGetProperty("parameter"u8, out var parameters)) return pairs;
            foreach (var parameter in parameters.EnumerateArray())
            {
                var value = parameter.EnumerateObject().FirstOrDefault(member => member.Name.StartsWith("value", StringComparison.Ordinal)).Value;
                pairs.Add(new(parameter.GetProperty("name"u8).GetString()!, value.ValueKind == JsonValueKind.String ? value.GetString()! : ""));
            }

            return pairs;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static FhirAnswer.Refused Wrong(string code, string mend) => new(400, code, mend);
}
