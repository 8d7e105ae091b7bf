using System.Text.Json;

namespace Holdfast.Wire.Records;

/// <summary>One chart's part of a <c>head</c> or <c>heads</c> entry of the ledger (docs/LEDGER.md): from which sequence its head went where, over which bodies.</summary>
public sealed record LoggedMove(ChartId Chart, long From, long Sequence, string Hash, IReadOnlyList<byte[]> BodyHashes)
{
    /// <summary>The moves that an entry logs; none when it is of another kind.</summary>
    /// <exception cref="Exception">FormatException, InvalidOperationException or KeyNotFoundException: the entry is not of its form.</exception>
    public static IReadOnlyList<LoggedMove> Of(JsonElement entry) => entry.GetProperty("kind").GetString() switch
    {
        "head" => [new LoggedMove(
            Id(entry.GetProperty("chart")), entry.GetProperty("from").GetInt64(), entry.GetProperty("sequence").GetInt64(), entry.GetProperty("hash").GetString()!, Bodies(entry))],
        "heads" => OfSeveral(entry),
        _ => [],
    };

    /// <summary>The head after it, or null when it does not continue the chain that stands at <paramref name="head"/>.</summary>
    public ChainHead? Follow(ChainHead head)
    {
        if (From != head.Sequence || Sequence != From + BodyHashes.Count) return null;
        var after = BodyHashes.Aggregate(head, (at, body) => ChartChain.Append(at, body));
        return Convert.ToHexStringLower(after.Hash.Span) == Hash ? after : null;
    }

    /// <summary>Rows stand in the order of the moves, each move's being as many as its head went on.</summary>
    private static List<LoggedMove> OfSeveral(JsonElement entry)
    {
        var bodies = Bodies(entry);
        var moves = new List<LoggedMove>();
        var at = 0;
        foreach (var move in entry.GetProperty("moves").EnumerateArray())
        {
            var (from, sequence) = (move[1].GetInt64(), move[2].GetInt64());
            var count = sequence - from;
            if (count <= 0 || count > bodies.Count - at) throw new FormatException("A head goes on by more rows than are named.");
            moves.Add(new LoggedMove(Id(move[0]), from, sequence, move[3].GetString()!, bodies.GetRange(at, (int)count)));
            at += (int)count;
        }

        return at == bodies.Count ? moves : throw new FormatException("A row is of no chart.");
    }

    private static ChartId Id(JsonElement text) => ChartId.TryParse(text.GetString(), out var chart) ? chart : throw new FormatException("It names no chart.");

    private static List<byte[]> Bodies(JsonElement entry) => [.. entry.GetProperty("rows").EnumerateArray().Select(row => Convert.FromHexString(row[1].GetString()!))];
}
