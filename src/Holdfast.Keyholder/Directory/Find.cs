using Holdfast.Keyholder.Budgets;
using Holdfast.Keyholder.Keys;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Sessions;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.PatientDirectory;

/// <summary>"find": who is meant. What was typed is entered as a keyed hash only; who was shown, by chart. Hits count against the asker's budget of identities, and so does a search that finds nobody.</summary>
internal sealed class Find(Journal journal, StatementGate gate, Refusals refusals, UseKey hashes)
{
    /// <summary>Looked at beyond what is shown, because the asker's own patients are shown free.</summary>
    private const int Candidates = 2 * Limits.FoundPerSearch;

    public Task<FindReply> Run(CallerIdentity caller, SignedStatement request) => gate.Hear<FindStatement, FindReply>(caller, request, "find", heard =>
    {
        var (draft, person, tables) = (heard.Draft, heard.Person.Id, journal.Tables);
        var query = new DirectoryQuery(heard.Statement.HealthNumber, heard.Statement.Name, heard.Statement.BirthDate);
        return tables.Directory.Index.Find(query, Candidates) switch
        {
            DirectoryAnswer.Found found => Show(heard, query, found),
            DirectoryAnswer.Refused no => refusals.Signed<FindReply>(draft, caller, "find", Why.Malformed, no.Detail, heard.About()),
            _ => throw new InvalidOperationException("A directory finds or refuses."),
        };
    });

    private FindReply Show(Heard<FindStatement> heard, DirectoryQuery query, DirectoryAnswer.Found found)
    {
        var (draft, person, tables) = (heard.Draft, heard.Person.Id, journal.Tables);
        var facts = found.Charts.Select(chart => new FoundFact(
            tables.Assignments.Explains(person, chart, draft.Now), tables.Counted.Holds(Counted.Identity, person, chart, draft.Now))).ToList();
        if (SearchDecision.Decide(tables.Counted.CountOf(Counted.Identity, person, draft.Now), facts, tables.Budgets.Of(person, draft.Now).Identities) is not SearchDecision.Allowed allowed)
            return refusals.Signed<FindReply>(draft, heard.Caller, "find", Why.BudgetIdentities, "the person has been shown as many people as a day allows", heard.About());

        foreach (var index in allowed.Count) draft.Change(tables.Counted.Use(Counted.Identity, person, found.Charts[index], draft.NowMs));
        if (found.Charts.Count == 0) draft.Change(tables.Counted.Use(Counted.Identity, person, ChartId.New(), draft.NowMs)); // a miss: nobody's id
        var shown = allowed.Show.Select(index => found.Charts[index]).ToList();
        var more = found.More || allowed.Withheld || shown.Count < found.Charts.Count;
        Record(draft, person, heard.Session.Id, Convert.ToHexStringLower(hashes.Mac("holdfast/search/v1"u8, RowJson.Write(query))), shown, more);

        var reply = new FindReply { More = more, IdentitiesLeft = Math.Max(0, allowed.Left - (found.Charts.Count == 0 ? 1 : 0)) };
        reply.Assigned.AddRange(shown.Where(chart => tables.Assignments.Explains(person, chart, draft.Now)).Select(chart => chart.ToByteString()));
        var entries = shown.Select(tables.Directory.Of).ToList();
        draft.After(() => reply.Found.AddRange(entries.Select(entry => entry!.Show())));
        return reply;
    }

    public static void Record(Draft draft, PersonId person, SessionId session, string queryHash, IReadOnlyList<ChartId> shown, bool more) => draft.Record("search", json =>
    {
        Entries.Id(json, "person", person);
        Entries.Id(json, "session", session);
        json.WriteString("query", queryHash);
        Entries.List(json, "charts", shown);
        json.WriteBoolean("more", more);
    });
}
