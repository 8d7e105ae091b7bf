using System.Text.Json;
using System.Text.Json.Serialization;
using Holdfast.Keyholder.Budgets;
using Holdfast.Keyholder.Clients;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Assignments;

/// <summary>What a service sent in one request: for its bounds, which a restart does not refill.</summary>
/// <param name="Use">Random.</param>
internal sealed record RosterUseRow(string Use, string Client, long At, int Items, int Misses);

internal sealed class RosterUseTable(Expiry expiry) : ExpiringTable<string, RosterUseRow>(
    "roster-use", row => row.Use, use => use, expiry, row => row.At + (long)Limits.Window.TotalMilliseconds)
{
    public (int Items, int Misses) Of(string client, long nowMs)
    {
        var recent = Rows.Where(row => row.Client == client && nowMs - row.At < Limits.Window.TotalMilliseconds).ToList();
        return (recent.Sum(row => row.Items), recent.Sum(row => row.Misses));
    }
}

/// <summary>
/// A schedule that a registered service sends, signed with its own key: a compact JWS as private_key_jwt has it (ClientAssertions),
/// whose audience is this desk's /roster and whose payload also has "items". The answer says which were not taken, never
/// why, and no name. A canary is not taken, and alarms.
/// </summary>
internal sealed class SendRoster(Journal journal, Refusals refusals, ClientAuthentication authentication)
{
    /// <summary>500 items and the claims, base64url.</summary>
    public const int LongestText = StatementJson.MaximumBytes * 3 / 2;

    private const string Name = "roster";

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        AllowDuplicateProperties = false, MaxDepth = 4, RespectNullableAnnotations = true, PropertyNameCaseInsensitive = false, NumberHandling = JsonNumberHandling.Strict,
    };

    private sealed record Schedule([property: JsonPropertyName("items"), JsonRequired] AssignmentItem[] Items);

    public Task<RosterReply> Run(CallerIdentity caller, RosterRequest request)
    {
        var shown = authentication.Verify(new ClientProof { Assertion = request.Jws });
        var items = shown.Assertion is { } signed ? Read(signed.Payload) : null;
        return journal.Decide(draft =>
        {
            if (journal.Tables.IsFrozen(caller.Node)) return No(Why.Frozen, "this node is frozen");
            if (shown.Assertion is not { Client: var claimed }) return No(Why.ClientUnknown, shown.Problem.Length > 0 ? shown.Problem : "the service's signature is required");
            if (items is null) return No(Why.Malformed, "the signed payload holds no items as docs/KEYS.md has them");
            if (journal.Tables.Clients.Find(claimed.Id) is not { } client || authentication.Refusal(client, shown) is not null) return No(Why.ClientUnknown, "the service was retired, or this was sent before");
            var (sent, missed) = journal.Tables.RosterUses.Of(client.Id, draft.NowMs);
            return RosterDecision.Decide(client, items.Length, sent, missed, draft.Now) switch
            {
                RosterDecision.Allowed allowed => Take(draft, caller, client, items, allowed.Misses),
                RosterDecision.Refused no => No(no.Why, no.Detail),
                _ => throw new InvalidOperationException("A roster is allowed or refused."),
            };

            RosterReply No(Why why, string detail) => refusals.Unsigned<RosterReply>(draft, caller, Name, why, detail);
        });
    }

    private RosterReply Take(Draft draft, CallerIdentity caller, ClientRow client, AssignmentItem[] items, int misses)
    {
        var tables = journal.Tables;
        var numbers = new NumberLookUps(tables.Directory.Index.WithHealthNumber, misses, chart => chart is not null);
        var canaries = new HashSet<ChartId>();
        var reply = new RosterReply();
        var rows = new ScheduleItems(tables, numbers).Take(items, row => !(tables.Canaries.Contains(row.Chart) && Touch(row.Chart)), reply.NotTaken.Add);

        draft.Change(tables.RosterUses.Put(new RosterUseRow(ProposalId.New().ToString(), client.Id, draft.NowMs, items.Length, numbers.Counted.Count)));
        Assign.Record(draft, json => json.WriteString("service", client.Id), tables, rows);
        // An assignment to nobody's real patient explains nothing honest. It looks like a number that is not held, and is heard of.
        foreach (var canary in canaries) refusals.Count(draft, caller, Name, Why.Canary, new RefusalSubject(Chart: canary));
        if (numbers.Withheld) refusals.Count(draft, caller, Name, Why.BudgetIdentities, RefusalSubject.Nobody);
        reply.Assigned = rows.Count;
        return reply;

        bool Touch(ChartId chart)
        {
            canaries.Add(chart);
            return true;
        }
    }

    private static AssignmentItem[]? Read(byte[] payload)
    {
        try
        {
            return JsonSerializer.Deserialize<Schedule>(payload, Strict)?.Items;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }
}
