namespace Holdfast.Tests.Records.Import;

/// <summary>Real-looking input comes in whole, once, into the right chart.</summary>
public class ImportTests
{
    private const string Uuid = "6c8f3e83-c351-ed33-c38d-6be101c275d2";

    private static string Bundle(params string[] entries) => $$"""{"resourceType":"Bundle","type":"transaction","entry":[{{string.Join(',', entries)}}]}""";

    private static string Entry(string resource, string? fullUrl = null) =>
        $$"""{{{(fullUrl is null ? "" : $"\"fullUrl\":\"{fullUrl}\",")}}"resource":{{resource}},"request":{"method":"POST","url":"x"} }""";

    private static string Patient(string id = Uuid, string family = "Roy", string more = "") => $$"""{"resourceType":"Patient","id":"{{id}}","name":[{"family":"{{family}}","given":["Ann","Lee"]}],"birthDate":"1950-02-01","gender":"female"{{more}}}""";

    private static string Condition(string id, string subject, string more = "") => $$"""{"resourceType":"Condition","id":"{{id}}","subject":{"reference":"{{subject}}"}{{more}}}""";

    [Fact]
    public async Task References_become_ids_and_what_is_of_nobody_goes_to_the_provider()
    {
        await using var records = await RecordsUnderTest.Start();
        using var import = new ImportUnderTest(records);
        import.Write("b.json", Bundle(
            Entry(Patient(), $"urn:uuid:{Uuid}"),
            Entry("""{"resourceType":"Condition","subject":{"reference":"urn:uuid:6c8f3e83-c351-ed33-c38d-6be101c275d2"},"asserter":{"reference":"Practitioner?identifier=http://npi|99"}}""", "urn:uuid:11111111-c351-ed33-c38d-6be101c275d2"),
            Entry("""{"resourceType":"Practitioner","id":"doc","identifier":[{"system":"http://npi","value":"99"}],"name":[{"family":"Who"}]}""", "urn:uuid:22222222-c351-ed33-c38d-6be101c275d2")));
        var (counts, refusals) = await import.Run();
        Assert.Empty(refusals);
        Assert.Equal("""{"files":1,"imported":3,"refused":0,"resources":3,"charts":1,"seconds":1}""", counts.ToJsonString());

        using var app = records.App(records.State.Heads.Single(h => h.Chart != records.State.ProviderChart).Chart);
        await app.Redeem();
        Assert.Equal(Uuid, app.Patient);
        var condition = Assert.Single((await app.Get("Condition")).Matches);
        Assert.Equal($"Patient/{Uuid}", (string)condition["subject"]!["reference"]!);
        Assert.Equal("Practitioner/doc", (string)condition["asserter"]!["reference"]!);
        Assert.Equal("11111111-c351-ed33-c38d-6be101c275d2", (string)condition["id"]!);
        Assert.Equal(200, (await app.Get("Practitioner/doc")).Status);
        Assert.Single((await app.Get("Practitioner?name=who")).Matches);
        var everything = await app.Get($"Patient/{Uuid}/$everything");
        Assert.Contains(everything.Json["entry"]!.AsArray(), e => (string)e!["resource"]!["resourceType"]! == "Practitioner" && (string)e["search"]!["mode"]! == "include");
        var directory = records.State.Admissions.Single().Directory;
        Assert.Equal(("Roy", "Ann Lee", "1950-02-01", "female"), (directory.Family, directory.Given, directory.BirthDate, directory.Gender));
        Assert.DoesNotContain("Roy", records.State.Admissions.Single().SourceKey);

        // A service that does not read identity names the patient by the chart's own id: it is the same patient.
        Assert.NotEqual(Uuid, app.Chart.ToString());
        Assert.Equal(201, (await app.Post("Observation", WritingTests.Observation(app.Chart.ToString()))).Status);
        foreach (var search in new[] { $"Observation?patient={Uuid}", $"Observation?subject=Patient/{Uuid}", $"Observation?subject:Patient={Uuid}", $"Patient/{Uuid}/Observation", "Observation?patient.family=Roy" })
            Assert.True((await app.Get(search)).Matches.Count == 1, search);
        Assert.Equal(Uuid, (await app.Get($"Patient/{app.Chart}")).Id);
    }

    [Fact]
    public async Task The_same_input_twice_adds_nothing_and_a_change_adds_itself()
    {
        await using var records = await RecordsUnderTest.Start();
        using var import = new ImportUnderTest(records);
        string[] entries = [Entry(Patient(), $"urn:uuid:{Uuid}"), Entry(Condition("c", $"urn:uuid:{Uuid}")), Entry("""{"resourceType":"Organization","name":"no id of its own"}""")];
        import.Write("b.json", Bundle(entries));
        Assert.Equal(3, (int)(await import.Run()).Counts["imported"]!);
        var heads = records.State.Heads.Count;
        Assert.Equal(0, (int)(await import.Run()).Counts["imported"]!);
        Assert.Equal(heads, records.State.Heads.Count);
        entries[1] = Entry(Condition("c", $"urn:uuid:{Uuid}", ",\"onsetString\":\"long ago\""));
        import.Write("b.json", Bundle(entries));
        Assert.Equal(1, (int)(await import.Run()).Counts["imported"]!);
        Assert.Equal(heads + 1, records.State.Heads.Count);
    }

    [Fact]
    public async Task A_bundle_waits_for_what_it_names_by_identifier()
    {
        await using var records = await RecordsUnderTest.Start();
        using var import = new ImportUnderTest(records);
        import.Write("a.json.gz", Bundle(Entry(Patient()), Entry(Condition("c", $"Patient/{Uuid}", ",\"recorder\":{\"reference\":\"Practitioner?identifier=http%3A%2F%2Fnpi%7C7\"}"))));
        import.Write("z.json", Bundle(Entry("""{"resourceType":"Practitioner","id":"late","identifier":[{"system":"http://npi","value":"7"}]}""")));
        var (counts, refusals) = await import.Run();
        Assert.Empty(refusals);
        Assert.Equal(3, (int)counts["imported"]!);

        import.Write("a.json.gz", Bundle(Entry(Patient()), Entry(Condition("d", $"Patient/{Uuid}", ",\"recorder\":{\"reference\":\"Practitioner?identifier=http://npi|nobody\"}"))));
        (counts, refusals) = await import.Run();
        Assert.Equal(1, (int)counts["refused"]!);
        Assert.DoesNotContain("nobody", refusals.Single().ToJsonString());
    }

    [Fact]
    public async Task What_is_invalid_is_named_and_the_rest_goes_in()
    {
        await using var records = await RecordsUnderTest.Start();
        using var import = new ImportUnderTest(records);
        import.Write("b.json", Bundle(
            Entry(Patient()),
            Entry(Condition("good", $"Patient/{Uuid}")),
            Entry(Condition("bad", $"Patient/{Uuid}", ",\"onsetDateTime\":\"1999-secret\"")),
            Entry("""{"resourceType":"Observation","id":"homeless","status":"final","code":{"text":"x"}}"""),
            "{\"request\":{\"method\":\"DELETE\",\"url\":\"Condition/1\"}}"));
        import.Write("cut.json", "{\"resourceType\":\"Bundle\"");
        import.Write("damaged.json.gz", "x");
        File.WriteAllText(Path.Combine(import.Input, "damaged.json.gz"), "this is no gzip");
        var (counts, refusals) = await import.Run();
        Assert.Equal(3, (int)counts["files"]!);
        Assert.Equal(2, (int)counts["imported"]!);
        Assert.Equal(5, (int)counts["refused"]!);
        Assert.Equal(5, refusals.Count);
        Assert.Contains(refusals, r => (string)r["path"]! == "Bundle.entry[2].resource" && ((string)r["problem"]!).Contains("Condition.onset"));
        Assert.All(refusals, r => Assert.DoesNotContain("secret", r.ToJsonString()));
    }

    [Fact]
    public async Task Lines_of_a_bulk_export_are_brought_together_by_patient()
    {
        await using var records = await RecordsUnderTest.Start();
        using var import = new ImportUnderTest(records);
        import.Write("Condition.ndjson", [.. Enumerable.Range(0, 30).Select(i => Condition($"c{i}", $"Patient/p{i % 3}")), "{\"cut", ""]);
        import.Write("Encounter.ndjson.gz", [.. Enumerable.Range(0, 3).Select(i => $$"""{"resourceType":"Encounter","id":"e{{i}}","status":"finished","class":{"code":"HH"},"subject":{"reference":"Patient/p{{i}}"} }""")]);
        import.Write("Patient.ndjson", [.. Enumerable.Range(0, 3).Select(i => Patient($"p{i}", $"Family{i}"))]);
        import.Write("Practitioner.ndjson", """{"resourceType":"Practitioner","id":"d1"}""", """{"resourceType":"Practitioner","id":"d2"}""");
        import.Write("Observation.ndjson", """{"resourceType":"Observation","id":"by-visit","status":"final","code":{"text":"x"},"encounter":{"reference":"Encounter/e1"}}""");
        var (counts, refusals) = await import.Run();
        Assert.Equal("line 31", (string)Assert.Single(refusals)["path"]!);
        Assert.Equal(39, (int)counts["imported"]!);
        Assert.Equal(3, (int)counts["charts"]!);
        // One move of the head for each patient: whole or not at all.
        Assert.Equal(3, records.State.Heads.Count(h => h.Chart != records.State.ProviderChart));
        foreach (var chart in records.State.Heads.Select(h => h.Chart).Where(c => c != records.State.ProviderChart))
        {
            using var app = records.App(chart);
            await app.Redeem();
            Assert.Equal(10, (await app.Get("Condition")).Matches.Count);
            Assert.Equal(app.Patient == "p1" ? 1 : 0, (await app.Get("Observation")).Matches.Count);
        }

        Assert.Equal(0, (int)(await import.Run()).Counts["imported"]!);
    }

    [Fact]
    public async Task Strangers_with_the_same_short_id_do_not_share_a_chart()
    {
        await using var records = await RecordsUnderTest.Start();
        using var import = new ImportUnderTest(records);
        import.Write("a.json", Bundle(Entry(Patient("1", "Roy", ",\"identifier\":[{\"system\":\"http://mrn\",\"value\":\"77\"}]"))));
        import.Write("b.json", Bundle(Entry(Patient("1", "Roy", ",\"identifier\":[{\"system\":\"http://mrn\",\"value\":\"78\"}]"))));
        Assert.Equal(2, (int)(await import.Run()).Counts["charts"]!);
        Assert.Equal(0, (int)(await import.Run()).Counts["imported"]!);
    }

    [Theory]
    [InlineData("\"value\":\"5000000001\"", "5000000001", "")]
    [InlineData("\"value\":\"5000-000-001-ab\"", "5000000001", "AB")]
    [InlineData("\"value\":\"5000000001\",\"extension\":[{\"url\":\"http://hl7.org/fhir/ca/baseline/StructureDefinition/ext-identifierversion\",\"valueString\":\"XY\"}]", "5000000001", "XY")]
    public async Task The_health_number_and_its_version_code_reach_the_directory(string identifier, string number, string version)
    {
        await using var records = await RecordsUnderTest.Start();
        using var import = new ImportUnderTest(records);
        import.Write("a.json", Bundle(Entry(Patient(more: $",\"identifier\":[{{\"system\":\"https://fhir.infoway-inforoute.ca/NamingSystem/ca-on-patient-hcn\",{identifier}}}]"))));
        await import.Run();
        var directory = records.State.Admissions.Single().Directory;
        Assert.Equal((number, version), (directory.HealthNumber, directory.HealthNumberVersion));
    }

    [Fact]
    public async Task Three_untouched_synthea_bundles_come_in_whole()
    {
        var folder = SharedData.Path("synthea-v2.4-bundles-raw");
        await using var records = await RecordsUnderTest.Start();
        using var import = new ImportUnderTest(records);
        var (counts, refusals) = await import.Run(folder);
        Assert.Empty(refusals);
        Assert.Equal(252, (int)counts["imported"]!);
        Assert.Equal(3, (int)counts["charts"]!);
        Assert.Equal(0, (int)(await import.Run(folder)).Counts["imported"]!);
    }
}
