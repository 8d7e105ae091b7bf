using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Wire;

namespace Holdfast.Keyholder.Sessions;

/// <param name="X">Of the session's public key, base64url.</param>
/// <param name="Counter">Of the last statement that was heard; the next must be greater.</param>
internal sealed record SessionRow(
    SessionId Id, PersonId Person, SessionOrigin Origin, string X, string Y,
    long SignedIn, long LastUsed, long Counter);

/// <summary>Live sessions; one that ends is removed. Their imported keys follow in <see cref="SessionKeys"/>.</summary>
internal sealed class SessionTable(SessionKeys keys) : Table<SessionId, SessionRow>("session", row => row.Id, id => id.ToString())
{
    private readonly Dictionary<PersonId, List<SessionId>> _byPerson = [];

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<SessionId> Of(PersonId person) => _byPerson.TryGetValue(person, out var ids) ? ids : [];

    protected override void Changed(SessionRow? before, SessionRow? after)
    {
        if (before is null)
        {
            (_byPerson.TryGetValue(after!.Person, out var ids) ? ids : _byPerson[after.Person] = []).Add(after.Id);
            keys.Add(after);
        }
        else if (after is null)
        {
            _byPerson[before.Person].Remove(before.Id);
            keys.Remove(before.Id);
        }
    }
}
