using Holdfast.Keyholder.Approvals;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.People;

/// <summary>
/// "change-role": another role for somebody who works here. Their sessions end, so nothing of the old role lives on; a role
/// of the other origin comes with a new enrolment link, in halves.
/// </summary>
internal sealed class ChangeRole(StaffNames names, Endings endings, Func<SessionOrigin, string> addressOf)
    : ProposalKind<ChangeRoleProposal>("change-role", StaffRole.Administrator, StaffRole.PrivacyOfficer)
{
    protected override string? Subject(ChangeRoleProposal payload) => payload.Person;

    protected override Fault? Check(Tables tables, ChangeRoleProposal payload, PersonId asker)
    {
        if (!PersonId.TryParse(payload.Person, out var id) || tables.People.Find(id) is not { } person) return new Fault(Why.NotFound, "no such person", "person", Mend.Nobody);
        if (!RoleTable.TryParse(payload.Role, out var role)) return new Fault(Why.Malformed, "no such role", "role", Mend.UnknownWord);
        if (id == asker) return new Fault(Why.NotAllowed, "nobody asks for another role for themselves", "person", Mend.Oneself);
        return person.Role == role ? new Fault(Why.NotWaiting, "the person has this role already", "role", Mend.SoAlready) : null;
    }

    protected override Wording Words(Tables tables, ChangeRoleProposal payload)
    {
        var person = PersonOf(tables, payload);
        var (name, before) = (names.Of(person), RoleTable.Text(person.Role));
        return new Wording(
            [$"Make {name} {RoleWords.English(payload.Role)} instead of {RoleWords.English(before)}", "Their sessions end at once. What they may see and do is that of the new role."],
            [$"Donner à {name} le rôle « {RoleWords.French(payload.Role)} » au lieu de « {RoleWords.French(before)} »", "Ses sessions prennent fin aussitôt. L’accès devient celui du nouveau rôle."]);
    }

    protected override Effect Do(Approval approval, ChangeRoleProposal payload)
    {
        var person = PersonOf(approval.Tables, payload);
        RoleTable.TryParse(payload.Role, out var role);
        var home = RoleTable.OriginOf(role);
        var hasPasskey = approval.Tables.Credentials.Of(person.Id).Any(id => approval.Tables.Credentials.Find(id)!.Origin == home);
        var secrets = hasPasskey ? ((string Link, string Code)?)null : EnrolmentLinks.NewHalves();
        return new Effect(() =>
        {
            approval.Draft.Change(approval.Tables.People.Put(person with { Role = role }));
            if (secrets is { } halves) EnrolmentLinks.PutHalves(approval, person.Id, home, halves.Link, halves.Code);
            approval.Draft.Record("role-changed", json =>
            {
                Entries.Id(json, "person", person.Id);
                json.WriteString("role", payload.Role);
                json.WriteString("before", RoleTable.Text(person.Role));
                Entries.Id(json, "by", approval.Asker);
                json.WriteString("request", approval.Request.ToString());
            });
            foreach (var session in approval.Tables.Sessions.Of(person.Id).ToList()) endings.End(approval.Draft, approval.Tables.Sessions.Find(session)!, "role changed");
        }, secrets is not { } made ? null : $"{addressOf(home)}/enrol#{made.Link}", secrets is { } given ? EnrolmentLinks.Spelled(given.Code) : null, Enrols: secrets is not null);
    }

    private static PersonRow PersonOf(Tables tables, ChangeRoleProposal payload) => tables.People.Find(PersonId.TryParse(payload.Person, out var id) ? id : default)!;
}
