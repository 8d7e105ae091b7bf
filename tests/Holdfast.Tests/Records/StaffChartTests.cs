using Holdfast.Wire;

namespace Holdfast.Tests.Records;

/// <summary>Charts of members of staff: what they hold, who writes what in them, and that nothing clinical gets in.</summary>
public class StaffChartTests
{
    private static readonly PersonCard Nurse = new() { Person = PersonId.New().ToByteString(), Name = "Nadia Roy", Role = "nurse" };
    private static readonly PersonCard Administrator = new() { Person = PersonId.New().ToByteString(), Name = "Ada Min", Role = "administrator" };
    private static readonly string NurseId = PersonId.From(Nurse.Person).ToString();

    private static async Task<AppUnderTest> Open(RecordsUnderTest records, PersonCard by, ChartId chart)
    {
        var app = records.App(chart, ["staff"]);
        app.Opening = app.Opening with { Staff = Nurse, By = by };
        await app.Redeem();
        return app;
    }

    [Fact]
    public async Task A_nurse_finds_her_name_and_changes_her_address()
    {
        await using var records = await RecordsUnderTest.Start();
        using var app = await Open(records, Nurse, ChartId.New());

        var first = await app.Get($"Practitioner/{NurseId}");
        var changed = await app.Put($"Practitioner/{NurseId}",
            $$"""{"resourceType":"Practitioner","id":"{{NurseId}}","name":[{"text":"Nadia Roy"}],"address":[{"use":"home","city":"Ottawa"}]}""", ("If-Match", first.ETag!));

        Assert.Equal((200, 200), (first.Status, changed.Status));
        Assert.Equal("Nadia Roy", (string)first.Json["name"]![0]!["text"]!);
        Assert.Equal("Ottawa", (string)(await app.Get($"Practitioner/{NurseId}")).Json["address"]![0]!["city"]!);
        Assert.Equal("", app.Patient);
        Assert.All(records.State.Heads, head => Assert.All(head.Rows, row => Assert.Equal("staff", row.RecordClass)));
    }

    [Theory]
    [InlineData("Observation")]
    [InlineData("Patient")]
    [InlineData("RelatedPerson")]
    [InlineData("Composition")]
    [InlineData("DocumentReference")]
    public async Task Nothing_about_a_patient_is_read_or_written_in_a_staff_chart(string type)
    {
        await using var records = await RecordsUnderTest.Start();
        using var app = await Open(records, Administrator, ChartId.New());

        Assert.Equal(403, (await app.Get(type)).Status);
        Assert.Equal(403, (await app.Post(type, $$"""{"resourceType":"{{type}}"}""")).Status);
        Assert.Equal(403, (await app.Get($"{type}/x")).Status);
    }

    [Fact]
    public async Task What_one_is_employed_as_is_written_by_somebody_else()
    {
        await using var records = await RecordsUnderTest.Start();
        var chart = ChartId.New();
        using var own = await Open(records, Nurse, chart);
        using var office = await Open(records, Administrator, chart);
        const string role = """{"resourceType":"PractitionerRole","code":[{"text":"Registered nurse"}]}""";

        Assert.Equal(403, (await own.Post("PractitionerRole", role)).Status);
        Assert.Equal(201, (await office.Post("PractitionerRole", role)).Status);
        Assert.Equal(201, (await own.Post("Person", """{"resourceType":"Person","meta":{"tag":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0131","code":"C"}]},"name":[{"text":"Paul Roy"}]}""")).Status);
        Assert.Equal(422, (await office.Post("Practitioner", """{"resourceType":"Practitioner"}""")).Status);
    }

    [Fact]
    public async Task A_patients_chart_takes_no_practitioner_in()
    {
        await using var records = await RecordsUnderTest.Start();
        using var app = await records.OpenChart();

        Assert.Equal(403, (await app.Post("Practitioner", """{"resourceType":"Practitioner"}""")).Status);
    }
}
