using Holdfast.Keyholder.Approvals;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Keys;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.People;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Identity;

/// <summary>The account at the identity provider that somebody has linked.</summary>
/// <param name="Subject">Keyed hash of issuer and subject: who has which account there is nobody's to read.</param>
internal sealed record IdentityRow(PersonId Person, string Subject, long Linked);

/// <summary>Which account is whose: one for a person, and one person for each. Owned by the journal's lock.</summary>
internal sealed class IdentityBook(Tables tables, UseKey hashes, ProviderIdTokens? tokens)
{
    public const string Notice = "identity-linked";

    /// <summary>What an id token says, verified outside the lock.</summary>
    internal sealed record Seen(IdentityShown Shown, string Subject);

    public Seen Look(string idToken, string sessionKeyThumbprint, string nonce, SessionOrigin origin, DateTimeOffset now)
    {
        if (idToken.Length == 0) return new Seen(IdentityShown.None, "");
        // At the watch nothing is asked for: who guards must get in when the provider does not answer, or lies.
        if (tokens is null || origin != SessionOrigin.Desk) return new Seen(IdentityShown.Bad, "");
        return tokens.SubjectOf(idToken, ProviderIdTokens.NonceOf(sessionKeyThumbprint, nonce), now) is { } subject
            ? new Seen(IdentityShown.Good, Convert.ToHexStringLower(hashes.Mac("holdfast/identity/v1"u8, System.Text.Encoding.UTF8.GetBytes(subject))))
            : new Seen(IdentityShown.Bad, "");
    }

    public IdentityFacts Facts(Seen seen, PersonId person, SessionOrigin origin)
    {
        var linked = tables.Identities.Find(person);
        return new IdentityFacts(seen.Shown, tokens is { Required: true } && origin == SessionOrigin.Desk, linked is not null, linked?.Subject == seen.Subject,
            seen.Shown == IdentityShown.Good && tables.Identities.Rows.Any(row => row.Person != person && row.Subject == seen.Subject));
    }

    /// <summary>At the end of a sign-in with both. The person reads it on their other devices.</summary>
    public void Link(Draft draft, PersonId person, string subject)
    {
        draft.Change(tables.Identities.Put(new IdentityRow(person, subject, draft.NowMs)));
        draft.Change(tables.Notices.Tell(draft, person, Notice));
        draft.Record("identity-linked", json => Entries.Id(json, "person", person));
    }
}

/// <summary>"unlink-identity": somebody has another account at the identity provider, or none any more. It takes away what their sign-in asks for, so two people agree.</summary>
internal sealed class UnlinkIdentity(StaffNames names) : ProposalKind<UnlinkIdentityProposal>("unlink-identity", StaffRole.Administrator, StaffRole.PrivacyOfficer)
{
    protected override string? Subject(UnlinkIdentityProposal payload) => payload.Person;

    protected override Fault? Check(Tables tables, UnlinkIdentityProposal payload, PersonId asker)
    {
        if (!PersonId.TryParse(payload.Person, out var id) || !tables.People.Contains(id)) return new Fault(Why.NotFound, "no such person", "person", Mend.Nobody);
        if (id == asker) return new Fault(Why.NotAllowed, "nobody asks it for themselves", "person", Mend.Oneself);
        return tables.Identities.Contains(id) ? null : new Fault(Why.NotFound, "this person has linked no account", "person", Mend.SoAlready);
    }

    protected override Wording Words(Tables tables, UnlinkIdentityProposal payload)
    {
        var name = names.Of(tables.People.Find(PersonOf(payload))!);
        return new Wording(
            [$"Unlink {name} from their account at the identity provider", "Their passkey alone signs them in until they link another one: make sure that it is they who ask"],
            [$"Délier {name} de son compte chez le fournisseur d’identité", "Sa clé d’accès suffira jusqu’à la liaison d’un autre compte : assurez-vous que c’est bien cette personne qui le demande"]);
    }

    protected override Effect Do(Approval approval, UnlinkIdentityProposal payload) => new(() =>
    {
        approval.Draft.Change(approval.Tables.Identities.Remove(PersonOf(payload)));
        approval.Draft.Record("identity-unlinked", json =>
        {
            Entries.Id(json, "person", PersonOf(payload));
            Entries.Id(json, "by", approval.Asker);
            json.WriteString("request", approval.Request.ToString());
        });
    });

    private static PersonId PersonOf(UnlinkIdentityProposal payload) => PersonId.TryParse(payload.Person, out var id) ? id : default;
}
