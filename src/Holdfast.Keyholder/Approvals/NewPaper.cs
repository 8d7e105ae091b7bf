using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Approvals;

/// <summary>"new-paper": another sealed paper; the one before is void. Each of the two people gets one half of the code, and neither the whole.</summary>
internal sealed class NewPaper() : ProposalKind<NewPaperProposal>(Kind, StaffRole.Administrator, StaffRole.PrivacyOfficer)
{
    public const string Kind = "new-paper";

    private const int Half = 13;

    protected override Fault? Check(Tables tables, NewPaperProposal payload, PersonId asker) => null;

    protected override Wording Words(Tables tables, NewPaperProposal payload) => new(
        ["Make a new sealed paper", "The paper before it is void. You get the second half of the code and the person who asks gets the first: write both on one paper, each unseen by the other, seal it, and lock it away."],
        ["Faire un nouveau papier scellé", "Le papier précédent devient nul. Vous recevez la seconde moitié du code et la personne qui demande la première : écrivez-les sur un même papier, à l’abri du regard de l’autre, scellez-le et mettez-le sous clé."]);

    protected override Effect Do(Approval approval, NewPaperProposal payload)
    {
        var code = PaperCredential.NewCode();
        return new Effect(() =>
        {
            PaperCredential.Put(approval.Draft, approval.Tables, code);
            approval.Draft.Record("paper", json =>
            {
                Entries.Id(json, "by", approval.Asker);
                json.WriteString("request", approval.Request.ToString());
            });
        }, code[..Half], code[Half..]);
    }
}
