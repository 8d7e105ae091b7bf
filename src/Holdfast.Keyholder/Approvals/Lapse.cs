using Holdfast.Keyholder.Ledger;

namespace Holdfast.Keyholder.Approvals;

/// <summary>Requests that nobody approved in time. Whether one may still be approved is decided by its expiry, not by this: here it is said.</summary>
internal static class Lapse
{
    public static void Run(Draft draft, Tables tables)
    {
        foreach (var row in tables.Proposals.Waiting.Where(row => draft.NowMs >= row.Expiry).ToList())
        {
            draft.Change(tables.Proposals.Put(row with { State = ProposalState.Lapsed, Decided = draft.NowMs }));
            draft.Record("lapsed", json =>
            {
                json.WriteString("request", row.Id.ToString());
                json.WriteString("what", row.Kind);
                Entries.Id(json, "asker", row.Asker);
            });
        }
    }
}
