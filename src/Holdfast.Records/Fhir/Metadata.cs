using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Records.Fhir.Searching;
using Holdfast.Records.Finding;
using Holdfast.Records.Tokens;
using Holdfast.Wire.Connections;
using Hl7.Fhir.Model;
using SearchParameter = Holdfast.Records.Fhir.Searching.SearchParameter;

namespace Holdfast.Records.Fhir;

/// <summary>
/// GET metadata: the CapabilityStatement, made from what is there: interactions and operations from the routes, parameters
/// from what search evaluates, addresses from the SMART configuration. Says nothing about any patient, so it needs no token.
/// </summary>
internal static class Metadata
{
    private const string OAuthUris = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris";
    private const string Definitions = "http://hl7.org/fhir/";

    public static void Map(IEndpointRouteBuilder routes, RoleSettings settings, TimeProvider time)
    {
        byte[]? made = null;
        routes.MapGet("/fhir/metadata", (HttpContext http, EndpointDataSource endpoints) => FhirHttp.WriteJson(http, 200, made ??= Statement(settings, new Interactions(endpoints), time)));
    }

    private static byte[] Statement(RoleSettings settings, Interactions interactions, TimeProvider time)
    {
        var types = ModelInfo.SupportedResources.Where(Compartment.IsStored).Order(StringComparer.Ordinal).ToList();
        var pointers = types.SelectMany(t => SearchIncludes.References(t).SelectMany(p => p.Targets.Select(target => (Target: target, Include: $"{t}:{p.Code}")))).ToLookup(p => p.Target, p => p.Include);
        var rest = new JsonObject
        {
            ["mode"] = "server",
            ["documentation"] = "A token opens exactly the charts of its grant and the provider's own. Searches span these. A token of scope user/Patient.s alone searches the directory instead: POST Patient/_search.",
            ["security"] = Security(settings),
            ["resource"] = new JsonArray([.. types.Select(t => Resource(t, interactions, pointers))]),
        };
        Add(rest, "interaction", interactions.OfSystem().Select(i => new JsonObject { ["code"] = i }));
        Add(rest, "searchParam", SearchParameters.OfEveryType("Resource").Select(Parameter));
        Add(rest, "operation", interactions.SystemOperations().Select(o => Operation(o, "Resource")));
        rest["compartment"] = new JsonArray([.. Compartments.Names.Select(c => JsonValue.Create($"{Definitions}CompartmentDefinition/{char.ToLowerInvariant(c[0])}{c[1..]}"))]);
        var statement = new JsonObject
        {
            ["resourceType"] = "CapabilityStatement",
            ["status"] = "active",
            ["date"] = time.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["kind"] = "instance",
            ["software"] = new JsonObject { ["name"] = "Holdfast", ["version"] = Program.Version },
            ["implementation"] = new JsonObject { ["description"] = "Holdfast records", ["url"] = settings.RecordsOrigin + "/fhir" },
            ["fhirVersion"] = "4.0.1",
            ["format"] = new JsonArray("json", "xml", "application/fhir+json", "application/fhir+xml"),
        };
        if (interactions.Of("Observation").Contains("patch")) statement["patchFormat"] = new JsonArray("application/json-patch+json", "application/fhir+json");
        statement["rest"] = new JsonArray(rest);
        return JsonSerializer.SerializeToUtf8Bytes(statement);
    }

    private static JsonObject Security(RoleSettings settings) => new()
    {
        ["extension"] = new JsonArray(new JsonObject
        {
            ["url"] = OAuthUris,
            ["extension"] = new JsonArray([.. OAuthAddresses(settings)]),
        }),
        ["cors"] = true,
        ["service"] = new JsonArray(new JsonObject
        {
            ["coding"] = new JsonArray(new JsonObject { ["system"] = "http://terminology.hl7.org/CodeSystem/restful-security-service", ["code"] = "SMART-on-FHIR" }),
        }),
        ["description"] = "SMART App Launch with PKCE; access tokens are bound to the client's key (DPoP, RFC 9449).",
    };

    /// <summary>Those of the SMART configuration that the extension has a name for.</summary>
    private static IEnumerable<JsonNode> OAuthAddresses(RoleSettings settings)
    {
        var configuration = SmartConfiguration.Of(settings);
        foreach (var (name, member) in new[] { ("authorize", "authorization"), ("token", "token"), ("register", "registration"), ("manage", "management"), ("introspect", "introspection"), ("revoke", "revocation") })
            if (configuration.TryGetValue(member + "_endpoint", out var address)) yield return new JsonObject { ["url"] = name, ["valueUri"] = address.ToString() };
    }

    private static JsonNode Resource(string type, Interactions interactions, ILookup<string, string> pointers)
    {
        var codes = interactions.Of(type);
        var resource = new JsonObject { ["type"] = type };
        if (type == "Patient") resource["documentation"] = $"Within an open chart: every parameter below. In the directory (user/Patient.s), by POST _search alone: {DirectoryParameters.Known}, without modifiers; specific enough to mean few people.";
        Add(resource, "interaction", codes.Select(i => new JsonObject { ["code"] = i }));
        resource["versioning"] = "versioned-update";
        resource["readHistory"] = codes.Contains("vread");
        resource["updateCreate"] = codes.Contains("update") && codes.Contains("create");
        resource["conditionalCreate"] = codes.Contains("create");
        resource["conditionalRead"] = "not-match";
        resource["conditionalUpdate"] = interactions.IsConditional("PUT", type);
        resource["conditionalDelete"] = interactions.IsConditional("DELETE", type) ? "single" : "not-supported";
        resource["referencePolicy"] = new JsonArray("literal", "logical");
        Add(resource, "searchInclude", SearchIncludes.References(type).Select(p => $"{type}:{p.Code}").Prepend("*").Select(i => JsonValue.Create(i)));
        Add(resource, "searchRevInclude", pointers[type].Order(StringComparer.Ordinal).Prepend("*").Select(i => JsonValue.Create(i)));
        Add(resource, "searchParam", SearchParameters.Of(type).Values.OrderBy(p => p.Code, StringComparer.Ordinal).Select(Parameter));
        Add(resource, "operation", interactions.Operations(type).Select(o => Operation(o, type)));
        return resource;
    }

    private static JsonObject Operation(string name, string type) => new()
    {
        ["name"] = name,
        ["definition"] = name == "export"
            ? $"{Definitions}uv/bulkdata/OperationDefinition/{(type == "Patient" ? "patient-" : "")}export"
            : $"{Definitions}OperationDefinition/{(name is "validate" ? "Resource" : type)}-{name}",
    };

    private static JsonObject Parameter(SearchParameter parameter) => new()
    {
        ["name"] = parameter.Code,
        ["definition"] = parameter.Definition,
        ["type"] = parameter.Kind switch
        {
            SearchKind.Address => "uri",
            SearchKind.Text or SearchKind.Words => "string",
            var kind => kind.ToString().ToLowerInvariant(),
        },
    };

    /// <summary>FHIR has no empty lists.</summary>
    private static void Add(JsonObject to, string member, IEnumerable<JsonNode?> items)
    {
        var list = new JsonArray([.. items]);
        if (list.Count > 0) to[member] = list;
    }
}
