using Holdfast.Wire.Connections;
using Microsoft.Extensions.Primitives;

namespace Holdfast.Records;

/// <summary>
/// Headers of every answer: nothing is cached, framed, sniffed or referred to. Pages of registered applications may call
/// the API across origins, each named exactly and never with credentials; what describes this server is for everybody.
/// </summary>
internal sealed class Headers(RequestDelegate next, RoleSettings settings, KnownOrigins origins)
{
    private const string NothingLoads = "default-src 'none'; frame-ancestors 'none'";
    private const string AllowedMethods = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS";
    private const string AllowedHeaders = "Authorization, DPoP, Content-Type, Accept, If-Match, If-None-Match, If-Modified-Since, If-None-Exist, If-Range, Range, Prefer, Upload-Complete, Upload-Length, Upload-Offset, X-Security-Context";
    private const string ExposedHeaders = "ETag, Last-Modified, Location, WWW-Authenticate, Retry-After, Allow, Accept-Ranges, Content-Location, Upload-Complete, Upload-Offset, Upload-Length, Upload-Limit, Content-Range, Content-Disposition, " + Fhir.FhirHttp.GapHeader;

    private readonly bool _isHttps = settings.RecordsOrigin.StartsWith("https:", StringComparison.Ordinal);

    public async Task InvokeAsync(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = NothingLoads;
        headers.CacheControl = "no-store";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        if (_isHttps) headers.StrictTransportSecurity = "max-age=63072000";
        if (!IsApi(http.Request.Path))
        {
            await next(http);
            return;
        }

        var isPublic = IsPublic(http.Request.Path);
        var origin = http.Request.Headers.Origin.ToString();
        if (!isPublic) headers.Vary = "Origin";
        if (isPublic || (origin.Length > 0 && await origins.Has(origin, http.RequestAborted)))
        {
            headers["Cross-Origin-Resource-Policy"] = "cross-origin";
            headers.AccessControlAllowOrigin = isPublic ? "*" : origin;
            headers.AccessControlExposeHeaders = ExposedHeaders;
        }

        if (!HttpMethods.IsOptions(http.Request.Method) || StringValues.IsNullOrEmpty(http.Request.Headers.AccessControlRequestMethod))
        {
            await next(http);
            return;
        }

        headers.AccessControlAllowMethods = AllowedMethods;
        headers.AccessControlAllowHeaders = AllowedHeaders;
        headers.AccessControlMaxAge = "7200";
        http.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    private static bool IsPublic(PathString path) =>
        path.StartsWithSegments("/.well-known") || path.StartsWithSegments("/fhir/.well-known") || path.StartsWithSegments("/fhir/metadata");

    private static bool IsApi(PathString path) =>
        path.StartsWithSegments("/fhir") || path.StartsWithSegments("/token") || path.StartsWithSegments("/revoke") || path.StartsWithSegments("/introspect") || path.StartsWithSegments("/.well-known");
}
