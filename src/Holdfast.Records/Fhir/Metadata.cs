using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Records.Fhir.Searching;
using Holdfast.Records.Tokens;
using Holdfast.Wire.Connections;
using Hl7.Fhir.Model;
using SearchParameter = Holdfast.Records.Fhir.Searching.SearchParameter;

namespace Holdfast.Records.Fhir;

/// <summary>GET metadata: the CapabilityStatement, made from what is really there. Says nothing about any patient, so it needs no token.</summary>
internal static class Metadata
{
    private const string OAuthUris = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris";

    public static void Map(IEndpointRouteBuilder routes, RoleSettings settings, TimeProvider time)
    {
        var statement = new Lazy<byte[]>(() => Statement(settings, time));
        routes.MapGet("/fhir/metadata", (HttpContext http) => FhirHttp.WriteJson(http, 200, statement.Value));
    }

    private static byte[] Statement(RoleSettings settings, TimeProvider time) => JsonSerializer.SerializeToUtf8Bytes(new JsonObject
    {
        ["resourceType"] = "CapabilityStatement",
        ["status"] = "active",
        ["date"] = time.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        ["kind"] = "instance",
        ["software"] = new JsonObject { ["name"] = "Holdfast", ["version"] = Program.Version },
        ["implementation"] = new JsonObject { ["description"] = "Holdfast records", ["url"] = settings.RecordsOrigin + "/fhir" },
        ["fhirVersion"] = "4.0.1",
        ["format"] = new JsonArray("json", "application/fhir+json"),
        ["rest"] = new JsonArray(new JsonObject
        {
            ["mode"] = "server",
            ["documentation"] = "A token opens exactly one patient's chart and the provider's own. Searches span these two.",
            ["security"] = Security(settings),
            ["resource"] = new JsonArray([.. ModelInfo.SupportedResources.Where(Compartment.IsStored).Order(StringComparer.Ordinal).Select(Resource)]),
        }),
    });

    private static JsonObject Security(RoleSettings settings) => new()
    {
        ["extension"] = new JsonArray(new JsonObject
        {
            ["url"] = OAuthUris,
            ["extension"] = new JsonArray(
                Address("authorize", SmartConfiguration.Authorize(settings).ToString()),
                Address("token", settings.RecordsOrigin + Token.Path),
                Address("revoke", settings.RecordsOrigin + Revoke.Path)),
        }),
        ["cors"] = true,
        ["service"] = new JsonArray(new JsonObject
        {
            ["coding"] = new JsonArray(new JsonObject { ["system"] = "http://terminology.hl7.org/CodeSystem/restful-security-service", ["code"] = "SMART-on-FHIR" }),
        }),
        ["description"] = "SMART App Launch with PKCE; access tokens are bound to the client's key (DPoP, RFC 9449).",
    };

    private static JsonObject Address(string name, string uri) => new() { ["url"] = name, ["valueUri"] = uri };

    private static JsonNode Resource(string type)
    {
        var isOfPatients = Compartment.IsOfPatients(type);
        string[] interactions = !isOfPatients ? ["read", "vread", "search-type"] : type == "Patient" ? ["read", "vread", "update", "search-type"] : ["read", "vread", "update", "create", "search-type"];
        var resource = new JsonObject
        {
            ["type"] = type,
            ["interaction"] = new JsonArray([.. interactions.Select(i => new JsonObject { ["code"] = i })]),
            ["versioning"] = "versioned-update",
            ["readHistory"] = true,
            ["updateCreate"] = isOfPatients && type != "Patient",
            ["conditionalCreate"] = isOfPatients && type != "Patient",
            ["conditionalRead"] = "not-match",
            ["searchParam"] = new JsonArray([.. SearchParameters.Of(type).Values.OrderBy(p => p.Code, StringComparer.Ordinal).Select(Parameter)]),
        };
        if (type == "Patient")
            resource["operation"] = new JsonArray(new JsonObject { ["name"] = "everything", ["definition"] = "http://hl7.org/fhir/OperationDefinition/Patient-everything" });
        return resource;
    }

    private static JsonNode Parameter(SearchParameter parameter) => new JsonObject
    {
        ["name"] = parameter.Code,
        ["type"] = parameter.Kind switch
        {
            SearchKind.Token => "token",
            SearchKind.Date => "date",
            SearchKind.Text => "string",
            SearchKind.Reference => "reference",
            _ => "uri",
        },
    };
}
