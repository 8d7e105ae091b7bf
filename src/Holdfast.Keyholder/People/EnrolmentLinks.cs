using System.Security.Cryptography;
using System.Text;
using Holdfast.Keyholder.Budgets;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Wire;

namespace Holdfast.Keyholder.People;

/// <summary>Enrolment links: 32 random bytes behind the #, which browsers send to nobody. The store has their hash. Each works once, for a day, on the origin of the person's role.</summary>
internal static class EnrolmentLinks
{
    private const int Length = 32;

    /// <summary>Makes a link for a person on one origin and enters it; the answer is the secret.</summary>
    public static string Make(Draft draft, Tables tables, PersonId person, SessionOrigin origin)
    {
        var secret = Base64Url.Encode(RandomNumberGenerator.GetBytes(Length));
        draft.Change(tables.Links.Put(new LinkRow(Hash(secret), person, origin, (draft.Now + Limits.EnrolmentLink).ToUnixTimeMilliseconds())));
        draft.Record("link", json => Entries.Id(json, "person", person));
        return secret;
    }

    /// <summary>The link, or why it is none that works here now.</summary>
    public static (LinkRow? Link, Why Why) Find(Draft draft, Tables tables, string secret, SessionOrigin? origin)
    {
        if (!Base64Url.TryDecode(secret, Length, out var bytes) || bytes.Length != Length) return (null, Why.Malformed);
        if (tables.Links.Find(Hash(secret)) is not { } link) return (null, Why.Unknown);
        if (draft.NowMs >= link.Expiry) return (null, Why.Expired);
        if (link.Origin != origin) return (null, Why.WrongOrigin);
        return tables.IsFrozen(link.Person) ? (null, Why.Frozen) : (link, Why.Unspecified);
    }

    private static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(secret)));
}
