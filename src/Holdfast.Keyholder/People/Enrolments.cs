using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.People.Passkeys;
using Holdfast.Keyholder.Sessions;
using Holdfast.Wire;

namespace Holdfast.Keyholder.People;

/// <summary>Keeps a new passkey: the end of every enrolment, by link or from a signed-in session.</summary>
internal static class Enrolments
{
    /// <summary>A phone, a laptop, two keys, and their successors; on both origins together.</summary>
    public const int PasskeysPerPerson = 10;

    private const int LongestLabel = 64;

    public static bool IsLabel(string label) => label.Length <= LongestLabel && !label.Any(char.IsControl);

    /// <summary>Why this person may not have this passkey too; null when they may.</summary>
    public static (Why Why, string Detail)? Refusal(Tables tables, PersonId person, byte[] credentialId)
    {
        if (tables.Credentials.Of(person).Count >= PasskeysPerPerson) return (Why.TooLarge, "the person has as many passkeys as anybody may have");
        return tables.Credentials.Contains(Base64Url.Encode(credentialId)) ? (Why.Conflict, "this passkey is enrolled already") : null;
    }

    /// <param name="session">From which it was added; null when it was enrolled by a link.</param>
    public static void Keep(Draft draft, Tables tables, StaffNames names, PersonId person, SessionOrigin origin, RegistrationOutcome.Registered made, string label, SessionId? session = null)
    {
        var row = new CredentialRow(Base64Url.Encode(made.CredentialId), person, origin, made.CosePublicKey, made.SignCount, made.BackupEligible, made.BackedUp,
            names.SealPasskeyLabel(person, label), draft.NowMs);
        if (tables.Credentials.Of(person).Count > 0) draft.Change(tables.Notices.Tell(draft, person, NoticeTable.Added));
        draft.Change(tables.Credentials.Put(row));
        draft.Record("enrolled", json =>
        {
            Entries.Id(json, "person", person);
            Entries.Optional(json, "session", session);
            json.WriteString("credential", row.LedgerName);
            json.WriteString("origin", Origins.Word(origin));
        });
    }
}
