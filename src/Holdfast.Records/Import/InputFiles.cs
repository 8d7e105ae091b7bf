using System.IO.Compression;

namespace Holdfast.Records.Import;

internal enum InputKind
{
    Bundle,
    Lines,

    /// <summary>One resource by itself; found out when the file is read.</summary>
    Resource,
}

/// <summary>One file to import: a Bundle (.json) or bulk-export lines (.ndjson), either compressed (.gz).</summary>
internal sealed record InputFile(string Path, InputKind Kind, bool Compressed)
{
    /// <summary>Of a Bundle: the entries that are looked at, or null for all.</summary>
    public IReadOnlyList<int>? Entries { get; init; }

    public Stream Open()
    {
        var file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.SequentialScan);
        return Compressed ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    /// <summary>Uncompressed bytes, estimated for compressed files: clinical JSON shrinks some twelve to twenty times.</summary>
    public long EstimatedBytes => new FileInfo(Path).Length * (Compressed ? 16 : 1);
}

/// <summary>Finds the files below what was named on the command line, in the order of their names, so that every run meets them alike.</summary>
internal static class InputFiles
{
    public static IReadOnlyList<InputFile> Find(IEnumerable<string> paths, ImportReport report)
    {
        var found = new List<InputFile>();
        foreach (var path in paths)
        {
            if (Directory.Exists(path))
            {
                var options = new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = ImportLimits.DeepestFolder, AttributesToSkip = FileAttributes.ReparsePoint };
                found.AddRange(Directory.EnumerateFiles(path, "*", options).Order(StringComparer.Ordinal).Select(Recognise).OfType<InputFile>());
            }
            else if (!File.Exists(path)) report.Refuse(path, "file", "does not exist");
            else if (Recognise(path) is { } file) found.Add(file);
            else report.Refuse(path, "file", "is neither .json nor .ndjson, nor one of these with .gz; rename it if it is");
        }

        return [.. found.DistinctBy(f => System.IO.Path.GetFullPath(f.Path))];
    }

    private static InputFile? Recognise(string path)
    {
        var compressed = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
        var bare = compressed ? path[..^3] : path;
        if (bare.EndsWith(".ndjson", StringComparison.OrdinalIgnoreCase)) return new InputFile(path, InputKind.Lines, compressed);
        return bare.EndsWith(".json", StringComparison.OrdinalIgnoreCase) ? new InputFile(path, InputKind.Bundle, compressed) : null;
    }
}
