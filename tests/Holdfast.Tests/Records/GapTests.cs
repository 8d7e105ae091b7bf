using System.Security.Cryptography;
using Holdfast.Wire;

namespace Holdfast.Tests.Records;

/// <summary>What an administrator of the database can do to a chart, and what the next reader sees of it.</summary>
public class GapTests
{
    private const int Notes = 6;

    /// <summary>A chart with a Patient in row 1 and a note in each of rows 2 to 7, closed again.</summary>
    private static async Task<(ChartId Chart, string Patient)> Written(RecordsUnderTest records)
    {
        using var app = await records.OpenChart();
        for (var i = 0; i < Notes; i++) Assert.Equal(201, (await app.Post("Observation", WritingTests.Observation(app.Patient, value: $"{i}"))).Status);
        records.State.End(app.Opening.Grant);
        await RecordsUnderTest.Eventually(() => records.Charts.Count == 0);
        return (app.Chart, app.Patient);
    }

    private static void Edit(RecordsUnderTest records, ChartId chart, string what, bool keepHash)
    {
        var (sequence, mend) = (4L, keepHash ? "" : ", hash = @hash");
        var row = records.Store.Read(chart, sequence - 1, sequence).Single();
        row.Body[what == "header" ? 30 : row.Body.Length - 20] ^= 1;
        records.Sql($"update rows set body = @body{mend} where chart = @chart and sequence = @sequence", ("@body", row.Body), ("@hash", SHA256.HashData(row.Body)), ("@chart", chart.ToBytes()), ("@sequence", sequence));
    }

    private static async Task<AppUnderTest> Reopen(RecordsUnderTest records, ChartId chart)
    {
        var app = records.App(chart);
        Assert.Equal(200, (await app.Redeem()).Status);
        return app;
    }

    /// <summary>All but the named rows are shown, and everything that is shown says that they are not.</summary>
    private static async Task Shows(RecordsUnderTest records, ChartId chart, string patient, int notes, string kind, params long[] gaps)
    {
        using var app = await Reopen(records, chart);
        var sequences = string.Join(", ", gaps);
        var found = await app.Get("Observation");
        Assert.Equal(notes, found.Matches.Count);
        Assert.Equal(sequences, found.Message.Headers.GetValues("Holdfast-Gap").Single());
        Assert.Contains(found.Notes, n => n.Contains($"Rows of this chart: {sequences}."));
        Assert.Contains((await app.Get($"Patient/{app.Patient}/$everything")).Notes, n => n.Contains(sequences));
        foreach (var note in found.Matches) Assert.True((await app.Get($"Observation/{note["id"]}")).Message.Headers.Contains("Holdfast-Gap"));
        await RecordsUnderTest.Eventually(() => records.State.Gaps.Count >= gaps.Length);
        var reported = records.State.Gaps.ToList();
        Assert.Equal(gaps, reported.Select(g => g.Sequence));
        Assert.All(reported, g => Assert.Equal(kind, g.Kind));
        Assert.All(reported, g => Assert.Equal(app.Opening.Grant.ToByteString(), g.Grant));
        // A nurse at the door can still write.
        Assert.Equal(201, (await app.Post("Observation", WritingTests.Observation(app.Patient))).Status);
    }

    [Fact]
    public async Task A_whole_chart_says_nothing_of_gaps()
    {
        await using var records = await RecordsUnderTest.Start();
        var (chart, _) = await Written(records);
        using var app = await Reopen(records, chart);
        var found = await app.Get("Observation");
        Assert.Equal(Notes, found.Matches.Count);
        Assert.Empty(found.Notes);
        Assert.False(found.Message.Headers.Contains("Holdfast-Gap"));
        Assert.Empty(records.State.Gaps);
    }

    [Theory]
    [InlineData("body", true, "edited")]
    [InlineData("body", false, "foreign")]
    [InlineData("header", true, "edited")]
    [InlineData("header", false, "foreign")]
    public async Task An_edited_row_is_named_and_the_rest_shown(string what, bool keepHash, string kind)
    {
        await using var records = await RecordsUnderTest.Start();
        var (chart, patient) = await Written(records);
        Edit(records, chart, what, keepHash);
        await Shows(records, chart, patient, Notes - 1, kind, 4);
    }

    [Fact]
    public async Task A_deleted_row_is_named_and_the_rest_shown()
    {
        await using var records = await RecordsUnderTest.Start();
        var (chart, patient) = await Written(records);
        records.Sql("delete from rows where chart = @chart and sequence = 3", ("@chart", chart.ToBytes()));
        await Shows(records, chart, patient, Notes - 1, "missing", 3);
    }

    [Fact]
    public async Task Several_holes_are_all_named()
    {
        await using var records = await RecordsUnderTest.Start();
        var (chart, patient) = await Written(records);
        records.Sql("delete from rows where chart = @chart and sequence in (3, 5, 6)", ("@chart", chart.ToBytes()));
        await Shows(records, chart, patient, Notes - 3, "missing", 3, 5, 6);
    }

    [Fact]
    public async Task A_chart_rolled_back_to_yesterday_is_noticed()
    {
        await using var records = await RecordsUnderTest.Start();
        var (chart, patient) = await Written(records);
        records.Sql("delete from rows where chart = @chart and sequence > 5", ("@chart", chart.ToBytes()));
        await Shows(records, chart, patient, Notes - 2, "missing", 6, 7);
    }

    [Fact]
    public async Task Rows_that_changed_places_are_noticed()
    {
        await using var records = await RecordsUnderTest.Start();
        var (chart, patient) = await Written(records);
        var (three, five) = (records.Store.Read(chart, 2, 3).Single(), records.Store.Read(chart, 4, 5).Single());
        foreach (var (row, place) in new[] { (three, 5L), (five, 3L) })
            records.Sql("update rows set hash = @hash, body = @body where chart = @chart and sequence = @place", ("@hash", row.Hash), ("@body", row.Body), ("@chart", chart.ToBytes()), ("@place", place));
        await Shows(records, chart, patient, Notes - 2, "foreign", 3, 5);
    }

    [Fact]
    public async Task A_row_of_another_patient_is_not_shown_here()
    {
        await using var records = await RecordsUnderTest.Start();
        var (chart, patient) = await Written(records);
        var (other, _) = await Written(records);
        var theirs = records.Store.Read(other, 3, 4).Single();
        records.Sql("update rows set hash = @hash, body = @body where chart = @chart and sequence = 4", ("@hash", theirs.Hash), ("@body", theirs.Body), ("@chart", chart.ToBytes()));
        await Shows(records, chart, patient, Notes - 1, "foreign", 4);
    }

    [Fact]
    public async Task A_row_that_never_reached_the_chain_is_never_shown_and_swept()
    {
        await using var records = await RecordsUnderTest.Start();
        using (var app = await records.OpenChart())
        {
            // The writer dies between its insert and its commit; another write takes the place.
            records.State.BeforeCommit = _ => new CommitReply { Refusal = new Refusal { Why = Why.Unknown } };
            var lost = records.Store.Read(app.Chart, 0, 9).Count;
            Assert.Equal(403, (await app.Post("Observation", WritingTests.Observation(app.Patient, value: "666"))).Status);
            Assert.Equal(lost, records.Store.Read(app.Chart, 0, 9).Count);
            records.State.BeforeCommit = null;
            Assert.Equal(201, (await app.Post("Observation", WritingTests.Observation(app.Patient))).Status);
            var adopted = records.Store.Read(app.Chart, 1, 2).Single();
            var orphan = Orphan(records, app);
            await records.Store.Insert([orphan]);
            records.State.End(app.Opening.Grant);
            await RecordsUnderTest.Eventually(() => records.Charts.Count == 0);
            using var again = await Reopen(records, app.Chart);
            Assert.Single((await again.Get("Observation")).Matches);
            await RecordsUnderTest.Eventually(() => records.Store.Read(app.Chart, 1, 2) is [var only] && only.Hash.SequenceEqual(adopted.Hash));
        }
    }

    [Fact]
    public async Task A_hole_in_the_providers_chart_is_named_as_such()
    {
        await using var records = await RecordsUnderTest.Start();
        records.State.SetHead(records.State.ProviderChart, new Holdfast.Wire.Records.ChainHead(2, RandomNumberGenerator.GetBytes(32)));
        using var app = await records.OpenChart();
        var read = await app.Get($"Patient/{app.Patient}");
        Assert.Equal(200, read.Status);
        Assert.Equal("provider 1, 2", read.Message.Headers.GetValues("Holdfast-Gap").Single());
    }

    internal static Holdfast.Records.Store.ChartRow Orphan(RecordsUnderTest records, AppUnderTest app)
    {
        var start = Holdfast.Wire.Records.ChartChain.Start(records.State.Installation, app.Chart);
        var head = Holdfast.Wire.Records.ChartChain.Append(start, records.Store.Read(app.Chart, 0, 1).Single().Hash);
        using var key = new Holdfast.Wire.Records.Subkey(records.State.Key(app.Chart, "clinical"));
        var entry = new Holdfast.Records.Store.ContentEntry(Holdfast.Records.Store.RowOperation.Put, "Observation", "orphan", 1, null, 0, default, "\"status\":\"final\""u8.ToArray());
        return Holdfast.Records.Charts.RowSealer.Seal(records.State.Installation, app.Chart, app.Opening.Grant, head,
            [new(Holdfast.Wire.Records.RecordClass.Clinical, KeyholderState.Generation, key, [entry])]).Rows.Single();
    }
}
