using Holdfast.Records.Tokens;

namespace Holdfast.Records.Fhir;

/// <summary>Every other method and path under /fhir: refused by name, with what there is instead.</summary>
internal static class Elsewhere
{
    public static void Map(IEndpointRouteBuilder fhir) => fhir.Map("/{**rest}", (HttpContext http, string? rest) => FhirHttp.Write(http, GrantGuard.Of(http), Refuse(http, rest ?? "")));

    private static FhirAnswer.Refused Refuse(HttpContext http, string rest)
    {
        var parts = rest.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0 || (parts.Length is 1 or 2 && ResourceParser.IsKnownType(parts[0])))
        {
            http.Response.Headers.Allow = parts.Length switch { 0 => "POST", 1 => "GET, POST, PUT, PATCH, DELETE", _ => "GET, HEAD, PUT, PATCH, DELETE" };
            return new FhirAnswer.Refused(405, "not-supported", $"{http.Request.Method} is not supported here. Allow names what is; GET /fhir/metadata lists it all.");
        }

        return new FhirAnswer.Refused(404, "not-found", "There is nothing at this address. GET /fhir/metadata lists what there is.");
    }
}
