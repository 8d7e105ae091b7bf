using System.Security.Cryptography;
using Holdfast.Ui.SignIn;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Watch.Pages;

/// <summary>Who reads, and who is who: what the keyholder answered to a look. Names live here and nowhere else in the watch.</summary>
public sealed record Reader(SessionId Session, PersonAnswer Person, IReadOnlyDictionary<PersonId, PersonAnswer> People, long Now)
{
    /// <summary>A name; for somebody the keyholder does not name, the beginning of the id.</summary>
    public string NameOf(PersonId person) => People.TryGetValue(person, out var known) ? known.Name : person.ToString()[..8];
}

/// <summary>
/// A session whose page is open. The page is asked for every two seconds and each time signed by the session's key; the
/// keyholder is asked (and writes its entry) once a minute, and in between the same key is checked here. So no cookie
/// and no token shows anything: whoever does not hold the key gets nothing, a statement works once, and a session that
/// ends is dark here as soon as its entry is followed, a minute at the latest. Guarded by <see cref="LookingSessions"/>.
/// </summary>
/// <param name="key">The session's public key, imported once: importing costs more than verifying.</param>
internal sealed class LookingSession(ECDsa key) : IDisposable
{
    private long _highest = -1;

    public Reader? Reader { get; private set; }

    /// <summary>When the keyholder last confirmed it, by <see cref="TimeProvider.GetTimestamp"/>.</summary>
    public long Confirmed { get; private set; }

    public bool Fits(UnverifiedStatement<LookStatement> look) => look.VerifiedBy(key);

    /// <summary>False when this counter, or a later one, was used before. Browsers send a session's statements one at a time.</summary>
    public bool Use(long counter)
    {
        if (counter <= _highest) return false;
        _highest = counter;
        return true;
    }

    public void Confirm(Reader reader, long counter, long timestamp)
    {
        (Reader, Confirmed) = (reader, timestamp);
        _highest = Math.Max(_highest, counter);
    }

    public void Dispose() => key.Dispose();
}
