namespace Holdfast.Tests.Records.Import;

/// <summary>What comes in of two published sets, and what is refused for which reason: exactly.</summary>
public class PublishedExamplesTests
{
    [Fact]
    public async Task The_examples_of_HL7_come_in_but_for_what_is_not_valid_and_what_has_no_patient()
    {
        var (counts, reasons) = await Import("hl7-r4-examples");
        Assert.Equal("""{"files":677,"imported":779,"refused":189,"resources":796,"charts":44,"seconds":1}""", counts);
        Assert.Equal(10, reasons.Where(r => r.Why.StartsWith("not valid", StringComparison.Ordinal)).Sum(r => r.Count));
        // Examples by themselves: about nobody, about a group, or about a patient whom HL7 does not publish.
        Assert.Equal(141, reasons.Where(r => r.Why.Contains("must name", StringComparison.Ordinal) || r.Why.StartsWith("its Patient", StringComparison.Ordinal)).Sum(r => r.Count));
        // Answers and messages, not records: Bundles of history, messages and documents, entries that delete or search, wrappers.
        Assert.Equal(38, reasons.Where(r => r.Why.Contains("inside another", StringComparison.Ordinal) || r.Why.StartsWith("only transaction", StringComparison.Ordinal) || r.Why.StartsWith("has no resource", StringComparison.Ordinal)).Sum(r => r.Count));
    }

    [Fact]
    public async Task PACIOs_home_care_folder_comes_in_but_for_its_34_invalid_files_and_narratives_without_a_namespace()
    {
        var (counts, reasons) = await Import("pacio-home-care");
        Assert.Equal("""{"files":293,"imported":856,"refused":167,"resources":868,"charts":2,"seconds":1}""", counts);
        // By their first fault: 17 of the 34 have a narrative without a namespace too, beside 133 resources that have no other fault.
        Assert.Equal([150, 7, 5, 3, 2], reasons.Select(r => r.Count));
        Assert.All(reasons, r => Assert.StartsWith("not valid", r.Why));
    }

    private static async Task<(string Counts, IReadOnlyList<(string Why, int Count)> Reasons)> Import(string folder)
    {
        await using var records = await RecordsUnderTest.Start();
        using var import = new ImportUnderTest(records);
        var (counts, _) = await import.Run(SharedData.Path(folder));
        return (counts.ToJsonString(), [.. import.Items[^1]["reasons"]!.AsArray().Select(r => ((string)r!["problem"]!, (int)r["count"]!))]);
    }
}
