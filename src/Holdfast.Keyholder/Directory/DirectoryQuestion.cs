using Holdfast.Wire;

namespace Holdfast.Keyholder.PatientDirectory;

/// <summary>One question to the directory. What is given must all hold; what is not given is null or empty.</summary>
/// <param name="Name">Words in any order, each the beginning of a family or given name; or "Family, Given".</param>
/// <param name="BirthDate">YYYY-MM-DD.</param>
internal sealed record DirectoryQuery(string? HealthNumber, string? Name, string? BirthDate)
{
    /// <summary>The identifier system of the health number; without it, any.</summary>
    public string? HealthNumberSystem { get; init; }

    /// <summary>Words, each the beginning of a word of the family name.</summary>
    public string? Family { get; init; }

    /// <summary>The same of given names.</summary>
    public string? Given { get; init; }

    /// <summary>Whole words of names that sound like this, or differ from it by a slip of the hand.</summary>
    public string? Sound { get; init; }

    /// <summary>Birth dates from this day, YYYY-MM-DD, inclusive; together with <see cref="BornTo"/>.</summary>
    public string? BornFrom { get; init; }

    public string? BornTo { get; init; }

    /// <summary>At least the last seven digits.</summary>
    public string? Telephone { get; init; }

    /// <summary>Words, each the beginning of a word of street line, city or postal code.</summary>
    public string? Address { get; init; }

    public string? City { get; init; }

    /// <summary>The beginning of a postal code.</summary>
    public string? PostalCode { get; init; }

    public string? Gender { get; init; }
}

internal abstract record DirectoryAnswer
{
    private DirectoryAnswer()
    {
    }

    /// <param name="More">There are more than asked for: the asker must say more.</param>
    internal sealed record Found(IReadOnlyList<ChartId> Charts, bool More) : DirectoryAnswer
    {
        /// <summary>For a question by sound: how alike each is spelled to what was asked, in thousandths, the likest first. Else empty.</summary>
        public IReadOnlyList<int> Alike { get; init; } = [];
    }

    /// <param name="Why">Malformed, or TooBroad: an honest question that is to be asked more narrowly.</param>
    /// <param name="Detail">English; names the mend, never what was typed.</param>
    internal sealed record Refused(Why Why, string Detail) : DirectoryAnswer;
}

/// <summary>The words that somebody typed, folded. With a comma, those before it are of the family name and those after it of the given one.</summary>
internal sealed record TypedName(IReadOnlyList<string> Family, IReadOnlyList<string> Given, IReadOnlyList<string> Either)
{
    /// <summary>Without a birth date: one letter would list the directory in twenty-six steps.</summary>
    public const int FewestLetters = 2;

    private const int MostWords = 8;

    public IEnumerable<string> Words => Family.Concat(Given).Concat(Either);

    /// <summary>The words of all three together, which all must fit. Null when there is no letter in one that is given, or there are too many words.</summary>
    public static TypedName? Read(string? name, string? family, string? given)
    {
        if (Part(name) is not { } whole || Part(family) is not { } first || Part(given) is not { } last) return null;
        var all = new TypedName([.. whole.Family, .. first.Either], [.. whole.Given, .. last.Either], whole.Either);
        return all.Words.Count() <= MostWords ? all : null;

        static TypedName? Part(string? text) => text is { Length: > 0 } ? Read(text) : new TypedName([], [], []);
    }

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

    public bool Fits(FoldedName name) => Fits(name.Family, name.Given);

    public bool Fits(ReadOnlySpan<string> family, ReadOnlySpan<string> given)
    {
        foreach (var word in Family)
            if (!Begins(family, word)) return false;
        foreach (var word in Given)
            if (!Begins(given, word)) return false;
        foreach (var word in Either)
            if (!Begins(family, word) && !Begins(given, word)) return false;
        return true;
    }

    public static bool Begins(ReadOnlySpan<string> words, string prefix)
    {
        foreach (var word in words)
            if (word.StartsWith(prefix, StringComparison.Ordinal)) return true;
        return false;
    }
}
