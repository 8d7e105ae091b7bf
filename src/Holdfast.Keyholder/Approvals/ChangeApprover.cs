using Holdfast.Keyholder.Employment;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.People;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Approvals;

/// <summary>"approver": somebody gives second approvals from now on, or no longer. Never so that fewer than two remain, and nobody asks it for themselves.</summary>
internal sealed class ChangeApprover(StaffNames names, Endings endings, Func<SessionOrigin, string> addressOf, TimeProvider time)
    : ProposalKind<ApproverProposal>("approver", StaffRole.Administrator, StaffRole.PrivacyOfficer)
{
    protected override string? Subject(ApproverProposal payload) => payload.Person;

    protected override Fault? Check(Tables tables, ApproverProposal payload, PersonId asker)
    {
        if (!PersonId.TryParse(payload.Person, out var id) || tables.People.Find(id) is not { } person) return new Fault(Why.NotFound, "no such person", "person", Mend.Nobody);
        if (id == asker) return new Fault(Why.NotAllowed, "nobody makes themselves an approver, or stops being one, alone", "person", Mend.Oneself);
        if (person.Approver == payload.Approver) return new Fault(Why.NotWaiting, "that is so already", "approver", Mend.SoAlready);
        return !payload.Approver && Quorum.Wanted(tables, id, time.GetUtcNow()) is { } wanted ? new Fault(Why.NotAllowed, wanted, "person", Mend.ApproversLeft) : null;
    }

    protected override Wording Words(Tables tables, ApproverProposal payload)
    {
        var name = names.Of(PersonOf(tables, payload));
        return payload.Approver
            ? new Wording([$"Let {name} give second approvals", "On the watch, with a passkey of their own for it."], [$"Permettre à {name} de donner des approbations", "Sur la vigie, avec une clé d’accès propre à cet usage."])
            : new Wording([$"Let {name} give no second approvals any more"], [$"Ne plus permettre à {name} de donner des approbations"]);
    }

    protected override Effect Do(Approval approval, ApproverProposal payload)
    {
        var person = PersonOf(approval.Tables, payload);
        var hasPasskey = approval.Tables.Credentials.Of(person.Id).Any(id => approval.Tables.Credentials.Find(id)!.Origin == SessionOrigin.Watch);
        var secrets = payload.Approver && !hasPasskey ? EnrolmentLinks.NewHalves() : ((string Link, string Code)?)null;
        return new Effect(() =>
        {
            approval.Draft.Change(approval.Tables.People.Put(person with { Approver = payload.Approver }));
            if (secrets is { } halves) EnrolmentLinks.PutHalves(approval, person.Id, SessionOrigin.Watch, halves.Link, halves.Code);
            approval.Draft.Record("approver-changed", json =>
            {
                Entries.Id(json, "person", person.Id);
                json.WriteBoolean("approver", payload.Approver);
                Entries.Id(json, "by", approval.Asker);
                json.WriteString("request", approval.Request.ToString());
            });
            if (!payload.Approver)
                foreach (var session in approval.Tables.Sessions.Of(person.Id).Select(id => approval.Tables.Sessions.Find(id)!).Where(row => row.Origin == SessionOrigin.Watch).ToList())
                    endings.End(approval.Draft, session, "approver changed");
        }, secrets is not { } made ? null : $"{addressOf(SessionOrigin.Watch)}/enrol#{made.Link}", secrets is { } given ? EnrolmentLinks.Spelled(given.Code) : null, Enrols: secrets is not null);
    }

    private static PersonRow PersonOf(Tables tables, ApproverProposal payload) => tables.People.Find(PersonId.TryParse(payload.Person, out var id) ? id : default)!;
}
