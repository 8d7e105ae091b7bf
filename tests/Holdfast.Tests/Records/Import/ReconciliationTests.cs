using System.Text.Json.Nodes;
using Holdfast.Records.Import;

namespace Holdfast.Tests.Records.Import;

/// <summary>Afterwards it is known of every item what became of it; beforehand, what would.</summary>
public class ReconciliationTests
{
    private const string Patient = """{"resourceType":"Patient","id":"p1","name":[{"family":"Roy","given":["Ann"]}],"birthDate":"1950-02-01"}""";

    private static string Condition(string id, string more = "") => $$"""{"resourceType":"Condition","id":"{{id}}","subject":{"reference":"Patient/p1"}{{more}}}""";

    [Fact]
    public async Task Every_item_is_in_or_there_already_or_refused_with_all_that_is_wrong()
    {
        await using var records = await RecordsUnderTest.Start();
        using var import = new ImportUnderTest(records);
        import.Write("Patient.ndjson", Patient);
        import.Write("Condition.ndjson", Condition("a"), Condition("b"), Condition("bad", ",\"onsetDateTime\":\"1999-secret\",\"clinicalStatus\":{\"text\":\"secret\"}"));
        import.Write("Practitioner.json", """{"resourceType":"Practitioner","id":"d","active":"secret"}""");
        await import.Run();
        Assert.Equal(["in:Condition", "in:Condition", "in:Patient", "refused:Condition", "refused:Practitioner"], Outcomes(import).Order());
        var bad = import.Items.Single(i => (string?)i["outcome"] == "refused" && (string?)i["type"] == "Condition");
        Assert.Equal("line 3", (string)bad["path"]!);
        Assert.Equal("Condition.onset", (string)bad["faults"]![0]!["path"]!);
        Assert.DoesNotContain(import.Items, i => i.ToJsonString().Contains("secret"));
        var summary = import.Items[^1];
        Assert.Equal("""[{"type":"Condition","in":2,"already":0,"refused":1},{"type":"Patient","in":1,"already":0,"refused":0},{"type":"Practitioner","in":0,"already":0,"refused":1}]""", summary["types"]!.ToJsonString());
        Assert.Equal(2, summary["reasons"]!.AsArray().Count);

        await import.Run();
        Assert.Equal(["already:Condition", "already:Condition", "already:Patient", "refused:Condition", "refused:Practitioner"], Outcomes(import).Order());
    }

    [Fact]
    public async Task A_rehearsal_counts_alike_and_writes_nothing_and_asks_for_nobodys_chart()
    {
        await using var records = await RecordsUnderTest.Start();
        using var import = new ImportUnderTest(records);
        import.Write("Patient.ndjson", Patient);
        import.Write("Condition.ndjson", Condition("a"), "{\"resourceType\":\"Condition\",\"id\":\"b\"}");
        import.Write("b.json", """{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Practitioner","id":"d"}}]}""");
        var (counts, refusals) = await import.Run(rehearse: true);
        Assert.True((bool)counts["dryRun"]!);
        Assert.Empty(records.State.Heads);
        Assert.Empty(records.State.Admissions);
        var before = Outcomes(import).Order().ToList();
        var (after, refusedAfter) = await import.Run();
        Assert.Equal(before, Outcomes(import).Order());
        Assert.Equal(refusals.Select(r => r.ToJsonString()), refusedAfter.Select(r => r.ToJsonString()));
        Assert.Equal((3, 1, 1), ((int)after["imported"]!, (int)after["refused"]!, (int)after["charts"]!));
        Assert.Equal((3, 1, 1), ((int)counts["imported"]!, (int)counts["refused"]!, (int)counts["charts"]!));
        // The provider's chart is open to a rehearsal, so what is there already is known.
        await import.Run(rehearse: true);
        Assert.Contains("already:Practitioner", Outcomes(import));
    }

    [Fact]
    public async Task Files_of_one_resource_each_find_their_patient_in_another_file()
    {
        await using var records = await RecordsUnderTest.Start();
        using var import = new ImportUnderTest(records);
        import.Write("a-condition.json", Condition("a"));
        import.Write("b-practitioner.json.gz", """{"resourceType":"Practitioner","id":"d"}""");
        import.Write("z-patient.json", Patient);
        import.Write("nobodys.json", """{"resourceType":"Condition","id":"n","subject":{"reference":"Patient/not-given"}}""");
        var (counts, refusals) = await import.Run();
        Assert.Equal((4, 3, 1), ((int)counts["files"]!, (int)counts["imported"]!, (int)counts["refused"]!));
        Assert.Equal("resource", (string)Assert.Single(refusals)["path"]!);
    }

    [Fact]
    public async Task A_card_number_in_a_note_is_named_by_its_place_and_never_by_itself()
    {
        await using var records = await RecordsUnderTest.Start();
        using var import = new ImportUnderTest(records);
        import.Write("Patient.ndjson", Patient);
        import.Write("Condition.ndjson", Condition("a", ",\"note\":[{\"text\":\"pays by 4111 1111 1111 1111\"}]"));
        var (counts, refusals) = await import.Run();
        Assert.Equal(2, (int)counts["imported"]!);
        Assert.Empty(refusals);
        Assert.Equal("Condition.note[0].text", (string)Assert.Single(import.Warnings)["at"]!);
        var warning = import.Items.Single(i => (string?)i["outcome"] == "warning");
        Assert.Equal(("Condition.note[0].text", SensitiveNumbers.Card, "line 1"), ((string)warning["at"]!, (string)warning["kind"]!, (string)warning["path"]!));
        Assert.DoesNotContain(import.Items.Concat(import.Warnings), i => i.ToJsonString().Contains("4111"));
    }

    [Fact]
    public async Task A_patient_who_looks_like_another_is_said_but_not_like_whom()
    {
        await using var records = await RecordsUnderTest.Start();
        using var import = new ImportUnderTest(records);
        import.Write("a.ndjson", Patient, Patient.Replace("\"p1\"", "\"p2\""));
        Assert.Equal(2, (int)(await import.Run()).Counts["charts"]!);
        Assert.Contains("looks like a person who is here already", (string)Assert.Single(import.Warnings)["warning"]!);
        Assert.DoesNotContain("Roy", import.Warnings[0].ToJsonString());
        await import.Run();
        Assert.Empty(import.Warnings);
    }

    [Fact]
    public void The_table_adds_up_and_names_the_reasons()
    {
        using var output = new StringWriter();
        var report = new ImportReport(json: false, TextWriter.Null);
        report.Refuse(new ImportProblem("f", "line 1", "Observation", "at a: bad") { Why = "bad" });
        report.Refuse(new ImportProblem("f", "line 2", "Observation", "at b: bad") { Why = "bad" });
        report.Refuse("f", "file", "unreadable");
        report.Finish(output, 1);
        Assert.Equal("""
            Type                    in  there already  refused
            (no resource)            0              0        1
            Observation              0              0        2
            All                      0              0        3
            Refused, and why:
                    2  bad
                    1  unreadable
            0 files: 0 resources in 0 charts, 0 of them written now, 3 refused, 1 s.

            """, output.ToString());
    }

    private static IEnumerable<string> Outcomes(ImportUnderTest import) =>
        import.Items.Where(i => i["outcome"] is not null).Select(i => $"{(string)i["outcome"]!}:{(string?)i["type"]}");
}
