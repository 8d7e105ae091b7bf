using Microsoft.Win32.SafeHandles;

namespace Holdfast.Ledger;

/// <summary>
/// Every change that a ledger makes to its disk, one method each: the crash tests replace it to fail a call before or
/// after it took effect, and to lose what was not flushed. Reading does not go through it.
/// </summary>
internal class StorageFiles
{
    private const UnixFileMode OwnerFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Bytes after which the journal goes on in a new file: small enough to read into memory at start, large enough that rolling does not show.</summary>
    public virtual int JournalSegmentLength => 32 << 20;

    /// <summary>Opens for writing in place, made when missing. Its folder is not flushed.</summary>
    public virtual SafeFileHandle Open(string path) => File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);

    public virtual void WriteAt(SafeFileHandle file, long offset, ReadOnlySpan<byte> bytes) => RandomAccess.Write(file, bytes, offset);

    /// <summary>Returns when the file's bytes and length are on the disk. After a failure what is on the disk is unknown: never try again.</summary>
    public virtual void Flush(SafeFileHandle file) => Posix.FlushData(file);

    public virtual void Truncate(SafeFileHandle file, long length) => RandomAccess.SetLength(file, length);

    /// <summary>Writes a whole file and flushes it; an older one of that name is replaced, so use it for names that nobody reads yet.</summary>
    public virtual void WriteWhole(string path, ReadOnlySpan<byte> bytes)
    {
        using var file = File.OpenHandle(path, FileMode.Create, FileAccess.Write, FileShare.Read);
        RandomAccess.Write(file, bytes, 0);
        Posix.FlushData(file);
    }

    public virtual void Rename(string from, string to) => File.Move(from, to, overwrite: true);

    /// <summary>Returns when the names in the folder are on the disk: renamed and new files would otherwise be lost with the power.</summary>
    public virtual void FlushFolder(string path) => Posix.FlushFolder(path);

    public virtual void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, OwnerFolder);
    }

    public virtual void Delete(string path) => File.Delete(path);

    public virtual void DeleteFolder(string path) => Directory.Delete(path, recursive: true);
}
