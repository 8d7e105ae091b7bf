using System.Collections.Concurrent;
using System.Text;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Keys;
using Holdfast.Wire;

namespace Holdfast.Keyholder.People;

/// <summary>
/// Names of staff and labels of passkeys, sealed in the store under the root's staff key with the person's id as
/// context; opened once and then kept in memory, as the directory is.
/// </summary>
internal sealed class StaffNames(UseKey key)
{
    private static ReadOnlySpan<byte> NameLabel => "holdfast/staff-name/v1"u8;
    private static ReadOnlySpan<byte> PasskeyLabel => "holdfast/passkey-label/v1"u8;

    private readonly ConcurrentDictionary<PersonId, string> _names = new();

    public byte[] Seal(PersonId person, string name) => SealedBox.Seal(key, NameLabel, person.ToBytes(), Encoding.UTF8.GetBytes(name));

    public byte[] SealPasskeyLabel(PersonId person, string label) => SealedBox.Seal(key, PasskeyLabel, person.ToBytes(), Encoding.UTF8.GetBytes(label));

    public string PasskeyLabelOf(CredentialRow row) =>
        Encoding.UTF8.GetString(SealedBox.Open(key, PasskeyLabel, row.Person.ToBytes(), row.SealedLabel)
            ?? throw new InvalidDataException("A passkey's label does not open under root.key: root.key and store.db are not of one installation."));

    /// <exception cref="InvalidDataException">The row was not sealed by this installation's root key.</exception>
    public string Of(PersonRow row) => _names.GetOrAdd(row.Id, _ =>
        Encoding.UTF8.GetString(SealedBox.Open(key, NameLabel, row.Id.ToBytes(), row.SealedName)
            ?? throw new InvalidDataException($"The name of person {row.Id} does not open under root.key: root.key and store.db are not of one installation.")));

    public PersonCard Card(PersonRow row) => new() { Person = row.Id.ToByteString(), Name = Of(row), Role = RoleTable.Text(row.Role) };
}
