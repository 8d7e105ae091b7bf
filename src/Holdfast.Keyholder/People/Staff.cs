using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Sessions;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.People;

/// <summary>"staff": who works here, for whoever makes the schedule. No patient is named.</summary>
internal sealed class Staff(Journal journal, StatementGate gate, StaffNames names)
{
    public Task<StaffReply> Run(CallerIdentity caller, SignedStatement request) => gate.Hear<PlainStatement, StaffReply>(caller, request, "staff", heard =>
    {
        heard.Draft.Record("staff-list", json =>
        {
            Entries.Id(json, "person", heard.Person.Id);
            Entries.Id(json, "session", heard.Session.Id);
        });
        var reply = new StaffReply();
        reply.People.AddRange(journal.Tables.People.Rows.Select(names.Card).OrderBy(card => card.Name, StringComparer.Ordinal));
        return reply;
    });
}
