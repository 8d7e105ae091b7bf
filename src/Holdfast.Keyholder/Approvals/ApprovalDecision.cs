using Holdfast.Keyholder.Grants;
using Holdfast.Wire;

namespace Holdfast.Keyholder.Approvals;

/// <summary>What was shown of the sealed paper that stands for an absent second person.</summary>
internal enum PaperShown
{
    None,
    Good,
    Bad,
}

/// <summary>All that an approval or a refusal of one is decided on. The passkey's assertion was verified before.</summary>
/// <param name="Session">Of whoever approves; null: no such session.</param>
/// <param name="State">Null: no such request.</param>
/// <param name="HashFits">The hash that was signed is the request's.</param>
/// <param name="AskerStands">The asker still works here and is not frozen: nobody's request outlives their own standing.</param>
/// <param name="Device">The approver's device, as the browser named it at sign-in.</param>
/// <param name="DeviceOfAsker">That device is one on which the asker signed in, or asked.</param>
/// <param name="HeldUntil">It was approved with the sealed paper, and what it brought can be stopped till then; null: not so.</param>
internal sealed record ApprovalFacts(
    DateTimeOffset Now, SessionFacts? Session,
    ProposalState? State, DateTimeOffset Expiry, bool HashFits,
    PersonId Asker, bool AskerStands,
    string? Device, bool DeviceOfAsker, PaperShown Paper, DateTimeOffset? HeldUntil = null);

/// <summary>
/// May this person approve this request now? Pure. Two people and two devices, or one person and the sealed paper; the
/// paper stands for the second person and for nothing else.
/// </summary>
internal abstract record ApprovalDecision
{
    private ApprovalDecision()
    {
    }

    internal sealed record Allowed(bool UsesPaper) : ApprovalDecision;

    internal sealed record Refused(Why Why, string Detail) : ApprovalDecision;

    public static ApprovalDecision Decide(ApprovalFacts facts)
    {
        if (Open(facts, "approve") is { } not) return not;
        if (!facts.HashFits) return new Refused(Why.Changed, "what was signed is not what is asked for: read it again");
        if (!facts.AskerStands) return new Refused(Why.NotAllowed, "whoever asked for this is frozen or no longer works here");
        return facts.Paper switch
        {
            PaperShown.Good => new Allowed(UsesPaper: true),
            PaperShown.Bad => new Refused(Why.Paper, "this is not the code of the paper, or the paper was used before"),
            _ => SecondPerson(facts),
        };
    }

    /// <summary>
    /// Saying no takes an approver or a privacy officer, and nothing else: also the asker may take a request back. What one
    /// person approved with the sealed paper can be stopped so, too, for as long as it is held.
    /// </summary>
    public static ApprovalDecision Decline(ApprovalFacts facts)
    {
        var held = facts is { State: ProposalState.Approved, HeldUntil: { } until } && facts.Now < until;
        return (held ? Live(facts, "decline") : Open(facts, "decline")) is { } not ? not : new Allowed(UsesPaper: false);
    }

    private static ApprovalDecision SecondPerson(ApprovalFacts facts)
    {
        if (facts.Session!.Person == facts.Asker) return new Refused(Why.OwnRequest, "nobody approves their own request: another approver must");
        if (facts.Device is null) return new Refused(Why.SameDevice, "this sign-in named no device: sign in again on the watch, in a browser that keeps one");
        if (facts.DeviceOfAsker) return new Refused(Why.SameDevice, "the asker used this device on the watch: approve on another one");
        return new Allowed(UsesPaper: false);
    }

    private static Refused? Live(ApprovalFacts facts, string statement) => SessionDecision.Check(facts.Session, statement, facts.Now) is { } notLive
        ? new Refused(notLive, "the session is not live, or its person gives no approvals")
        : null;

    private static Refused? Open(ApprovalFacts facts, string statement)
    {
        if (Live(facts, statement) is { } notLive) return notLive;
        return facts.State switch
        {
            null => new Refused(Why.NotWaiting, "no such request"),
            ProposalState.Lapsed => new Refused(Why.NotWaiting, "nobody approved it within three days: ask again"),
            not ProposalState.Waiting => new Refused(Why.NotWaiting, "it was approved or declined before"),
            _ => facts.Now >= facts.Expiry ? new Refused(Why.NotWaiting, "nobody approved it within three days: ask again") : null,
        };
    }
}
