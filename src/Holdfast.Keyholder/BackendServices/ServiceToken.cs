using Holdfast.Keyholder.Budgets;
using Holdfast.Keyholder.Clients;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Keys;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Records;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.BackendServices;

/// <summary>
/// client_credentials of a backend service (SMART Backend Services): an assertion by its registered key brings a token of
/// five minutes. No chart is released with it: each is released, and entered, when it is first asked for.
/// </summary>
internal sealed class ServiceToken(
    Journal journal, NodeGate nodes, Refusals refusals, Endings endings, Releases releases, ChartVault vault, Readiness readiness,
    TokenProofs proofs, ClientAuthentication authentication)
{
    private const string Name = "service-token";

    /// <summary>Workers of one service at a time; the oldest ends when one more begins.</summary>
    private const int LiveAtOnce = 8;

    public Task<ServiceTokenReply> Run(CallerIdentity caller, ServiceTokenRequest request)
    {
        var (proof, shown) = (proofs.Verify(request.DpopProof), authentication.Verify(new ClientProof { Assertion = request.Assertion }));
        return nodes.Ask<ServiceTokenReply>(caller, request.Instance, Name, (draft, instance) =>
        {
            if (shown.Assertion is not { Client: var claimed }) return No(draft, caller, Why.ClientUnknown, shown.Problem.Length > 0 ? shown.Problem : "an assertion is required");
            if (journal.Tables.Clients.Find(claimed.Id) is not { } client) return No(draft, caller, Why.ClientUnknown, "no such client");
            if (authentication.Refusal(client, shown) is { } stranger) return No(draft, caller, Why.ClientUnknown, stranger);
            var jkt = proof is DpopOutcome.Accepted { Jkt: var own } ? own : "";
            if (jkt.Length == 0 && !client.Bearer) return No(draft, caller, Why.ProofRefused, "this service is registered with a key of its own: a DPoP proof is required");
            if (proofs.Refusal(proof, jkt) is { } wrong) return No(draft, caller, wrong.Why, wrong.Detail);
            return ServiceDecision.Decide(client, request.Scope, readiness.Witness, draft.Now) switch
            {
                ServiceDecision.Granted granted => Give(draft, caller, instance, client, granted, proof, jkt),
                ServiceDecision.Refused refused => No(draft, caller, refused.Why, refused.Detail),
                _ => throw new InvalidOperationException("A service is granted or refused."),
            };
        });
    }

    private ServiceTokenReply Give(Draft draft, CallerIdentity caller, InstanceRow instance, ClientRow client, ServiceDecision.Granted granted, DpopOutcome? proof, string jkt)
    {
        var tables = journal.Tables;
        foreach (var oldest in tables.ServiceGrants.LiveOf(client.Id).ToList().SkipLast(LiveAtOnce - 1)) endings.End(draft, oldest, "superseded");
        var (token, hash) = AccessTokens.NewAccess();
        var expiry = Math.Min((draft.Now + Limits.ServiceAccessToken).ToUnixTimeMilliseconds(), client.Service!.Until);
        var grant = new ServiceGrantRow(
            GrantId.New(), client.Id, granted.Scope.Text, jkt, [.. granted.Reads.Select(c => c.Text)], [.. granted.Writes.Select(c => c.Text)],
            caller.Node, instance.Id, hash, expiry, draft.NowMs, null, null);
        proofs.Spend(draft, proof);
        draft.Change(tables.ServiceGrants.Put(grant));
        draft.Record("service-token", json =>
        {
            json.WriteString("client", client.Id);
            Entries.Id(json, "grant", grant.Id);
            json.WriteString("node", caller.Node);
            Entries.Id(json, "instance", instance.Id);
            if (jkt.Length == 0) json.WriteBoolean("bearer", true);
        });

        var provider = releases.ProviderPlan();
        var generation = Generation.At(draft.Now);
        var reply = new ServiceTokenReply
        {
            AccessToken = token, AccessExpiryMs = expiry, Grant = grant.Id.ToByteString(), ClientId = client.Id, Name = client.Name, Scope = grant.Scope, DpopJkt = jkt,
            ProviderChart = provider.Head.Head.ToMessage(provider.Chart.Id), WriteGeneration = generation,
            MakesCharts = ServiceDecision.MakesCharts(client, grant.Scope),
        };
        reply.WritableClasses.AddRange(grant.Writes);
        reply.Charts.AddRange(ServiceCharts.Of(tables, client, draft.Now).Select(chart => chart.ToByteString()));
        if (grant.Reads.Length > 0) draft.After(() => provider.Derive(vault, reply.Keys));
        return reply;
    }

    private ServiceTokenReply No(Draft draft, CallerIdentity caller, Why why, string detail) => refusals.Unsigned<ServiceTokenReply>(draft, caller, Name, why, detail);
}

/// <summary>Which charts a service has now.</summary>
internal static class ServiceCharts
{
    public static IEnumerable<ChartId> Of(Tables tables, ClientRow client, DateTimeOffset now) =>
        (client.Service!.Reach == ServiceReach.OwnCharts ? tables.Sources.Of(client.Id) : client.Service.Charts)
        .Where(chart => tables.Charts.Contains(chart) && Reaches(tables, client, chart, now) is null);

    /// <summary>Null when the service has this chart; else why not.</summary>
    public static Why? Reaches(Tables tables, ClientRow? client, ChartId chart, DateTimeOffset now) =>
        ServiceDecision.Reaches(client, chart, client is not null && tables.Sources.Made(client.Id, chart), tables.Canaries.Contains(chart), now);
}
