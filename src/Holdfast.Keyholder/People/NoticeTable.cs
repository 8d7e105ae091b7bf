using Holdfast.Keyholder.Ledger;
using Holdfast.Wire;

namespace Holdfast.Keyholder.People;

/// <summary>What happened to how people sign in, by person. Whoever loses control of a passkey must hear of it, on the devices that they still have.</summary>
internal sealed class NoticeTable(Expiry expiry)
    : ExpiringTable<string, NoticeRow>("notice", NoticeRow.KeyOf, key => key, expiry, row => row.At + (long)Kept.TotalMilliseconds)
{
    /// <summary>A quarter: longer than a leave, after which somebody comes back to a device.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    public const string Added = "passkey-added";

    private readonly Dictionary<PersonId, List<NoticeRow>> _byPerson = [];

    /// <summary>Newest first.</summary>
    public IEnumerable<NoticeRow> Of(PersonId person) => _byPerson.TryGetValue(person, out var rows) ? rows.OrderByDescending(row => row.At) : [];

    /// <summary>What a passkey's holder has not been told at its last use. That it was made itself is no news to them.</summary>
    public IEnumerable<Notice> Untold(CredentialRow credential) =>
        Of(credential.Person).Where(row => row.At > credential.LastTold && !(row.Kind == Added && row.At == credential.Enrolled)).Select(Message);

    public Change Tell(Draft draft, PersonId person, string kind) => Put(new NoticeRow(person, draft.NowMs, kind));

    public static Notice Message(NoticeRow row) => new() { Kind = row.Kind, AtMs = row.At };

    protected override void Changed(NoticeRow? before, NoticeRow? after)
    {
        base.Changed(before, after);
        if (before is not null) _byPerson[before.Person].RemoveAll(row => row == before);
        if (after is not null) (_byPerson.TryGetValue(after.Person, out var rows) ? rows : _byPerson[after.Person] = []).Add(after);
    }
}
