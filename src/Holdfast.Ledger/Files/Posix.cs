using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Holdfast.Ledger;

/// <summary>
/// Two calls that .NET does not offer: fdatasync, which spares a commit of times nobody reads, and fsync of a folder,
/// without which a renamed file is not durable. Other systems get what .NET has.
/// </summary>
internal static class Posix
{
    private const int ReadOnlyFolder = 0x10000 | 0x80000; // O_RDONLY | O_DIRECTORY | O_CLOEXEC on Linux

    public static void FlushData(SafeFileHandle file)
    {
        if (!OperatingSystem.IsLinux()) RandomAccess.FlushToDisk(file);
        else if (Fdatasync(file) != 0) throw Failure("fdatasync");
    }

    public static void FlushFolder(string path)
    {
        if (!OperatingSystem.IsLinux()) return;
        using var folder = OpenFolder(path, ReadOnlyFolder);
        if (folder.IsInvalid) throw Failure($"open {path}");
        if (Fsync(folder) != 0) throw Failure($"fsync {path}");
    }

    private static IOException Failure(string call) => new($"{call}: {new Win32Exception(Marshal.GetLastPInvokeError()).Message}");

    [DllImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static extern int Fdatasync(SafeFileHandle file);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int Fsync(SafeFileHandle file);

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern SafeFileHandle OpenFolder([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);
}
