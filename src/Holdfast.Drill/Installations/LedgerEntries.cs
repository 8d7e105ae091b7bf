using System.Text.Json;
using Holdfast.Ledger;

namespace Holdfast.Drill.Installations;

/// <summary>One ledger entry as an outsider reads it.</summary>
internal sealed record LedgerLine(long Index, long AtMs, string Kind, JsonElement Members)
{
    public string Text(string member) => Members.TryGetProperty(member, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
}

/// <summary>Reads the ledger's own files from <c>DATA/keyholder/ledger</c>: what anybody with a copy of it can read.</summary>
internal static class LedgerEntries
{
    /// <summary>A checkpoint is published within a second of an entry; a slow machine needs longer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Longer than the time between two checkpoints.</summary>
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(3);

    public static IReadOnlyList<LedgerLine> Read(string data, long fromMs = 0)
    {
        var lines = new List<LedgerLine>();
        foreach (var (index, entry) in new LedgerReader(Path.Combine(data, "keyholder", "ledger")).ReadEntries(0, long.MaxValue))
        {
            using var document = JsonDocument.Parse(entry);
            var members = document.RootElement.Clone();
            var line = new LedgerLine(index, members.GetProperty("t").GetInt64(), members.GetProperty("kind").GetString()!, members);
            if (line.AtMs >= fromMs) lines.Add(line);
        }

        return lines;
    }

    /// <summary>The entries once the published ledger has stopped growing: what was under way is in it.</summary>
    public static async Task<IReadOnlyList<LedgerLine>> Settled(string data, long fromMs)
    {
        var end = TimeProvider.System.GetUtcNow() + Patience;
        for (var before = -1; ;)
        {
            var lines = Read(data, fromMs);
            if (lines.Count == before || TimeProvider.System.GetUtcNow() > end) return lines;
            before = lines.Count;
            await Task.Delay(Quiet);
        }
    }

    /// <summary>Waits until an entry is in the published ledger. Null when it never came.</summary>
    public static async Task<LedgerLine?> Await(string data, long fromMs, Func<LedgerLine, bool> isIt)
    {
        var end = TimeProvider.System.GetUtcNow() + Patience;
        while (true)
        {
            if (Read(data, fromMs).FirstOrDefault(isIt) is { } found) return found;
            if (TimeProvider.System.GetUtcNow() > end) return null;
            await Task.Delay(100);
        }
    }
}
