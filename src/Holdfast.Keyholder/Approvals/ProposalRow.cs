using Holdfast.Keyholder.Ledger;
using Holdfast.Wire;

namespace Holdfast.Keyholder.Approvals;

/// <summary>What has become of a request. Only one that waits can be approved, and only once.</summary>
internal enum ProposalState
{
    Waiting,
    Approved,
    Declined,
    Lapsed,
}

/// <param name="Kind">Name of a <see cref="ProposalKind"/>.</param>
/// <param name="SealedPayload">What was asked for; sealed under the staff key, because it may hold names and health numbers.</param>
/// <param name="SealedDocument">What approvers are shown and sign: <see cref="ProposalDocument"/>.</param>
/// <param name="Hash">SHA-256 of the document, hexadecimal.</param>
/// <param name="Device">The device on which it was asked, where the browser named one.</param>
/// <param name="By">Who approved or declined; null: it waits or has lapsed.</param>
/// <param name="Reason">Hash of the sealed reason for declining.</param>
/// <param name="SealedSecret">What only the asker gets to see of an approval, e.g. an enrolment link.</param>
/// <param name="HeldUntil">Approved with the sealed paper: till then the enrolment that it brought can be stopped.</param>
internal sealed record ProposalRow(
    ProposalId Id, string Kind, byte[] SealedPayload, byte[] SealedDocument, string Hash,
    PersonId Asker, SessionId Session, string? Device, long Made, long Expiry, ProposalState State,
    PersonId? By = null, long? Decided = null, string? Reason = null, byte[]? SealedSecret = null, long? HeldUntil = null);

/// <summary>Requests that wait, and those decided in the last month, so that askers see what became of them.</summary>
internal sealed class ProposalTable(Expiry expiry) : ExpiringTable<ProposalId, ProposalRow>(
    "proposal", row => row.Id, id => id.ToString(), expiry, row => row.Decided is { } decided ? decided + (long)ApprovalLimits.DecidedKept.TotalMilliseconds : null)
{
    private readonly HashSet<ProposalId> _waiting = [];

    /// <summary>Oldest first.</summary>
    public IEnumerable<ProposalRow> Waiting => _waiting.Select(id => Find(id)!).OrderBy(row => row.Made);

    /// <summary>Approved with the sealed paper, and still to be stopped. There is one paper at a time, so these are few.</summary>
    public IEnumerable<ProposalRow> Held(long nowMs) => Rows.Where(row => row.State == ProposalState.Approved && row.HeldUntil > nowMs).OrderBy(row => row.Made);

    protected override void Changed(ProposalRow? before, ProposalRow? after)
    {
        base.Changed(before, after);
        if (after?.State == ProposalState.Waiting) _waiting.Add(after.Id);
        else _waiting.Remove((after ?? before)!.Id);
    }
}

internal static class ApprovalLimits
{
    /// <summary>A request over a weekend still finds its second person; one that nobody looks at in three days was not needed.</summary>
    public static readonly TimeSpan Waits = TimeSpan.FromHours(72);

    /// <summary>What became of it, for the asker; the ledger keeps it for ever.</summary>
    public static readonly TimeSpan DecidedKept = TimeSpan.FromDays(30);

    /// <summary>Requests of one person that wait: more is not read any more, only approved.</summary>
    public const int WaitingPerPerson = 10;

    /// <summary>Of all staff together.</summary>
    public const int WaitingInAll = 200;

    /// <summary>Devices of a person are remembered this long after their last sign-in.</summary>
    public static readonly TimeSpan DeviceKept = TimeSpan.FromDays(180);
}
