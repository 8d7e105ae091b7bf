using Holdfast.Drill.Cohort.Care;

namespace Holdfast.Drill.Cohort;

/// <summary>Somebody who does not exist: who they are, where they live, why a nurse comes.</summary>
internal sealed record SyntheticPatient(
    int Number, string Family, string[] Given, string Gender, DateOnly BirthDate, string Language, string HealthNumber, string HealthNumberVersion,
    string Telephone, string Street, Town Town, string PostalCode, NextOfKin Kin, int Nurse, CareProfile Care)
{
    public string FullName => $"{string.Join(' ', Given)} {Family}";

    public string File => $"patient-{Number:0000}.json.gz";
}

internal sealed record NextOfKin(string Given, string Family, Text Relation, string Telephone);

/// <summary>Makes people: each from their own sequence of numbers, so that the tenth is the same in a cohort of ten and of ten thousand.</summary>
internal sealed class PatientMaker(SeededNumbers seed, DateOnly until)
{
    private static readonly Text[] Relations =
        [new("Daughter", "Fille"), new("Son", "Fils"), new("Spouse", "Conjoint ou conjointe"), new("Sister", "Sœur"), new("Brother", "Frère"), new("Friend", "Ami ou amie"), new("Niece", "Nièce")];

    private readonly HashSet<string> _numbers = [];
    private readonly HashSet<string> _telephones = [];

    public SyntheticPatient Make(int number)
    {
        var numbers = seed.For($"patient/{number}");
        var nurse = number % Staff.Nurses;
        var territory = Places.Territories[nurse];
        var town = numbers.Pick(territory.Towns);
        var language = numbers.Chance(territory.French) ? "fr" : "en";
        var gender = numbers.Chance(0.58) ? "female" : "male";
        var care = CareProfile.All[(number / Staff.Nurses + nurse * 5) % CareProfile.All.Count];
        var age = numbers.Between(care.YoungestAge, care.OldestAge + 1);
        var birth = until.AddYears(-age).AddDays(-numbers.Between(1, 365));
        var family = Family(numbers, language);
        return new SyntheticPatient(
            number, family, Given(numbers, language, gender, family), gender, birth, language,
            HealthNumber(numbers), HealthNumbers.MakeVersion(numbers), Telephone(numbers, territory),
            Street(numbers, numbers.Pick(town.Streets)), town, Places.PostalCode(numbers, numbers.Pick(town.SortationAreas)),
            Kin(numbers, territory, language, family), nurse, care);
    }

    private static string Family(SeededNumbers numbers, string language) =>
        language == "fr" ? numbers.Pick(Names.FrenchFamily) : numbers.Chance(0.2) ? numbers.Pick(Names.OtherFamily) : numbers.Chance(0.12) ? numbers.Pick(Names.FrenchFamily) : numbers.Pick(Names.EnglishFamily);

    private static string[] Given(SeededNumbers numbers, string language, string gender, string family)
    {
        var names = (language, gender, other: Names.OtherFamily.Contains(family)) switch
        {
            ("fr", "female", _) => Names.FrenchWomen,
            ("fr", _, _) => Names.FrenchMen,
            (_, "female", true) => Names.OtherWomen,
            (_, _, true) => Names.OtherMen,
            (_, "female", _) => Names.EnglishWomen,
            _ => Names.EnglishMen,
        };
        return [.. numbers.Draw(names, numbers.Chance(0.35) ? 2 : 1)];
    }

    private static string Street(SeededNumbers numbers, string street)
    {
        var house = numbers.Between(2, 1900);
        var unit = numbers.Chance(0.25) ? $"{numbers.Between(1, 20)}{numbers.Between(1, 9):00}-" : "";
        return char.IsLower(street[0]) ? $"{unit}{house}, {street}" : $"{unit}{house} {street}";
    }

    private NextOfKin Kin(SeededNumbers numbers, Territory territory, string language, string family)
    {
        var relation = numbers.Pick(Relations);
        var woman = relation.English is "Daughter" or "Sister" or "Niece" || (relation.English is "Spouse" or "Friend" && numbers.Chance(0.5));
        var given = (language, woman) switch
        {
            ("fr", true) => numbers.Pick(Names.FrenchWomen),
            ("fr", false) => numbers.Pick(Names.FrenchMen),
            (_, true) => numbers.Pick(Names.EnglishWomen),
            _ => numbers.Pick(Names.EnglishMen),
        };
        return new NextOfKin(given, numbers.Chance(0.7) ? family : Family(numbers, language), relation, Telephone(numbers, territory));
    }

    private string HealthNumber(SeededNumbers numbers)
    {
        while (true)
            if (HealthNumbers.Make(numbers) is var made && _numbers.Add(made)) return made;
    }

    /// <summary>A number of its own for everybody, so that a search for one finds one person. 555-0100 to 0199 first: never anybody's.</summary>
    private string Telephone(SeededNumbers numbers, Territory territory)
    {
        for (var attempt = 0; ; attempt++)
        {
            var line = attempt < 20 ? numbers.Between(100, 200) : numbers.Between(200, 10_000);
            var made = $"{numbers.Pick(territory.AreaCodes)}-555-{line:0000}";
            if (_telephones.Add(made)) return made;
        }
    }
}
