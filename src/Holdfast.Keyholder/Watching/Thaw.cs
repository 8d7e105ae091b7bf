using Holdfast.Keyholder.Approvals;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.People;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Watching;

/// <summary>"thaw": lets a frozen person or node work again, with a reason. Nobody asks it for themselves. What ended with the freeze stays ended.</summary>
internal sealed class Thaw(StaffNames names, OfficeReasons reasons) : ProposalKind<ThawProposal>("thaw", StaffRole.PrivacyOfficer, StaffRole.Administrator)
{
    protected override string? Subject(ThawProposal payload) => payload.Person;

    protected override Fault? Check(Tables tables, ThawProposal payload, PersonId asker)
    {
        if (!OpenDecision.IsReason(payload.Reason)) return new Fault(Why.ReasonMissing, "a reason of 10 to 500 characters is needed", "reason", Mend.Reason);
        if ((payload.Person is null) == (payload.Node is null)) return new Fault(Why.Malformed, "name a person or a node", "person", Mend.UnknownWord);
        if (payload.Person is not null && PersonOf(payload) is null) return new Fault(Why.Malformed, "not a person's id", "person", Mend.Nobody);
        if (PersonOf(payload) == asker) return new Fault(Why.NotAllowed, "nobody thaws themselves", "person", Mend.Oneself);
        return tables.Frozen.Contains(SubjectOf(payload)) ? null : new Fault(Why.NotFound, "not frozen", payload.Person is null ? "node" : "person", Mend.NotFrozen);
    }

    protected override Wording Words(Tables tables, ThawProposal payload)
    {
        var frozen = tables.Frozen.Find(SubjectOf(payload))!;
        var who = PersonOf(payload) is { } person ? names.Of(tables.People.Find(person)!) : payload.Node!;
        var since = $"{DateTimeOffset.FromUnixTimeMilliseconds(frozen.At):yyyy-MM-dd HH:mm} UTC";
        return new Wording(
            [$"Let {who} open charts again", $"Frozen since {since}, because {Cause(frozen.Why).English}", $"Reason given: {payload.Reason}"],
            [$"Permettre à {who} d’ouvrir de nouveau des dossiers", $"Accès gelé depuis {since}, {Cause(frozen.Why).French}", $"Motif donné : {payload.Reason}"]);
    }

    protected override Effect Do(Approval approval, ThawProposal payload) => new(() =>
    {
        var reason = reasons.Keep(approval.Draft, payload.Reason);
        approval.Draft.Change(approval.Tables.Frozen.Remove(SubjectOf(payload)));
        approval.Draft.Record("thawed", json =>
        {
            Entries.Optional(json, "person", PersonOf(payload));
            if (payload.Node is { } node) json.WriteString("node", node);
            Entries.Id(json, "by", approval.Asker);
            Entries.Id(json, "session", approval.Session);
            json.WriteString("reason", reason);
            json.WriteString("request", approval.Request.ToString());
        });
    });

    /// <summary>A reason of the ledger (<see cref="FrozenRow.Why"/>) in words; one that is not known stands as it is.</summary>
    private static (string English, string French) Cause(string why) => why switch
    {
        "CANARY" => ("a canary’s chart was asked for", "pour avoir demandé le dossier d’un canari"),
        "BUDGET_PERSON" => ("the budget of charts was used up", "le plafond de dossiers étant épuisé"),
        "BUDGET_ORGANISATION" => ("the organisation’s cap was reached", "le plafond de l’organisation étant atteint"),
        "misuse" => ("it did what an honest node never does", "pour avoir fait ce qu’un nœud honnête ne fait jamais"),
        _ => ($"of {why}", $"à cause de {why}"),
    };

    private static PersonId? PersonOf(ThawProposal payload) => PersonId.TryParse(payload.Person, out var id) ? id : null;

    private static string SubjectOf(ThawProposal payload) => PersonOf(payload) is { } person ? FrozenRow.SubjectOf(person) : FrozenRow.SubjectOf(payload.Node!);
}
