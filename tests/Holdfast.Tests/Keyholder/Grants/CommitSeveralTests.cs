using System.Security.Cryptography;
using Google.Protobuf;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Running;
using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire;
using Holdfast.Wire.Records;

namespace Holdfast.Tests.Keyholder.Grants;

/// <summary>A Bundle of two patients and their hospital: three heads, one decision.</summary>
public class CommitSeveralTests
{
    private sealed record Import(TestKeyholder Keyholder, TestNode Node, BeginImportReply Grant, ChartHead Provider, ChartHead Ann, ChartHead Bob)
    {
        public Task<CommitReply> Commit(CommitRequest request) => Keyholder.Operations.Commit.Run(Node.Caller, request);

        public CommitRequest Request(params ChartHead[] heads)
        {
            var request = new CommitRequest { Instance = Node.Instance, Grant = Grant.Grant, Expected = heads[0], IdempotencyKey = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(16)) };
            request.Rows.Add(Row());
            foreach (var head in heads.Skip(1))
            {
                var more = new ChartRows { Expected = head };
                more.Rows.Add([Row(), Row("identity@demo")]);
                request.More.Add(more);
            }

            return request;
        }

        public CandidateRow Row(string recordClass = "clinical@demo") =>
            new() { RecordClass = recordClass, Generation = Grant.WriteGeneration, Hash = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(32)) };

        public long Sequence(ChartHead chart) => Keyholder.Role.State.Tables.Heads.Find(ChartId.From(chart.Chart))!.Sequence;
    }

    private static async Task<Import> Begin(TestKeyholder keyholder)
    {
        var node = await keyholder.Node(TestKeyholder.Import);
        var import = await keyholder.Operations.BeginImport.Run(node.Caller, new BeginImportRequest { Instance = node.Instance, Service = "demo" });
        async Task<ChartHead> Admit(string source) => (await keyholder.Operations.AdmitImported.Run(node.Caller, new AdmitImportedRequest
        {
            Instance = node.Instance, Grant = import.Grant, SourceKey = source,
            Directory = Holdfast.Keyholder.PatientDirectory.DirectoryTable.Message(default, TestKeyholder.Patient("Roy")),
        })).Head;
        return new Import(keyholder, node, import, import.Provider.ProviderChart, await Admit("ann"), await Admit("bob"));
    }

    [Fact]
    public async Task All_heads_of_a_Bundle_move_in_one_entry()
    {
        await using var keyholder = await TestKeyholder.Start();
        var import = await Begin(keyholder);
        var request = import.Request(import.Provider, import.Ann, import.Bob);

        var reply = await import.Commit(request);

        Assert.Null(reply.Refusal);
        Assert.Equal([1L, 2L, 2L], reply.More.Prepend(reply.Head).Select(head => head.Sequence));
        Assert.Equal([1L, 2L, 2L], new[] { import.Provider, import.Ann, import.Bob }.Select(import.Sequence));
        Assert.Empty(await keyholder.Entries("head"));
        var moves = LoggedMove.Of(Assert.Single(await keyholder.Entries("heads")));
        Assert.Equal(["1", "2", "2"], moves.Select(move => $"{move.BodyHashes.Count}"));
        Assert.All(moves, move => Assert.NotNull(move.Follow(ChartChain.Start(keyholder.Installation, move.Chart))));
        await keyholder.Stop();
        Assert.Equal(3 + 8, (await Verify.Run(keyholder.Folder, keyholder.Time, null)).Charts);
    }

    [Fact]
    public async Task When_one_head_has_moved_none_moves_and_every_present_head_is_told()
    {
        await using var keyholder = await TestKeyholder.Start();
        var import = await Begin(keyholder);
        Assert.Null((await import.Commit(import.Request(import.Bob))).Refusal);

        var reply = await import.Commit(import.Request(import.Provider, import.Ann, import.Bob));

        Assert.Equal(Why.Conflict, reply.Refusal.Why);
        Assert.Equal([0L, 0L, 1L], reply.More.Prepend(reply.Head).Select(head => head.Sequence));
        Assert.Equal([0L, 0L, 1L], new[] { import.Provider, import.Ann, import.Bob }.Select(import.Sequence));
        Assert.Null((await import.Commit(import.Request([reply.Head, .. reply.More]))).Refusal);
    }

    [Fact]
    public async Task A_retry_moves_nothing_again_also_after_a_restart()
    {
        await using var keyholder = await TestKeyholder.Start();
        var import = await Begin(keyholder);
        var request = import.Request(import.Ann, import.Bob);
        var first = await import.Commit(request);
        await keyholder.Restart();

        var again = await import.Commit(request);

        Assert.Equal(first, again);
        request.More[0].Rows[0].Hash = ByteString.CopyFrom(new byte[32]);
        Assert.Equal(Why.Conflict, (await import.Commit(request)).Refusal.Why);
        Assert.Single(await keyholder.Entries("heads"));
    }

    [Fact]
    public async Task One_chart_or_row_that_may_not_be_written_refuses_all()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, coordinator) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"));
        var foreign = await keyholder.Admit(coordinator, nurse);
        var import = await Begin(keyholder);

        var stranger = import.Request(import.Ann, ChartChain.Start(keyholder.Installation, foreign).ToMessage(foreign));
        Assert.Equal(Why.NotAllowed, (await import.Commit(stranger)).Refusal.Why);
        var plain = import.Request(import.Ann, import.Bob);
        plain.More[0].Rows.Add(import.Row("clinical"));
        Assert.Equal(Why.NotAllowed, (await import.Commit(plain)).Refusal.Why);
        Assert.Equal(0, import.Sequence(import.Ann));

        var records = await keyholder.Node();
        var (grant, _) = await records.Open(nurse, foreign);
        var two = import.Request(grant.Chart, grant.ProviderChart);
        (two.Instance, two.Grant, two.AccessToken) = (records.Instance, grant.Grant, grant.AccessToken);
        Assert.Equal(Why.NotAllowed, (await keyholder.Operations.Commit.Run(records.Caller, two)).Refusal.Why);
    }

    [Fact]
    public async Task A_chart_named_twice_and_too_many_of_anything_are_malformed()
    {
        await using var keyholder = await TestKeyholder.Start();
        var import = await Begin(keyholder);

        Assert.Equal(Why.Malformed, (await import.Commit(import.Request(import.Ann, import.Ann))).Refusal.Why);
        var empty = import.Request(import.Ann, import.Bob);
        empty.More[0].Rows.Clear();
        Assert.Equal(Why.Malformed, (await import.Commit(empty)).Refusal.Why);
        var rows = import.Request(import.Ann, import.Bob);
        while (rows.Rows.Count + 2 <= GrantLimits.RowsPerCommit) rows.Rows.Add(import.Row());
        Assert.Equal(Why.Malformed, (await import.Commit(rows)).Refusal.Why);
        var charts = Enumerable.Range(0, GrantLimits.ChartsPerCommit + 1).Select(_ => ChartId.New()).Select(id => ChartChain.Start(keyholder.Installation, id).ToMessage(id));
        Assert.Equal(Why.Malformed, (await import.Commit(import.Request([.. charts]))).Refusal.Why);
    }

    [Fact]
    public void The_largest_commit_fits_into_an_entry()
    {
        const int largestEntry = 65_535, largestSequence = 19, frame = 300;
        var longestRow = $"[\"{RecordClass.Documents.Of(new string('s', 32)).Text}\",\"{new string('0', 64)}\"],".Length;
        var longestMove = $"[\"{ChartId.New()}\",{new string('9', largestSequence)},{new string('9', largestSequence)},\"{new string('0', 64)}\"],".Length;
        Assert.InRange(frame + GrantLimits.RowsPerCommit * longestRow + GrantLimits.ChartsPerCommit * longestMove, 1, largestEntry);
    }
}
