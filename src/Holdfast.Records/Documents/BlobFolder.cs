using System.Security.Cryptography;
using Holdfast.Ledger;
using Holdfast.Wire;
using Holdfast.Wire.Records;
using Microsoft.Win32.SafeHandles;

namespace Holdfast.Records.Documents;

/// <summary>
/// Where contents lie that are too large for a row: <c>blobs/CHART/BLOB</c> below the role's folder, both random ids, each
/// file nothing but sealed chunks one after the other. Beside it, while an upload is not finished, <c>BLOB.upload</c>.
/// </summary>
internal sealed class BlobFolder(string roleFolder)
{
    public const string Name = "blobs";
    public const string UploadSuffix = ".upload";

    private const UnixFileMode OwnerFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode OwnerFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _root = Path.Combine(roleFolder, Name);

    public string PathOf(ChartId chart, BlobId blob) => Path.Combine(_root, chart.ToString(), blob.ToString());

    public string UploadPathOf(ChartId chart, BlobId blob) => PathOf(chart, blob) + UploadSuffix;

    /// <summary>Opens for writing, made when missing, for its owner alone; a name that is new is durable when this returns.</summary>
    public SafeFileHandle OpenToWrite(ChartId chart, BlobId blob)
    {
        var path = PathOf(chart, blob);
        var folder = Path.GetDirectoryName(path)!;
        if (!Directory.Exists(folder))
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
            else Directory.CreateDirectory(folder, OwnerFolder);
            Posix.FlushFolder(_root);
            Posix.FlushFolder(roleFolder);
        }

        var isNew = !File.Exists(path);
        // Not File.OpenHandle, which takes no mode.
        using var stream = new FileStream(path, Options(FileMode.OpenOrCreate));
        if (isNew) Posix.FlushFolder(folder);
        return File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
    }

    /// <summary>Replaces the state of an upload; it is durable when this returns.</summary>
    public void WriteUpload(ChartId chart, BlobId blob, ReadOnlySpan<byte> state)
    {
        var path = UploadPathOf(chart, blob);
        var next = path + "-next";
        using (var file = new FileStream(next, Options(FileMode.Create)))
        {
            file.Write(state);
            file.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
        Posix.FlushFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Null when there is no such upload.</summary>
    public byte[]? ReadUpload(ChartId chart, BlobId blob)
    {
        var path = UploadPathOf(chart, blob);
        return File.Exists(path) ? File.ReadAllBytes(path) : null;
    }

    public void DeleteUpload(ChartId chart, BlobId blob) => File.Delete(UploadPathOf(chart, blob));

    public void Delete(ChartId chart, BlobId blob)
    {
        if (!Directory.Exists(Path.Combine(_root, chart.ToString()))) return;
        File.Delete(PathOf(chart, blob));
        DeleteUpload(chart, blob);
    }

    /// <summary>Everything here, with the time of its last change.</summary>
    public IEnumerable<(ChartId Chart, BlobId Blob, DateTimeOffset Changed)> All()
    {
        if (!Directory.Exists(_root)) yield break;
        foreach (var folder in Directory.EnumerateDirectories(_root))
            foreach (var file in ChartId.TryParse(Path.GetFileName(folder), out var chart) ? Directory.EnumerateFiles(folder) : [])
                if (BlobId.TryParse(Path.GetFileName(file).Split('.')[0], out var blob)) yield return (chart, blob, File.GetLastWriteTimeUtc(file));
    }

    /// <summary>Bytes that the disk still takes.</summary>
    public long FreeBytes() => new DriveInfo(roleFolder).AvailableFreeSpace;

    /// <summary>Without a key: what is wrong with the file of a content that a row names, or null.</summary>
    public string? Fault(ChartId chart, BlobSeal seal)
    {
        var path = PathOf(chart, seal.Blob);
        if (!File.Exists(path)) return "missing";
        using var file = File.OpenHandle(path);
        var length = RandomAccess.GetLength(file);
        if (seal.Chunks < 1 || length <= (seal.Chunks - 1L) * SealedChunk.SealedLength + SealedChunk.Overhead || length > (long)seal.Chunks * SealedChunk.SealedLength) return "edited";
        var hashes = new byte[checked(seal.Chunks * BlobSeal.HashLength)];
        var chunk = new byte[SealedChunk.SealedLength];
        for (var i = 0; i < seal.Chunks; i++)
        {
            var read = RandomAccess.Read(file, chunk, (long)i * SealedChunk.SealedLength);
            SHA256.HashData(chunk.AsSpan(0, read), hashes.AsSpan(i * BlobSeal.HashLength));
        }

        return BlobSeal.Of(seal.Blob, hashes).Equals(seal) ? null : "edited";
    }

    private static FileStreamOptions Options(FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerFile;
        return options;
    }
}
