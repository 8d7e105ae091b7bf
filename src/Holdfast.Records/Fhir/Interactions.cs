using Microsoft.AspNetCore.Routing.Patterns;

namespace Holdfast.Records.Fhir;

/// <summary>
/// Which FHIR interactions there are: read off the routes that are mapped, so that the CapabilityStatement cannot claim
/// one that nothing answers. The shapes are those of R4 http.html; what stands in braces has no name here.
/// </summary>
internal sealed class Interactions
{
    private static readonly (string Method, string Shape, string Code)[] OfTypes =
    [
        ("GET", "{}/{}", "read"), ("GET", "{}/{}/_history/{}", "vread"), ("PUT", "{}/{}", "update"), ("PATCH", "{}/{}", "patch"), ("DELETE", "{}/{}", "delete"),
        ("GET", "{}/{}/_history", "history-instance"), ("GET", "{}/_history", "history-type"), ("POST", "{}", "create"), ("GET", "{}", "search-type"),
    ];

    private static readonly (string Method, string Shape, string Code)[] OfTheSystem =
        [("POST", "", "transaction"), ("POST", "", "batch"), ("GET", "_history", "history-system"), ("GET", "", "search-system")];

    private readonly HashSet<(string Method, string Shape)> _routes = [];
    private readonly HashSet<string> _operations = [];

    public Interactions(EndpointDataSource endpoints)
    {
        foreach (var endpoint in endpoints.Endpoints.OfType<RouteEndpoint>())
        {
            var segments = endpoint.RoutePattern.PathSegments.Select(Text).ToList();
            if (segments is not ["fhir", ..] || segments.Contains("{**}")) continue;
            var shape = string.Join('/', segments.Skip(1));
            foreach (var method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []) _routes.Add((method, shape));
            if (segments[^1].StartsWith('$')) _operations.Add(shape);
        }
    }

    /// <summary>Codes of http://hl7.org/fhir/restful-interaction that are answered for a type.</summary>
    public IReadOnlyList<string> Of(string type) => [.. OfTypes.Where(i => _routes.Contains((i.Method, i.Shape)) && MayBe(i.Code, type)).Select(i => i.Code)];

    public IReadOnlyList<string> OfSystem() => [.. OfTheSystem.Where(i => _routes.Contains((i.Method, i.Shape))).Select(i => i.Code)];

    /// <summary>A conditional interaction is one on the type's own address: PUT or DELETE with search parameters.</summary>
    public bool IsConditional(string method, string type) => _routes.Contains((method, "{}")) && MayBe(method == "PUT" ? "update" : "delete", type);

    /// <summary>Names of operations, without $, on this type or on every type.</summary>
    public IReadOnlyList<string> Operations(string type) =>
        [.. _operations.Where(o => o.Split('/') is [var of, ..] parts && parts.Length > 1 && (of == type || of == "{}")).Select(NameOf).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Names of operations on the whole system.</summary>
    public IReadOnlyList<string> SystemOperations() => [.. _operations.Where(o => !o.Contains('/', StringComparison.Ordinal)).Select(NameOf).Order(StringComparer.Ordinal)];

    /// <summary>
    /// The provider's types are read under a patient's grant and not written; a chart has one patient, whom a service may bring
    /// and nobody unmakes by FHIR; audits are made from the ledger.
    /// </summary>
    private static bool MayBe(string code, string type) => code switch
    {
        "delete" when type == "Patient" => false,
        "create" or "update" or "patch" or "delete" => Compartment.IsOfPatients(type) && type != "AuditEvent",
        _ => true,
    };

    private static string NameOf(string shape) => shape[(shape.LastIndexOf('$') + 1)..];

    private static string Text(RoutePatternPathSegment segment) => string.Concat(segment.Parts.Select(p => p switch
    {
        RoutePatternLiteralPart literal => literal.Content,
        RoutePatternParameterPart { IsCatchAll: true } => "{**}",
        _ => "{}",
    }));
}
