using Holdfast.Wire;

namespace Holdfast.Keyholder.PatientDirectory;

/// <summary>What the index knows of one person: folded, for comparing only.</summary>
/// <param name="words">Family name, given name, street line, city: one array, because an array costs 24 bytes; strings that the index shares.</param>
internal sealed class IndexedPerson(ChartId chart, string[] words, int family, int given, int line, string postalCode, Telephone telephone, UInt128 number, int birthDay, string gender)
{
    public const int NoBirthDay = -1;

    public ChartId Chart => chart;

    public ReadOnlySpan<string> Family => words.AsSpan(0, family);

    public ReadOnlySpan<string> Given => words.AsSpan(family, given);

    public ReadOnlySpan<string> Names => words.AsSpan(0, family + given);

    public ReadOnlySpan<string> Line => words.AsSpan(family + given, line);

    public ReadOnlySpan<string> City => words.AsSpan(family + given + line);

    public ReadOnlySpan<string> Places => words.AsSpan(family + given);

    public string PostalCode => postalCode;

    public Telephone Telephone => telephone;

    /// <summary><see cref="NumberKeys"/>; 0: none.</summary>
    public UInt128 Number => number;

    public int BirthDay => birthDay;

    /// <summary>The next person with the same last seven digits of a telephone number; -1: none.</summary>
    public int NextOfTelephone { get; set; } = -1;

    public FoldedName Name => new(Family.ToArray(), Given.ToArray());

    /// <summary>Does everything but the sound hold?</summary>
    public bool Fits(UnderstoodQuestion question, UInt128? wanted)
    {
        if (question.Number.Length > 0 && (wanted is null || NumberKeys.WithoutSystem(number) != NumberKeys.WithoutSystem(wanted.Value) || (question.System.Length > 0 && number != wanted))) return false;
        if (question.Born is { } born && (birthDay < born.From || birthDay > born.To)) return false;
        if (question.Gender.Length > 0 && question.Gender != gender) return false;
        if (question.Telephone.Length > 0 && !telephone.EndsWith(question.Telephone)) return false;
        if (!postalCode.StartsWith(question.PostalCode, StringComparison.Ordinal)) return false;
        foreach (var word in question.City)
            if (!TypedName.Begins(City, word)) return false;
        foreach (var word in question.Address)
            if (!TypedName.Begins(Places, word) && !postalCode.StartsWith(word, StringComparison.OrdinalIgnoreCase)) return false;
        return question.Name.Fits(Family, Given);
    }
}

/// <summary>
/// A health number and its system in 16 bytes instead of two strings.
/// <code>
/// system[8 bits] ‖ up to twenty characters of A–Z a–z 0–9, 6 bits each, the last lowest; 0: no character
/// </code>
/// </summary>
internal static class NumberKeys
{
    private const int Longest = 20;
    private const int BitsOfSystem = 8;

    /// <summary>One for each province, and some to come.</summary>
    public const int MostSystems = 1 << BitsOfSystem;

    /// <summary>Null for what no health number is (<see cref="HealthNumbers.Check"/>).</summary>
    public static UInt128? Of(int system, string number)
    {
        if (number.Length is 0 or > Longest) return null;
        UInt128 key = 0;
        foreach (var c in number)
        {
            var code = c switch { >= '0' and <= '9' => c - '0' + 1, >= 'A' and <= 'Z' => c - 'A' + 11, >= 'a' and <= 'z' => c - 'a' + 37, _ => 0 };
            if (code == 0) return null;
            key = (key << 6) | (uint)code;
        }

        return ((UInt128)(uint)system << (128 - BitsOfSystem)) | key;
    }

    public static UInt128 WithoutSystem(UInt128 key) => key << BitsOfSystem;
}
