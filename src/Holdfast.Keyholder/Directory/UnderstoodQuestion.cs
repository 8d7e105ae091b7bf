using Holdfast.Wire;

namespace Holdfast.Keyholder.PatientDirectory;

/// <summary>
/// A question as the index compares it. It must be <i>specific</i>: hold something that few people share, so that nobody
/// reads the directory in alphabetical order or by birthday. The rest of it only narrows.
/// <code>
/// specific   a health number; two letters of a name (one, with a day of birth); three letters of a sound;
///            seven digits of a telephone number; a whole postal code; a house number with its street
/// narrowing  a day, or days in a row, of birth; the beginning of a postal code; a city; a gender
/// </code>
/// </summary>
internal sealed record UnderstoodQuestion
{
    /// <summary>"Born about 1942, in winter": a year and a day of the next.</summary>
    public const int MostBirthDays = 367;

    private const int FewestSoundLetters = 3;
    private const int MostSoundWords = 4;
    private const int MostAddressWords = 12;

    /// <summary>Telephone, city, postal code: as long as <see cref="DirectoryRules"/> lets an address line be.</summary>
    private const int LongestLine = 160;

    public string Number { get; private init; } = "";
    public string System { get; private init; } = "";
    public TypedName Name { get; private init; } = new([], [], []);
    public IReadOnlyList<string> Sounds { get; private init; } = [];
    public (int From, int To)? Born { get; private init; }
    public Telephone Telephone { get; private init; }
    public IReadOnlyList<string> Address { get; private init; } = [];
    public IReadOnlyList<string> City { get; private init; } = [];
    public string PostalCode { get; private init; } = "";
    public string Gender { get; private init; } = "";

    public bool IsOneDay => Born is { } born && born.From == born.To;

    /// <summary>Null when the question is refused.</summary>
    public static UnderstoodQuestion? Read(DirectoryQuery query, out DirectoryAnswer.Refused? refused)
    {
        string?[] lines = [query.Telephone, query.Address, query.City, query.PostalCode, query.Sound, query.HealthNumber, query.HealthNumberSystem];
        if (lines.Any(line => line?.Length > LongestLine || line?.Any(char.IsControl) == true)) return No("a value is longer than any entry, or not one line", out refused);
        if (TypedName.Read(query.Name, query.Family, query.Given) is not { } name) return No("a name has letters, and at most eight words", out refused);
        if (!TryBorn(query, out var born)) return No($"a birth date must be a day of the calendar, written YYYY-MM-DD, or at most {MostBirthDays} days in a row", out refused);
        var sounds = query.Sound is { Length: > 0 } sound ? NameFolding.Typed(sound) : [];
        if (sounds.Count > MostSoundWords || sounds.Any(word => word.Length < FewestSoundLetters) || (query.Sound is { Length: > 0 } && sounds.Count == 0))
            return Broad($"a name is looked for by its sound with at least {FewestSoundLetters} letters of each word, and at most {MostSoundWords} words", out refused);
        var telephone = PatientDirectory.Telephone.Of(query.Telephone ?? "");
        if (query.Telephone is { Length: > 0 } && telephone.Length < PatientDirectory.Telephone.Fewest) return Broad($"give at least the last {PatientDirectory.Telephone.Fewest} digits of the telephone number", out refused);
        var (address, city) = (Places.Words(query.Address ?? ""), Places.Words(query.City ?? ""));
        if (address.Count + city.Count > MostAddressWords || (query.Address is { Length: > 0 } && address.Count == 0) || (query.City is { Length: > 0 } && city.Count == 0))
            return No($"an address has letters or digits, and at most {MostAddressWords} words", out refused);
        if (query.Gender is not (null or "" or "male" or "female" or "other" or "unknown")) return No("gender is male, female, other or unknown", out refused);

        var question = new UnderstoodQuestion
        {
            Number = HealthNumbers.Typed(query.HealthNumber ?? ""), System = query.HealthNumberSystem ?? "", Name = name, Sounds = sounds, Born = born, Telephone = telephone,
            Address = address, City = city, PostalCode = Places.PostalCode(query.PostalCode ?? ""), Gender = query.Gender ?? "",
        };
        refused = null;
        return question.IsSpecific ? question
            : Broad($"too many people share this: add a health number, at least {TypedName.FewestLetters} letters of the name (one, with the day of birth), a telephone number, a whole postal code, or the house number with the street", out refused);
    }

    private bool IsSpecific
    {
        get
        {
            var letters = Name.Words.Sum(word => word.Length);
            return Number.Length > 0 || letters >= TypedName.FewestLetters || (letters > 0 && IsOneDay) || Sounds.Count > 0 || Telephone.Length > 0
                || PostalCode.Length >= Places.WholePostalCode || Places.IsSpecific(Address);
        }
    }

    /// <summary>True with null when nothing is said of a birth date.</summary>
    private static bool TryBorn(DirectoryQuery query, out (int From, int To)? born)
    {
        born = null;
        var (from, to) = (query.BirthDate is { Length: > 0 } day ? day : query.BornFrom, query.BirthDate is { Length: > 0 } same ? same : query.BornTo);
        if (from is not { Length: > 0 } && to is not { Length: > 0 }) return true;
        if (!DirectoryRules.TryParseDate(from ?? "", out var first) || !DirectoryRules.TryParseDate(to ?? "", out var last)) return false;
        born = (first.DayNumber, last.DayNumber);
        return last >= first && last.DayNumber - first.DayNumber < MostBirthDays;
    }

    private static UnderstoodQuestion? No(string mend, out DirectoryAnswer.Refused refused)
    {
        refused = new DirectoryAnswer.Refused(Why.Malformed, mend);
        return null;
    }

    private static UnderstoodQuestion? Broad(string mend, out DirectoryAnswer.Refused refused)
    {
        refused = new DirectoryAnswer.Refused(Why.TooBroad, mend);
        return null;
    }
}
