namespace Holdfast.Keyholder.PatientDirectory;

/// <summary>Telephone numbers as they are compared: their digits, without what stands before a North American number and after any.</summary>
/// <param name="Digits">The digits as a number; leading zeros are in <paramref name="Length"/>.</param>
/// <param name="Length">0: none.</param>
internal readonly record struct Telephone(ulong Digits, int Length)
{
    /// <summary>What people leave out is the area code; fewer digits would list a street.</summary>
    public const int Fewest = 7;

    /// <summary>ITU-T E.164.</summary>
    private const int Most = 15;

    private const int NorthAmerican = 10;

    /// <summary>The key under which a number is looked for: everybody types at least these.</summary>
    public int LastSeven => (int)(Digits % 10_000_000);

    public static Telephone Of(string text)
    {
        var digits = new List<char>(Most);
        foreach (var c in text.StartsWith("tel:", StringComparison.OrdinalIgnoreCase) ? text.AsSpan(4) : text)
        {
            if (char.IsLetter(c) || c is ';' or '#') break; // "ext. 12", "poste 12", "#12"
            if (char.IsAsciiDigit(c)) digits.Add(c);
        }

        if (digits.Count == NorthAmerican + 1 && digits[0] == '1') digits.RemoveAt(0);
        if (digits.Count > Most) digits.RemoveRange(0, digits.Count - Most);
        return digits.Count == 0 ? default : new Telephone(ulong.Parse(digits.ToArray(), System.Globalization.CultureInfo.InvariantCulture), digits.Count);
    }

    /// <summary>The same number, or the end of it: the area code may be left out.</summary>
    public bool EndsWith(Telephone typed) => Length >= typed.Length && Digits % PowerOfTen(typed.Length) == typed.Digits;

    private static ulong PowerOfTen(int exponent)
    {
        var power = 1UL;
        for (var i = 0; i < exponent; i++) power *= 10;
        return power;
    }
}

/// <summary>Postal codes and addresses as they are compared.</summary>
internal static class Places
{
    private const int CanadianLength = 6;

    /// <summary>Shorter codes of other countries are whole with five: a ZIP code.</summary>
    public const int WholePostalCode = 5;

    /// <summary>Street types have short forms, and the long ones do not begin with all of them.</summary>
    private static readonly Dictionary<string, string> ShortForms = new(StringComparer.Ordinal)
    {
        ["avenue"] = "ave", ["av"] = "ave", ["boulevard"] = "blvd", ["boul"] = "blvd", ["bd"] = "blvd", ["crescent"] = "cres", ["court"] = "crt", ["ct"] = "crt", ["drive"] = "dr",
        ["highway"] = "hwy", ["lane"] = "ln", ["parkway"] = "pkwy", ["place"] = "pl", ["road"] = "rd", ["square"] = "sq", ["street"] = "st", ["saint"] = "st", ["sainte"] = "ste",
        ["chemin"] = "ch", ["route"] = "rte", ["apartment"] = "apt", ["appartement"] = "apt", ["north"] = "n", ["south"] = "s", ["east"] = "e", ["west"] = "w",
    };

    /// <summary>Letters and digits, capital.</summary>
    public static string PostalCode(string text) => string.Concat(text.Where(char.IsLetterOrDigit)).ToUpperInvariant();

    /// <summary>Folded words, each in its short form where it has one; the two halves of a Canadian postal code are one word.</summary>
    public static List<string> Words(string text)
    {
        var words = NameFolding.Words(text);
        for (var i = 0; i < words.Count; i++)
        {
            if (i + 1 < words.Count && IsCanadian(words[i] + words[i + 1]))
            {
                words[i] += words[i + 1];
                words.RemoveAt(i + 1);
            }
            else if (ShortForms.TryGetValue(words[i], out var shorter))
            {
                words[i] = shorter;
            }
        }

        return words;
    }

    /// <summary>A house number and a street, or a whole postal code: what one household has.</summary>
    public static bool IsSpecific(IReadOnlyList<string> words) =>
        words.Any(IsCanadian) || (words.Any(w => w.Any(char.IsAsciiDigit)) && words.Any(w => w.Length > 1 && w.All(char.IsLetter)));

    private static bool IsCanadian(string word)
    {
        if (word.Length != CanadianLength) return false;
        for (var i = 0; i < word.Length; i++)
            if (i % 2 == 0 ? !char.IsAsciiLetter(word[i]) : !char.IsAsciiDigit(word[i])) return false;
        return true;
    }
}
