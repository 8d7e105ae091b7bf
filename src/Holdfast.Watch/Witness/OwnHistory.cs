using Holdfast.Ledger;
using Holdfast.Watch.Follow;

namespace Holdfast.Watch.Witness;

/// <summary>
/// A witness by the book compares a checkpoint with the one that it signed before. This one also holds every entry, so it
/// signs nothing that contradicts those, and nothing at all once the follower has seen two histories.
/// </summary>
internal sealed class OwnHistory(NoteVerifier log, WitnessState witness, LedgerFollower follower, LedgerReader own)
{
    /// <summary>
    /// 422 when the own copy contradicts a checkpoint that the witness would otherwise weigh; null when it does not, and
    /// null for everything that the witness itself must refuse, so that its exact statuses stand.
    /// </summary>
    public WitnessAnswer? Objection(ReadOnlySpan<byte> body)
    {
        var followed = follower.Status;
        if (followed.Latest is not { } latest || !WitnessRequest.TryParse(body, out var request)) return null;
        if (Checkpoint.Read(request.Note, log, out _) is not { } checkpoint) return null;
        if (request.OldSize > checkpoint.Size || request.OldSize != (witness.Seen(checkpoint.Origin)?.Size ?? 0)) return null;
        if (followed.Condition == LedgerCondition.Inconsistent) return No("The watch has found this ledger inconsistent. Look at its alerts.");
        if (checkpoint.Size > latest.Size || own.Continues(latest, checkpoint.Size, checkpoint.Root)) return null;
        return No("The watch holds other entries than this checkpoint covers.");
    }

    private static WitnessAnswer No(string why) => new(StatusCodes.Status422UnprocessableEntity, WitnessAnswer.TextContentType, why + "\n");
}
