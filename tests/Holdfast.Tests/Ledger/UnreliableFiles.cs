using Holdfast.Ledger;
using Microsoft.Win32.SafeHandles;

namespace Holdfast.Tests.Ledger;

/// <summary>
/// A disk that fails one call, before or after it took effect, and that can lose its power: then everything that was not
/// flushed is undone, newest first, back to some point. Flushing costs nothing here, so that hundreds of crashes fit in a
/// second.
/// </summary>
internal sealed class UnreliableFiles : StorageFiles
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SafeFileHandle, string> _open = [];
    private readonly List<(string FlushedBy, Action Undo)> _unflushed = [];
    private bool _off;

    /// <summary>How many calls there were.</summary>
    public int Calls { get; private set; }

    /// <summary>The call that fails, counted from 0; -1 for none.</summary>
    public int FailingCall { get; init; } = -1;

    public bool FailAfterEffect { get; init; }

    /// <summary>When given, the failure is a power cut: of what was not flushed the newest part is lost, and this share of it had reached the disk by itself.</summary>
    public double? KeptWhenPowerIsCut { get; init; }

    /// <summary>What failed, for the message of a test.</summary>
    public string Failed { get; private set; } = "nothing";

    public override int JournalSegmentLength => 400;

    public override SafeFileHandle Open(string path)
    {
        SafeFileHandle? handle = null;
        Do($"open {path}", () =>
        {
            var isNew = !File.Exists(path);
            handle = base.Open(path);
            _open[handle] = path;
            if (isNew) Undoable(Path.GetDirectoryName(path)!, () => File.Delete(path));
        });
        return handle!;
    }

    public override void WriteAt(SafeFileHandle file, long offset, ReadOnlySpan<byte> bytes)
    {
        var (path, copy) = (_open[file], bytes.ToArray());
        Do($"write {path}", () =>
        {
            var before = File.ReadAllBytes(path);
            base.WriteAt(file, offset, copy);
            // The second half did not arrive; then nothing did.
            Undoable(path, () => File.WriteAllBytes(path, before));
            Undoable(path, () => Shorten(path, offset + copy.Length / 2));
        });
    }

    public override void Flush(SafeFileHandle file) => Do($"flush {_open[file]}", () => Flushed(_open[file]));

    public override void Truncate(SafeFileHandle file, long length)
    {
        var path = _open[file];
        Do($"truncate {path}", () =>
        {
            var before = File.ReadAllBytes(path);
            base.Truncate(file, length);
            Undoable(path, () => File.WriteAllBytes(path, before));
        });
    }

    public override void WriteWhole(string path, ReadOnlySpan<byte> bytes)
    {
        var copy = bytes.ToArray();
        Do($"write {path}", () => File.WriteAllBytes(path, copy));
    }

    public override void Rename(string from, string to) => Do($"rename {to}", () =>
    {
        var replaced = File.Exists(to) ? File.ReadAllBytes(to) : null;
        base.Rename(from, to);
        Undoable(Path.GetDirectoryName(to)!, () =>
        {
            if (replaced is null) File.Delete(to);
            else File.WriteAllBytes(to, replaced);
        });
    });

    public override void FlushFolder(string path) => Do($"flush folder {path}", () => Flushed(path));

    public override void CreateFolder(string path) => Do($"create folder {path}", () =>
    {
        var isNew = !Directory.Exists(path);
        base.CreateFolder(path);
        if (isNew) Undoable(Path.GetDirectoryName(path)!, () => Directory.Delete(path, recursive: true));
    });

    public override void Delete(string path) => Do($"delete {path}", () =>
    {
        var before = File.ReadAllBytes(path);
        base.Delete(path);
        Undoable(Path.GetDirectoryName(path)!, () => File.WriteAllBytes(path, before));
    });

    public override void DeleteFolder(string path) => Do($"delete folder {path}", () => base.DeleteFolder(path));

    private void Do(string call, Action effect)
    {
        lock (_gate)
        {
            if (_off) throw new IOException("The power is off.");
            var fails = Calls++ == FailingCall;
            if (fails) Failed = (FailAfterEffect ? "after " : "before ") + call;
            if (fails && !FailAfterEffect) throw new IOException("Input/output error (injected).");
            effect();
            if (fails && KeptWhenPowerIsCut is { } kept) CutPower(kept);
            if (fails) throw new IOException("Input/output error (injected, after the effect).");
        }
    }

    private void CutPower(double kept)
    {
        _off = true;
        for (var i = _unflushed.Count - 1; i >= (int)(_unflushed.Count * kept); i--) _unflushed[i].Undo();
    }

    private void Undoable(string flushedBy, Action undo) => _unflushed.Add((flushedBy, undo));

    private void Flushed(string what) => _unflushed.RemoveAll(u => u.FlushedBy == what);

    private static void Shorten(string path, long length)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        RandomAccess.SetLength(file, Math.Min(length, RandomAccess.GetLength(file)));
    }
}
