using System.Text.Json;

namespace Holdfast.Keyholder.Ledger;

/// <summary>
/// One kind of row of the keyholder's state. Memory is what decisions read; store.db follows it. Owned by the journal's
/// lock: read and changed only inside <see cref="Journal.Decide"/>.
/// </summary>
internal abstract class Table(string kind)
{
    public string Kind { get; } = kind;

    public abstract int Count { get; }

    /// <summary>The change that a stored or journalled row stands for.</summary>
    /// <exception cref="JsonException">The bytes are no row of this kind, or of another key.</exception>
    internal abstract Change Restore(string key, byte[] row, bool removed);

    /// <summary>All rows of the store were applied, in no particular order: for indexes that need one.</summary>
    internal virtual void Loaded()
    {
    }
}

/// <summary>One row put in place or taken away, with the bytes that the store holds for it.</summary>
internal abstract class Change(string kind, string key, byte[] row, bool removed)
{
    public string Kind { get; } = kind;
    public string Key { get; } = key;

    /// <summary>The row; when it is removed, as it was, so that its key can be read from it.</summary>
    public byte[] Row { get; } = row;
    public bool Removed { get; } = removed;

    /// <summary>Changes the table and brings the digest along.</summary>
    public abstract void Apply(StoreDigest digest);
}

/// <param name="kind">The row's kind in store.db; never changes once rows of it exist.</param>
/// <param name="keyOf">Which row this is.</param>
/// <param name="keyText">The key as text: unique per key.</param>
internal class Table<TKey, TRow>(string kind, Func<TRow, TKey> keyOf, Func<TKey, string> keyText) : Table(kind) where TKey : notnull where TRow : class
{
    private readonly Dictionary<TKey, (TRow Row, Sum256 Digest)> _rows = [];

    public override int Count => _rows.Count;

    public IEnumerable<TRow> Rows => _rows.Values.Select(held => held.Row);

    public TRow? Find(TKey key) => _rows.TryGetValue(key, out var held) ? held.Row : null;

    public bool Contains(TKey key) => _rows.ContainsKey(key);

    public Change Put(TRow row)
    {
        var key = keyOf(row);
        return new RowChange(this, key, keyText(key), row, RowJson.Write(row), removed: false);
    }

    /// <exception cref="KeyNotFoundException">A bug: what is removed is there.</exception>
    public Change Remove(TKey key)
    {
        var row = _rows[key].Row;
        return new RowChange(this, key, keyText(key), row, RowJson.Write(row), removed: true);
    }

    internal override Change Restore(string key, byte[] row, bool removed)
    {
        var read = RowJson.Read<TRow>(row);
        return keyText(keyOf(read)) == key
            ? new RowChange(this, keyOf(read), key, read, row, removed)
            : throw new JsonException("The row stands under another row's key.");
    }

    /// <summary>For indexes: a row appeared (before is null), changed, or went (after is null).</summary>
    protected virtual void Changed(TRow? before, TRow? after)
    {
    }

    private sealed class RowChange(Table<TKey, TRow> table, TKey key, string keyText, TRow row, byte[] bytes, bool removed)
        : Change(table.Kind, keyText, bytes, removed)
    {
        public override void Apply(StoreDigest digest)
        {
            TRow? before = null;
            if (table._rows.TryGetValue(key, out var held))
            {
                before = held.Row;
                digest.Remove(held.Digest);
            }

            if (Removed)
            {
                table._rows.Remove(key);
                table.Changed(before, null);
                return;
            }

            var sum = digest.RowOf(Kind, Key, Row);
            digest.Add(sum);
            table._rows[key] = (row, sum);
            table.Changed(before, row);
        }
    }
}

/// <summary>A table whose rows mean nothing after a time; they then go with whatever entry comes next.</summary>
/// <param name="expires">Unix ms; null: not yet known.</param>
internal class ExpiringTable<TKey, TRow>(string kind, Func<TRow, TKey> keyOf, Func<TKey, string> keyText, Expiry expiry, Func<TRow, long?> expires)
    : Table<TKey, TRow>(kind, keyOf, keyText) where TKey : notnull where TRow : class
{
    private readonly Func<TRow, TKey> _keyOf = keyOf;

    protected override void Changed(TRow? before, TRow? after)
    {
        if (after is null || expires(after) is not { } due || (before is not null && expires(before) == due)) return;
        var key = _keyOf(after);
        expiry.Add(due, now => Find(key) is { } row && expires(row) is { } stillDue && stillDue <= now ? Remove(key) : null);
    }
}
