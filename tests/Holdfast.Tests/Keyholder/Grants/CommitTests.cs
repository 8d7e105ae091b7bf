using Holdfast.Keyholder.Watching;
using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire;
using Holdfast.Wire.Records;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Keyholder.Grants;

public class CommitTests
{
    private static async Task<(TestKeyholder Keyholder, TestPerson Nurse, TestNode Node, RedeemReply Grant, TestClient Client)> Opened()
    {
        var keyholder = await TestKeyholder.Start();
        var (nurse, node) = (await keyholder.SignIn("nurse"), await keyholder.Node());
        var chart = await keyholder.Admit(await keyholder.SignIn("coordinator"), nurse);
        var (grant, client) = await node.Open(nurse, chart);
        return (keyholder, nurse, node, grant, client);
    }

    [Fact]
    public async Task A_commit_moves_the_head_along_the_chain()
    {
        var (keyholder, _, node, grant, _) = await Opened();
        await using var _k = keyholder;

        var reply = await node.Commit(grant, body: [1, 2, 3]);

        var expected = ChartChain.Append(ChainHead.From(grant.Chart), System.Security.Cryptography.SHA256.HashData([1, 2, 3]));
        Assert.Equal(expected, ChainHead.From(reply.Head));
        var entry = Assert.Single(await keyholder.Entries("head"));
        Assert.Equal(Convert.ToHexStringLower(expected.Hash.Span), entry.GetProperty("hash").GetString());
    }

    [Fact]
    public async Task Of_two_writers_on_one_head_one_wins_and_the_other_is_told_the_present_head()
    {
        var (keyholder, _, node, grant, _) = await Opened();
        await using var _k = keyholder;
        var won = await node.Commit(grant);

        var lost = await node.Commit(grant);

        Assert.Equal(Why.Conflict, lost.Refusal.Why);
        Assert.Equal(won.Head, lost.Head);
        Assert.Null((await node.Commit(grant, expected: lost.Head)).Refusal);
    }

    [Fact]
    public async Task A_retry_gets_the_answer_of_the_first_try()
    {
        var (keyholder, _, node, grant, _) = await Opened();
        await using var _k = keyholder;
        var key = new byte[16];
        var first = await node.Commit(grant, idempotencyKey: key, body: [1]);

        var again = await node.Commit(grant, idempotencyKey: key, body: [1]);
        await keyholder.Restart();
        var later = await node.Commit(grant, idempotencyKey: key, body: [1]);

        Assert.Equal(first.Head, again.Head);
        Assert.Equal(first.Head, later.Head);
        Assert.Single(await keyholder.Entries("head"));
        Assert.Equal(Why.Conflict, (await node.Commit(grant, idempotencyKey: key, body: [2])).Refusal.Why);
    }

    [Fact]
    public async Task A_class_that_the_grant_may_not_write_is_refused()
    {
        var (keyholder, _, node, grant, _) = await Opened();
        await using var _k = keyholder;

        Assert.Equal(Why.NotAllowed, (await node.Commit(grant, recordClass: "clinical@lab")).Refusal.Why);
        Assert.Equal(Why.Malformed, (await node.Commit(grant, recordClass: "everything")).Refusal.Why);
    }

    [Fact]
    public async Task Last_years_generation_cannot_be_written()
    {
        var (keyholder, _, node, grant, _) = await Opened();
        await using var _k = keyholder;

        Assert.Equal(Why.Expired, (await node.Commit(grant, generation: 202503)).Refusal.Why);
    }

    [Fact]
    public async Task An_access_token_that_has_expired_writes_nothing()
    {
        var (keyholder, _, node, grant, _) = await Opened();
        await using var _k = keyholder;
        keyholder.Time.Advance(TimeSpan.FromMinutes(10));

        Assert.Equal(Why.Expired, (await node.Commit(grant)).Refusal.Why);
    }

    [Fact]
    public async Task The_token_before_a_refresh_still_writes_what_was_under_way()
    {
        var (keyholder, _, node, grant, client) = await Opened();
        await using var _k = keyholder;
        Assert.Null((await node.Refresh(grant.RefreshToken, client)).Refusal);

        Assert.Null((await node.Commit(grant)).Refusal);
    }

    [Fact]
    public async Task Another_chart_or_node_or_token_is_refused()
    {
        var (keyholder, nurse, node, grant, _) = await Opened();
        await using var _k = keyholder;
        var other = await keyholder.Admit(await keyholder.SignIn("coordinator"), nurse, "Roy");
        var stranger = await keyholder.Node(TestKeyholder.OtherRecords);

        Assert.Equal(Why.NotAllowed, (await node.Commit(grant, expected: ChartChain.Start(keyholder.Installation, other).ToMessage(other))).Refusal.Why);
        Assert.Equal(Why.NotAllowed, (await stranger.Commit(grant)).Refusal.Why);
        Assert.Equal(Why.Expired, (await node.Commit(grant.Grant, "invented", grant.Chart, null, grant.WriteGeneration, "clinical")).Refusal.Why);
    }

    [Fact]
    public async Task A_later_opening_brings_the_keys_of_every_month_that_was_written()
    {
        var (keyholder, nurse, node, grant, _) = await Opened();
        await using var _k = keyholder;
        Assert.Null((await node.Commit(grant)).Refusal);
        var march = TestNode.Key(grant, "clinical", 202603);
        keyholder.Leap(TimeSpan.FromDays(23));
        await nurse.SignIn();

        var (april, _) = await node.Open(nurse, ChartId.From(grant.Chart.Chart));

        Assert.Equal([("clinical", 202603), ("clinical", 202604), ("documents", 202604), ("identity", 202604)], april.Keys.Select(key => (key.RecordClass, key.Generation)).Order());
        var header = new RecordHeader(RecordClass.Clinical, 202603, GrantId.From(grant.Grant), RecordId.New(), 1, grant.Chart.Hash.Memory);
        var sealedRow = SealedRecord.Seal(keyholder.Installation, ChartId.From(grant.Chart.Chart), header, march, "penicillin"u8);
        using var again = TestNode.Key(april, "clinical", 202603);
        Assert.NotNull(SealedRecord.Open(keyholder.Installation, ChartId.From(grant.Chart.Chart), again, sealedRow));
    }

    [Fact]
    public async Task A_node_that_tries_what_no_honest_node_does_is_frozen_and_loses_every_grant()
    {
        var (keyholder, nurse, node, grant, client) = await Opened();
        await using var _k = keyholder;
        for (var i = 0; i < Freezing.MisusesPerMinute; i++)
            await node.Commit(GrantId.New().ToByteString(), "token", grant.Chart, null, 202603, "clinical");

        Assert.Equal(Why.Frozen, (await node.Commit(grant)).Refusal.Why);
        Assert.Equal(Why.Frozen, (await node.Refresh(grant.RefreshToken, client)).Refusal.Why);
        Assert.Equal("records-1", Assert.Single(await keyholder.Entries("frozen")).GetProperty("node").GetString());
        Assert.Equal("node frozen", Assert.Single(await keyholder.Entries("grant-ended")).GetProperty("why").GetString());
        Assert.Null((await nurse.MyDay()).Refusal); // the nurse did nothing

        var officer = await keyholder.SignIn("privacy-officer");
        await TestKeyholder.Done(officer, await keyholder.SignIn("privacy-officer"), "thaw", new ThawProposal(null, "records-1", "the node was replaced by a clean one"));
        var clean = await keyholder.Node();
        Assert.Null((await clean.Open(nurse, ChartId.From(grant.Chart.Chart))).Grant.Refusal);
    }

    [Fact]
    public async Task A_stranger_who_sends_codes_through_a_node_does_not_freeze_it()
    {
        var (keyholder, _, node, grant, client) = await Opened();
        await using var _k = keyholder;
        for (var i = 0; i < 100; i++) Assert.Equal(Why.Unknown, (await node.Redeem("invented", client)).Refusal.Why);

        Assert.Null((await node.Commit(grant)).Refusal);
        Assert.InRange((await keyholder.Entries("refused")).Count, 50, 70); // entered one by one up to a rate
        keyholder.Time.Advance(TimeSpan.FromSeconds(61));
        await TestKeyholder.Eventually(() => keyholder.Entries("refused").Result.Exists(entry => entry.TryGetProperty("count", out var count) && count.GetInt64() >= 30));
    }

    [Fact]
    public async Task Views_and_gaps_are_entered_under_the_nodes_own_grants_only()
    {
        var (keyholder, _, node, grant, _) = await Opened();
        await using var _k = keyholder;
        var views = new ReportViewsRequest { Instance = node.Instance };
        views.Views.Add(new View { Grant = grant.Grant, RecordClass = "clinical", Resources = 12, AtMs = 1, Interaction = "search-type" });
        Assert.Null((await keyholder.Operations.ReportViews.Run(node.Caller, views)).Refusal);
        Assert.Equal("[[\"clinical\",12,1,\"search-type\"]]", Assert.Single(await keyholder.Entries("views")).GetProperty("items").GetRawText());
        views.Views.Add(new View { Grant = GrantId.New().ToByteString(), RecordClass = "clinical", Resources = 1, AtMs = 1, Interaction = "read" });
        Assert.Equal(Why.NotAllowed, (await keyholder.Operations.ReportViews.Run(node.Caller, views)).Refusal.Why);
        Assert.Single(await keyholder.Entries("views"));

        var gap = new ReportGapRequest { Instance = node.Instance, Grant = grant.Grant, Chart = grant.Chart.Chart, Sequence = 3, Kind = "edited" };
        Assert.Null((await keyholder.Operations.ReportGap.Run(node.Caller, gap)).Refusal);
        Assert.Equal("edited", Assert.Single(await keyholder.Entries("gap")).GetProperty("gap").GetString());
        gap.Chart = ChartId.New().ToByteString();
        Assert.Equal(Why.NotAllowed, (await keyholder.Operations.ReportGap.Run(node.Caller, gap)).Refusal.Why);
        gap.Kind = "other";
        Assert.Equal(Why.Malformed, (await keyholder.Operations.ReportGap.Run(node.Caller, gap)).Refusal.Why);
    }
}
