using System.Globalization;

namespace Holdfast.Ledger;

/// <summary>
/// What a witness does with a request: a pure function of the request and of what it has seen. Statuses and their order
/// are those of c2sp.org/tlog-witness: unknown log 404, no valid signature 403, a request that contradicts itself 400,
/// another size than ours 409, and 422 for everything that would let one log show two faces.
/// </summary>
internal abstract record WitnessDecision
{
    private WitnessDecision()
    {
    }

    /// <summary>Remember the checkpoint, then cosign it.</summary>
    internal sealed record Accept(SignedNote Note, Checkpoint Checkpoint) : WitnessDecision;

    internal sealed record Refuse(WitnessAnswer Answer) : WitnessDecision;

    /// <param name="logs">The keys of the logs that are witnessed, by origin.</param>
    /// <param name="seen">The newest checkpoint that was cosigned for an origin; null when none was.</param>
    public static WitnessDecision Decide(ReadOnlySpan<byte> body, IReadOnlyDictionary<string, NoteVerifier> logs, Func<string, Checkpoint?> seen)
    {
        if (!WitnessRequest.TryParse(body, out var request) || !Checkpoint.TryParse(request.Note.Text, out var checkpoint)) return No(400, "This is not an add-checkpoint request.");
        if (!logs.TryGetValue(checkpoint.Origin, out var log)) return No(404, "This log is not witnessed here.");
        if (Checkpoint.Read(request.Note, log, out var why) is null) return No(403, $"The checkpoint is refused: {why}.");
        if (request.OldSize > checkpoint.Size) return No(400, "The old size is above the checkpoint's.");
        var latest = seen(checkpoint.Origin);
        var latestSize = latest?.Size ?? 0;
        if (request.OldSize != latestSize)
            return new Refuse(new WitnessAnswer(409, WitnessAnswer.SizeContentType, latestSize.ToString(CultureInfo.InvariantCulture) + "\n"));
        if (checkpoint.Size == 0 && !checkpoint.Root.Span.SequenceEqual(MerkleTree.EmptyRoot())) return No(422, "An empty log has another root.");
        // Every log continues nothing; there is nothing to prove, so a proof is an error.
        var continues = latestSize == 0 ? request.Proof.Count == 0
            : MerkleProofs.VerifyConsistency(latestSize, checkpoint.Size, request.Proof, latest!.Root.Span, checkpoint.Root.Span);
        return continues ? new Accept(request.Note, checkpoint) : No(422, "The checkpoint does not continue the one that was witnessed before.");
    }

    private static Refuse No(int status, string why) => new(WitnessAnswer.Refusal(status, why));
}
