using Holdfast.Keyholder.Budgets;
using Holdfast.Keyholder.Clients;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Sessions;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Grants;

/// <summary>What a launch stands for: a click beside a displayed name, in one session, for one client.</summary>
internal sealed record PendingLaunch(SessionId Session, ChartId Chart, string Client);

/// <summary>"launch": a one-time launch. It releases nothing and promises nothing; the opening is decided when it is signed.</summary>
internal sealed class Launch(Journal journal, StatementGate gate, Refusals refusals, OneTimeSecrets<PendingLaunch> launches, RegisteredClients clients)
{
    public Task<LaunchReply> Run(CallerIdentity caller, SignedStatement request) => gate.Hear<LaunchStatement, LaunchReply>(caller, request, "launch", heard =>
    {
        var draft = heard.Draft;
        if (clients.Find(heard.Statement.Client) is not { Kind: ClientKind.Public or ClientKind.Confidential } client)
            return refusals.Signed<LaunchReply>(draft, caller, "launch", Why.ClientUnknown, "no such client is registered", heard.About());
        var known = ChartId.TryParse(heard.Statement.Chart, out var chart);
        var ofStaff = known && journal.Tables.Employments.OwnerOf(chart) is not null;
        // The role table lets everybody launch their own details; whoever sees no patient does not even learn which charts there are.
        if (!ofStaff && !RoleTable.OpensPatients(heard.Person.Role))
            return refusals.Signed<LaunchReply>(draft, caller, "launch", Why.NotAllowed, "the role opens no chart of a patient", heard.About());
        if (!ofStaff && !(known && journal.Tables.Directory.Contains(chart)))
            return refusals.Signed<LaunchReply>(draft, caller, "launch", Why.Unknown, "no such chart", heard.About());

        var (secret, expiry) = launches.Issue(new PendingLaunch(heard.Session.Id, chart, client.Id), draft.Now);
        draft.Record("launch", json =>
        {
            Entries.Id(json, "person", heard.Person.Id);
            Entries.Id(json, "session", heard.Session.Id);
            Entries.Id(json, "chart", chart);
            json.WriteString("client", client.Id);
        });
        return new LaunchReply { Launch = secret, ExpiryMs = expiry.ToUnixTimeMilliseconds(), LaunchUri = client.LaunchUri };
    });

    public static OneTimeSecrets<PendingLaunch> NewSecrets() => new(Limits.Launch, GrantLimits.Waiting);
}
