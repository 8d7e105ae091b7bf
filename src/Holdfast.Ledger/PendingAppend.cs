namespace Holdfast.Ledger;

/// <summary>An entry between the call and the disk. Whoever waits for it goes on elsewhere, never on the writing thread.</summary>
/// <param name="goesOn">The next entry stands or falls with this one.</param>
internal sealed class PendingAppend(long index, byte[] entry, byte[] attachment, bool goesOn) : TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    public long Index => index;

    public byte[] Entry => entry;

    public byte[] Attachment => attachment;

    public bool GoesOn => goesOn;

    public int Bytes => entry.Length + attachment.Length;
}
