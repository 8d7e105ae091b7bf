using System.Text.Json;

namespace Holdfast.Drill.Installations;

/// <summary>The watch's answer to "whose records could have been read", as a privacy officer asks it on the command line.</summary>
internal sealed record Exposure(IReadOnlySet<string> Charts, IReadOnlySet<string> Identities)
{
    /// <summary>Long enough for the watch to have followed the ledger's last entries.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Asks once the watch's copy of the ledger has reached <paramref name="size"/> entries.</summary>
    /// <param name="question">Such as <c>--node records-1</c>.</param>
    public static async Task<Exposure> Ask(ThrowAway installation, long size, params string[] question)
    {
        var end = TimeProvider.System.GetUtcNow() + Patience;
        while (true)
        {
            using var answer = JsonDocument.Parse(await installation.Programs.Run("Holdfast.Watch", ["exposure", Path.Combine(installation.Data, "watch"), .. question, "--json"]));
            var root = answer.RootElement;
            if (root.GetProperty("ledgerSize").GetInt64() >= size) return new Exposure(Ids(root, "charts"), Ids(root, "identities"));
            if (TimeProvider.System.GetUtcNow() > end) throw new DrillException($"The watch's copy of the ledger stays behind: {root.GetProperty("ledgerSize").GetInt64()} of {size} entries.");
            await Task.Delay(250);
        }
    }

    private static HashSet<string> Ids(JsonElement root, string member) => [.. root.GetProperty(member).EnumerateArray().Select(c => c.GetProperty("chart").GetString()!)];
}
