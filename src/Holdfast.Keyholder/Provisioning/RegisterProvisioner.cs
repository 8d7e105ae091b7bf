using System.Globalization;
using System.Text.RegularExpressions;
using Holdfast.Keyholder.Approvals;
using Holdfast.Keyholder.Employment;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Provisioning;

/// <summary>"register-provisioner": lets a system suggest and disable people until a day. Its token is made here, shown to whoever asked, and kept as a hash.</summary>
internal sealed partial class RegisterProvisioner(TimeProvider time) : ProposalKind<ProvisionerProposal>("register-provisioner", StaffRole.Administrator, StaffRole.PrivacyOfficer)
{
    private const int LongestName = 60;

    protected override Fault? Check(Tables tables, ProvisionerProposal payload, PersonId asker)
    {
        var now = time.GetUtcNow();
        if (!Id().IsMatch(payload.Source)) return new Fault(Why.Malformed, "the id has 3 to 32 of a-z, 0-9 and -, and begins with a letter", "source", Mend.ClientId);
        if (tables.Provisioners.Contains(payload.Source)) return new Fault(Why.Conflict, "the id was used before, and stays its own: choose another", "source", Mend.Taken);
        if (payload.Name.Trim() != payload.Name || payload.Name.Length is 0 or > LongestName || payload.Name.Any(char.IsControl)) return new Fault(Why.Malformed, $"the name has 1 to {LongestName} characters", "name", Mend.Name, $"{LongestName}");
        if (!Moments.TryRead(payload.Until, out var until) || until <= now || until - now > ProvisioningLimits.LongestApproval)
            return new Fault(Why.Malformed, $"until is a time from now to {ProvisioningLimits.LongestApproval.Days} days ahead", "until", Mend.Until, $"{ProvisioningLimits.LongestApproval.Days}");
        return tables.Provisioners.Rows.Count(row => row.Speaks(now.ToUnixTimeMilliseconds())) >= ProvisioningLimits.SourcesAtOnce
            ? new Fault(Why.TooLarge, $"at most {ProvisioningLimits.SourcesAtOnce} at a time: retire one first", "source", Mend.Number, $"{ProvisioningLimits.SourcesAtOnce}") : null;
    }

    protected override Wording Words(Tables tables, ProvisionerProposal payload)
    {
        Moments.TryRead(payload.Until, out var until);
        var day = until.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        return new Wording(
            [
                $"Let the system “{payload.Name}” ({payload.Source}) suggest people to hire and disable people, until {day} UTC",
                $"It hires nobody and gives nobody a role: an administrator asks for each, and a second person agrees. It disables at most {ProvisioningLimits.DisabledPerDay} people a day, and brings nobody back",
                "A token is made for it, and shown to whoever asked",
            ],
            [
                $"Permettre au système « {payload.Name} » ({payload.Source}) de suggérer des embauches et de désactiver des personnes, jusqu’au {day} UTC",
                $"Il n’embauche personne et ne donne aucun rôle : l’administration demande chacun, et une deuxième personne l’approuve. Il désactive au plus {ProvisioningLimits.DisabledPerDay} personnes par jour et n’en fait revenir aucune",
                "Un jeton est créé pour lui et montré à qui l’a demandé",
            ]);
    }

    protected override Effect Do(Approval approval, ProvisionerProposal payload)
    {
        var token = ProvisionerGate.NewToken();
        return new Effect(() =>
        {
            approval.Draft.Change(approval.Tables.Provisioners.Put(new ProvisionerRow(payload.Source, payload.Name, ProvisionerGate.HashOf(token), payload.Until, approval.Draft.NowMs)));
            ProvisionerGate.Record(approval.Draft, payload.Source, "registered", more: json =>
            {
                Entries.Id(json, "by", approval.Asker);
                json.WriteString("request", approval.Request.ToString());
                json.WriteNumber("until", payload.Until);
            });
        }, ForAsker: token);
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9-]{2,31}\z")]
    private static partial Regex Id();
}
