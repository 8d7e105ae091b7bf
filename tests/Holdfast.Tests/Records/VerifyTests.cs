using System.Text;
using Holdfast.Ledger;
using Holdfast.Records.Verify;
using Holdfast.Tests.Ledger;

namespace Holdfast.Tests.Records;

/// <summary>Offline: the record store against the heads in the ledger.</summary>
public class VerifyTests
{
    /// <summary>Writes what the keyholder would have put into its ledger, and verifies.</summary>
    private static async Task<(int Code, string Said)> Verify(RecordsUnderTest records, TestLedger ledger)
    {
        ledger.Create();
        await using (var writer = ledger.Open())
        {
            foreach (var (chart, from, head, rows) in records.State.Heads)
            {
                var list = string.Join(',', rows.Select(r => $"[\"{r.RecordClass}\",\"{Convert.ToHexStringLower(r.Hash.Span)}\"]"));
                var entry = $$"""{"v":1,"t":1,"kind":"head","chart":"{{chart}}","from":{{from}},"sequence":{{head.Sequence}},"hash":"{{Convert.ToHexStringLower(head.Hash.Span)}}","rows":[{{list}}]}""";
                await writer.WaitForCheckpoint(await writer.Append(Encoding.UTF8.GetBytes(entry), default) + 1, default);
            }
        }

        await using var said = new StringWriter();
        var code = await VerifyVerb.Run(new VerifyOptions(records.Folder, ledger.Root, Json: false), TextWriter.Null, said);
        return (code, said.ToString().TrimEnd().Split('\n')[^1]);
    }

    [Theory]
    [InlineData("", 0, "")]
    [InlineData("update rows set body = zeroblob(length(body)) where chart = @chart and sequence = 2", 1, "row 2 was edited")]
    [InlineData("delete from rows where chart = @chart and sequence = 3", 1, "row 3 is missing")]
    [InlineData("update rows set sequence = 9 - sequence where chart = @chart and sequence in (4, 5)", 1, "row 4")]
    public async Task The_first_thing_that_is_wrong_is_named(string sql, int code, string said)
    {
        await using var records = await RecordsUnderTest.Start();
        using var ledger = new TestLedger();
        using var app = await records.OpenChart();
        for (var i = 0; i < 4; i++) await app.Post("Observation", WritingTests.Observation(app.Patient));
        if (sql.Length > 0) records.Sql(sql, ("@chart", app.Chart.ToBytes()));
        var result = await Verify(records, ledger);
        Assert.Equal(code, result.Code);
        if (code > 0) Assert.Contains($"chart {app.Chart}: {said}", result.Said);
    }

    [Theory]
    [InlineData(1, "")]
    [InlineData(2, "goes from row 0 to 2 where the chart stood at 2")]
    public async Task Heads_that_moved_together_are_followed_in_each_chart(int times, string wrong)
    {
        await using var records = await RecordsUnderTest.Start();
        using var ledger = new TestLedger();
        using var import = new Import.ImportUnderTest(records);
        import.Write("b.json", """{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Patient","id":"a"}},{"resource":{"resourceType":"Condition","id":"c","subject":{"reference":"Patient/a"}}},{"resource":{"resourceType":"Organization","id":"o","name":"O"}}]}""");
        await import.Run();
        var heads = records.State.Heads.OrderByDescending(h => h.Rows.Count).ToList();
        var moves = string.Join(',', heads.Select(h => $"[\"{h.Chart}\",{h.From},{h.Head.Sequence},\"{Convert.ToHexStringLower(h.Head.Hash.Span)}\"]"));
        var rows = string.Join(',', heads.SelectMany(h => h.Rows).Select(r => $"[\"{r.RecordClass}\",\"{Convert.ToHexStringLower(r.Hash.Span)}\"]"));
        ledger.Create();
        await using (var writer = ledger.Open())
            for (var i = 0; i < times; i++)
                await writer.WaitForCheckpoint(await writer.Append(Encoding.UTF8.GetBytes($$"""{"v":1,"t":1,"kind":"heads","moves":[{{moves}}],"rows":[{{rows}}]}"""), default) + 1, default);

        await using var said = new StringWriter();
        Assert.Equal(times - 1, await VerifyVerb.Run(new VerifyOptions(records.Folder, ledger.Root, Json: false), TextWriter.Null, said));
        Assert.Contains(wrong, said.ToString());
    }

    [Fact]
    public async Task A_row_that_was_never_acknowledged_is_no_fault()
    {
        await using var records = await RecordsUnderTest.Start();
        using var ledger = new TestLedger();
        using var app = await records.OpenChart();
        await app.Post("Observation", WritingTests.Observation(app.Patient));
        await records.Store.Insert([GapTests.Orphan(records, app)]);
        Assert.Equal(0, (await Verify(records, ledger)).Code);
    }
}
