namespace Holdfast.Ledger;

/// <summary>
/// Verifies a ledger's folder from nothing but the keys: hashes every entry again, compares every tile with what the
/// entries give, the root with the checkpoint, and the checkpoint with the signature of the log; then the same for what
/// the witness signed and for a second copy. Needs no running role and changes nothing; a ledger that grows meanwhile is
/// verified up to the checkpoint that was there at the beginning.
/// </summary>
public static class LedgerVerification
{
    /// <param name="folder">A ledger's folder, or the watch's copy.</param>
    /// <param name="witness">When given, <c>checkpoint.witnessed</c> must be cosigned by it if there is one.</param>
    /// <param name="copy">When given, another folder that must hold the same history, as far as both reach.</param>
    /// <param name="progress">Hears the number of entries verified, after each bundle.</param>
    public static VerificationResult Verify(string folder, NoteVerifier log, NoteVerifier? witness = null, string? copy = null, IProgress<long>? progress = null, CancellationToken cancellation = default)
    {
        try
        {
            return new VerificationRun(folder, log, witness, copy).Run(progress, cancellation);
        }
        catch (LedgerFaultException e)
        {
            return new VerificationResult.Unsound(e.Fault);
        }
    }
}
