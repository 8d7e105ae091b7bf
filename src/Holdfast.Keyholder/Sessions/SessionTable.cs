using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.People.Passwords;
using Holdfast.Wire;

namespace Holdfast.Keyholder.Sessions;

/// <param name="X">Of the session's public key, base64url.</param>
/// <param name="Counter">Of the last statement that was heard; the next must be greater.</param>
/// <param name="Credential">The passkey that signed it in, or unlocked it last: its id. Empty for a password, and for sessions of older versions.</param>
/// <param name="DeviceHint">What the page made of its browser: shown to the session's own person, believed by nobody.</param>
/// <param name="Device">Thumbprint of the browser's device key, as the sign-in named it; null: it named none.</param>
/// <param name="LockedAt">Unix ms; 0 while it is not locked.</param>
/// <param name="Method">An unlocking by passkey does not change it.</param>
internal sealed record SessionRow(
    SessionId Id, PersonId Person, SessionOrigin Origin, string X, string Y,
    long SignedIn, long LastUsed, long Counter,
    string Credential = "", string DeviceHint = "", long LockedAt = 0, string? Device = null, SessionMethod Method = SessionMethod.Passkey);

/// <summary>Live sessions; one that ends is removed. Their imported keys follow in <see cref="SessionKeys"/>.</summary>
internal sealed class SessionTable(SessionKeys keys) : Table<SessionId, SessionRow>("session", row => row.Id, id => id.ToString())
{
    private readonly Dictionary<PersonId, List<SessionId>> _byPerson = [];

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<SessionId> Of(PersonId person) => _byPerson.TryGetValue(person, out var ids) ? ids : [];

    internal override void Loaded()
    {
        foreach (var ids in _byPerson.Values) ids.Sort((one, other) => Find(one)!.SignedIn.CompareTo(Find(other)!.SignedIn));
    }

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
