namespace Holdfast.Ledger;

/// <summary>
/// The ledger is in doubt or its disk failed. The message names what is wrong and the mend; nothing was released on the
/// strength of what could not be written. A role prints it and exits with 3.
/// </summary>
public sealed class LedgerException : Exception
{
    public LedgerException(string message) : base(message) { }

    public LedgerException(string message, Exception cause) : base(message, cause) { }
}
