using System.IO.Compression;
using System.Text;
using System.Text.Json;
using CsCheck;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Holdfast.Drill.Cohort;

namespace Holdfast.Tests.Drill.Cohort;

public sealed class CohortTests : IDisposable
{
    private static readonly DateOnly Today = new(2026, 11, 20);
    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-cohort-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void The_same_seed_makes_the_same_bytes_and_another_seed_others()
    {
        Write("one", patients: 9, seed: 5);
        Write("two", patients: 9, seed: 5);
        Write("three", patients: 9, seed: 6);
        Assert.Equal(Bytes("one"), Bytes("two"));
        Assert.NotEqual(Bytes("one"), Bytes("three"));
    }

    [Fact]
    public void A_patient_is_the_same_in_a_small_and_in_a_large_cohort()
    {
        var small = new PatientMaker(new SeededNumbers(1), Today);
        var large = new PatientMaker(new SeededNumbers(1), Today);
        var few = Enumerable.Range(0, 10).Select(small.Make).Select(p => p.FullName).ToList();
        var many = Enumerable.Range(0, 200).Select(large.Make).Select(p => p.FullName).ToList();
        Assert.Equal(few, many.Take(10));
    }

    [Fact]
    public void Every_health_number_is_one_that_Ontario_could_issue() => Gen.Int[0, int.MaxValue].Sample(seed =>
    {
        var number = HealthNumbers.Make(new SeededNumbers(seed));
        return HealthNumbers.IsValid(number) && HealthNumbers.MakeVersion(new SeededNumbers(seed)).Length is 1 or 2;
    });

    [Theory]
    [InlineData("9876543217", true)]
    [InlineData("9876543210", false)]
    [InlineData("0876543217", false)]
    [InlineData("98765432170", false)]
    [InlineData("987654321a", false)]
    [InlineData("", false)]
    public void A_health_number_has_ten_digits_the_first_not_zero_and_a_check_digit(string number, bool valid) => Assert.Equal(valid, HealthNumbers.IsValid(number));

    [Fact]
    public void Nobody_shares_a_health_number_or_a_telephone_number_with_anybody()
    {
        var maker = new PatientMaker(new SeededNumbers(1), Today);
        var patients = Enumerable.Range(0, 1000).Select(maker.Make).ToList();
        Assert.Distinct(patients.Select(p => p.HealthNumber));
        Assert.Distinct(patients.SelectMany(p => new[] { p.Telephone, p.Kin.Telephone }));
        Assert.All(patients, p => Assert.Contains("-555-", p.Telephone));
    }

    [Fact]
    public void Every_chart_is_strictly_valid_FHIR_R4()
    {
        Write("all", patients: 30, seed: 1);
        var files = Directory.GetFiles(Path.Combine(_folder, "all"), "*.json.gz");
        Assert.Equal(35, files.Length);
        var options = new JsonSerializerOptions().ForFhir(ModelInfo.ModelInspector);
        foreach (var file in files)
        {
            var bundle = JsonSerializer.Deserialize<Bundle>(Unzip(file), options)!;
            Assert.Equal(Bundle.BundleType.Transaction, bundle.Type);
            var known = bundle.Entry.Select(e => e.FullUrl).ToHashSet();
            Assert.Equal(bundle.Entry.Count, known.Count);
            foreach (var reference in bundle.Entry.SelectMany(e => References(e.Resource!)))
                Assert.True(known.Contains(reference) || reference.Contains("?identifier="), $"{Path.GetFileName(file)} refers to {reference}, which is not in it");
        }
    }

    [Fact]
    public void A_chart_holds_what_a_nurse_looks_for()
    {
        Write("all", patients: 40, seed: 1);
        var text = Encoding.UTF8.GetString(Unzip(Path.Combine(_folder, "all", "patient-0003.json.gz")));
        Assert.All(new[] { "Condition", "Procedure", "AllergyIntolerance", "MedicationRequest", "CarePlan", "Goal", "Encounter", "Composition", "Observation" },
            type => Assert.Contains($"\"resourceType\":\"{type}\"", text));
        Assert.Contains(HealthNumbers.VersionExtension, text);
        Assert.Contains("\"code\":\"HH\"", text);
        Assert.DoesNotContain("{bp}", text);
    }

    [Fact]
    public void Each_nurse_has_six_to_nine_visits_on_each_weekday_and_today()
    {
        var sunday = new DateOnly(2026, 11, 22);
        var visits = Plan(sunday, patients: 200);
        var days = visits.GroupBy(v => (v.Nurse, Day: OntarioTime.Day(v.Start)))
            .Where(g => g.Key.Day == sunday || g.Key.Day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday)).ToList();
        Assert.All(days, day => Assert.InRange(day.Count(), 6, 9));
        Assert.Equal(Staff.Nurses, days.Count(d => d.Key.Day == sunday));
    }

    [Fact]
    public void No_nurse_is_in_two_homes_at_once()
    {
        foreach (var hers in Plan(Today, patients: 60).GroupBy(v => v.Nurse))
            foreach (var (before, after) in hers.OrderBy(v => v.Start).Zip(hers.OrderBy(v => v.Start).Skip(1)))
                Assert.True(before.End <= after.Start);
    }

    [Fact]
    public void Canaries_have_no_visit_and_look_like_the_others()
    {
        Write("all", patients: 20, seed: 1);
        var canaries = JsonSerializer.Deserialize<string[]>(File.ReadAllBytes(Path.Combine(_folder, "all-canaries.json")))!;
        var schedule = File.ReadAllText(Path.Combine(_folder, "all-schedule.json"));
        Assert.Equal(4, canaries.Length);
        Assert.All(canaries, number => Assert.DoesNotContain(number, schedule));
        Assert.Contains("Composition", Encoding.UTF8.GetString(Unzip(Path.Combine(_folder, "all", "patient-0020.json.gz"))));
    }

    [Theory]
    [InlineData("2026-03-08", 0, "2026-03-08T00:00:00-05:00")]
    [InlineData("2026-03-08", 180, "2026-03-08T03:00:00-04:00")]
    [InlineData("2026-11-01", 0, "2026-11-01T00:00:00-04:00")]
    [InlineData("2026-11-01", 540, "2026-11-01T09:00:00-05:00")]
    [InlineData("2027-07-01", 600, "2027-07-01T10:00:00-04:00")]
    public void Clocks_in_Ontario_move_in_March_and_November(string day, int minute, string expected) =>
        Assert.Equal(expected, OntarioTime.Fhir(OntarioTime.At(DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture), minute)));

    private static IReadOnlyList<Visit> Plan(DateOnly until, int patients)
    {
        var seed = new SeededNumbers(1);
        var maker = new PatientMaker(seed, until);
        return VisitPlan.Make(seed, [.. Enumerable.Range(0, patients).Select(maker.Make)], until, 30);
    }

    private void Write(string name, int patients, int seed) => CohortVerb.Write(new CohortChoices(
        Path.Combine(_folder, name), patients, seed, 40, 4, Today,
        Path.Combine(_folder, name + "-staff.json"), Path.Combine(_folder, name + "-schedule.json"), Path.Combine(_folder, name + "-canaries.json")));

    private byte[] Bytes(string name) =>
        [.. Directory.GetFiles(Path.Combine(_folder, name)).Order().SelectMany(File.ReadAllBytes), .. File.ReadAllBytes(Path.Combine(_folder, name + "-schedule.json"))];

    private static byte[] Unzip(string file)
    {
        using var zip = new GZipStream(File.OpenRead(file), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        zip.CopyTo(plain);
        return plain.ToArray();
    }

    private static IEnumerable<string> References(Base element)
    {
        if (element is ResourceReference { Reference: { } reference }) yield return reference;
        foreach (var child in element.EnumerateElements().SelectMany(e => e.Value is Base one ? [one] : e.Value is IEnumerable<Base> many ? many : []))
            foreach (var inner in References(child))
                yield return inner;
    }
}
