using Holdfast.Ledger;

namespace Holdfast.Watch;

/// <param name="Fault">The first thing that is wrong, in a sentence; null when all is well.</param>
internal sealed record VerificationOutcome(long Entries, long Cosigned, string? Fault);

/// <summary>
/// Offline: the own copy from nothing but the ledger's key, then the keyholder's folder likewise, then the two against
/// each other and against what this witness has cosigned.
/// </summary>
internal static class Verification
{
    public static VerificationOutcome Run(WatchFolder folder, string keyholderLedger, IProgress<long>? progress)
    {
        var log = folder.ReadLogKey();
        using var witnessKey = folder.ReadWitnessKey();
        if (!Directory.Exists(keyholderLedger)) return Wrong($"{keyholderLedger} is missing: there is no ledger to compare with.");

        // Read before the keyholder's checkpoint: in a ledger that grows meanwhile, what was signed before is never more than it holds.
        var cosigned = WitnessState.Open(folder.Witness, witnessKey, [log], TimeProvider.System).Seen(log.Name);
        var copied = 0L;
        if (HasCheckpoint(folder.Ledger))
        {
            switch (LedgerVerification.Verify(folder.Ledger, log, progress: progress))
            {
                case VerificationResult.Unsound own: return Wrong($"The watch's own copy: {own.Fault}");
                case VerificationResult.Sound sound: copied = sound.Checkpoint.Size; break;
            }
        }

        var theirs = LedgerVerification.Verify(keyholderLedger, log, witnessKey.Verifier, folder.Ledger, progress);
        if (theirs is VerificationResult.Unsound fault) return Wrong($"The keyholder's ledger: {fault.Fault}");
        var whole = (VerificationResult.Sound)theirs;

        // What this witness signed is what it must find again; a ledger that has less was rolled back.
        if (cosigned is not null && cosigned.Size > whole.Checkpoint.Size)
            return Wrong($"The keyholder's ledger has {whole.Checkpoint.Size} entries, but this witness has cosigned {cosigned.Size}: it was rolled back.");
        if (cosigned is not null && !new LedgerReader(keyholderLedger).Contains(whole.Checkpoint, cosigned))
            return Wrong($"The keyholder's ledger is not the one whose first {cosigned.Size} entries this witness has cosigned.");
        return new VerificationOutcome(Math.Max(copied, whole.Checkpoint.Size), cosigned?.Size ?? 0, null);
    }

    private static bool HasCheckpoint(string ledger) => File.Exists(Path.Combine(ledger, "checkpoint"));

    private static bool Contains(this LedgerReader ledger, Checkpoint whole, Checkpoint part) =>
        part.Size == whole.Size
            ? part.Root.Span.SequenceEqual(whole.Root.Span)
            : MerkleProofs.VerifyConsistency(part.Size, whole.Size, ledger.ConsistencyProof(part.Size, whole.Size), part.Root.Span, whole.Root.Span);

    private static VerificationOutcome Wrong(string fault) => new(0, 0, fault);
}
