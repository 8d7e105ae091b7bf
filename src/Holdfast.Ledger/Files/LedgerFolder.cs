namespace Holdfast.Ledger;

/// <summary>
/// Where things lie in a ledger's folder; docs/LEDGER.md draws it. Written whole beside (in <c>tmp</c>), flushed, then
/// renamed, so that a reader sees a file whole or not at all.
/// </summary>
internal sealed class LedgerFolder(string root, StorageFiles files)
{
    public const string CheckpointName = "checkpoint";
    public const string WitnessedName = "checkpoint.witnessed";

    private readonly HashSet<string> _unflushed = [];
    private readonly HashSet<string> _known = [];
    private int _temporary;

    public string Root => root;

    public StorageFiles Files => files;

    public string Journal => Path.Combine(root, "journal");

    public string Checkpoint => Path.Combine(root, CheckpointName);

    public string Witnessed => Path.Combine(root, WitnessedName);

    private string Temporary => Path.Combine(root, "tmp");

    public string this[TilePath tile] => Path.Combine(root, tile.ToString());

    /// <summary>
    /// The bytes of a tile; of the full one (then <paramref name="actual"/>) when the partial one has made room for it,
    /// which may happen while we look. Null when neither is there.
    /// </summary>
    public byte[]? Read(TilePath tile, out TilePath actual)
    {
        foreach (var candidate in tile.IsFull ? [tile] : new[] { tile, tile.Full })
        {
            actual = candidate;
            try
            {
                return File.ReadAllBytes(this[candidate]);
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
            }
        }

        actual = tile;
        return null;
    }

    /// <summary>Makes the folder itself, with nothing in it that counts.</summary>
    public void CreateEmpty()
    {
        files.CreateFolder(root);
        files.CreateFolder(Temporary);
        files.FlushFolder(root);
        if (Path.GetDirectoryName(Path.GetFullPath(root)) is { } parent) files.FlushFolder(parent);
    }

    /// <summary>Throws away what a crash left half written.</summary>
    public void ClearTemporary()
    {
        files.CreateFolder(Temporary);
        foreach (var path in Directory.EnumerateFiles(Temporary)) files.Delete(path);
    }

    /// <summary>Puts a file in place, whole. It is durable after the next <see cref="FlushNames"/>.</summary>
    public void Put(string path, ReadOnlySpan<byte> bytes)
    {
        var temporary = Path.Combine(Temporary, (_temporary++ & 0xff).ToString(System.Globalization.CultureInfo.InvariantCulture));
        files.WriteWhole(temporary, bytes);
        var folder = Path.GetDirectoryName(path)!;
        MakeFolder(folder);
        files.Rename(temporary, path);
        _unflushed.Add(folder);
    }

    public void FlushNames()
    {
        foreach (var folder in _unflushed) files.FlushFolder(folder);
        _unflushed.Clear();
    }

    private void MakeFolder(string folder)
    {
        if (_known.Contains(folder)) return;
        var missing = new Stack<string>();
        for (var f = folder; !Directory.Exists(f); f = Path.GetDirectoryName(f)!) missing.Push(f);
        foreach (var f in missing)
        {
            files.CreateFolder(f);
            _unflushed.Add(Path.GetDirectoryName(f)!);
        }

        if (!folder.EndsWith(".p", StringComparison.Ordinal)) _known.Add(folder);
    }
}
