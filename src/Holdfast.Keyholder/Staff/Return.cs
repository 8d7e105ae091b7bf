using Holdfast.Keyholder.Approvals;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.People;
using Holdfast.Keyholder.Sessions;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Employment;

/// <summary>
/// "return": somebody who is away comes back, earlier than was entered or after being disabled or having left. Who had
/// left enrols anew: a passkey that lay in a drawer meanwhile is worth nothing.
/// </summary>
internal sealed class Return(StaffNames names, Origins origins) : ProposalKind<ReturnProposal>("return", StaffRole.Administrator, StaffRole.PrivacyOfficer)
{
    protected override string? Subject(ReturnProposal payload) => payload.Person;

    protected override Fault? Check(Tables tables, ReturnProposal payload, PersonId asker)
    {
        if (RowOf(tables, payload) is not { } row) return new Fault(Why.NotFound, "nobody who works or worked here", "person", Mend.Nobody);
        if (row.Person == asker) return new Fault(Why.NotAllowed, "nobody asks for their own return", "person", Mend.Oneself);
        return row is { Entered: Standing.Working, Until: null, LeaveFrom: null, Disabled: false }
            ? new Fault(Why.Conflict, "the person is at work, and no leave or leaving is entered", "person", Mend.SoAlready) : null;
    }

    protected override Wording Words(Tables tables, ReturnProposal payload)
    {
        var row = RowOf(tables, payload)!;
        var person = tables.People.Find(row.Person)!;
        var (name, role) = (names.Of(person), RoleTable.Text(person.Role));
        return new Wording(
            [$"Let {name} work here again as {RoleWords.English(role)}", person.Approver ? "Also approves requests on the watch" : "Approves no requests", row.Entered == Standing.Left ? "Had left; older passkeys are removed and a new one is enrolled" : "What was entered of leave, leaving or disuse is lifted"],
            [$"Permettre à {name} de travailler de nouveau ici : {RoleWords.French(role)}", person.Approver ? "Approuve aussi des demandes à la vigie" : "N’approuve aucune demande", row.Entered == Standing.Left ? "Était parti·e; les anciennes clés d’accès sont retirées et une nouvelle est inscrite" : "Le congé, le départ ou la désactivation inscrits sont levés"]);
    }

    protected override Effect Do(Approval approval, ReturnProposal payload)
    {
        var row = RowOf(approval.Tables, payload)!;
        var person = approval.Tables.People.Find(row.Person)!;
        if (row.Entered != Standing.Left) return new Effect(() => Enter(approval, row));
        var links = SplitLinks.For(person.Role, person.Approver, origins);
        return new Effect(() =>
        {
            foreach (var credential in approval.Tables.Credentials.Of(row.Person).ToList()) approval.Draft.Change(approval.Tables.Credentials.Remove(credential));
            Enter(approval, row);
            links.Enter(approval, row.Person);
        }, links.Links, links.Codes, Enrols: true);
    }

    private static void Enter(Approval approval, EmploymentRow row)
    {
        var back = row with { Until = null, LeaveFrom = null, LeaveTo = null, Disabled = false, LastUse = approval.Draft.NowMs };
        var standing = WorkDecision.Of(approval.Tables.Employments.Facts(back), approval.Draft.Now);
        approval.Draft.Change(approval.Tables.Employments.Put(back with { Entered = standing }));
        approval.Draft.Record("standing", json =>
        {
            Entries.Id(json, "person", row.Person);
            json.WriteString("state", Standings.Word(standing));
            json.WriteString("request", approval.Request.ToString());
        });
    }

    private static EmploymentRow? RowOf(Tables tables, ReturnProposal payload) => PersonId.TryParse(payload.Person, out var person) ? tables.Employments.Find(person) : null;
}
