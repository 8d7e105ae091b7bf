using Holdfast.Keyholder.Approvals;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Sessions;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.People;

/// <summary>
/// "recover": somebody has no passkey left on an origin. Two colleagues who have made sure of the person let them make a new
/// one: the passkeys that were there stop working and their sessions end, the asker gets a link and the approver a code,
/// and only both together enrol. The person is told on every device.
/// </summary>
internal sealed class Recover(StaffNames names, Origins origins, Endings endings)
    : ProposalKind<RecoverProposal>("recover", StaffRole.Coordinator, StaffRole.ClinicalSupervisor, StaffRole.Administrator, StaffRole.PrivacyOfficer)
{
    protected override string? Subject(RecoverProposal payload) => payload.Person;

    protected override Fault? Check(Tables tables, RecoverProposal payload, PersonId asker)
    {
        if (!OpenDecision.IsReason(payload.Seen)) return new Fault(Why.ReasonMissing, "say in 10 to 500 characters how you made sure that it is this person", "seen", Mend.Reason);
        if (OriginOf(payload) is not { } origin) return new Fault(Why.Malformed, "the origin is desk or watch", "origin", Mend.UnknownWord);
        if (!PersonId.TryParse(payload.Person, out var id) || tables.People.Find(id) is not { } person) return new Fault(Why.NotFound, "no such person", "person", Mend.Nobody);
        if (id == asker) return new Fault(Why.NotAllowed, "nobody asks for their own recovery: another colleague does", "person", Mend.Oneself);
        if (tables.IsFrozen(id)) return new Fault(Why.Frozen, "the person is frozen: thaw first", "person", Mend.Frozen);
        return RoleTable.OriginOf(person.Role) == origin || (person.Approver && origin == SessionOrigin.Watch) ? null : new Fault(Why.NotAllowed, "this person does not sign in there", "person", Mend.SignsInElsewhere);
    }

    protected override Wording Words(Tables tables, RecoverProposal payload)
    {
        var person = Person(tables, payload);
        var origin = OriginOf(payload)!.Value;
        var lost = string.Join(", ", tables.Credentials.Of(person.Id, origin).OrderBy(row => row.Enrolled).Select(row => $"“{names.PasskeyLabelOf(row)}”"));
        var name = names.Of(person);
        return new Wording(
            [
                $"Let {name} make a new passkey {(origin == SessionOrigin.Desk ? "at the care desk" : "in the privacy office")}, because they have none left",
                lost.Length == 0 ? "There is no passkey to take away" : $"These stop working at once, and their sessions end: {lost}",
                $"How the asker made sure that it is {name}: {payload.Seen}",
                "Make sure of it yourself, then give the code that you are shown to this person and to nobody else",
            ],
            [
                $"Permettre à {name} de créer une nouvelle clé d’accès {(origin == SessionOrigin.Desk ? "au poste de soins" : "à la protection de la vie privée")}, faute d’en avoir encore une",
                lost.Length == 0 ? "Il n’y a aucune clé à retirer" : $"Celles-ci cessent de fonctionner aussitôt et leurs sessions prennent fin : {lost}",
                $"Comment la personne qui demande s’est assurée de l’identité de {name} : {payload.Seen}",
                "Assurez-vous-en vous-même, puis donnez le code affiché à cette personne et à nulle autre",
            ]);
    }

    protected override Effect Do(Approval approval, RecoverProposal payload)
    {
        var (link, code) = EnrolmentLinks.NewHalves();
        var origin = OriginOf(payload)!.Value;
        return new Effect(() => Enter(approval, Person(approval.Tables, payload), origin, link, code), $"{origins.Address(origin)}/enrol#{link}", EnrolmentLinks.Spelled(code), Enrols: true);
    }

    private void Enter(Approval approval, PersonRow person, SessionOrigin origin, string link, string code)
    {
        var (draft, tables) = (approval.Draft, approval.Tables);
        var lost = tables.Credentials.Of(person.Id, origin).ToList();
        var sessions = tables.Sessions.Of(person.Id).Select(id => tables.Sessions.Find(id)!).Where(session => session.Origin == origin).ToList();
        foreach (var row in lost) draft.Change(tables.Credentials.Remove(row.Id));
        // Whoever lost every passkey may have lost the password with them, and somebody else may know it.
        if (origin == SessionOrigin.Desk && tables.Passwords.Contains(person.Id)) draft.Change(tables.Passwords.Remove(person.Id));
        EnrolmentLinks.PutHalves(approval, person.Id, origin, link, code);
        draft.Change(tables.Notices.Tell(draft, person.Id, "recovered"));
        draft.Record("recovered", json =>
        {
            Entries.Id(json, "person", person.Id);
            Entries.Id(json, "by", approval.Asker);
            Entries.Id(json, "session", approval.Session);
            json.WriteString("request", approval.Request.ToString());
            json.WriteString("origin", Origins.Word(origin));
            json.WriteNumber("count", lost.Count);
        });
        foreach (var session in sessions) endings.End(draft, session, "recovered");
    }

    private static PersonRow Person(Tables tables, RecoverProposal payload) =>
        PersonId.TryParse(payload.Person, out var id) ? tables.People.Find(id)! : throw new InvalidOperationException("Checked before.");

    private static SessionOrigin? OriginOf(RecoverProposal payload) => payload.Origin switch
    {
        "desk" => SessionOrigin.Desk,
        "watch" => SessionOrigin.Watch,
        _ => null,
    };
}
