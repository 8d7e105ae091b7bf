using System.Security.Cryptography;
using System.Text;
using Holdfast.Keyholder.Ledger;

namespace Holdfast.Keyholder.Approvals;

/// <param name="Hash">SHA-256 of the code, hexadecimal. The code has 130 random bits, so its hash gives nothing away.</param>
internal sealed record PaperRow(string Hash, long Made);

/// <summary>
/// The sealed paper: a code of 26 characters, printed once and kept in an envelope, which stands for an absent second
/// person once. There is at most one; making another voids the one before.
/// </summary>
internal static class PaperCredential
{
    /// <summary>Crockford's base 32: no I, L, O, U, so that handwriting is read back as it was written.</summary>
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private const int Characters = 26;

    public static string NewCode() => RandomNumberGenerator.GetString(Alphabet, Characters);

    /// <summary>In groups, for print: 6 5 5 5 5.</summary>
    public static string Grouped(string code) => $"{code[..6]}-{code[6..11]}-{code[11..16]}-{code[16..21]}-{code[21..]}";

    /// <summary>The change that makes this the one paper; with the next entry.</summary>
    public static void Put(Draft draft, Tables tables, string code)
    {
        foreach (var row in tables.Papers.Rows.ToList()) draft.Change(tables.Papers.Remove(row.Hash));
        draft.Change(tables.Papers.Put(new PaperRow(Hash(code), draft.NowMs)));
    }

    /// <summary>The paper's row, if this is its code: blanks, hyphens and case do not count, and O, I, L are read as 0, 1, 1.</summary>
    public static PaperRow? Find(Tables tables, string typed)
    {
        if (typed.Length > 4 * Characters) return null;
        var code = string.Concat(typed.ToUpperInvariant().Where(c => c is not (' ' or '-')).Select(c => c switch { 'O' => '0', 'I' or 'L' => '1', _ => c }));
        return code.Length == Characters ? tables.Papers.Find(Hash(code)) : null;
    }

    private static string Hash(string code) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(code)));
}
