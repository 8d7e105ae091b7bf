using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.StaticFiles;

namespace Holdfast.Records;

/// <summary>
/// /chart/: the files of the chart application, a SMART client like any other that happens to live here. Compressed
/// beforehand (.br) where the publisher did so; files whose name carries their fingerprint are cached for ever; every
/// other path is the application's own and answered with index.html.
/// </summary>
internal static partial class ChartAppFiles
{
    private const string Root = "/chart";

    /// <summary>Blazor's runtime compiles WebAssembly; nothing else may run code that is not a file of ours, and nothing is fetched from elsewhere.</summary>
    private const string Policy =
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{0}; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; frame-src 'self'; " +
        "manifest-src 'self'; worker-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>
    /// The frame in which a PDF is drawn, whoever asks for it: no origin (so no token, no key, no storage), no network, no eval. Its
    /// scripts are these files of ours by address, since nothing is "self" to it; pdf.js decodes scans with WebAssembly.
    /// </summary>
    private const string ViewerPolicy =
        "default-src 'none'; script-src {0}/chart/viewer/ 'wasm-unsafe-eval'; style-src {0}/chart/viewer/; img-src blob: data:; font-src {0}/chart/viewer/ data:; connect-src 'none'; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors {0}; sandbox allow-scripts";

    private const string ViewerFolder = "viewer/";

    private static readonly FileExtensionContentTypeProvider Types = MakeTypes();

    private sealed record ServedFile(string Path, string ContentType, bool HasBrotli, bool IsImmutable);

    public static void Map(IEndpointRouteBuilder routes, string folder, string origin)
    {
        var files = Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(f => !f.EndsWith(".br", StringComparison.Ordinal) && !f.EndsWith(".gz", StringComparison.Ordinal))
            .ToDictionary(f => Path.GetRelativePath(folder, f).Replace('\\', '/'), Describe, StringComparer.Ordinal);
        var policy = string.Format(System.Globalization.CultureInfo.InvariantCulture, Policy, InlineScripts(File.ReadAllText(Path.Combine(folder, "index.html"))));
        var viewer = string.Format(System.Globalization.CultureInfo.InvariantCulture, ViewerPolicy, origin);
        // Routing takes /chart and /chart/ for the same; a browser does not: relative addresses need the slash.
        routes.MapGet(Root, async (HttpContext http) =>
        {
            if (http.Request.Path.Value == Root) http.Response.Redirect(Root + "/" + http.Request.QueryString, permanent: false);
            else await Send(http, files["index.html"], policy);
        });
        routes.MapGet(Root + "/{**path}", (HttpContext http, string? path) =>
        {
            if (files.TryGetValue(path ?? "", out var file)) return path!.StartsWith(ViewerFolder, StringComparison.Ordinal) ? SendToViewer(http, file, viewer) : Send(http, file, policy);
            // A missing file is missing; a page of the application is index.html.
            return Path.HasExtension(path) ? NotFound(http) : Send(http, files["index.html"], policy);
        });
    }

    /// <summary>A document without an origin asks across origins for everything. These files are the same for everybody.</summary>
    private static Task SendToViewer(HttpContext http, ServedFile file, string policy)
    {
        http.Response.Headers.AccessControlAllowOrigin = "*";
        return Send(http, file, policy, "cross-origin");
    }

    private static Task Send(HttpContext http, ServedFile file, string policy, string resourcePolicy = "same-origin")
    {
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = policy;
        headers["Cross-Origin-Resource-Policy"] = resourcePolicy;
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=(), payment=(), usb=()";
        headers.CacheControl = file.IsImmutable ? "public, max-age=31536000, immutable" : "no-cache";
        http.Response.ContentType = file.ContentType;
        if (!file.HasBrotli) return http.Response.SendFileAsync(file.Path);
        headers.Vary = "Accept-Encoding";
        if (!AcceptsBrotli(http.Request)) return http.Response.SendFileAsync(file.Path);
        headers.ContentEncoding = "br";
        return http.Response.SendFileAsync(file.Path + ".br");
    }

    /// <summary>The publisher writes an import map into index.html: allowed by its hash, as nothing else inline is.</summary>
    private static string InlineScripts(string html) => string.Concat(InlineScript().Matches(html).Where(m => m.Groups[1].Value.Length > 0)
        .Select(m => $" 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(m.Groups[1].Value)))}'"));

    [GeneratedRegex(@"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex InlineScript();

    private static Task NotFound(HttpContext http)
    {
        http.Response.StatusCode = StatusCodes.Status404NotFound;
        return Task.CompletedTask;
    }

    private static bool AcceptsBrotli(HttpRequest request) =>
        request.Headers.AcceptEncoding.SelectMany(v => (v ?? "").Split(',')).Any(v => v.Trim() is "br" || v.Trim().StartsWith("br;q=0.", StringComparison.Ordinal) || v.Trim() is "br;q=1");

    private static ServedFile Describe(string path)
    {
        var type = Types.TryGetContentType(path, out var known) ? known : "application/octet-stream";
        return new ServedFile(path, type.StartsWith("text/", StringComparison.Ordinal) ? type + "; charset=utf-8" : type, File.Exists(path + ".br"), IsFingerprinted(Path.GetFileName(path)));
    }

    /// <summary>name.FINGERPRINT.ext with at least eight letters and digits, at least one of them a digit: how the .NET publisher names what never changes.</summary>
    private static bool IsFingerprinted(string name) =>
        name.Split('.') is { Length: >= 3 } parts && parts[1..^1].Any(p => p.Length >= 8 && p.All(char.IsAsciiLetterOrDigit) && p.Any(char.IsAsciiDigit));

    private static FileExtensionContentTypeProvider MakeTypes()
    {
        var types = new FileExtensionContentTypeProvider();
        types.Mappings[".wasm"] = "application/wasm";
        types.Mappings[".dat"] = "application/octet-stream";
        types.Mappings[".webmanifest"] = "application/manifest+json";
        types.Mappings[".mjs"] = "text/javascript";
        types.Mappings[".js"] = "text/javascript";
        return types;
    }
}
