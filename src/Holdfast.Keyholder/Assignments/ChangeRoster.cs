using Holdfast.Keyholder.Approvals;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.People;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Assignments;

/// <summary>Somebody who is no coordinator, and whose schedule entries count as assignments all the same.</summary>
internal sealed record RosterRow(PersonId Person, long Since);

/// <summary>"roster": names such a person, or takes the right away. Only of roles that see patients: a schedule is about them.</summary>
internal sealed class ChangeRoster(StaffNames names) : ProposalKind<RosterProposal>("roster", StaffRole.Coordinator, StaffRole.PrivacyOfficer, StaffRole.Administrator)
{
    protected override string? Subject(RosterProposal payload) => payload.Person;

    protected override Fault? Check(Tables tables, RosterProposal payload, PersonId asker)
    {
        if (!PersonId.TryParse(payload.Person, out var id) || tables.People.Find(id) is not { } person) return new Fault(Why.NotFound, "no such person", "person", Mend.Nobody);
        if (id == asker) return new Fault(Why.NotAllowed, "nobody asks it for themselves", "person", Mend.Oneself);
        if (payload.Approved && !RoleTable.May(person.Role, SessionOrigin.Desk, "my-day")) return new Fault(Why.NotAllowed, "only somebody whose role sees patients enters schedules", "person", Mend.SeesNoPatients);
        return tables.Rosters.Contains(id) == payload.Approved ? new Fault(Why.NotWaiting, "that is so already", "approved", Mend.SoAlready) : null;
    }

    protected override Wording Words(Tables tables, RosterProposal payload)
    {
        var name = names.Of(tables.People.Find(PersonOf(payload))!);
        return payload.Approved
            ? new Wording([$"Let {name} enter schedules", "What they enter explains who opens which chart, as a coordinator’s schedule does."],
                [$"Permettre à {name} de saisir les horaires", "Ses saisies expliquent qui ouvre quel dossier, comme l’horaire de la coordination."])
            : new Wording([$"Let {name} enter no schedules any more", "What is entered stays."], [$"Ne plus permettre à {name} de saisir les horaires", "Ce qui est saisi demeure."]);
    }

    protected override Effect Do(Approval approval, RosterProposal payload) => new(() =>
    {
        var person = PersonOf(payload);
        approval.Draft.Change(payload.Approved ? approval.Tables.Rosters.Put(new RosterRow(person, approval.Draft.NowMs)) : approval.Tables.Rosters.Remove(person));
        approval.Draft.Record("roster-changed", json =>
        {
            Entries.Id(json, "person", person);
            json.WriteBoolean("approved", payload.Approved);
            Entries.Id(json, "by", approval.Asker);
            json.WriteString("request", approval.Request.ToString());
        });
    });

    private static PersonId PersonOf(RosterProposal payload) => PersonId.TryParse(payload.Person, out var id) ? id : default;
}
