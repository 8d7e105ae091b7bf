using Google.Protobuf;
using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire;
using Holdfast.Wire.Records;

namespace Holdfast.Tests.Keyholder.Imports;

public class ImportTests
{
    private static async Task<(TestNode Node, BeginImportReply Import)> Begin(TestKeyholder keyholder, string service = "demo")
    {
        var node = await keyholder.Node(TestKeyholder.Import);
        var import = await keyholder.Operations.BeginImport.Run(node.Caller, new BeginImportRequest { Instance = node.Instance, Service = service });
        Assert.Null(import.Refusal);
        return (node, import);
    }

    private static Task<AdmitImportedReply> Admit(TestKeyholder keyholder, TestNode node, ByteString grant, string source, string family = "Roy", string number = "") =>
        keyholder.Operations.AdmitImported.Run(node.Caller, new AdmitImportedRequest
        {
            Instance = node.Instance, Grant = grant, SourceKey = source,
            Directory = Holdfast.Keyholder.PatientDirectory.DirectoryTable.Message(default, TestKeyholder.Patient(family, number)),
        });

    [Fact]
    public async Task A_source_patient_is_one_chart_ever_after()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (node, import) = await Begin(keyholder);
        var first = await Admit(keyholder, node, import.Grant, "urn:1");
        await keyholder.Operations.EndImport.Run(node.Caller, new EndImportRequest { Instance = node.Instance, Grant = import.Grant });
        await keyholder.Restart();
        (node, import) = await Begin(keyholder);

        var again = await Admit(keyholder, node, import.Grant, "urn:1");

        Assert.True(first.Created);
        Assert.False(again.Created);
        Assert.Equal(first.Chart, again.Chart);
        Assert.All(again.Keys, key => Assert.EndsWith("@demo", key.RecordClass, StringComparison.Ordinal));
        Assert.NotEqual(first.Chart, (await Admit(keyholder, node, import.Grant, "urn:2")).Chart);
    }

    [Fact]
    public async Task What_an_import_wrote_a_nurse_reads()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (node, import) = await Begin(keyholder);
        var admitted = await Admit(keyholder, node, import.Grant, "urn:1", "Roy", "9876543217");
        Assert.Null((await node.Commit(import.Grant, "", admitted.Head, null, import.WriteGeneration, "clinical@demo")).Refusal);
        var provider = await node.Commit(import.Grant, "", import.Provider.ProviderChart, null, import.WriteGeneration, "identity@demo");
        Assert.Null(provider.Refusal);
        var (nurse, coordinator, records) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"), await keyholder.Node());
        var now = keyholder.Time.GetUtcNow().ToUnixTimeMilliseconds();
        await coordinator.Assign(new Holdfast.Wire.Statements.AssignmentItem(nurse.Id.ToString(), null, "9876543217", "visit", now, now + 1));

        var (grant, _) = await records.Open(nurse, ChartId.From(admitted.Chart));

        Assert.Equal(admitted.Keys.Single(key => key.RecordClass == "clinical@demo").Subkey, grant.Keys.Single(key => key.Chart == admitted.Chart && key.RecordClass == "clinical@demo").Subkey);
        Assert.Equal(provider.Head, grant.ProviderChart);
        Assert.Equal(import.Provider.Keys.Single(key => key.RecordClass == "identity@demo").Subkey, Assert.Single(grant.Keys, key => key.Chart == provider.Head.Chart).Subkey);
    }

    [Fact]
    public async Task An_import_writes_its_own_charts_in_its_own_classes()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, coordinator) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"));
        var foreign = await keyholder.Admit(coordinator, nurse);
        var (node, import) = await Begin(keyholder);
        var own = await Admit(keyholder, node, import.Grant, "urn:1");

        Assert.Equal(Why.NotAllowed, (await node.Commit(import.Grant, "", own.Head, null, import.WriteGeneration, "clinical")).Refusal.Why);
        Assert.Equal(Why.NotAllowed, (await node.Commit(import.Grant, "", own.Head, null, import.WriteGeneration, "clinical@other")).Refusal.Why);
        Assert.Equal(Why.NotAllowed, (await node.Commit(import.Grant, "", ChartChain.Start(keyholder.Installation, foreign).ToMessage(foreign), null, import.WriteGeneration, "clinical@demo")).Refusal.Why);
    }

    [Fact]
    public async Task A_health_number_of_another_chart_is_a_question_for_a_coordinator()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, coordinator) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"));
        await keyholder.Admit(coordinator, nurse, "Roy", "9876543217");
        var (node, import) = await Begin(keyholder);

        Assert.Equal(Why.Conflict, (await Admit(keyholder, node, import.Grant, "urn:1", "Roy", "9876543217")).Refusal.Why);
        Assert.Equal(Why.Malformed, (await Admit(keyholder, node, import.Grant, "urn:1", "")).Refusal.Why);
        Assert.Equal(Why.Malformed, (await Admit(keyholder, node, import.Grant, new string('x', 513))).Refusal.Why);
    }

    [Fact]
    public async Task An_import_that_has_ended_or_is_anothers_does_nothing()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (node, import) = await Begin(keyholder);
        var chart = await Admit(keyholder, node, import.Grant, "urn:1");
        var (_, second) = await Begin(keyholder); // the node started anew, and so did the service

        Assert.Equal(Why.Unknown, (await Admit(keyholder, node, import.Grant, "urn:2")).Refusal.Why);
        Assert.Equal(Why.Unknown, (await node.Commit(import.Grant, "", chart.Head, null, import.WriteGeneration, "clinical@demo")).Refusal.Why);
        Assert.NotEqual(import.Grant, second.Grant);
        Assert.Equal("superseded", Assert.Single(await keyholder.Entries("grant-ended")).GetProperty("why").GetString());
    }

    [Fact]
    public async Task A_service_has_a_plain_name()
    {
        await using var keyholder = await TestKeyholder.Start();
        var node = await keyholder.Node(TestKeyholder.Import);
        foreach (var name in new[] { "", "Upper", "a/b", new string('a', 33), "é" })
            Assert.Equal(Why.Malformed, (await keyholder.Operations.BeginImport.Run(node.Caller, new BeginImportRequest { Instance = node.Instance, Service = name })).Refusal.Why);
    }
}
