using Google.Protobuf;
using Grpc.Core;
using Holdfast.Wire;

namespace Holdfast.Tests.Records.Import;

/// <summary>A Bundle of several patients and a hospital is in every chart or in none, wherever the import dies; the same command then finishes it.</summary>
public class BundleWholeTests
{
    private const string Bundle = """
        {"resourceType":"Bundle","type":"collection","entry":[
          {"resource":{"resourceType":"Patient","id":"ann","name":[{"family":"Roy"}],"managingOrganization":{"reference":"Organization/home"}}},
          {"resource":{"resourceType":"Condition","id":"c1","subject":{"reference":"Patient/ann"}}},
          {"resource":{"resourceType":"Patient","id":"bob","name":[{"family":"Côté"}]}},
          {"resource":{"resourceType":"Condition","id":"c2","subject":{"reference":"Patient/bob"}}},
          {"resource":{"resourceType":"Organization","id":"home","name":"Home"}}]}
        """;

    /// <summary>Where the process dies: what the call to the keyholder had done by then.</summary>
    public enum Death { BeforeTheCommit, AfterTheCommit }

    [Fact]
    public async Task Several_patients_and_the_providers_part_are_one_commit()
    {
        await using var records = await RecordsUnderTest.Start();
        using var import = new ImportUnderTest(records);
        import.Write("b.json", Bundle);
        var (counts, refusals) = await import.Run();
        Assert.Empty(refusals);
        Assert.Equal((5, 2), ((int)counts["imported"]!, (int)counts["charts"]!));
        Assert.Equal((1, 3), (records.State.Commits, records.State.Heads.Count));
    }

    [Theory]
    [InlineData(Death.BeforeTheCommit)]
    [InlineData(Death.AfterTheCommit)]
    public async Task An_import_that_dies_leaves_all_or_nothing_and_goes_on(Death death)
    {
        await using var records = await RecordsUnderTest.Start();
        using var import = new ImportUnderTest(records);
        import.Write("b.json", Bundle);
        records.State.BeforeCommit = request =>
        {
            records.State.BeforeCommit = null;
            if (death == Death.AfterTheCommit) records.State.Commit(request);
            throw new RpcException(new Status(StatusCode.Unavailable, "killed"));
        };
        await Assert.ThrowsAsync<RpcException>(() => import.Run());
        var stands = death == Death.AfterTheCommit ? 3 : 0;
        Assert.Equal(stands, records.State.Heads.Count);

        var (counts, _) = await import.Run();
        Assert.Equal(5 - (stands / 3 * 5), (int)counts["imported"]!);
        Assert.Equal((3, 1), (records.State.Heads.Count, records.State.Commits));
        Assert.Equal(0, (int)(await import.Run()).Counts["imported"]!);
        await EverythingIsThere(records);
    }

    [Fact]
    public async Task When_the_keyholder_refuses_nothing_of_the_Bundle_is_in_any_chart()
    {
        await using var records = await RecordsUnderTest.Start();
        using var import = new ImportUnderTest(records);
        import.Write("b.json", Bundle);
        records.State.BeforeCommit = _ => new CommitReply { Refusal = new Refusal { Why = Why.NotAllowed, Detail = "no" } };
        var (counts, refusals) = await import.Run();
        Assert.Equal((0, 5), ((int)counts["imported"]!, (int)counts["refused"]!));
        Assert.Equal(5, refusals.Count);
        Assert.Empty(records.State.Heads);
        foreach (var chart in records.Store.Charts()) Assert.Empty(records.Store.Read(chart, 0, 100));
    }

    [Fact]
    public async Task Rows_of_a_lost_race_are_swept_in_every_chart_and_all_go_on_from_the_new_heads()
    {
        await using var records = await RecordsUnderTest.Start();
        using var import = new ImportUnderTest(records);
        using var second = new ImportUnderTest(records);
        import.Write("b.json", Bundle);
        second.Write("late.json", """{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Organization","id":"late","name":"Late"}}]}""");
        records.State.BeforeCommit = request =>
        {
            records.State.BeforeCommit = null;
            second.Run().GetAwaiter().GetResult();
            return null;
        };
        Assert.Equal(5, (int)(await import.Run()).Counts["imported"]!);
        Assert.Equal((4, 2), (records.State.Heads.Count, records.State.Commits));
        foreach (var chart in records.Store.Charts()) Assert.Equal(records.State.Head(chart).Sequence, records.Store.Read(chart, 0, 100).Count);
        await EverythingIsThere(records);
    }

    [Fact]
    public async Task A_Bundle_of_more_patients_than_one_commit_takes_is_refused_whole()
    {
        await using var records = await RecordsUnderTest.Start();
        using var import = new ImportUnderTest(records);
        var patients = string.Join(',', Enumerable.Range(0, 129).Select(i => $"{{\"resource\":{{\"resourceType\":\"Patient\",\"id\":\"p{i}\"}}}}"));
        import.Write("b.json", $$"""{"resourceType":"Bundle","type":"collection","entry":[{{patients}}]}""");
        var (counts, refusals) = await import.Run();
        Assert.Equal(129, (int)counts["refused"]!);
        Assert.Contains("split the Bundle", (string)refusals[0]["problem"]!);
        Assert.Empty(records.State.Admissions);
    }

    private static async Task EverythingIsThere(RecordsUnderTest records)
    {
        foreach (var chart in records.State.Heads.Select(h => h.Chart).Distinct().Where(c => c != records.State.ProviderChart))
        {
            using var app = records.App(chart);
            await app.Redeem();
            Assert.Single((await app.Get("Condition")).Matches);
            Assert.Equal(200, (await app.Get("Organization/home")).Status);
        }
    }
}
