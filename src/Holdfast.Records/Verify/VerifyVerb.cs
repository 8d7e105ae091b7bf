using System.Security.Cryptography;
using System.Text.Json;
using Holdfast.Ledger;
using Holdfast.Records.Documents;
using Holdfast.Records.Store;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Records;

namespace Holdfast.Records.Verify;

/// <param name="Folder">The records role's folder.</param>
/// <param name="Ledger">The keyholder's ledger folder, or the watch's copy.</param>
internal sealed record VerifyOptions(string Folder, string Ledger, bool Json)
{
    public static VerifyOptions? Parse(string folder, string[] rest) => rest switch
    {
        ["--ledger", var ledger] => new(folder, ledger, false),
        ["--ledger", var ledger, "--json"] => new(folder, ledger, true),
        ["--json", "--ledger", var ledger] => new(folder, ledger, true),
        _ => null,
    };
}

/// <summary>
/// <c>verify</c>, offline and without keys: every row that the ledger's heads name is in the store, and its body has the
/// hash that they name. Rows beyond a head, or beside its chain, are writes that were never acknowledged, and no fault;
/// a row whose body does not fit its own key in the store is.
/// </summary>
internal static class VerifyVerb
{
    /// <summary>Faults that are named one by one; the rest is counted.</summary>
    private const int MostNamed = 20;

    /// <summary>Charts between two lines of progress.</summary>
    private const int ProgressEvery = 200;

    public static async Task<int> Run(VerifyOptions options, TextWriter output, TextWriter errors)
    {
        var settings = RoleSettings.Load(options.Folder, "records");
        InstallationId.TryParse(settings.Installation, out var installation);
        await using var store = RowStore.Open(options.Folder);
        var faults = new List<string>();
        Dictionary<ChartId, ExpectedChain> chains;
        try
        {
            chains = ReadHeads(installation, options.Ledger, faults);
        }
        catch (Exception e) when (e is LedgerException or JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            throw new SettingsException($"The ledger in {options.Ledger} cannot be read: {e.Message}");
        }

        var (charts, rows) = (0, 0L);
        var (folder, documents) = (new BlobFolder(options.Folder), 0L);
        foreach (var chart in chains.Keys.Union(store.Charts()).OrderBy(c => c.ToString(), StringComparer.Ordinal))
        {
            var (expected, present) = (chains.GetValueOrDefault(chart), store.Read(chart, 0, long.MaxValue));
            rows += Compare(chart, expected, present.ToLookup(r => r.Sequence), faults);
            if (expected is not null) documents += CompareDocuments(chart, expected, present, folder, faults);
            if (++charts % ProgressEvery == 0 && !Console.IsErrorRedirected) await errors.WriteAsync($"\r{charts} charts, {rows} rows");
        }

        if (!Console.IsErrorRedirected && charts >= ProgressEvery) await errors.WriteLineAsync();
        return await Report(options, charts, rows, documents, faults, output, errors);
    }

    private static Dictionary<ChartId, ExpectedChain> ReadHeads(InstallationId installation, string ledger, List<string> faults)
    {
        var chains = new Dictionary<ChartId, ExpectedChain>();
        foreach (var (index, bytes) in new LedgerReader(ledger).ReadEntries(0, long.MaxValue))
        {
            using var entry = JsonDocument.Parse(bytes);
            foreach (var move in LoggedMove.Of(entry.RootElement))
            {
                if (!chains.TryGetValue(move.Chart, out var chain)) chains[move.Chart] = chain = new ExpectedChain(installation, move.Chart);
                if (chain.Follow(move) is { } wrong) faults.Add($"ledger entry {index} of chart {move.Chart} {wrong}");
            }
        }

        return chains;
    }

    private static long Compare(ChartId chart, ExpectedChain? expected, ILookup<long, ChartRow> present, List<string> faults)
    {
        for (var sequence = 1L; sequence <= (expected?.BodyHashes.Count ?? 0); sequence++)
        {
            var hash = expected!.BodyHashes[(int)(sequence - 1)];
            if (present[sequence].Any(r => r.Hash.AsSpan().SequenceEqual(hash) && Fits(r))) continue;
            var kind = !present[sequence].Any() ? "is missing" : present[sequence].All(Fits) ? "was replaced by another row" : "was edited";
            faults.Add($"chart {chart}: row {sequence} {kind}");
        }

        foreach (var row in present.SelectMany(r => r))
            if (!Fits(row) && (expected is null || row.Sequence > expected.BodyHashes.Count))
                faults.Add($"chart {chart}: row {row.Sequence}, which is on no chain, was edited");
        return expected?.BodyHashes.Count ?? 0;
    }

    /// <summary>The contents outside that rows on the chain name: chunk by chunk what was sealed, without a key.</summary>
    private static long CompareDocuments(ChartId chart, ExpectedChain expected, List<ChartRow> present, BlobFolder folder, List<string> faults)
    {
        var documents = 0L;
        foreach (var row in present)
        {
            if (row.Sequence > expected.BodyHashes.Count || !row.Hash.AsSpan().SequenceEqual(expected.BodyHashes[(int)(row.Sequence - 1)]) || !Fits(row)) continue;
            foreach (var seal in row.Blobs)
            {
                documents++;
                if (folder.Fault(chart, seal) is { } fault) faults.Add($"chart {chart}: a document of row {row.Sequence} {(fault == "missing" ? "is missing" : "was edited")}");
            }
        }

        return documents;
    }

    private static bool Fits(ChartRow row) =>
        SHA256.HashData(row.Body).AsSpan().SequenceEqual(row.Hash) && SealedRecord.TryReadHeader(row.Body, out var header) && header.Sequence == row.Sequence;

    private static async Task<int> Report(VerifyOptions options, int charts, long rows, long documents, List<string> faults, TextWriter output, TextWriter errors)
    {
        if (options.Json)
            await output.WriteLineAsync(JsonSerializer.Serialize(new { verified = "records", ok = faults.Count == 0, charts, rows, documents, faults = faults.Count, first = faults.FirstOrDefault() }));
        else if (faults.Count == 0) await output.WriteLineAsync($"Records: {rows} rows and {documents} documents of {charts} charts are as the ledger says.");
        if (faults.Count == 0) return 0;
        foreach (var fault in faults.Skip(1).Take(MostNamed)) await errors.WriteLineAsync(fault);
        await errors.WriteLineAsync($"Records: {faults[0]}; {faults.Count} faults in all. Restore the record store from a backup that `verify` passes.");
        return 1;
    }
}
