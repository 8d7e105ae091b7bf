using System.Text;
using Holdfast.Wire;

namespace Holdfast.Keyholder.People.Passwords;

/// <summary>
/// Which passwords are taken (NIST SP 800-63B-4 §3.1.1.2): long enough beside the code that always goes with them, not one
/// that is guessed first, and nothing else: no rule about kinds of characters, no hint, no date on which it must change.
/// </summary>
internal static class PasswordRules
{
    /// <summary>NIST's least beside a second factor. There is no password without one here.</summary>
    public const int Shortest = 8;

    /// <summary>NIST demands that 64 be taken. Longer than any sentence is a program's.</summary>
    public const int Longest = 256;

    /// <summary>UTF-8 takes four bytes a character at most.</summary>
    public const int LongestBytes = 4 * Longest;

    private const int ShortestName = 3;
    private const int LongestName = 32;

    /// <summary>A name of two letters would forbid half the language.</summary>
    private const int ShortestWord = 3;

    /// <summary>Below this many different characters a password is a rhythm: "aaaaaaaa", "12121212".</summary>
    private const int FewestDifferent = 4;

    private static readonly string[] Rows = ["qwertyuiopasdfghjklzxcvbnm", "azertyuiopqsdfghjklmwxcvbn", "qwertzuiopasdfghjklyxcvbnm", "12345678901234567890"];

    /// <summary>Null: it is taken.</summary>
    /// <param name="password">In NFKC, as the page sends it. This program knows no cultures and normalises nothing: what is not NFKC stays as it is, and is simply another password.</param>
    /// <param name="words">The provider's own and the person's: they count for nothing.</param>
    public static (Why Why, string Detail)? Problem(ReadOnlySpan<char> password, IEnumerable<string> words)
    {
        var characters = Count(password);
        if (characters > Longest) return (Why.TooLarge, "a password has at most 256 characters");
        if (characters < Shortest) return (Why.WeakPassword, "a password has at least 8 characters");
        Span<char> lower = stackalloc char[2 * Longest];
        lower = lower[..password.ToLowerInvariant(lower)];
        try
        {
            if (CommonPasswords.Has(lower) || CommonPasswords.Has(Core(lower))) return (Why.WeakPassword, "the password is one of those that everybody tries first");
            if (IsPattern(lower)) return (Why.WeakPassword, "the password is a pattern that everybody tries first");
            return Count(Without(lower, words)) < Shortest ? (Why.WeakPassword, "the password is made of the provider's or the person's own words") : null;
        }
        finally
        {
            lower.Clear();
        }
    }

    /// <summary>A name to sign in with: 3 to 32 of a-z, 0-9, dot, hyphen, underscore.</summary>
    public static bool IsName(string name) =>
        name.Length is >= ShortestName and <= LongestName && name.All(c => c is >= 'a' and <= 'z' or >= '0' and <= '9' or '.' or '-' or '_');

    private static int Count(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes()) count++;
        return count;
    }

    /// <summary>"password" of "2026password!".</summary>
    private static ReadOnlySpan<char> Core(ReadOnlySpan<char> lower)
    {
        while (lower.Length > 0 && !char.IsLetter(lower[0])) lower = lower[1..];
        while (lower.Length > 0 && !char.IsLetter(lower[^1])) lower = lower[..^1];
        return lower;
    }

    private static bool IsPattern(ReadOnlySpan<char> lower)
    {
        Span<char> reversed = stackalloc char[lower.Length];
        lower.CopyTo(reversed);
        reversed.Reverse();
        var pattern = Different(lower) < FewestDifferent || IsSequence(lower);
        foreach (var row in Rows) pattern |= row.AsSpan().Contains(lower, StringComparison.Ordinal) || row.AsSpan().Contains(reversed, StringComparison.Ordinal);
        reversed.Clear();
        return pattern;
    }

    private static int Different(ReadOnlySpan<char> lower)
    {
        var different = 0;
        for (var i = 0; i < lower.Length; i++)
            if (lower[..i].IndexOf(lower[i]) < 0) different++;
        return different;
    }

    /// <summary>"abcdefgh", "87654321".</summary>
    private static bool IsSequence(ReadOnlySpan<char> lower)
    {
        var step = lower[1] - lower[0];
        if (step is not (1 or -1)) return false;
        for (var i = 2; i < lower.Length; i++)
            if (lower[i] - lower[i - 1] != step) return false;
        return true;
    }

    /// <summary>Takes the words away, in place.</summary>
    private static ReadOnlySpan<char> Without(Span<char> lower, IEnumerable<string> words)
    {
        foreach (var word in words.SelectMany(text => text.ToLowerInvariant().Split([' ', '-', '\'', '’', '.', '_'], StringSplitOptions.RemoveEmptyEntries)).Where(word => word.Length >= ShortestWord).OrderByDescending(word => word.Length))
        {
            for (var at = lower.IndexOf(word); at >= 0; at = lower.IndexOf(word))
            {
                lower[(at + word.Length)..].CopyTo(lower[at..]);
                lower = lower[..^word.Length];
            }
        }

        return lower;
    }
}
