using Holdfast.Keyholder.Approvals;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Clients;

/// <summary>"retire-client": an application or service can do nothing any more. What it has open ends within a second.</summary>
internal sealed class RetireClient(ClientBook book) : ProposalKind<RetireClientProposal>("retire-client", StaffRole.PrivacyOfficer, StaffRole.Administrator)
{
    protected override Fault? Check(Tables tables, RetireClientProposal payload, PersonId asker)
    {
        if (!OpenDecision.IsReason(payload.Reason)) return new Fault(Why.ReasonMissing, "a reason of 10 to 500 characters is needed", "reason", Mend.Reason);
        return tables.Clients.Find(payload.Client) is { IsRetired: false } ? null : new Fault(Why.NotFound, "no such client, or it was retired before", "client", Mend.NoSuchClient);
    }

    protected override Wording Words(Tables tables, RetireClientProposal payload)
    {
        var client = tables.Clients.Find(payload.Client)!;
        return new Wording(
            [$"Retire “{client.Name}” ({client.Id}): it opens nothing more", $"Reason given: {payload.Reason}"],
            [$"Retirer « {client.Name} » ({client.Id}) : plus rien ne lui est ouvert", $"Motif donné : {payload.Reason}"]);
    }

    protected override Effect Do(Approval approval, RetireClientProposal payload) => new(() => book.Retire(approval.Draft, approval.Tables.Clients.Find(payload.Client)!));
}
