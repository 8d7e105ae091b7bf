using System.Text.Json;
using Holdfast.Records.Fhir;

namespace Holdfast.Records.Import;

/// <summary>A Bundle of the input, its valid items, and the JSON that they stand in. Disposing it gives the memory back.</summary>
/// <param name="IsLoose">One resource by itself: whom it is about may stand in another file.</param>
internal sealed record ReadBundle(InputFile File, JsonDocument Json, IReadOnlyList<ImportItem> Items, bool IsLoose = false) : IDisposable
{
    public void Dispose() => Json.Dispose();
}

/// <summary>Reads a file that holds one Bundle (transaction, batch, collection, searchset) or one resource.</summary>
internal static class BundleReader
{
    /// <summary>Null, reported, when the file as a whole cannot be read. Items that are not valid are reported and left out.</summary>
    public static async Task<ReadBundle?> Read(InputFile file, ProblemList problems, CancellationToken cancellation)
    {
        if (await ReadAll(file, problems, cancellation) is not { } bytes) return null;
        var (json, issues) = ResourceParser.ReadJson(bytes);
        if (json is null)
        {
            problems.Add(file.Path, "file", issues[0].Details);
            return null;
        }

        if (ResourceParser.TypeOf(json.RootElement) != "Bundle") return new ReadBundle(file, json, [], IsLoose: true);
        var items = Items(file, json.RootElement, problems);
        return items is null ? null : new ReadBundle(file, json, items);
    }

    public static string EntryPath(int index) => $"Bundle.entry[{index}]";

    /// <summary>Which entry of its Bundle the item is.</summary>
    public static int EntryOf(ImportItem item) => int.Parse(item.Path.AsSpan(EntryPath(0).IndexOf('0', StringComparison.Ordinal)..item.Path.IndexOf(']', StringComparison.Ordinal)), System.Globalization.CultureInfo.InvariantCulture);

    private static List<ImportItem>? Items(InputFile file, JsonElement root, ProblemList problems)
    {
        var type = root.TryGetProperty("type"u8, out var given) && given.ValueKind == JsonValueKind.String ? given.GetString() : null;
        if (type is not ("transaction" or "batch" or "collection" or "searchset"))
        {
            problems.Add(file.Path, "Bundle.type", "only transaction, batch, collection and searchset Bundles are imported");
            return null;
        }

        if (!root.TryGetProperty("entry"u8, out var entries)) return [];
        if (entries.ValueKind != JsonValueKind.Array)
        {
            problems.Add(file.Path, "Bundle.entry", "must be an array");
            return null;
        }

        var list = entries.EnumerateArray().ToList();
        var examined = new ImportItem?[list.Count];
        Parallel.For(0, list.Count, i => examined[i] = Entry(file, i, list[i], problems));
        return [.. examined.OfType<ImportItem>()];
    }

    private static ImportItem? Entry(InputFile file, int index, JsonElement entry, ProblemList problems)
    {
        var path = EntryPath(index);
        if (entry.ValueKind != JsonValueKind.Object || !entry.TryGetProperty("resource"u8, out var resource) || resource.ValueKind != JsonValueKind.Object)
        {
            problems.Add(file.Path, path, "has no resource; deletions and searches are not imported");
            return null;
        }

        var fullUrl = entry.TryGetProperty("fullUrl"u8, out var url) && url.ValueKind == JsonValueKind.String ? url.GetString() : null;
        return ImportItem.Examine(file.Path, path + ".resource", fullUrl, resource, problems);
    }

    /// <summary>Null, reported, when it cannot be read or is too large.</summary>
    public static async Task<byte[]?> ReadAll(InputFile file, ProblemList problems, CancellationToken cancellation)
    {
        try
        {
            await using var stream = file.Open();
            using var memory = new MemoryStream();
            var block = new byte[1 << 16];
            while (await stream.ReadAsync(block, cancellation) is var read and > 0)
            {
                if (memory.Length + read > ImportLimits.LargestBundle)
                {
                    problems.Add(file.Path, "file", $"a Bundle of more than {ImportLimits.LargestBundle / 1024 / 1024} MiB; split it, or give it as NDJSON");
                    return null;
                }

                memory.Write(block, 0, read);
            }

            return memory.ToArray();
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            problems.Add(file.Path, "file", $"cannot be read ({(e is InvalidDataException ? "the compression is damaged" : e.Message)})");
            return null;
        }
    }
}
