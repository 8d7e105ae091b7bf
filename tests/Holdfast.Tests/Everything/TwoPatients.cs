using Holdfast.Drill.Clients;
using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Everything;

/// <summary>
/// A provider with a nurse and two of her patients, whose charts hold the same kinds of things; and an application in four
/// hands: on either chart, on the first chart for who she is and her measurements alone, and on the directory.
/// </summary>
public sealed class TwoPatients : IAsyncLifetime
{
    public const string HerNumber = "9000000001";
    public const string HisNumber = "9000000019";

    private readonly List<string> _charts = [];

    internal RunningProvider Provider { get; private set; } = null!;
    internal StaffClient Nurse { get; private set; } = null!;
    internal AppInHand Hers { get; private set; } = null!;
    internal AppInHand His { get; private set; } = null!;
    internal AppInHand Narrow { get; private set; } = null!;
    internal AppInHand Directory { get; private set; } = null!;

    /// <summary>FHIR ids of the two Patients: those of their charts.</summary>
    internal string Her => _charts[0];
    internal string Him => _charts[1];

    internal string HisCondition { get; private set; } = "";
    internal string HerCondition { get; private set; } = "";
    internal string HisObservation { get; private set; } = "";
    internal string HerObservation { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        Provider = await RunningProvider.Start();
        Nurse = await Provider.SignIn("nurse");
        using var coordinator = await Provider.SignIn("coordinator");
        foreach (var (family, number) in new[] { ("Tremblay", HerNumber), ("Bouchard", HisNumber) })
            _charts.Add((await coordinator.Post("/admit", new AdmitStatement { Directory = TestKeyholder.Patient(family, number), AssignTo = Nurse.Person, DuplicatesSeen = true }, "admit")).Need("admit").GetProperty("chart").GetString()!);
        (Hers, His, Narrow, Directory) = (await Hand("app-hers"), await Hand("app-his"), await Hand("app-narrow"), await Hand("app-intake"));
        await Hers.OpenChart(Nurse, Her, "launch patient/*.cruds");
        await His.OpenChart(Nurse, Him, "launch patient/*.cruds");
        await Narrow.OpenChart(Nurse, Her, "launch patient/Patient.rs patient/Observation.rs");
        await Directory.OpenSearch(Nurse);
        (HerCondition, HerObservation) = await Fill(Hers, Her, "diabetes");
        (HisCondition, HisObservation) = await Fill(His, Him, "asthma");
        for (var i = 0; i < 4; i++) await Created(Hers, "Observation", Observation(Her, $"2026-01-0{i + 1}", "weight"));
    }

    public async ValueTask DisposeAsync()
    {
        Nurse.Dispose();
        await Provider.DisposeAsync();
    }

    internal async Task<AppInHand> Hand(string id) => new(Provider, await TestApp.Register(Provider.Keyholder, TestApp.Searcher(id)));

    internal static async Task<string> Created(AppInHand app, string type, string json)
    {
        var made = await app.Write(HttpMethod.Post, type, json);
        Assert.True(made.Status == 201, made.Text);
        return made.Body.GetProperty("id").GetString()!;
    }

    internal static string Observation(string patient, string day, string code, string more = "") =>
        $$$"""{"resourceType":"Observation","status":"final","code":{"coding":[{"system":"urn:test","code":"{{{code}}}"}]},"subject":{"reference":"Patient/{{{patient}}}"},"effectiveDateTime":"{{{day}}}"{{{more}}} }""";

    internal static string Condition(string patient, string code) =>
        $$$"""{"resourceType":"Condition","code":{"coding":[{"system":"urn:test","code":"{{{code}}}"}]},"subject":{"reference":"Patient/{{{patient}}}"} }""";

    private static async Task<(string Condition, string Observation)> Fill(AppInHand app, string patient, string illness) =>
        (await Created(app, "Condition", Condition(patient, illness)), await Created(app, "Observation", Observation(patient, "2026-02-01", "pulse")));
}
