using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.People;
using Holdfast.Keyholder.Sessions;
using Holdfast.Keyholder.Grants;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Employment;

/// <summary>"staff": who works here and how they stand, for whoever makes the schedule or keeps the list. No patient is named.</summary>
internal sealed class StaffList(Journal journal, StatementGate gate, StaffMembers members)
{
    public Task<StaffReply> Run(CallerIdentity caller, SignedStatement request) => gate.Hear<PlainStatement, StaffReply>(caller, request, "staff", heard =>
    {
        heard.Draft.Record("staff-list", json =>
        {
            Entries.Id(json, "person", heard.Person.Id);
            Entries.Id(json, "session", heard.Session.Id);
        });
        var reply = new StaffReply();
        var opens = RoleTable.Staff(heard.Person.Role) != Access.None;
        reply.Members.AddRange(journal.Tables.People.Rows.Select(row => members.Of(row, heard.Draft.Now, withChart: opens)).OrderBy(member => member.Card.Name, StringComparer.Ordinal));
        reply.People.AddRange(reply.Members.Where(member => member.Standing != Standings.Word(Standing.Left)).Select(member => member.Card));
        return reply;
    });
}

/// <summary>A member of staff as the pages show them.</summary>
internal sealed class StaffMembers(Tables tables, StaffNames names)
{
    /// <param name="withChart">Name the chart too: for whoever may open it.</param>
    public StaffMember Of(PersonRow person, DateTimeOffset now, bool withChart)
    {
        var row = tables.Employments.Find(person.Id)!;
        var member = new StaffMember
        {
            Card = names.Card(person),
            Standing = Standings.Word(WorkDecision.Of(tables.Employments.Facts(row), now)),
            FromMs = row.From,
            UntilMs = row.Until ?? 0,
            LeaveFromMs = row.LeaveFrom ?? 0,
            LeaveToMs = row.LeaveTo ?? 0,
            LastUseMs = row.LastUse,
        };
        if (withChart) member.Chart = row.Chart.ToByteString();
        return member;
    }
}
