using System.Runtime.InteropServices;

namespace Holdfast.Keyholder.Keys;

/// <summary>
/// Writes a private file so that it is there, whole and with its name, after the power fails: temporary file, fsync,
/// rename, fsync of the folder. A key that something was sealed under and that is then lost loses the thing.
/// </summary>
internal static class DurableFile
{
    public const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <exception cref="IOException">The file exists: keys are never overwritten.</exception>
    public static void CreatePrivate(string path, ReadOnlySpan<byte> content)
    {
        if (File.Exists(path)) throw new IOException($"{path} exists. A key is never overwritten.");
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = OwnerOnly };
        using (var file = new FileStream(path + ".new", options))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(path + ".new", path, overwrite: false);
        FlushFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>.NET opens no folders, so fsync of one goes to the C library.</summary>
    private static void FlushFolder(string folder)
    {
        const int readOnlyDirectory = 0x10000; // O_RDONLY | O_DIRECTORY on Linux
        var descriptor = Open(folder, readOnlyDirectory);
        if (descriptor < 0) throw new IOException($"{folder} cannot be opened (errno {Marshal.GetLastPInvokeError()}).");
        try
        {
            if (Fsync(descriptor) != 0) throw new IOException($"{folder} cannot be written to disk (errno {Marshal.GetLastPInvokeError()}).");
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int Fsync(int descriptor);

    [DllImport("libc", EntryPoint = "close")]
    private static extern int Close(int descriptor);
}
