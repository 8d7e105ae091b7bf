using System.Security.Cryptography;
using System.Text;
using Holdfast.Keyholder.Approvals;
using Holdfast.Keyholder.Budgets;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Wire;

namespace Holdfast.Keyholder.People;

/// <summary>
/// Enrolment links: 32 random bytes behind the #, which browsers send to nobody. The store has their hash. Each works once,
/// for a day, on one origin. One that an approval made works only with its other half: a code of eight characters that the
/// approver gets, so that neither asker nor approver can become the person alone.
/// </summary>
internal static class EnrolmentLinks
{
    private const int Length = 32;
    private const int CodeLength = 8;

    /// <summary>39 bits of code against whoever has the link already, and this many tries: then the link is gone.</summary>
    private const int MostTries = 5;

    /// <summary>Without what is misread for something else.</summary>
    private const string CodeLetters = "ABCDEFGHJKMNPQRSTVWXYZ23456789";

    /// <summary>Makes a link for a person on one origin and enters it; the answer is the secret.</summary>
    public static string Make(Draft draft, Tables tables, PersonId person, SessionOrigin origin)
    {
        var secret = NewSecret();
        draft.Change(tables.Links.Put(new LinkRow(Hash(secret), person, origin, Expiry(draft))));
        draft.Record("link", json => Entries.Id(json, "person", person));
        return secret;
    }

    /// <summary>The two halves of a link: one for the asker, one for the approver.</summary>
    public static (string Link, string Code) NewHalves() => (NewSecret(), RandomNumberGenerator.GetString(CodeLetters, CodeLength));

    /// <summary>Puts a link of two halves in place; the caller's entry says so. One that the sealed paper let in is shut for as long as it is held.</summary>
    public static void PutHalves(Approval approval, PersonId person, SessionOrigin origin, string link, string code)
    {
        var (draft, opens) = (approval.Draft, approval.ByPaper ? PaperHold.Until(approval.Draft) : 0);
        var expiry = Math.Max(opens, draft.NowMs) + (long)Limits.EnrolmentLink.TotalMilliseconds;
        draft.Change(approval.Tables.Links.Put(new LinkRow(Hash(link), person, origin, expiry, Hash($"{link}/{code}"), Opens: opens, Request: approval.Request)));
    }

    /// <summary>The links that one request brought and that are still unused. Links are few.</summary>
    public static IEnumerable<LinkRow> Of(Tables tables, ProposalId request) => tables.Links.Rows.Where(link => link.Request == request);

    /// <summary>As people read it out: ABCD-EFGH.</summary>
    public static string Spelled(string code) => $"{code[..4]}-{code[4..]}";

    /// <summary>The link, or why it is none that works here now. A wrong code is counted.</summary>
    /// <param name="code">The other half, as typed; empty where there is none.</param>
    public static (LinkRow? Link, Why Why) Find(Draft draft, Tables tables, string secret, string code, SessionOrigin? origin)
    {
        if (!Base64Url.TryDecode(secret, Length, out var bytes) || bytes.Length != Length) return (null, Why.Malformed);
        if (tables.Links.Find(Hash(secret)) is not { } link) return (null, Why.Unknown);
        if (draft.NowMs >= link.Expiry) return (null, Why.Expired);
        if (link.Origin != origin) return (null, Why.WrongOrigin);
        if (draft.NowMs < link.Opens) return (null, Why.Waits);
        if (tables.Employments.Refusal(link.Person, draft.Now) is { } away) return (null, away);
        if (tables.IsFrozen(link.Person)) return (null, Why.Frozen);
        if (link.CodeHash.Length == 0) return (link, Why.Unspecified);
        var typed = new string([.. code.ToUpperInvariant().Where(char.IsAsciiLetterOrDigit)]);
        if (typed.Length == 0) return (null, Why.CodeNeeded);
        if (CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Hash($"{secret}/{typed}")), Encoding.ASCII.GetBytes(link.CodeHash))) return (link, Why.Unspecified);
        draft.Change(link.Tries + 1 < MostTries ? tables.Links.Put(link with { Tries = link.Tries + 1 }) : tables.Links.Remove(link.Hash));
        draft.Record("link-code-wrong", json =>
        {
            Entries.Id(json, "person", link.Person);
            json.WriteNumber("count", link.Tries + 1);
        });
        return (null, Why.WrongCode);
    }

    private static string NewSecret() => Base64Url.Encode(RandomNumberGenerator.GetBytes(Length));

    private static long Expiry(Draft draft) => (draft.Now + Limits.EnrolmentLink).ToUnixTimeMilliseconds();

    private static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(secret)));
}
