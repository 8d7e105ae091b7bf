using Holdfast.Wire.Connections;
using Microsoft.Extensions.Primitives;

namespace Holdfast.Records;

/// <summary>
/// Headers of every answer: nothing is cached, framed, sniffed or referred to. SMART applications of any origin may call
/// the API from their pages; no cookie or other ambient credential exists that they could abuse, so none is allowed.
/// </summary>
internal sealed class Headers(RequestDelegate next, RoleSettings settings)
{
    private const string NothingLoads = "default-src 'none'; frame-ancestors 'none'";
    private const string AllowedMethods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
    private const string AllowedHeaders = "Authorization, DPoP, Content-Type, Accept, If-Match, If-None-Match, If-Modified-Since, If-None-Exist, Prefer";
    private const string ExposedHeaders = "ETag, Last-Modified, Location, WWW-Authenticate, Retry-After, Allow, " + Fhir.FhirHttp.GapHeader;

    private readonly bool _isHttps = settings.RecordsOrigin.StartsWith("https:", StringComparison.Ordinal);

    public Task InvokeAsync(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = NothingLoads;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        if (_isHttps) headers.StrictTransportSecurity = "max-age=63072000";
        if (!IsApi(http.Request.Path)) return next(http);

        headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        headers.AccessControlAllowOrigin = "*";
        headers.AccessControlExposeHeaders = ExposedHeaders;
        if (!HttpMethods.IsOptions(http.Request.Method) || StringValues.IsNullOrEmpty(http.Request.Headers.AccessControlRequestMethod)) return next(http);
        headers.AccessControlAllowMethods = AllowedMethods;
        headers.AccessControlAllowHeaders = AllowedHeaders;
        headers.AccessControlMaxAge = "7200";
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static bool IsApi(PathString path) =>
        path.StartsWithSegments("/fhir") || path.StartsWithSegments("/token") || path.StartsWithSegments("/revoke") || path.StartsWithSegments("/.well-known");
}
