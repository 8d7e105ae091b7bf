using Holdfast.Ledger;
using Holdfast.Wire;

namespace Holdfast.Records.Export;

/// <summary>
/// Where exports' files lie: <c>exports/JOB/TYPE.NUMBER.ndjson.age</c> in records' folder, ciphertext only. A file that is
/// being written ends in <c>.part</c>; a file without it is whole and on the disk.
/// </summary>
internal sealed class ExportFolder(string recordsFolder)
{
    /// <summary>The worker and records may be two users of one group; what lies here is ciphertext. A umask of 0077 leaves the user alone.</summary>
    public const UnixFileMode FilesMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
    private const UnixFileMode FolderMode = FilesMode | UnixFileMode.UserExecute | UnixFileMode.GroupExecute;

    private readonly string _root = Path.Combine(recordsFolder, "exports");

    public static string NameOf(string type, int number) => $"{type}.{number}.ndjson.age";

    public string PathOf(ExportId export, string name) => Path.Combine(_root, export.ToString(), name);

    public void Make(ExportId export)
    {
        Directory.CreateDirectory(_root, FolderMode);
        Directory.CreateDirectory(Path.Combine(_root, export.ToString()), FolderMode);
    }

    /// <summary>Takes away everything of this job but these files: what a killed run left.</summary>
    public void Keep(ExportId export, IReadOnlySet<string> names)
    {
        foreach (var path in Directory.EnumerateFiles(Path.Combine(_root, export.ToString())))
            if (!names.Contains(Path.GetFileName(path))) File.Delete(path);
    }

    public void Remove(ExportId export)
    {
        var folder = Path.Combine(_root, export.ToString());
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    /// <summary>Takes away the files of every job but these: cancelled, expired, or of a service that is none any more.</summary>
    public void KeepOnly(IReadOnlySet<ExportId> exports)
    {
        if (!Directory.Exists(_root)) return;
        foreach (var folder in Directory.EnumerateDirectories(_root))
            if (!ExportId.TryParse(Path.GetFileName(folder), out var id) || !exports.Contains(id)) Directory.Delete(folder, recursive: true);
    }

    /// <summary>Flushes the folder's own entries, so that a renamed file stays renamed.</summary>
    public void Flush(ExportId export) => Posix.FlushFolder(Path.Combine(_root, export.ToString()));
}
