using Holdfast.Keyholder.Budgets;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Sessions;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Keyholder.PatientDirectory;

/// <summary>
/// One question of an application under a person's search grant, relayed by a records node. Decided as if the person had
/// asked at the desk: they may "find" now, in a live session of their own, within their budget of identities. It is no
/// sign of the person, so it keeps no session from becoming idle.
/// </summary>
internal sealed class SearchDirectory(Journal journal, NodeGate nodes, StatementGate sessions, Refusals refusals, ShowPeople people)
{
    private const string Name = "search-directory";

    public Task<SearchDirectoryReply> Run(CallerIdentity caller, SearchDirectoryRequest request) => nodes.Ask<SearchDirectoryReply>(caller, request.Instance, Name, (draft, instance) =>
    {
        if (request.Grant.Length != 16 || request.Terms is not { } terms || request.Most is < 1 or > Limits.FoundPerSearch)
            return refusals.Unsigned<SearchDirectoryReply>(draft, caller, Name, Why.Malformed, "grant, terms or most are not of their form");
        var (tables, id) = (journal.Tables, GrantId.From(request.Grant));
        if (tables.Grants.Find(id) is not { IsSearch: true } grant || grant.Instance != instance.Id)
            return nodes.Misuse<SearchDirectoryReply>(draft, caller, Name, Why.NotAllowed, "no search grant of this node", new RefusalSubject(Grant: id));
        if (grant.Ended is not null || !grant.HasAccess(AccessTokens.HashOf(request.AccessToken), draft.NowMs)) return No(Why.Expired, "the grant has ended, or the access token has expired");
        if (tables.Sessions.Find(grant.Session) is not { } session) return No(Why.Unknown, "the session has ended");
        if (SessionDecision.Check(sessions.Facts(session, tables.People.Find(grant.Person)!), "find", draft.Now) is { } why) return No(why, "the session is not live, or its person may not search");
        if (!sessions.Slowly(session.Id, draft.Now)) return No(Why.TooLarge, "too many searches a second");
        var query = QueryOf(terms);
        return tables.Directory.Index.Find(query, ShowPeople.Candidates) switch
        {
            DirectoryAnswer.Found found => Show(draft, caller, grant, query, found, request.Most) ?? No(Why.BudgetIdentities, ShowPeople.NothingLeft),
            DirectoryAnswer.Refused no => No(no.Why, no.Detail),
            _ => throw new InvalidOperationException("A directory finds or refuses."),
        };

        SearchDirectoryReply No(Why refused, string detail) =>
            refusals.Unsigned<SearchDirectoryReply>(draft, caller, Name, refused, detail, new RefusalSubject(grant.Person, grant.Session, Grant: grant.Id));
    });

    private SearchDirectoryReply? Show(Draft draft, CallerIdentity caller, GrantRow grant, DirectoryQuery query, DirectoryAnswer.Found found, int most)
    {
        var shown = people.Show(draft, grant.Person, grant.Session, query, found, most, json =>
        {
            Entries.Id(json, "grant", grant.Id);
            json.WriteString("node", caller.Node);
            Entries.Id(json, "instance", grant.Instance);
        });
        if (shown is null) return null;
        var reply = new SearchDirectoryReply { More = shown.More, IdentitiesLeft = shown.Left };
        reply.Alike.AddRange(shown.Alike);
        draft.After(() => reply.Found.AddRange(shown.Entries.Select(entry => entry.Show())));
        return reply;
    }

    private static DirectoryQuery QueryOf(DirectoryTerms terms) => new(terms.HealthNumber, terms.Name, null)
    {
        HealthNumberSystem = terms.HealthNumberSystem, Family = terms.Family, Given = terms.Given, Sound = terms.Sound, BornFrom = terms.BornFrom, BornTo = terms.BornTo,
        Telephone = terms.Telephone, Address = terms.Address, City = terms.City, PostalCode = terms.PostalCode, Gender = terms.Gender,
    };
}
