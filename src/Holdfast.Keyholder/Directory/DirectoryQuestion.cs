using Holdfast.Wire;

namespace Holdfast.Keyholder.PatientDirectory;

/// <summary>One question to the directory: a health number alone, or the beginning of a name with or without birth date.</summary>
/// <param name="Name">Words in any order, each the beginning of a family or given name; or "Family, Given".</param>
/// <param name="BirthDate">YYYY-MM-DD.</param>
internal sealed record DirectoryQuery(string? HealthNumber, string? Name, string? BirthDate);

internal abstract record DirectoryAnswer
{
    private DirectoryAnswer()
    {
    }

    /// <param name="More">There are more than asked for: the asker must say more.</param>
    internal sealed record Found(IReadOnlyList<ChartId> Charts, bool More) : DirectoryAnswer;

    /// <param name="Detail">English; names the mend, never what was typed.</param>
    internal sealed record Refused(string Detail) : DirectoryAnswer;
}

/// <summary>The words that somebody typed, folded. With a comma, those before it are of the family name and those after it of the given one.</summary>
internal sealed record TypedName(IReadOnlyList<string> Family, IReadOnlyList<string> Given, IReadOnlyList<string> Either)
{
    /// <summary>Without a birth date: one letter would list the directory in twenty-six steps.</summary>
    public const int FewestLetters = 2;

    private const int MostWords = 8;

    public IEnumerable<string> Words => Family.Concat(Given).Concat(Either);

    /// <summary>Null when there is no letter in it, or there are too many words.</summary>
    public static TypedName? Read(string text)
    {
        if (text.Length > DirectoryRules.LongestName) return null;
        var comma = text.IndexOf(',');
        var typed = comma < 0
            ? new TypedName([], [], NameFolding.Typed(text))
            : new TypedName(NameFolding.Typed(text[..comma]), NameFolding.Typed(text[(comma + 1)..]), []);
        return typed.Words.Count() is > 0 and <= MostWords ? typed : null;
    }

    public bool Fits(FoldedName name)
    {
        foreach (var word in Family)
            if (!Begins(name.Family, word)) return false;
        foreach (var word in Given)
            if (!Begins(name.Given, word)) return false;
        foreach (var word in Either)
            if (!Begins(name.Family, word) && !Begins(name.Given, word)) return false;
        return true;
    }

    private static bool Begins(string[] words, string prefix)
    {
        foreach (var word in words)
            if (word.StartsWith(prefix, StringComparison.Ordinal)) return true;
        return false;
    }
}
