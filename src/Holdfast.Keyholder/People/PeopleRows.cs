using Holdfast.Keyholder.Grants;
using Holdfast.Wire;

namespace Holdfast.Keyholder.People;

/// <param name="SealedName">Sealed under the staff key: <see cref="StaffNames"/>.</param>
internal sealed record PersonRow(PersonId Id, StaffRole Role, byte[] SealedName);

/// <summary>An enrolment link that was not used yet. The link's secret itself is nowhere: only its SHA-256, hexadecimal.</summary>
internal sealed record LinkRow(string Hash, PersonId Person, SessionOrigin Origin, long Expiry);

/// <param name="Id">The credential's id, base64url.</param>
/// <param name="Origin">Where it was enrolled; it is worth nothing on the other origin.</param>
/// <param name="PublicKey">COSE_Key as the authenticator gave it.</param>
/// <param name="SealedLabel">What the person calls it; sealed, because people write names.</param>
internal sealed record CredentialRow(
    string Id, PersonId Person, SessionOrigin Origin, byte[] PublicKey, uint SignCount,
    bool BackupEligible, bool BackedUp, byte[] SealedLabel, long Enrolled);

/// <param name="Subject">"person:" and 32 digits, or "node:" and the node's name.</param>
internal sealed record FrozenRow(string Subject, string Why, long At)
{
    public static string SubjectOf(PersonId person) => $"person:{person}";

    public static string SubjectOf(string node) => $"node:{node}";
}
