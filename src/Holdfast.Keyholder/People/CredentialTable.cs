using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Wire;

namespace Holdfast.Keyholder.People;

/// <summary>Passkeys by their id, and how many each person has.</summary>
internal sealed class CredentialTable() : Table<string, CredentialRow>("credential", row => row.Id, id => id)
{
    private readonly Dictionary<PersonId, List<string>> _byPerson = [];

    public IReadOnlyList<string> Of(PersonId person) => _byPerson.TryGetValue(person, out var ids) ? ids : [];

    /// <summary>Those of one origin.</summary>
    public IEnumerable<CredentialRow> Of(PersonId person, SessionOrigin origin) => Of(person).Select(id => Find(id)!).Where(row => row.Origin == origin);

    protected override void Changed(CredentialRow? before, CredentialRow? after)
    {
        if (before is null) (_byPerson.TryGetValue(after!.Person, out var ids) ? ids : _byPerson[after.Person] = []).Add(after.Id);
        else if (after is null) _byPerson[before.Person].Remove(before.Id);
    }
}
