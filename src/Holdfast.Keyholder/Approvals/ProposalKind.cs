using System.Globalization;
using System.Text;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Approvals;

/// <summary>One member of what is asked for that cannot stay as it is.</summary>
/// <param name="Detail">Names the mend and no patient; English, for logs. People read the words that their page has for <paramref name="Mend"/>.</param>
/// <param name="About">The number or address that the mend is about.</param>
internal sealed record Wrong(string Member, Mend Mend, string Detail, string About = "");

/// <summary>Why something cannot be asked for, or cannot be done any more.</summary>
internal sealed record Fault(Why Why, IReadOnlyList<Wrong> Wrongs)
{
    public Fault(Why why, string detail, string member, Mend mend, string about = "")
        : this(why, [new Wrong(member, mend, detail, about)])
    {
    }

    public string Detail => string.Join("; ", Wrongs.Select(wrong => wrong.Detail));
}

/// <summary>What would be done, for the person who approves it: the first line says it, the others detail it. No patient is named, because approvers are of any role.</summary>
internal sealed record Wording(IReadOnlyList<string> English, IReadOnlyList<string> French)
{
    /// <summary>
    /// What the asker typed stands in these lines: without this, a name or reason could turn the text around it, hide a part
    /// of it, or begin a line of its own. Joiners within words are letters' own business in some scripts.
    /// </summary>
    public bool AreAsTheyLook => English.Concat(French).All(line => line.EnumerateRunes().All(IsSeen));

    private static bool IsSeen(Rune rune) => rune.Value is '\n' or '\r' or '\t' or 0x200C or 0x200D || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned);
}

/// <summary>An approval that was given and stands.</summary>
/// <param name="Asker">Whose request it is; entries of what is done name this person as the one who did it.</param>
/// <param name="Session">In which it was asked.</param>
/// <param name="ByPaper">The sealed paper stood for the second person.</param>
internal sealed record Approval(Draft Draft, Tables Tables, ProposalId Request, PersonId Asker, SessionId Session, PersonId Approver, bool ByPaper = false);

/// <summary>What an approval brings about.</summary>
/// <param name="Enter">Makes the changes and records at least one entry for them: the request is spent with the first.</param>
/// <param name="ForAsker">A secret that the asker alone is shown.</param>
/// <param name="ForApprover">A secret that the approver alone is shown.</param>
/// <param name="Enrols">The two secrets are the halves of enrolment links: one person with the paper holds both, so they wait (<see cref="PaperHold"/>).</param>
internal sealed record Effect(Action Enter, string? ForAsker = null, string? ForApprover = null, bool Enrols = false);

/// <summary>A payload that was read, ready to be checked, worded and done by its kind.</summary>
/// <param name="Subject">Whose reach it changes; null when it is nobody's in particular. Nobody approves what is for themselves.</param>
internal sealed record ReadProposal(PersonId? Subject, Func<Tables, PersonId, Fault?> Check, Func<Tables, Wording> Words, Func<Approval, Effect> Do);

/// <summary>One kind of thing that takes two people. The kinds are the list in Operations: a file beside what it changes, and one line there.</summary>
/// <param name="name">As the contract and the ledger write it: [a-z-].</param>
/// <param name="askers">Roles that may ask.</param>
internal abstract class ProposalKind(string name, params StaffRole[] askers)
{
    public string Name => name;

    public IReadOnlyList<StaffRole> Askers => askers;

    /// <summary>Null: the bytes are not exactly one payload of this kind.</summary>
    public abstract ReadProposal? Read(ReadOnlySpan<byte> payload);
}

/// <typeparam name="TPayload">Strictly read JSON: every member required, none unknown.</typeparam>
internal abstract class ProposalKind<TPayload>(string name, params StaffRole[] askers) : ProposalKind(name, askers) where TPayload : class
{
    public override ReadProposal? Read(ReadOnlySpan<byte> payload) => StatementJson.Read<TPayload>(payload) is { } read
        ? new ReadProposal(PersonId.TryParse(Subject(read), out var subject) ? subject : null, (tables, asker) => Check(tables, read, asker), tables => Words(tables, read), approval => Do(approval, read))
        : null;

    /// <summary>The id of the person whose reach it changes.</summary>
    protected virtual string? Subject(TPayload payload) => null;

    /// <summary>Asked when it is proposed, and again when it is approved. Null: it may be done.</summary>
    protected abstract Fault? Check(Tables tables, TPayload payload, PersonId asker);

    /// <summary>Called only for what <see cref="Check"/> lets pass. The same tables give the same words.</summary>
    protected abstract Wording Words(Tables tables, TPayload payload);

    protected abstract Effect Do(Approval approval, TPayload payload);
}
