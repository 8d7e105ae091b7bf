using System.Security.Cryptography;
using System.Text;
using Holdfast.Keyholder.Budgets;
using Holdfast.Keyholder.Clients;
using Holdfast.Keyholder.Keys;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Sessions;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Grants;

/// <summary>What a code stands for until it is redeemed: an opening that was decided and entered. Without a chart: of the directory.</summary>
internal sealed record PendingGrant(
    GrantId Id, PersonId Person, SessionId Session, ChartId? Chart, string Purpose, string Client, string RedirectUri, string Scope,
    string CodeChallenge, string Jkt, string? Nonce, string[] Reads, string[] Writes);

/// <summary>
/// "open": may this person open this chart now? The launch, the client and the form are checked here; the rest is
/// <see cref="OpenDecision"/>. A yes is in the ledger before the code is answered; so are the budget that it used and the
/// freeze that a no may bring.
/// </summary>
/// <param name="decide"><see cref="OpenDecision.Decide"/>; the drill's controls (tests/Holdfast.WeakHost) put a weaker one in its place.</param>
internal sealed class Open(
    Journal journal, StatementGate gate, Refusals refusals, Freezing freezing, Readiness readiness, ChartVault vault,
    OneTimeSecrets<PendingLaunch> launches, OneTimeSecrets<PendingGrant> codes, RegisteredClients clients, Func<OpenFacts, OpenDecision> decide)
{
    private const int LongestLaunch = 128;
    private const int LongestNonce = 256;

    public Task<OpenReply> Run(CallerIdentity caller, SignedStatement request) => gate.Hear<OpenStatement, OpenReply>(caller, request, "open", heard =>
    {
        var (draft, statement) = (heard.Draft, heard.Statement);
        if (!ChartId.TryParse(statement.Chart, out var chart) || statement.Launch.Length > LongestLaunch || statement.Nonce?.Length > LongestNonce
            || !Pkce.IsChallenge(statement.CodeChallenge) || (statement.DpopJkt.Length > 0 && !Pkce.IsChallenge(statement.DpopJkt)))
            return No(heard, Why.Malformed, "chart, code challenge, nonce or dpop_jkt are not of their form", null);
        switch (launches.Look(statement.Launch, draft.Now))
        {
            case Taken<PendingLaunch>.Good { Value: var launch }:
                if (launch.Session != heard.Session.Id) return No(heard, Why.Unknown, "the launch is of another session", chart);
                if (launch.Chart != chart || launch.Client != statement.Client) return No(heard, Why.Malformed, "the launch is for another chart or client", chart);
                break;
            case Taken<PendingLaunch>.UsedBefore: return No(heard, Why.Replayed, "the launch was used before: click again", chart);
            case Taken<PendingLaunch>.Expired: return No(heard, Why.Expired, "the launch is older than a minute: click again", chart);
            default: return No(heard, Why.Unknown, "no such launch: click again", chart);
        }

        var authorization = AuthorizationDecision.Decide(clients.Find(statement.Client), statement.RedirectUri, statement.Scope, statement.DpopJkt);
        if (authorization is AuthorizationDecision.Refused no) return No(heard, no.Why, no.Detail, chart);
        var granted = (AuthorizationDecision.Granted)authorization;
        if (granted.Search) return No(heard, Why.ScopeRefused, "this scope searches the directory and opens no chart: it is signed as open-search", chart);
        return decide(Facts(heard, chart)) switch
        {
            OpenDecision.Allowed { Reads: var reads } when reads.Contains(Wire.Records.RecordClass.Staff) && statement.Client != RegisteredClients.ChartApplication =>
                No(heard, Why.NotAllowed, "charts of staff open in the provider's own application alone", chart),
            OpenDecision.Allowed allowed => Allow(heard, chart, allowed, granted),
            OpenDecision.Refused refused => Refuse(heard, chart, refused),
            _ => throw new InvalidOperationException("An opening is allowed or refused."),
        };
    });

    private OpenFacts Facts(Heard<OpenStatement> heard, ChartId chart)
    {
        var tables = journal.Tables;
        return new OpenFacts(
            heard.Draft.Now, heard.Facts, tables.Directory.Contains(chart) || tables.Employments.OwnerOf(chart) is not null, tables.Canaries.Contains(chart),
            heard.Statement.Purpose, heard.Statement.Reason,
            [.. tables.Assignments.Of(heard.Person.Id, chart).Select(row => row.Fact())],
            tables.Counted.BudgetOf(heard.Person.Id, chart, heard.Draft.Now) with { Limits = tables.Budgets.Of(heard.Person.Id, heard.Draft.Now) }, readiness.Witness, tables.Employments.OwnerOf(chart));
    }

    private OpenReply Allow(Heard<OpenStatement> heard, ChartId chart, OpenDecision.Allowed allowed, AuthorizationDecision.Granted granted)
    {
        var (draft, statement, person, tables) = (heard.Draft, heard.Statement, heard.Person.Id, journal.Tables);
        launches.Take(statement.Launch, draft.Now);
        if (allowed.Explained != Explanation.Own) draft.Change(tables.Counted.Use(Counted.Chart, person, chart, draft.NowMs));
        if (allowed.Explained == Explanation.Emergency) draft.Change(tables.Counted.Use(Counted.Emergency, person, chart, draft.NowMs));
        if (allowed.Explained == Explanation.Coordination) draft.Change(tables.Counted.Use(Counted.Coordination, person, chart, draft.NowMs));
        var reason = allowed.Explained == Explanation.Emergency ? SealReason(draft, chart, statement.Reason!) : null;
        var grant = new PendingGrant(
            GrantId.New(), person, heard.Session.Id, chart, statement.Purpose, statement.Client, statement.RedirectUri, granted.Scope.Text,
            statement.CodeChallenge, statement.DpopJkt, statement.Nonce, Reads(allowed, granted.Scope), Writes(allowed, granted.Scope));
        draft.Record("open", json =>
        {
            Entries.Id(json, "person", person);
            Entries.Id(json, "session", heard.Session.Id);
            Entries.Id(json, "chart", chart);
            json.WriteString("client", statement.Client);
            json.WriteString("purpose", statement.Purpose);
            if (granted.Bearer) json.WriteBoolean("bearer", true);
            if (reason is not null) json.WriteString("reason", reason);
            Entries.Id(json, "grant", grant.Id);
        });
        var (code, expiry) = codes.Issue(grant, draft.Now);
        return new OpenReply { Code = code, ExpiryMs = expiry.ToUnixTimeMilliseconds(), ChartsLeft = allowed.ChartsLeft };
    }

    /// <summary>Contents that the role reads and the scope reaches. Identity always: the launch context names the patient.</summary>
    private static string[] Reads(OpenDecision.Allowed allowed, ScopeSet scope) =>
        [.. allowed.Reads.Select(c => c.Text).Where(content => content == Wire.Records.RecordClass.Identity.Text || scope.Reads(content))];

    private static string[] Writes(OpenDecision.Allowed allowed, ScopeSet scope) => [.. allowed.Writes.Select(c => c.Text).Where(scope.Writes)];

    private OpenReply Refuse(Heard<OpenStatement> heard, ChartId chart, OpenDecision.Refused refused)
    {
        var reply = No(heard, refused.Why, "the opening was decided against", chart);
        if (refused.FreezePerson) freezing.Freeze(heard.Draft, heard.Person.Id, Refusals.Word(refused.Why));
        return reply;
    }

    private string SealReason(Draft draft, ChartId chart, string words)
    {
        using var root = vault.Open(journal.Tables.Charts.Find(chart)!);
        var box = root.SealReason(Encoding.UTF8.GetBytes(words));
        var hash = Convert.ToHexStringLower(SHA256.HashData(box));
        draft.Change(journal.Tables.Reasons.Put(new ReasonRow(hash, chart, box)));
        return hash;
    }

    private OpenReply No(Heard<OpenStatement> heard, Why why, string detail, ChartId? chart) =>
        refusals.Signed<OpenReply>(heard.Draft, heard.Caller, "open", why, detail, heard.About(chart));

    public static OneTimeSecrets<PendingGrant> NewCodes() => new(Limits.Code, GrantLimits.Waiting);
}
