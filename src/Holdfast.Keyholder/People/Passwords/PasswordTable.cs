using Holdfast.Keyholder.Ledger;
using Holdfast.Wire;

namespace Holdfast.Keyholder.People.Passwords;

/// <summary>A person's password and code generator, where policy allows them.</summary>
/// <param name="NameHash">Keyed hash of the name to sign in with, hexadecimal: how a sign-in finds the row.</param>
/// <param name="SealedName">The same name, under the staff key, to be shown to its person.</param>
/// <param name="SealedVerifier">Of the password (<see cref="PasswordHashing"/>), under the staff key.</param>
/// <param name="SealedSecret">The code generator's, under the staff key.</param>
/// <param name="LastStep">Of the last code that was used; earlier ones and itself work no more.</param>
/// <param name="RecoveryHashes">Keyed hashes of the recovery codes that are left.</param>
/// <param name="Failures">In a row.</param>
/// <param name="LastFailure">Unix ms.</param>
/// <param name="Set">Unix ms.</param>
/// <param name="LastTold">Unix ms: until then its person has been told, at a sign-in by password, what happened to their sign-in.</param>
internal sealed record PasswordRow(
    PersonId Person, string NameHash, byte[] SealedName, byte[] Salt, byte[] SealedVerifier, byte[] SealedSecret, long LastStep,
    IReadOnlyList<string> RecoveryHashes, int Failures, long LastFailure, long Set, long LastTold);

internal sealed class PasswordTable() : Table<PersonId, PasswordRow>("password", row => row.Person, id => id.ToString())
{
    private readonly Dictionary<string, PersonId> _byName = new(StringComparer.Ordinal);

    public PasswordRow? OfName(string nameHash) => _byName.TryGetValue(nameHash, out var person) ? Find(person) : null;

    protected override void Changed(PasswordRow? before, PasswordRow? after)
    {
        if (before is not null) _byName.Remove(before.NameHash);
        if (after is not null) _byName[after.NameHash] = after.Person;
    }
}
