using System.Reflection;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;

namespace Holdfast.Ui.Web;

/// <summary>
/// Styles and scripts, served from the assembly they were built into (resources named <c>assets/NAME</c>). A name that is
/// not one of them is not found; there is no path to walk. Browsers keep them and ask each time whether they changed, so
/// that a page never runs with the scripts of another version.
/// </summary>
public static class Assets
{
    private const string Prefix = "assets/";

    private sealed record Asset(byte[] Bytes, string ContentType, EntityTagHeaderValue Tag);

    /// <summary>Maps this assembly's own, at <c>/_content/Holdfast.Ui/</c>.</summary>
    public static void MapSharedAssets(this IEndpointRouteBuilder routes) => routes.MapAssets("/_content/Holdfast.Ui", typeof(Assets).Assembly);

    public static void MapAssets(this IEndpointRouteBuilder routes, string path, Assembly assembly)
    {
        var assets = assembly.GetManifestResourceNames().Where(n => n.StartsWith(Prefix, StringComparison.Ordinal))
            .ToDictionary(n => n[Prefix.Length..], n => Load(assembly, n), StringComparer.Ordinal);
        routes.MapGet(path + "/{name}", (string name, HttpContext http) =>
        {
            if (!assets.TryGetValue(name, out var asset)) return Results.NotFound();
            http.Response.Headers.CacheControl = "no-cache";
            return Results.Bytes(asset.Bytes, asset.ContentType, entityTag: asset.Tag);
        });
    }

    private static Asset Load(Assembly assembly, string name)
    {
        using var stream = assembly.GetManifestResourceStream(name)!;
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        var type = Path.GetExtension(name) switch
        {
            ".js" => "text/javascript; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".svg" => "image/svg+xml",
            ".webmanifest" => "application/manifest+json",
            var other => throw new InvalidOperationException($"No content type is known for {other}."),
        };
        return new Asset(bytes, type, new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes))[..24]}\""));
    }
}
