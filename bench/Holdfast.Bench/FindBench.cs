using System.Diagnostics;
using System.Globalization;
using Holdfast.Drill.Cohort;
using Holdfast.Keyholder.PatientDirectory;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Bench;

/// <summary>
/// The directory of 500,000 people, in process and without HTTP: each kind of question over people drawn from it, beside
/// a plain look-up of a dictionary in the same run; and the memory of the index.
/// </summary>
internal static class FindBench
{
    private const int People = 500_000;
    private const int Questions = 2_000;
    private const int Most = 20;
    private const string Consonants = "bcdfghjklmnprstvz";
    private const string Vowels = "aeiou";

    public static void Run()
    {
        var numbers = new SeededNumbers(500_000);
        var people = Enumerable.Range(0, People).Select(i => Person(numbers, i)).ToArray();
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var began = Stopwatch.GetTimestamp();
        var index = new DirectoryIndex();
        foreach (var person in people) index.Put(ChartId.New(), person);
        var took = Stopwatch.GetElapsedTime(began);
        var bytes = GC.GetTotalMemory(forceFullCollection: true) - before;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{People:N0} people, {people.Select(p => p.Family).Distinct().Count():N0} family names: {bytes / 1e6:F0} MB, {(double)bytes / People:F0} bytes a person, put in {took.TotalSeconds:F1} s ({took.TotalMicroseconds / People:F1} µs each)"));

        var plain = people.ToDictionary(p => p.HealthNumber, p => p, StringComparer.Ordinal);
        Measure("plain dictionary", numbers, people, person => _ = plain[person.HealthNumber].Family);
        foreach (var (name, query) in Kinds) Measure(name, numbers, people, person => _ = index.Find(query(person), Most));
        GC.KeepAlive(index);
    }

    private static readonly DirectoryQuery Nothing = new(null, null, null);

    private static readonly (string Name, Func<DirectoryFields, DirectoryQuery> Query)[] Kinds =
    [
        ("health number", p => Nothing with { HealthNumber = p.HealthNumber }),
        ("family name, 3 letters", p => Nothing with { Family = p.Family[..3] }),
        ("family name, whole", p => Nothing with { Family = p.Family }),
        ("family and given name", p => Nothing with { Family = p.Family, Given = p.Given }),
        ("two initials, born in a year", p => Nothing with { Family = p.Family[..1], Given = p.Given[..1], BornFrom = p.BirthDate[..4] + "-01-01", BornTo = p.BirthDate[..4] + "-12-31" }),
        ("name and birth date", p => Nothing with { Family = p.Family[..2], BirthDate = p.BirthDate }),
        ("nobody's name", p => Nothing with { Family = p.Family[..3], Given = "zzzq" }),
        ("by sound, one slip", p => Nothing with { Sound = p.Family.Remove(2, 1) + "e" }),
        ("by sound, two names", p => Nothing with { Sound = $"{p.Family} {p.Given}" }),
        ("telephone", p => Nothing with { Telephone = p.Telephone }),
        ("telephone, no area code", p => Nothing with { Telephone = p.Telephone[4..] }),
        ("postal code", p => Nothing with { PostalCode = p.PostalCode }),
        ("address", p => Nothing with { Address = p.Address }),
        ("address and city", p => Nothing with { Address = p.Address, City = p.City }),
    ];

    private static readonly Territory[] Territories = [.. Drill.Cohort.Places.Territories];

    private static void Measure(string name, SeededNumbers numbers, DirectoryFields[] people, Action<DirectoryFields> ask)
    {
        for (var warm = 0; warm < 50; warm++) ask(people[numbers.Between(0, people.Length)]);
        var latencies = new Latencies();
        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < Questions; i++)
        {
            var person = people[numbers.Between(0, people.Length)];
            var started = Stopwatch.GetTimestamp();
            ask(person);
            latencies.Add(started);
        }

        Console.WriteLine(latencies.Line(name, Stopwatch.GetElapsedTime(began)));
    }

    /// <summary>A third bears one of the cohort's common names; the others one of some hundred thousand made of syllables, as rare names are.</summary>
    private static DirectoryFields Person(SeededNumbers numbers, int number)
    {
        var territory = numbers.Pick(Territories);
        var town = numbers.Pick(territory.Towns);
        var family = numbers.Chance(0.33) ? numbers.Pick(numbers.Chance(0.5) ? Names.EnglishFamily : Names.FrenchFamily) : Syllables(numbers, numbers.Between(2, 5));
        var given = numbers.Pick(numbers.Chance(0.5) ? numbers.Pick(new[] { Names.EnglishWomen, Names.EnglishMen }) : numbers.Pick(new[] { Names.FrenchWomen, Names.FrenchMen, Names.OtherWomen, Names.OtherMen }));
        var born = new DateOnly(1925, 1, 1).AddDays(numbers.Between(0, 365 * 75));
        return new DirectoryFields(
            family, given, born.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), numbers.Chance(0.58) ? "female" : "male", (1_000_000_000L + number * 7919L).ToString(CultureInfo.InvariantCulture), "",
            Holdfast.Keyholder.PatientDirectory.HealthNumbers.OntarioSystem, $"{numbers.Pick(territory.AreaCodes)}-{numbers.Between(200, 999)}-{numbers.Between(0, 10_000):0000}",
            $"{numbers.Between(1, 2000)} {numbers.Pick(town.Streets)}", town.Name, Drill.Cohort.Places.PostalCode(numbers, numbers.Pick(town.SortationAreas)), "en");
    }

    private static string Syllables(SeededNumbers numbers, int count) =>
        string.Concat(Enumerable.Range(0, count).Select(_ => $"{Consonants[numbers.Between(0, Consonants.Length)]}{Vowels[numbers.Between(0, Vowels.Length)]}")) + Consonants[numbers.Between(0, Consonants.Length)];
}
