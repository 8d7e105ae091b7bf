using Holdfast.Ledger;

namespace Holdfast.Keyholder.Serving;

/// <summary>GET /ledger/PATH: the ledger's public files (c2sp.org/tlog-tiles) for the watch and the command line. The reader names the files that may be read; no other path reaches the disk.</summary>
internal static class LedgerFiles
{
    public static void Map(IEndpointRouteBuilder routes, string folder)
    {
        var reader = new LedgerReader(folder);
        routes.MapGet("/ledger/{**path}", (string? path, HttpContext http) =>
        {
            if (reader.Find(path ?? "") is not { } file) return Results.NotFound();
            http.Response.Headers.CacheControl = file.Immutable ? "public, max-age=31536000, immutable" : "no-store";
            return Results.File(file.FullPath, file.ContentType);
        });
    }
}
