using Holdfast.Records.Tokens;

namespace Holdfast.Records.Fhir;

/// <summary>Every other method and path under /fhir: refused by name, with what there is instead.</summary>
internal static class Elsewhere
{
    public static void Map(IEndpointRouteBuilder fhir) => fhir.Map("/{**rest}", (HttpContext http, string? rest) => FhirHttp.Write(http, GrantGuard.Of(http), Refuse(http, rest ?? "")));

    private static FhirAnswer.Refused Refuse(HttpContext http, string rest)
    {
        var parts = rest.Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length == 0 && http.Request.Method == HttpMethods.Post)
            return new FhirAnswer.Refused(501, "not-supported", "Batches and transactions are not supported yet. Send the resources one by one; If-None-Exist makes each safe to repeat.");
        if (parts.Length is 1 or 2 && ResourceParser.IsKnownType(parts[0]))
        {
            http.Response.Headers.Allow = parts.Length == 1 ? "GET, POST" : "GET, PUT";
            return new FhirAnswer.Refused(405, "not-supported", $"{http.Request.Method} is not supported here. There is GET, POST on a type and GET, PUT on a resource; GET /fhir/metadata lists it all.");
        }

        return new FhirAnswer.Refused(404, "not-found", "There is nothing at this address. GET /fhir/metadata lists what there is.");
    }
}
