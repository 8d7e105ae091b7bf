using System.Security.Cryptography;
using System.Text;
using Google.Protobuf.Collections;
using Holdfast.Keyholder.Keys;
using Holdfast.Wire;
using Holdfast.Wire.Records;

namespace Holdfast.Keyholder.Grants;

/// <summary>A row that a writer has put into the record store and wants on the chain.</summary>
internal sealed record AskedRow(RecordClass Class, int Generation, byte[] Hash);

/// <summary>The rows to be appended to one chart, and the head that the writer knows.</summary>
internal sealed record AskedMove(ChartId Chart, ChainHead Expected, IReadOnlyList<AskedRow> Rows)
{
    /// <summary>The head over these rows, were they to follow the expected one.</summary>
    public ChainHead After => Rows.Aggregate(Expected, (head, row) => ChartChain.Append(head, row.Hash));
}

/// <summary>A commit as it was asked for, in form: charts each once, no more of anything than the limits allow.</summary>
/// <param name="Key">Idempotency key, hexadecimal.</param>
/// <param name="Digest">SHA-256 over what was asked for, hexadecimal: the same key with other rows is another commit.</param>
internal sealed record AskedCommit(GrantId Grant, IReadOnlyList<AskedMove> Moves, string Key, string Digest)
{
    public IEnumerable<AskedRow> Rows => Moves.SelectMany(move => move.Rows);

    /// <summary>Null when the request is not of its form.</summary>
    public static AskedCommit? Read(CommitRequest request)
    {
        if (request.Grant.Length != 16 || request.IdempotencyKey.Length != 16 || request.More.Count >= GrantLimits.ChartsPerCommit) return null;
        if (request.Rows.Count + request.More.Sum(more => more.Rows.Count) > GrantLimits.RowsPerCommit) return null;
        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var moves = new List<AskedMove>(1 + request.More.Count);
        foreach (var (expected, rows) in request.More.Select(more => (more.Expected, more.Rows)).Prepend((request.Expected, request.Rows)))
        {
            if (Read(expected, rows, digest) is not { } move) return null;
            moves.Add(move);
        }

        return moves.DistinctBy(move => move.Chart).Count() != moves.Count ? null : new AskedCommit(
            GrantId.From(request.Grant), moves, Convert.ToHexStringLower(request.IdempotencyKey.Span), Convert.ToHexStringLower(digest.GetHashAndReset()));
    }

    private static AskedMove? Read(ChartHead? expected, RepeatedField<CandidateRow> candidates, IncrementalHash digest)
    {
        if (expected is not { Chart.Length: 16, Hash.Length: ChartChain.HashLength } || candidates.Count == 0) return null;
        var rows = new List<AskedRow>(candidates.Count);
        digest.AppendData(expected.Chart.Span);
        foreach (var row in candidates)
        {
            if (row.Hash.Length != ChartChain.HashLength || !RecordClass.TryParse(row.RecordClass, out var recordClass) || !Generation.IsValid(row.Generation)) return null;
            rows.Add(new AskedRow(recordClass, row.Generation, row.Hash.ToByteArray()));
            digest.AppendData(Encoding.ASCII.GetBytes($"{row.RecordClass}/{row.Generation}/"));
            digest.AppendData(row.Hash.Span);
        }

        return new AskedMove(ChartId.From(expected.Chart), ChainHead.From(expected), rows);
    }
}
