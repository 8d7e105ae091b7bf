using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.People;
using Holdfast.Keyholder.Sessions;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Watching;

/// <summary>"look": the privacy officer opens a page of the watch. Entered like everybody's looking; answers who the people in the ledger are.</summary>
internal sealed class Look(Journal journal, StatementGate gate, Refusals refusals, StaffNames names)
{
    private const int LongestPage = 32;

    public Task<LookReply> Run(CallerIdentity caller, SignedStatement request) => gate.Hear<LookStatement, LookReply>(caller, request, "look", heard =>
    {
        var (draft, tables, page) = (heard.Draft, journal.Tables, heard.Statement.Page);
        if (page.Length is 0 or > LongestPage || page.Any(c => c is not ((>= 'a' and <= 'z') or '-')))
            return refusals.Signed<LookReply>(draft, caller, "look", Why.Malformed, "a page is a word of [a-z-]", heard.About());
        draft.Record("look", json =>
        {
            Entries.Id(json, "person", heard.Person.Id);
            Entries.Id(json, "session", heard.Session.Id);
            json.WriteString("page", page);
        });
        var reply = new LookReply { Person = names.Card(heard.Person), NowMs = draft.NowMs };
        reply.People.AddRange(tables.People.Rows.Select(names.Card).OrderBy(card => card.Name, StringComparer.Ordinal));
        reply.Frozen.AddRange(tables.People.Rows.Where(person => tables.IsFrozen(person.Id)).Select(person => person.Id.ToByteString()));
        return reply;
    });
}
