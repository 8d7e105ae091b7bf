using System.Text.Json;
using Holdfast.Ledger;

namespace Holdfast.Keyholder.Ledger;

/// <summary>
/// Brings the state into memory and believes nothing: the rows of store.db must have the digest that the ledger states
/// for the entry they were brought up to, and every journalled change must lead to the digest that its entry states.
/// An edited, exchanged or rolled-back store is found here.
/// </summary>
internal static class StoreOpening
{
    private const string Mend = "Bring back store.db from the newest backup of this installation, or the keyholder's whole folder; do not start with a store that is in doubt.";

    /// <summary>Fills the tables and returns the time (Unix ms) of the ledger's last entry; 0 when there is none.</summary>
    /// <exception cref="StoreDoubtException">Anything does not fit; the message names what, and the mend.</exception>
    public static long Load(StoreFile store, LedgerWriter ledger, string ledgerFolder, Tables tables, StoreDigest digest)
    {
        var next = store.NextIndex();
        if (next > ledger.Size)
            throw new StoreDoubtException($"store.db was brought up to entry {next}, but the ledger holds {ledger.Size}: the ledger was cut or is an old copy. Bring back the newest copy of the keyholder's whole folder; the watch holds the missing entries.");
        foreach (var (kind, key, row) in store.Rows()) Apply(tables, digest, kind, key, row, removed: false, "store.db");
        foreach (var table in tables.All.Values) table.Loaded();

        var last = next == 0 ? null : EntryAt(next - 1, ledger, ledgerFolder);
        if (last is null ? store.Rows().Any() : last.Store != digest.Published())
            throw new StoreDoubtException($"store.db is not what the ledger says it was after entry {next - 1}: rows were edited, removed, added or rolled back. {Mend}");
        return Replay(next, ledger, tables, digest) ?? last?.AtMs ?? 0;
    }

    private static long? Replay(long next, LedgerWriter ledger, Tables tables, StoreDigest digest)
    {
        long? at = null;
        try
        {
            foreach (var item in ledger.ReadJournal(next))
            {
                foreach (var change in ChangeList.Read(item.Attachment))
                    Apply(tables, digest, change.Kind, change.Key, change.Row, change.Removed, $"journal entry {item.Index}");
                var said = EntryTail.Read(item.Entry);
                if (said.Store != digest.Published())
                    throw new StoreDoubtException($"The changes that lie beside entry {item.Index} in the ledger's journal are not the ones it commits to. {Mend}");
                at = said.AtMs;
            }
        }
        catch (LedgerException e)
        {
            throw new StoreDoubtException($"store.db is behind its ledger: {e.Message} {Mend}");
        }
        catch (FormatException e)
        {
            throw new StoreDoubtException($"The ledger's journal cannot be read: {e.Message} {Mend}");
        }

        return at;
    }

    private static void Apply(Tables tables, StoreDigest digest, string kind, string key, byte[] row, bool removed, string where)
    {
        if (!tables.All.TryGetValue(kind, out var table)) throw new StoreDoubtException($"{where} holds a row of unknown kind. Start the version of the keyholder that wrote it.");
        try
        {
            table.Restore(key, row, removed).Apply(digest);
        }
        catch (JsonException e)
        {
            throw new StoreDoubtException($"{where} holds a row of kind {kind} that cannot be read ({e.Message}). {Mend}");
        }
    }

    private static EntryTail EntryAt(long index, LedgerWriter ledger, string ledgerFolder) => EntryTail.Read(
        index < ledger.PublishedSize
            ? new LedgerReader(ledgerFolder).ReadEntries(index, index + 1).First().Entry
            : ledger.ReadJournal(index).First().Entry);
}

/// <summary>Of an entry: when, and the digest of the store after it.</summary>
internal sealed record EntryTail(long AtMs, string Store)
{
    /// <exception cref="StoreDoubtException">No entry of this keyholder's.</exception>
    public static EntryTail Read(ReadOnlyMemory<byte> entry)
    {
        try
        {
            using var json = JsonDocument.Parse(entry);
            return new EntryTail(json.RootElement.GetProperty("t").GetInt64(), json.RootElement.GetProperty("store").GetString() ?? "");
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new StoreDoubtException("An entry of the ledger is not of this keyholder's form. Bring back the newest copy of the keyholder's whole folder.");
        }
    }
}

/// <summary>Store and ledger do not fit; the keyholder does not start. The message names the mend.</summary>
internal sealed class StoreDoubtException(string message) : Exception(message);
