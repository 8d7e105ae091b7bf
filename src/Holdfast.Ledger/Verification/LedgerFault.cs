namespace Holdfast.Ledger;

/// <summary>The first thing that is wrong with a ledger. <see cref="ToString"/> says it in a sentence.</summary>
public abstract record LedgerFault
{
    private LedgerFault()
    {
    }

    /// <summary>A file that the checkpoint calls for is not there, or cannot be read as what it should be.</summary>
    public sealed record BadFile(string Path, string Detail) : LedgerFault
    {
        public override string ToString() => $"{Path} {Detail}.";
    }

    /// <summary>A checkpoint that the log (or the witness) did not sign.</summary>
    public sealed record BadSignature(string Path, string Detail) : LedgerFault
    {
        public override string ToString() => $"{Path} is refused: {Detail}.";
    }

    /// <summary>An entry does not give its leaf hash: one of the two was altered.</summary>
    public sealed record EntryAltered(long Index, string Bundle, string Tile) : LedgerFault
    {
        public override string ToString() => $"Entry {Index} (in {Bundle}) does not give its hash in {Tile}: one of them was altered.";
    }

    /// <summary>A hash in an upper tile that the entries below do not give.</summary>
    public sealed record TileAltered(string Path) : LedgerFault
    {
        public override string ToString() => $"{Path} is not what the entries give.";
    }

    /// <summary>Entries and tiles fit each other and do not give the root of a checkpoint.</summary>
    public sealed record RootDiffers(string Path, Checkpoint Stated, string ComputedRoot) : LedgerFault
    {
        public override string ToString() => $"The {Stated.Size} entries give the root {ComputedRoot}, but {Path} states {Convert.ToHexStringLower(Stated.Root.Span)}.";
    }

    /// <summary>This ledger is shorter than what its witness signed, or than the copy: it was rolled back.</summary>
    public sealed record RolledBack(string Path, long Size, long SeenSize) : LedgerFault
    {
        public override string ToString() => $"The ledger has {Size} entries, but {Path} shows that it had {SeenSize}: it was rolled back.";
    }

    /// <summary>The copy holds another history.</summary>
    public sealed record CopyDiffers(long Index) : LedgerFault
    {
        public override string ToString() => $"Entry {Index} is not the one in the copy: the ledger has two histories.";
    }
}

/// <summary>What verifying a ledger came to.</summary>
public abstract record VerificationResult
{
    private VerificationResult()
    {
    }

    /// <summary>Every entry was hashed again and gives the signed root.</summary>
    /// <param name="WitnessedSize">How many of them the witness has signed; 0 when none or when no witness was asked for.</param>
    public sealed record Sound(Checkpoint Checkpoint, long WitnessedSize) : VerificationResult;

    public sealed record Unsound(LedgerFault Fault) : VerificationResult;
}
