using System.Text.Json;
using Holdfast.Keyholder.Ledger;
using Holdfast.Ledger;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Records;

namespace Holdfast.Keyholder.Running;

/// <summary>
/// <c>verify FOLDER</c>: everything again, from nothing but the keys, with no keyholder running: the ledger's hashes,
/// signatures and cosignatures; the form of every entry and the order of their times; each chart's heads from one entry
/// to the next, by computing the chain; the store against the digest in the ledger; and the store's heads against both.
/// </summary>
internal static class Verify
{
    internal sealed record Found(long Entries, long Witnessed, int Charts, int Rows);

    /// <exception cref="VerifyException">The first thing that is wrong.</exception>
    public static async Task<Found> Run(string folder, TimeProvider time, IProgress<string>? progress)
    {
        var files = new KeyholderFolder(folder);
        var settings = files.Settings();
        var installation = KeyholderFolder.Installation(settings);
        NoteVerifier log;
        using (var signer = NoteSigner.Load(files.LedgerKey)) log = signer.Verifier;
        var hashed = progress is null ? null : new Progress<long>(n => progress.Report($"{n} entries hashed"));
        var result = LedgerVerification.Verify(files.Ledger, log, WitnessKeeper.LoadWitness(folder), progress: hashed);
        if (result is not VerificationResult.Sound sound) throw new VerifyException($"Ledger: {((VerificationResult.Unsound)result).Fault}");

        // Opening replays what a killed keyholder left in the journal, and refuses a store that is not the ledger's.
        await using var state = new OpenState(files, settings, time);
        await state.Ledger.WaitForCheckpoint(state.Ledger.Size, CancellationToken.None).ConfigureAwait(false);
        var heads = new Dictionary<ChartId, ChainHead>();
        long last = 0, entries = 0;
        foreach (var (index, entry) in new LedgerReader(files.Ledger).ReadEntries(0, state.Ledger.Size))
        {
            last = Check(index, entry, last, installation, heads);
            if (++entries % 20_000 == 0) progress?.Report($"{entries} entries read");
        }

        foreach (var row in state.Tables.Heads.Rows)
            if (heads.GetValueOrDefault(row.Chart, ChartChain.Start(installation, row.Chart)) != row.Head)
                throw new VerifyException($"Store: the head of chart {row.Chart} is not the one of its last entry in the ledger.");
        if (heads.Keys.FirstOrDefault(chart => !state.Tables.Heads.Contains(chart)) is var missing && missing != default)
            throw new VerifyException($"Store: chart {missing} has rows in the ledger and no head in the store.");
        return new Found(entries, sound.WitnessedSize, state.Tables.Charts.Count, state.Tables.All.Values.Sum(table => table.Count));
    }

    private static long Check(long index, byte[] entry, long last, InstallationId installation, Dictionary<ChartId, ChainHead> heads)
    {
        try
        {
            using var json = JsonDocument.Parse(entry, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 4 });
            var root = json.RootElement;
            var at = root.GetProperty("t").GetInt64();
            if (root.GetProperty("v").GetInt32() != 1) throw new VerifyException($"Entry {index}: its version is not 1.");
            if (at < last) throw new VerifyException($"Entry {index}: it is dated before the one ahead of it.");
            if (root.GetProperty("store").GetString() is not { Length: 64 }) throw new VerifyException($"Entry {index}: its store digest is not 32 bytes.");
            foreach (var move in LoggedMove.Of(root)) Follow(index, move, installation, heads);
            return at;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new VerifyException($"Entry {index}: it is not of the form of docs/LEDGER.md.");
        }
    }

    private static void Follow(long index, LoggedMove move, InstallationId installation, Dictionary<ChartId, ChainHead> heads)
    {
        var head = heads.GetValueOrDefault(move.Chart, ChartChain.Start(installation, move.Chart));
        if (move.From != head.Sequence) throw new VerifyException($"Entry {index}: it moves a head from a place where it was not.");
        heads[move.Chart] = move.Follow(head) ?? throw new VerifyException($"Entry {index}: its head is not the hash of its rows.");
    }
}

/// <summary>Verification found something; the message says what, first.</summary>
internal sealed class VerifyException(string message) : Exception(message);
