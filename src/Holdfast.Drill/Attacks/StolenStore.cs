using System.Diagnostics;
using Holdfast.Drill.Installations;
using Holdfast.Drill.Scoring;
using Holdfast.Drill.Searching;
using Holdfast.Wire.Records;
using Microsoft.Data.Sqlite;

namespace Holdfast.Drill.Attacks;

/// <summary>
/// Attack 4. The whole disk is copied while the provider works, with a backup of each database as an administrator makes
/// one; only the root key is missing. Everything known of everybody is looked for in it, in every encoding, and every 32
/// bytes that could be a key are tried as one.
/// </summary>
internal sealed class StolenStore(Bench bench)
{
    public const int Number = 4;

    /// <summary>Trying keys ends here: enough for every window of the small files against a few charts.</summary>
    private static readonly TimeSpan KeyTrials = TimeSpan.FromSeconds(25);

    /// <summary>A key found for one chart of the disk would be found for all: a few are enough to try windows on.</summary>
    private const int ChartsToTry = 3;

    public async Task<AttackResult> Run()
    {
        bench.Say("attack 4: the record database, its backups and the disk are copied, without the root key");
        await using var installation = await bench.Installation();
        using (var nurse = await Crew.Nurse(installation, 0))
            foreach (var (chart, _) in (await nurse.OwnPatients()).Take(2)) (await nurse.Open(chart)).Dispose(); // a provider at work, not one asleep

        var loot = Path.Combine(installation.Folder, "loot");
        Steal(installation.Data, loot);
        var known = KnownFacts.Of(installation.Everybody, installation.Cohort);
        var findings = new Findings(known);
        StolenFiles.Search(loot, findings);
        var rows = SealedRows.Read(Path.Combine(loot, "records", "store.db"));
        var (opened, tried) = TryKeys(loot, rows);
        var obtained = findings.Patients.Count + opened;

        await installation.Stop();
        var control = await ControlSucceeds(installation, known);
        var held = findings.Hits == 0 && opened == 0 && control;
        // The embedded default keeps the root key on the same disk, which `holdfast status` says as well.
        var beside = File.Exists(Path.Combine(installation.Data, "keyholder", "root.key"));
        return new AttackResult(
            Number, "stolen database and disk", obtained, installation.Everybody.Count(), null, null, SetComparison.Of([], findings.Patients), control,
            !held ? Verdict.Failed : beside ? Verdict.Limited : Verdict.Held,
            "ATT&CK T1005, T1213.006; OWASP A02",
            [
                $"looked for {known.Words} words in {findings.BytesSearched / 1e6:0.0} MB, raw and inflated: {findings.Summary}",
                $"tried {tried:N0} pieces of 32 bytes as keys: {opened} opened anything",
                Metadata(loot, rows),
                beside ? "limited: in this deployment the root key lies on the same disk; a thief of the whole disk has it too (holdfast status)" : "the root key is kept elsewhere",
                "a copy of files leaves no trace in the ledger: egress is metered by the network (docs/OPERATIONS.md)",
            ]);
    }

    /// <summary>Copies everything but the root key, files that are being written included, and makes the backups an administrator would have.</summary>
    private static void Steal(string data, string loot)
    {
        Copy(data, loot);
        // Tiles are written before the checkpoint that covers them: a thief who wants a ledger that reads takes them once more, last.
        Copy(Path.Combine(data, "keyholder", "ledger", "tile", "."), Path.Combine(loot, "keyholder", "ledger", "tile"));
        File.Delete(Path.Combine(loot, "keyholder", "root.key"));
        Directory.CreateDirectory(Path.Combine(loot, "backups"));
        foreach (var database in Directory.EnumerateFiles(data, "*.db", SearchOption.AllDirectories))
        {
            using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = database, Pooling = false }.ToString());
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "vacuum into $copy";
            command.Parameters.AddWithValue("$copy", Path.Combine(loot, "backups", Path.GetRelativePath(data, database).Replace(Path.DirectorySeparatorChar, '-')));
            command.ExecuteNonQuery();
        }
    }

    private static void Copy(string from, string to)
    {
        using var copy = Process.Start("cp", ["--archive", from, to]);
        copy.WaitForExit();
    }

    /// <summary>Every window of every file that could hold a key (not the sealed bodies: they are what is to be opened), against a few charts.</summary>
    private static (int Opened, long Tried) TryKeys(string loot, IReadOnlyList<StolenRow> rows)
    {
        var locks = SealedRows.Locks(rows).GroupBy(l => l.Row.Chart).Take(ChartsToTry).SelectMany(g => g).ToList();
        var opened = new HashSet<string>();
        var watch = Stopwatch.StartNew();
        long tried = 0;
        foreach (var piece in KeyPieces(loot))
        {
            for (var at = 0; at + Subkey.Length <= piece.Length && watch.Elapsed < KeyTrials; at++, tried++)
                foreach (var one in locks)
                    if (one.Fits(piece.AsSpan(at, Subkey.Length))) opened.Add(one.Row.Chart.ToString());
        }

        return (opened.Count, tried);
    }

    private static IEnumerable<byte[]> KeyPieces(string loot)
    {
        string[] keyFiles = [.. Directory.GetFiles(loot, "*.key", SearchOption.AllDirectories), .. Directory.GetFiles(loot, "*.pem", SearchOption.AllDirectories)];
        foreach (var file in keyFiles) yield return File.ReadAllBytes(file);
        foreach (var value in StolenFiles.Values(Path.Combine(loot, "keyholder", "store.db"))) yield return value;
    }

    private static string Metadata(string loot, IReadOnlyList<StolenRow> rows)
    {
        var charts = rows.GroupBy(r => r.Chart).ToList();
        var kinds = LedgerEntries.Read(loot).GroupBy(e => e.Kind).OrderByDescending(g => g.Count()).Take(6).Select(g => $"{g.Key} {g.Count()}");
        return $"what remains readable: {charts.Count} charts under random ids, {charts.Min(c => c.Count())} to {charts.Max(c => c.Count())} rows each, padded sizes of {rows.Min(r => r.Body.Length)} to {rows.Max(r => r.Body.Length)} bytes, "
            + $"the class and month of each row; who (by random id) did what when in the ledger ({string.Join(", ", kinds)} ...); addresses of the roles, the provider's name";
    }

    /// <summary>The thief has the root key as well: then everything must open, and the same search must find everybody in it.</summary>
    private async Task<bool> ControlSucceeds(ThrowAway installation, KnownFacts known)
    {
        if (bench.WeakHost() is not { } host) return false;
        bench.Say("control: the same disk with the root key");
        var open = Path.Combine(installation.Folder, "opened");
        using var process = Process.Start(Programs.OfPath(host, "open-stolen", installation.Data, open)) ?? throw new DrillException("The weakened host did not start.");
        process.StandardInput.Close();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new DrillException($"The weakened host could not open the disk with its root key: {errors.Trim()}");
        var findings = new Findings(known);
        StolenFiles.Search(open, findings);
        return findings.Patients.SetEquals(installation.Everybody.Select(p => p.HealthNumber));
    }
}
