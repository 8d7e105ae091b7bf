using Holdfast.Keyholder.Ledger;
using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Keyholder.Ledger;

public class WitnessTests
{
    private static async Task Pass(TestKeyholder keyholder, TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(1))
        {
            keyholder.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(10);
        }
    }

    [Fact]
    public async Task Before_the_witness_has_answered_nothing_is_decided()
    {
        await using var keyholder = await TestKeyholder.Make();
        keyholder.Witness.Silent = true;
        await keyholder.Open();
        var size = keyholder.Role.State.Ledger.Size;

        Assert.Equal(Why.WitnessSilent, (await keyholder.Operations.BeginSignIn.Run(TestKeyholder.Desk)).Refusal.Why);
        Assert.Equal(Why.WitnessSilent, (await keyholder.Operations.StartNode.Run(TestKeyholder.Records, new StartNodeRequest { Version = "1" })).Refusal.Why);
        Assert.Equal("waiting-for-witness", keyholder.Role.State.Readiness.Words().State);
        Assert.Equal(size, keyholder.Role.State.Ledger.Size);

        keyholder.Witness.Silent = false;
        await Pass(keyholder, TimeSpan.FromSeconds(2));
        await keyholder.Role.Working.WaitAsync(TimeSpan.FromSeconds(5));
        Assert.Null((await keyholder.Operations.BeginSignIn.Run(TestKeyholder.Desk)).Refusal);
        Assert.Equal("open", keyholder.Role.State.Readiness.Words().State);
    }

    [Fact]
    public async Task While_the_witness_is_silent_only_todays_visits_and_emergencies_are_opened()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, other, coordinator, node) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"), await keyholder.Node());
        var (team, visit, nobodys) = (await keyholder.Admit(coordinator, nurse, "Team"), await keyholder.Admit(coordinator, other, "Visit"), await keyholder.Admit(coordinator, other, "Nobody"));
        var now = keyholder.Time.GetUtcNow().ToUnixTimeMilliseconds();
        await coordinator.Assign(new AssignmentItem(nurse.Id.ToString(), visit.ToString(), null, "visit", now, now + 3_600_000));
        var (grant, client) = await node.Open(nurse, team);
        keyholder.Witness.Silent = true;
        await Pass(keyholder, TimeSpan.FromSeconds(16));
        await TestKeyholder.Eventually(() => keyholder.Role.State.Readiness.Words().State == "scheduled-only");

        Assert.Equal(Why.WitnessSilent, (await nurse.Open(team, new TestClient())).Refusal.Why);
        Assert.Null((await nurse.Open(visit, new TestClient())).Refusal);
        Assert.Null((await nurse.Open(nobodys, new TestClient(), "ETREAT", "found on the floor by her son")).Refusal);
        Assert.Null((await node.Refresh(grant.RefreshToken, client)).Refusal); // what is open stays open
        Assert.Equal(Why.WitnessSilent, (await coordinator.Open(team, new TestClient())).Refusal.Why);
        var import = await keyholder.Node(TestKeyholder.Import);
        Assert.Equal(Why.WitnessSilent, (await keyholder.Operations.BeginImport.Run(import.Caller, new BeginImportRequest { Instance = import.Instance, Service = "demo" })).Refusal.Why);

        keyholder.Witness.Silent = false;
        await Pass(keyholder, TimeSpan.FromSeconds(3));
        await TestKeyholder.Eventually(() => keyholder.Role.State.Readiness.Words().State == "open");
        Assert.Null((await nurse.Open(team, new TestClient())).Refusal);
        await TestKeyholder.Eventually(() => keyholder.Entries("witness").Result.Count == 2);
        Assert.Equal(["silent", "back"], (await keyholder.Entries("witness")).Select(entry => entry.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task The_served_checkpoint_carries_the_witnesss_signature()
    {
        await using var keyholder = await TestKeyholder.Start();
        await keyholder.SignIn("nurse");

        await TestKeyholder.Eventually(() => File.ReadAllText(Path.Combine(keyholder.Folder, "ledger", "checkpoint")).Contains("holdfast.internal/watch/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_clock_that_goes_back_stops_decisions_until_it_is_right_again()
    {
        await using var keyholder = await TestKeyholder.Start();
        var nurse = await keyholder.SignIn("nurse");
        var right = keyholder.Time.GetUtcNow();
        keyholder.Time.AdjustTime(right.AddMinutes(-5));

        var refused = await Assert.ThrowsAsync<UnavailableException>(nurse.MyDay);
        Assert.Contains("Set the clock", refused.Message, StringComparison.Ordinal);
        Assert.Equal("refusing", keyholder.Role.State.Readiness.Words().State);

        keyholder.Time.AdjustTime(right.AddSeconds(1));
        Assert.Null((await nurse.MyDay()).Refusal);
        Assert.Equal("open", keyholder.Role.State.Readiness.Words().State);
    }

    [Fact]
    public async Task A_keyholder_does_not_start_before_its_last_entry()
    {
        await using var keyholder = await TestKeyholder.Start();
        await keyholder.Stop();
        keyholder.Time.AdjustTime(keyholder.Time.GetUtcNow().AddHours(-1));

        await Assert.ThrowsAsync<UnavailableException>(keyholder.Open);
    }

    [Fact]
    public async Task Times_in_the_ledger_never_go_back()
    {
        await using var keyholder = await TestKeyholder.Start();
        var nurse = await keyholder.SignIn("nurse");
        keyholder.Time.AdjustTime(keyholder.Time.GetUtcNow().AddMilliseconds(-800)); // as time synchronisation does
        Assert.Null((await nurse.MyDay()).Refusal);

        var times = (await keyholder.Entries()).Select(entry => entry.GetProperty("t").GetInt64()).ToList();
        Assert.Equal(times.Order(), times);
    }

    [Fact]
    public async Task A_witness_that_knows_another_ledger_is_no_agreement_and_is_named()
    {
        await using var keyholder = await TestKeyholder.Make();
        using (var other = Holdfast.Ledger.NoteSigner.Create($"holdfast.internal/ledger/{keyholder.Installation}")) keyholder.Witness.Follow(other.VerifierKey);
        await keyholder.Open();
        await TestKeyholder.Eventually(() => keyholder.Role.State.Readiness.Words().Detail.Contains("log.vkey", StringComparison.Ordinal));

        Assert.Equal("waiting-for-witness", keyholder.Role.State.Readiness.Words().State);
        Assert.Equal(Why.WitnessSilent, (await keyholder.Operations.BeginSignIn.Run(TestKeyholder.Desk)).Refusal.Why);
    }

    [Fact]
    public async Task The_witness_is_asked_on_after_a_clock_that_went_back()
    {
        await using var keyholder = await TestKeyholder.Start();
        keyholder.Witness.Silent = true;
        var right = keyholder.Time.GetUtcNow();
        await Pass(keyholder, TimeSpan.FromSeconds(16));
        keyholder.Time.AdjustTime(right.AddMinutes(-5));
        keyholder.Witness.Silent = false;
        await Pass(keyholder, TimeSpan.FromSeconds(4)); // it answers, which cannot be entered now
        keyholder.Time.AdjustTime(right.AddMinutes(1));
        await Pass(keyholder, TimeSpan.FromSeconds(4));

        await TestKeyholder.Eventually(() => keyholder.Role.State.Readiness.Words().State == "open");
    }

    [Fact]
    public async Task The_start_is_the_first_entry_of_a_run()
    {
        await using var keyholder = await TestKeyholder.Start();
        await keyholder.SignIn("nurse");
        await keyholder.Restart();
        await keyholder.SignIn("nurse");

        var kinds = (await keyholder.Entries()).Select(entry => entry.GetProperty("kind").GetString()).ToList();
        Assert.Equal("start", kinds[kinds.IndexOf("stop") + 1]);
    }
}
