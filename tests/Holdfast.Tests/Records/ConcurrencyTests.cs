using Grpc.Core;
using Holdfast.Wire;

namespace Holdfast.Tests.Records;

/// <summary>Several writers on one chart, and a keyholder that does not answer.</summary>
public class ConcurrencyTests
{
    [Fact]
    public async Task Two_nodes_write_to_one_chart_and_nothing_is_lost()
    {
        await using var first = await RecordsUnderTest.Start();
        await using var second = await first.SecondNode();
        using var here = await first.OpenChart();
        using var there = second.App(here.Chart);
        await there.Redeem();
        const int each = 8;
        async Task<List<FhirResponse>> Write(AppUnderTest app)
        {
            var answers = new List<FhirResponse>();
            for (var i = 0; i < each; i++) answers.Add(await app.Post("Observation", WritingTests.Observation(app.Patient, value: $"{i}")));
            return answers;
        }

        var answers = (await Task.WhenAll(Write(here), Write(there))).SelectMany(a => a).ToList();
        Assert.All(answers, a => Assert.Equal(201, a.Status));
        Assert.Equal(2 * each, answers.Select(a => a.Version).Distinct().Count());
        Assert.Equal(1 + 2 * each, first.State.Head(here.Chart).Sequence);
        await here.Refresh();
        await there.Refresh();
        Assert.Equal(2 * each, (await here.Get("Observation")).Matches.Count);
        Assert.Equal(2 * each, (await there.Get("Observation")).Matches.Count);
        // Candidates that lost were taken away: one row a place.
        Assert.Equal(1 + 2 * each, first.Store.Read(here.Chart, 0, 1000).Count);
    }

    [Fact]
    public async Task A_writer_who_lost_the_race_is_checked_again_on_the_new_head()
    {
        await using var first = await RecordsUnderTest.Start();
        await using var second = await first.SecondNode();
        using var here = await first.OpenChart();
        using var there = second.App(here.Chart);
        var note = await here.Post("Observation", WritingTests.Observation(here.Patient));
        await there.Redeem();
        var more = $",\"id\":\"{note.Id}\"";
        Assert.Equal(200, (await here.Put($"Observation/{note.Id}", WritingTests.Observation(here.Patient, value: "1", more: more), ("If-Match", note.ETag!))).Status);
        // The other node still shows the old version; its write must not replace what it has not seen.
        Assert.Equal(412, (await there.Put($"Observation/{note.Id}", WritingTests.Observation(here.Patient, value: "2", more: more), ("If-Match", note.ETag!))).Status);
        Assert.Contains("\"value\":1,", (await there.Get($"Observation/{note.Id}")).Text);
    }

    [Fact]
    public async Task A_search_sees_what_was_written_deleted_and_written_elsewhere_since_the_search_before()
    {
        await using var first = await RecordsUnderTest.Start();
        await using var second = await first.SecondNode();
        using var here = await first.OpenChart();
        using var there = second.App(here.Chart);
        await there.Redeem();
        async Task<int> Found(AppUnderTest app) => (await app.Get("Observation")).Matches.Count;
        Assert.Equal((0, 0), (await Found(here), await Found(there)));
        var note = await here.Post("Observation", WritingTests.Observation(here.Patient));
        Assert.Equal(1, await Found(here));
        await there.Post("Observation", WritingTests.Observation(there.Patient)); // loses the race, and so comes to the new head
        Assert.Equal(2, await Found(there));
        await here.Send(HttpMethod.Delete, $"Observation/{note.Id}", null, []);
        Assert.Equal(1, await Found(here));
    }

    [Fact]
    public async Task Another_view_of_the_chart_on_this_node_sees_the_write()
    {
        await using var records = await RecordsUnderTest.Start();
        using var nurse = await records.OpenChart();
        using var coordinator = records.App(nurse.Chart, reads: ["identity"], writes: ["identity"]);
        await coordinator.Redeem();
        var patient = await nurse.Get($"Patient/{nurse.Patient}");
        var changed = patient.Text.Replace("\"female\"", "\"other\"");
        Assert.Equal(200, (await coordinator.Put($"Patient/{nurse.Patient}", changed, ("If-Match", patient.ETag!))).Status);
        for (var i = 0; i < 100 && !(await nurse.Get($"Patient/{nurse.Patient}")).Text.Contains("\"other\""); i++) await Task.Delay(20);
        Assert.Contains("\"other\"", (await nurse.Get($"Patient/{nurse.Patient}")).Text);
    }

    [Fact]
    public async Task A_commit_whose_answer_was_lost_is_sent_again_under_the_same_key()
    {
        await using var records = await RecordsUnderTest.Start();
        using var app = await records.OpenChart();
        var tries = 0;
        records.State.BeforeCommit = request =>
        {
            if (tries++ > 0) return null;
            records.State.BeforeCommit = null;
            records.State.Commit(request);
            throw new RpcException(new Status(StatusCode.Unavailable, "the answer is lost"));
        };
        Assert.Equal(201, (await app.Post("Observation", WritingTests.Observation(app.Patient))).Status);
        Assert.Equal(2, records.State.Head(app.Chart).Sequence);
        Assert.Single((await app.Get("Observation")).Matches);
    }

    [Fact]
    public async Task A_keyholder_that_does_not_answer_is_a_503_with_the_mend()
    {
        await using var records = await RecordsUnderTest.Start();
        using var app = await records.OpenChart();
        records.State.BeforeCommit = _ => throw new RpcException(new Status(StatusCode.Unavailable, "gone"));
        var answer = await app.Post("Observation", WritingTests.Observation(app.Patient));
        Assert.Equal(503, answer.Status);
        Assert.Contains("If-None-Exist", answer.Issue);
        Assert.Equal("2", answer.Message.Headers.GetValues("Retry-After").Single());
        records.State.BeforeCommit = null;
        Assert.Equal(201, (await app.Post("Observation", WritingTests.Observation(app.Patient))).Status);
    }
}
