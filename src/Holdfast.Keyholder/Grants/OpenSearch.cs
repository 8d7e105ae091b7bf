using Holdfast.Keyholder.Budgets;
using Holdfast.Keyholder.Clients;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Sessions;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Grants;

/// <summary>
/// "open-search": a client may search the directory in this person's name until their session ends. A grant without a
/// chart, a purpose or a key. Each search under it is decided again (<see cref="PatientDirectory.SearchDirectory"/>), within the
/// same budget as the person's own at the desk: what they could look up there, and no more.
/// </summary>
internal sealed class OpenSearch(Journal journal, StatementGate gate, Refusals refusals, Readiness readiness, OneTimeSecrets<PendingGrant> codes, RegisteredClients clients)
{
    private const string Name = "open-search";
    private const int LongestNonce = 256;

    public Task<OpenReply> Run(CallerIdentity caller, SignedStatement request) => gate.Hear<OpenSearchStatement, OpenReply>(caller, request, Name, heard =>
    {
        var (draft, statement, tables) = (heard.Draft, heard.Statement, journal.Tables);
        if (statement.Nonce?.Length > LongestNonce || !Pkce.IsChallenge(statement.CodeChallenge) || (statement.DpopJkt.Length > 0 && !Pkce.IsChallenge(statement.DpopJkt)))
            return No(Why.Malformed, "code challenge, nonce or dpop_jkt are not of their form");
        var authorization = AuthorizationDecision.Decide(clients.Find(statement.Client), statement.RedirectUri, statement.Scope, statement.DpopJkt);
        if (authorization is not AuthorizationDecision.Granted granted) return No(((AuthorizationDecision.Refused)authorization).Why, ((AuthorizationDecision.Refused)authorization).Detail);
        var shown = tables.Counted.CountOf(Counted.Identity, heard.Person.Id, draft.Now);
        if (SearchDecision.MayOpen(granted.Search, readiness.Witness, shown, tables.Budgets.Of(heard.Person.Id, draft.Now).Identities) is { } why)
            return No(why, "the search was decided against");
        return Allow(heard, granted);

        OpenReply No(Why refused, string detail) => refusals.Signed<OpenReply>(draft, caller, Name, refused, detail, heard.About());
    });

    private OpenReply Allow(Heard<OpenSearchStatement> heard, AuthorizationDecision.Granted granted)
    {
        var (draft, statement, person) = (heard.Draft, heard.Statement, heard.Person.Id);
        var grant = new PendingGrant(
            GrantId.New(), person, heard.Session.Id, null, "", statement.Client, statement.RedirectUri, granted.Scope.Text, statement.CodeChallenge, statement.DpopJkt, statement.Nonce, [], []);
        draft.Record(Name, json =>
        {
            Entries.Id(json, "person", person);
            Entries.Id(json, "session", heard.Session.Id);
            json.WriteString("client", statement.Client);
            if (granted.Bearer) json.WriteBoolean("bearer", true);
            Entries.Id(json, "grant", grant.Id);
        });
        var (code, expiry) = codes.Issue(grant, draft.Now);
        return new OpenReply { Code = code, ExpiryMs = expiry.ToUnixTimeMilliseconds() };
    }
}
