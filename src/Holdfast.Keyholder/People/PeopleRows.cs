using System.Security.Cryptography;
using Holdfast.Keyholder.Grants;
using Holdfast.Wire;

namespace Holdfast.Keyholder.People;

/// <param name="SealedName">Sealed under the staff key: <see cref="StaffNames"/>.</param>
/// <param name="Approver">Gives second approvals on the watch, whatever the role.</param>
internal sealed record PersonRow(PersonId Id, StaffRole Role, byte[] SealedName, bool Approver = false);

/// <summary>An enrolment link that was not used yet. The link's secret itself is nowhere: only its SHA-256, hexadecimal.</summary>
/// <param name="CodeHash">Of the other half, bound to the link's secret; empty: the link stands alone.</param>
/// <param name="Tries">Wrong codes so far.</param>
/// <param name="Opens">Unix ms: not before. The sealed paper let it in, and it can be stopped till then.</param>
/// <param name="Request">Which brought it; null: init did.</param>
internal sealed record LinkRow(string Hash, PersonId Person, SessionOrigin Origin, long Expiry, string CodeHash = "", int Tries = 0, long Opens = 0, ProposalId? Request = null);

/// <param name="Id">The credential's id, base64url.</param>
/// <param name="Origin">Where it was enrolled; it is worth nothing on the other origin.</param>
/// <param name="PublicKey">COSE_Key as the authenticator gave it.</param>
/// <param name="SealedLabel">What the person calls it; sealed, because people write names.</param>
/// <param name="LastUsed">Unix ms: its last sign-in, unlock or step-up; 0 when there was none.</param>
/// <param name="LastTold">Unix ms: its last sign-in or unlock, which told whatever had happened till then.</param>
internal sealed record CredentialRow(
    string Id, PersonId Person, SessionOrigin Origin, byte[] PublicKey, uint SignCount,
    bool BackupEligible, bool BackedUp, byte[] SealedLabel, long Enrolled, long LastUsed = 0, long LastTold = 0)
{
    /// <summary>As the ledger names it: SHA-256 of the id, hexadecimal.</summary>
    public string LedgerName => Base64Url.TryDecode(Id, FinishEnrolment.LongestCredentialId, out var bytes)
        ? Convert.ToHexStringLower(SHA256.HashData(bytes))
        : throw new InvalidDataException("A credential's id is not base64url.");
}

/// <summary>Something that happened to how a person signs in. Told on every device at its next sign-in, and shown until it is <see cref="NoticeTable.Kept"/> old.</summary>
/// <param name="Kind">A word of keyholder.proto, "Notice".</param>
internal sealed record NoticeRow(PersonId Person, long At, string Kind)
{
    public static string KeyOf(NoticeRow row) => $"{row.Person}/{row.At}/{row.Kind}";
}

/// <param name="Subject">"person:" and 32 digits, or "node:" and the node's name.</param>
internal sealed record FrozenRow(string Subject, string Why, long At)
{
    private const string OfPerson = "person:";
    private const string OfNode = "node:";

    public static string SubjectOf(PersonId person) => $"{OfPerson}{person}";

    public static string SubjectOf(string node) => $"{OfNode}{node}";

    /// <summary>Null: it is a node. (Methods, because properties are written into the store.)</summary>
    public PersonId? PersonOf() => Subject.StartsWith(OfPerson, StringComparison.Ordinal) && PersonId.TryParse(Subject.AsSpan(OfPerson.Length), out var id) ? id : null;

    public string? NodeOf() => Subject.StartsWith(OfNode, StringComparison.Ordinal) ? Subject[OfNode.Length..] : null;
}
