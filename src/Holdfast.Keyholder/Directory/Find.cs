using Holdfast.Keyholder.Budgets;
using Holdfast.Keyholder.Keys;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Sessions;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.PatientDirectory;

/// <summary>"find": who is meant. When nobody is written as was typed, those whose names sound like it or differ by a slip of the hand.</summary>
internal sealed class Find(Journal journal, StatementGate gate, Refusals refusals, ShowPeople people)
{
    public Task<FindReply> Run(CallerIdentity caller, SignedStatement request) => gate.Hear<FindStatement, FindReply>(caller, request, "find", heard =>
    {
        var (draft, statement, tables) = (heard.Draft, heard.Statement, journal.Tables);
        var query = new DirectoryQuery(statement.HealthNumber, statement.Name, statement.BirthDate) { Telephone = statement.Telephone, Address = statement.Address, PostalCode = statement.PostalCode };
        var answer = tables.Directory.Index.Find(query, ShowPeople.Candidates);
        var alike = false;
        if (answer is DirectoryAnswer.Found { Charts.Count: 0 } && query.Name is { Length: > 0 } name
            && tables.Directory.Index.Find(query with { Name = null, Sound = name }, ShowPeople.Candidates) is DirectoryAnswer.Found { Charts.Count: > 0 } sounding) (answer, alike) = (sounding, true);
        return answer switch
        {
            DirectoryAnswer.Found found => Show(heard, query, found, alike),
            DirectoryAnswer.Refused no => refusals.Signed<FindReply>(draft, caller, "find", no.Why, no.Detail, heard.About()),
            _ => throw new InvalidOperationException("A directory finds or refuses."),
        };
    });

    private FindReply Show(Heard<FindStatement> heard, DirectoryQuery query, DirectoryAnswer.Found found, bool alike)
    {
        var (draft, person, tables) = (heard.Draft, heard.Person.Id, journal.Tables);
        if (people.Show(draft, person, heard.Session.Id, query, found, Limits.FoundPerSearch, null) is not { } shown)
            return refusals.Signed<FindReply>(draft, heard.Caller, "find", Why.BudgetIdentities, ShowPeople.NothingLeft, heard.About());
        var reply = new FindReply { More = shown.More, IdentitiesLeft = shown.Left, Alike = alike };
        reply.Assigned.AddRange(shown.Charts.Where(chart => tables.Assignments.Explains(person, chart, draft.Now)).Select(chart => chart.ToByteString()));
        draft.After(() => reply.Found.AddRange(shown.Entries.Select(entry => entry.Show())));
        return reply;
    }
}
