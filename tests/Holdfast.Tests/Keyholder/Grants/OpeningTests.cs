using Holdfast.Keyholder.Budgets;
using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire;

namespace Holdfast.Tests.Keyholder.Grants;

public class OpeningTests
{
    [Fact]
    public async Task A_nurse_opens_the_chart_of_her_patient()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, coordinator, node) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"), await keyholder.Node());
        var chart = await keyholder.Admit(coordinator, nurse);

        var (grant, client) = await node.Open(nurse, chart);

        Assert.Equal(chart, ChartId.From(grant.Chart.Chart));
        Assert.Equal(["clinical", "documents", "identity"], grant.Keys.Select(key => key.RecordClass).Order());
        Assert.All(grant.Keys, key => Assert.Equal(202603, key.Generation));
        Assert.Equal(3, grant.Keys.Select(key => key.Subkey).Distinct().Count());
        Assert.Equal("Tremblay", grant.Directory.Family);
        Assert.Equal(client.Jkt, grant.DpopJkt);
        var entries = await keyholder.Entries();
        var kinds = entries.Select(entry => entry.GetProperty("kind").GetString()).ToList();
        Assert.True(kinds.IndexOf("open") < kinds.IndexOf("release"));
        Assert.Equal(chart.ToString(), entries[kinds.IndexOf("release")].GetProperty("chart").GetString());
    }

    [Fact]
    public async Task No_entry_names_a_patient()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, coordinator, node) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"), await keyholder.Node());
        var chart = await keyholder.Admit(coordinator, nurse, "Zwierzchowska", "9876543217");
        await coordinator.Find("Zwierz");
        await coordinator.Find(healthNumber: "9876543217");
        await node.Open(nurse, chart, "ETREAT", "found unconscious by Zwierzchowska's neighbour");

        foreach (var entry in await keyholder.Entries())
            foreach (var word in new[] { "Zwierz", "9876543217", "Marie", "613-555", "unconscious", "Éloïse", "my phone" })
                Assert.DoesNotContain(word, entry.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_chart_without_an_assignment_stays_closed()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, other, coordinator) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"));
        var chart = await keyholder.Admit(coordinator, other);

        var reply = await nurse.Open(chart, new TestClient());

        Assert.Equal(Why.NotAssigned, reply.Refusal.Why);
        var refused = Assert.Single(await keyholder.Entries("refused"));
        Assert.Equal(("open", "NOT_ASSIGNED", "desk", nurse.Id.ToString(), chart.ToString()),
            (refused.GetProperty("what").GetString(), refused.GetProperty("why").GetString(), refused.GetProperty("caller").GetString(), refused.GetProperty("person").GetString(), refused.GetProperty("chart").GetString()));
    }

    [Fact]
    public async Task A_refused_opening_can_be_signed_again_as_an_emergency_with_the_same_click()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, other, coordinator) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"));
        var chart = await keyholder.Admit(coordinator, other);
        var launch = (await nurse.Launch(chart)).Launch;
        var client = new TestClient();
        Assert.Equal(Why.NotAssigned, (await nurse.Open(launch, chart, client)).Refusal.Why);
        Assert.Equal(Why.ReasonMissing, (await nurse.Open(launch, chart, client, "ETREAT", "short")).Refusal.Why);

        var opened = await nurse.Open(launch, chart, client, "ETREAT", "found on the floor, the neighbour called");

        Assert.Null(opened.Refusal);
        Assert.Equal(64, (await keyholder.Entries("open"))[0].GetProperty("reason").GetString()!.Length);
    }

    [Fact]
    public async Task A_launch_opens_once()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, coordinator) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"));
        var chart = await keyholder.Admit(coordinator, nurse);
        var launch = (await nurse.Launch(chart)).Launch;
        Assert.Null((await nurse.Open(launch, chart, new TestClient())).Refusal);

        Assert.Equal(Why.Replayed, (await nurse.Open(launch, chart, new TestClient())).Refusal.Why);
    }

    [Fact]
    public async Task A_launch_lasts_a_minute()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, coordinator) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"));
        var chart = await keyholder.Admit(coordinator, nurse);
        var launch = (await nurse.Launch(chart)).Launch;
        keyholder.Time.Advance(Limits.Launch);

        Assert.Equal(Why.Expired, (await nurse.Open(launch, chart, new TestClient())).Refusal.Why);
    }

    [Fact]
    public async Task Another_persons_launch_is_no_launch()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, other, coordinator) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"));
        var chart = await keyholder.Admit(coordinator, nurse);
        var launch = (await other.Launch(chart)).Launch;

        Assert.Equal(Why.Unknown, (await nurse.Open(launch, chart, new TestClient())).Refusal.Why);
    }

    [Fact]
    public async Task A_launch_for_one_chart_opens_no_other()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, coordinator) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"));
        var (chart, second) = (await keyholder.Admit(coordinator, nurse), await keyholder.Admit(coordinator, nurse, "Roy"));
        var launch = (await nurse.Launch(chart)).Launch;

        Assert.Equal(Why.Malformed, (await nurse.Open(launch, second, new TestClient())).Refusal.Why);
        Assert.Equal(Why.Unknown, (await nurse.Open("invented", chart, new TestClient())).Refusal.Why);
    }

    [Fact]
    public async Task Clients_redirects_and_scopes_that_are_not_registered_are_refused()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, coordinator) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"));
        var chart = await keyholder.Admit(coordinator, nurse);
        var launch = (await nurse.Launch(chart)).Launch;

        Assert.Equal(Why.ClientUnknown, (await nurse.Launch(chart, "another-client")).Refusal.Why);
        Assert.Equal(Why.ClientUnknown, (await nurse.Open(launch, chart, new TestClient(), redirect: "https://elsewhere.example/")).Refusal.Why);
        foreach (var scope in new[] { "", "launch", "patient/*.sr", "launch user/*.cruds", "launch  patient/*.rs", "launch patient/Observation.rs?code=1" })
            Assert.Equal(Why.ScopeRefused, (await nurse.Open(launch, chart, new TestClient(), scope: scope)).Refusal.Why);
    }

    [Fact]
    public async Task A_coordinator_gets_the_identity_class_and_nothing_clinical()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, coordinator, node) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"), await keyholder.Node());
        var chart = await keyholder.Admit(coordinator, nurse);

        var (grant, _) = await node.Open(coordinator, chart);

        Assert.Equal(["identity"], grant.Keys.Select(key => key.RecordClass).Distinct());
        Assert.Equal(["identity"], grant.WritableClasses);
        Assert.Equal(Why.NotAllowed, (await coordinator.Open(chart, new TestClient(), "ETREAT", "an emergency at the desk, surely")).Refusal.Why);
    }

    [Fact]
    public async Task A_scope_to_read_brings_nothing_to_write()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, coordinator, node) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"), await keyholder.Node());
        var chart = await keyholder.Admit(coordinator, nurse);

        var (grant, _) = await node.Open(nurse, chart, scope: "launch patient/*.rs");

        Assert.Empty(grant.WritableClasses);
        Assert.Empty(grant.Keys); // nothing was written yet, and nothing may be
        Assert.Equal(Why.NotAllowed, (await node.Commit(grant)).Refusal.Why);
    }

    [Fact]
    public async Task The_forty_first_chart_freezes_the_nurse_and_ends_what_she_opened()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, coordinator, node) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"), await keyholder.Node());
        var charts = new List<ChartId>();
        for (var i = 0; i <= Limits.ChartsPerPerson; i++) charts.Add(await keyholder.Admit(coordinator, nurse, $"Patient {i}"));
        var (first, client) = await node.Open(nurse, charts[0]);
        for (var i = 1; i < Limits.ChartsPerPerson; i++) Assert.Null((await nurse.Open(charts[i], new TestClient())).Refusal);
        Assert.Null((await nurse.Open(charts[0], new TestClient())).Refusal); // again the same costs nothing

        var beyond = await nurse.Open(charts[^1], new TestClient());

        Assert.Equal(Why.BudgetPerson, beyond.Refusal.Why);
        Assert.Equal("BUDGET_PERSON", Assert.Single(await keyholder.Entries("frozen")).GetProperty("why").GetString());
        Assert.Equal(Why.Frozen, (await nurse.MyDay()).Refusal.Why);
        Assert.NotNull((await node.Refresh(first.RefreshToken, client)).Refusal);
        Assert.NotNull((await node.Commit(first)).Refusal);
        Assert.Equal(Why.Frozen, (await nurse.TrySignIn()).Refusal.Why);
    }

    [Fact]
    public async Task A_restart_refills_no_budget()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, other, coordinator) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"));
        for (var i = 0; i < Limits.EmergencyChartsPerPerson; i++)
            Assert.Null((await nurse.Open(await keyholder.Admit(coordinator, other, $"Patient {i}"), new TestClient(), "ETREAT", "somebody fell down the stairs")).Refusal);
        var next = await keyholder.Admit(coordinator, other, "Another");
        await keyholder.Restart();

        Assert.Equal(Why.BudgetPerson, (await nurse.Open(next, new TestClient(), "ETREAT", "somebody fell down the stairs")).Refusal.Why);
    }

    [Fact]
    public async Task Tomorrow_the_budget_is_fresh()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, other, coordinator) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"));
        var charts = new List<ChartId>();
        for (var i = 0; i <= Limits.EmergencyChartsPerPerson; i++) charts.Add(await keyholder.Admit(coordinator, other, $"Patient {i}"));
        foreach (var chart in charts.SkipLast(1)) Assert.Null((await nurse.Open(chart, new TestClient(), "ETREAT", "somebody fell down the stairs")).Refusal);
        keyholder.Time.Advance(Limits.Window);
        await nurse.SignIn();

        Assert.Null((await nurse.Open(charts[^1], new TestClient(), "ETREAT", "somebody fell down the stairs")).Refusal);
        Assert.True(keyholder.Role.State.Tables.Counted.Count < 12, "Uses of yesterday go with the entries of today.");
    }

    [Fact]
    public async Task A_canary_freezes_whoever_opens_it()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, coordinator, officer) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"), await keyholder.SignIn("privacy-officer"));
        var chart = await keyholder.Admit(coordinator, nurse, "Fictive", "9876543217");
        await officer.MarkCanary(await keyholder.SignIn("privacy-officer"), "9876543217");

        Assert.Equal(Why.Canary, (await nurse.Open(chart, new TestClient())).Refusal.Why);

        Assert.Equal(nurse.Id.ToString(), Assert.Single(await keyholder.Entries("frozen")).GetProperty("person").GetString());
        Assert.Equal(Why.Frozen, (await nurse.MyDay()).Refusal.Why);
    }

    [Fact]
    public async Task The_chart_of_nobody_is_not_launched()
    {
        await using var keyholder = await TestKeyholder.Start();
        var nurse = await keyholder.SignIn("nurse");

        Assert.Equal(Why.Unknown, (await nurse.Launch(ChartId.New())).Refusal.Why);
        Assert.Equal(Why.Unknown, (await nurse.Launch(keyholder.Role.State.Tables.Provider.Rows.Single().Chart)).Refusal.Why);
    }
}
