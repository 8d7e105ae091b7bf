using System.Globalization;
using Holdfast.Keyholder.Approvals;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.People;
using Holdfast.Keyholder.Provisioning;
using Holdfast.Keyholder.Sessions;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Employment;

/// <summary>
/// "hire": somebody joins, in a role, from a day on. Whoever asked gets the enrolment links, whoever approved their codes,
/// so that neither alone can become the new colleague.
/// </summary>
internal sealed class Hire(Hiring hiring, Origins origins, TimeProvider time) : ProposalKind<HireProposal>("hire", StaffRole.Administrator)
{
    protected override Fault? Check(Tables tables, HireProposal payload, PersonId asker)
    {
        if (!Hiring.IsName(payload.Name)) return new Fault(Why.Malformed, $"a name has 1 to {Hiring.LongestName} characters", "name", Mend.Name, $"{Hiring.LongestName}");
        if (!RoleTable.TryParse(payload.Role, out _)) return new Fault(Why.Malformed, "there is no such role", "role", Mend.UnknownWord);
        if (payload.Suggestion is not null && LinkSuggestion.Unlinked(tables, payload.Suggestion, time.GetUtcNow().ToUnixTimeMilliseconds()) is null) return new Fault(Why.NotFound, "no such suggestion, or somebody is linked with it", "suggestion", Mend.SoAlready);
        return Moments.TryRead(payload.From, out var from) && from.Year is >= 2000 and < 2200 ? null : new Fault(Why.Malformed, "the first day is not a time", "from", Mend.UnknownWord);
    }

    protected override Wording Words(Tables tables, HireProposal payload)
    {
        Moments.TryRead(payload.From, out var from);
        var day = from.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);
        return new Wording(
            [$"Hire {payload.Name} as {RoleWords.English(payload.Role)}", $"From {day} UTC", payload.Approver ? "Also approves requests on the watch" : "Approves no requests", .. Suggested(tables, payload, "The system “{0}” suggested it, and may disable this person from then on")],
            [$"Embaucher {payload.Name} : {RoleWords.French(payload.Role)}", $"À partir du {day} UTC", payload.Approver ? "Approuve aussi des demandes à la vigie" : "N’approuve aucune demande", .. Suggested(tables, payload, "Le système « {0} » l’a suggéré et pourra désactiver cette personne dès lors")]);
    }

    private static IEnumerable<string> Suggested(Tables tables, HireProposal payload, string words)
    {
        if (ProvisionedId.TryParse(payload.Suggestion, out var id)) yield return string.Format(CultureInfo.InvariantCulture, words, tables.Provisioners.Find(tables.Provisioned.Find(id)!.Source)!.Name);
    }

    protected override Effect Do(Approval approval, HireProposal payload)
    {
        RoleTable.TryParse(payload.Role, out var role);
        var links = SplitLinks.For(role, payload.Approver, origins);
        return new Effect(() =>
        {
            var person = hiring.Hire(approval.Draft, payload.Name.Trim(), role, payload.From, payload.Approver);
            if (ProvisionedId.TryParse(payload.Suggestion, out var suggested)) LinkSuggestion.Enter(approval.Draft, approval.Tables, approval.Tables.Provisioned.Find(suggested)!, person, approval.Asker);
            links.Enter(approval, person);
        }, links.Links, links.Codes, Enrols: true);
    }
}

/// <summary>Enrolment links for one person, in two halves each: <see cref="EnrolmentLinks.NewHalves"/>.</summary>
internal sealed class SplitLinks
{
    private readonly IReadOnlyList<(SessionOrigin Origin, string Address, string Link, string Code)> _links;

    private SplitLinks(IReadOnlyList<(SessionOrigin, string, string, string)> links) => _links = links;

    /// <summary>One a line, for whoever asked.</summary>
    public string Links => string.Join('\n', _links.Select(link => $"{link.Address}/enrol#{link.Link}"));

    /// <summary>In the order of the links, for whoever approved.</summary>
    public string Codes => string.Join('\n', _links.Select(link => $"{Origins.Word(link.Origin)}: {EnrolmentLinks.Spelled(link.Code)}"));

    /// <summary>One for the origin of the role, and one for the watch where an approver works elsewhere.</summary>
    public static SplitLinks For(StaffRole role, bool approver, Origins origins)
    {
        var home = RoleTable.OriginOf(role);
        var places = approver && home != SessionOrigin.Watch ? new[] { home, SessionOrigin.Watch } : [home];
        return new SplitLinks([.. places.Select(origin =>
        {
            var (link, code) = EnrolmentLinks.NewHalves();
            return (origin, origins.Address(origin), link, code);
        })]);
    }

    public void Enter(Approval approval, PersonId person)
    {
        foreach (var (origin, _, link, code) in _links)
        {
            EnrolmentLinks.PutHalves(approval, person, origin, link, code);
            approval.Draft.Record("link", json => Entries.Id(json, "person", person));
        }
    }
}
