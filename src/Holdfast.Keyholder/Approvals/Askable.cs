using Holdfast.Keyholder.Budgets;
using Holdfast.Keyholder.Clients;
using Holdfast.Keyholder.Employment;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.People;
using Holdfast.Keyholder.Sessions;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Approvals;

/// <summary>
/// "askable": what one's role may ask for, and whom it can be about, so that a page offers nothing that would be refused
/// for the role alone. Whether it may be asked is decided again when it is. Colleagues are named, patients never.
/// </summary>
internal sealed class Askable(Journal journal, StatementGate gate, Proposals proposals, StaffNames names)
{
    public Task<AskableReply> Run(CallerIdentity caller, SignedStatement request) => gate.Hear<PlainStatement, AskableReply>(caller, request, "askable", heard =>
    {
        var (tables, role) = (journal.Tables, heard.Person.Role);
        Pending.RecordLook(heard.Draft, heard, "askable");
        var reply = new AskableReply { NowMs = heard.Draft.NowMs, NamesCharts = RegisterClient.MayNameCharts(role) };
        reply.Kinds.AddRange(proposals.KindsFor(role));
        var (left, formerToo) = (Standings.Word(Standing.Left), reply.Kinds.Contains("return"));
        reply.People.AddRange(tables.People.Rows.Where(person => person.Id != heard.Person.Id).Select(person => PersonOf(tables, person, heard.Draft.Now))
            .Where(person => formerToo || person.Standing != left).OrderBy(person => person.Card.Name, StringComparer.Ordinal));
        if (reply.Kinds.Contains("budget")) reply.Budgets.AddRange(ChangeBudget.All);
        if (reply.Kinds.Contains("thaw")) reply.Frozen.AddRange(FrozenBut(tables, heard.Person.Id));
        return reply;
    });

    private AskablePerson PersonOf(Tables tables, PersonRow person, DateTimeOffset now) => new()
    {
        Card = names.Card(person),
        Approver = person.Approver,
        EntersSchedules = tables.Rosters.Contains(person.Id),
        MayEnterSchedules = RoleTable.OpensPatients(person.Role),
        Origin = Origins.Word(RoleTable.OriginOf(person.Role)),
        Standing = Standings.Word(WorkDecision.Of(tables.Employments.Facts(tables.Employments.Find(person.Id)!), now)),
    };

    private IEnumerable<FrozenSubject> FrozenBut(Tables tables, PersonId asker)
    {
        foreach (var row in tables.Frozen.Rows)
        {
            var frozen = new FrozenSubject { SinceMs = row.At, Why = row.Why };
            if (row.NodeOf() is { } node) frozen.Node = node;
            else if (row.PersonOf() is { } id && id != asker) frozen.Person = names.Card(tables.People.Find(id)!);
            else continue;
            yield return frozen;
        }
    }
}
