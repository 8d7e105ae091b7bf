using Holdfast.Keyholder.Grants;
using Holdfast.Tests.Keyholder.Grants;
using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Keyholder.Staff;

public class StaffChartTests
{
    [Theory]
    [InlineData("nurse", "own", "HOPERAT", null)]
    [InlineData("administrator", "own", "HOPERAT", null)]
    [InlineData("privacy-officer", "own", "HOPERAT", null)]
    [InlineData("auditor", "own", "HOPERAT", null)]
    [InlineData("administrator", "other", "HOPERAT", null)]
    [InlineData("nurse", "other", "HOPERAT", Why.NotAllowed)]
    [InlineData("coordinator", "other", "HOPERAT", Why.NotAllowed)]
    [InlineData("clinical-supervisor", "other", "HOPERAT", Why.NotAllowed)]
    [InlineData("privacy-officer", "other", "HOPERAT", Why.NotAllowed)]
    [InlineData("nurse", "other", "ETREAT", Why.NotAllowed)]
    [InlineData("nurse", "own", "ETREAT", Why.NotAllowed)]
    [InlineData("administrator", "other", "ETREAT", Why.NotAllowed)]
    [InlineData("nurse", "own", "TREAT", Why.Malformed)]
    [InlineData("administrator", "other", "TREAT", Why.Malformed)]
    public void Who_opens_whose_staff_chart(string roleName, string whose, string purpose, Why? why)
    {
        Assert.True(RoleTable.TryParse(roleName, out var role));
        var session = Facts.Session(role) with { Origin = SessionOrigin.Desk };
        // An assignment explains nothing here.
        var facts = Facts.Emergency(role) with
        {
            Session = session,
            Purpose = purpose,
            StaffOf = whose == "own" ? session.Person : PersonId.New(),
            Assignments = [Facts.Visit(), Facts.Team()],
        };

        var decided = OpenDecision.Decide(facts);

        Assert.Equal(why, (decided as OpenDecision.Refused)?.Why);
        if (decided is OpenDecision.Allowed allowed) Assert.Equal(["staff"], allowed.Reads.Select(c => c.Text));
    }

    [Theory]
    [InlineData("administrator")]
    [InlineData("privacy-officer")]
    [InlineData("auditor")]
    public void An_assignment_by_mistake_opens_no_patients_chart_to_those_who_see_none(string roleName)
    {
        Assert.True(RoleTable.TryParse(roleName, out var role));
        var facts = Facts.Treat(role, Facts.Visit()) with { Session = Facts.Session(role) with { Origin = SessionOrigin.Desk } };

        Assert.Equal(Why.NotAllowed, ((OpenDecision.Refused)OpenDecision.Decide(facts)).Why);
        Assert.Equal(Why.NotAllowed, ((OpenDecision.Refused)OpenDecision.Decide(facts with { Purpose = "HOPERAT" })).Why);
    }

    [Fact]
    public void An_administrator_who_goes_through_the_staff_is_stopped_by_the_budget_and_nobody_is_for_their_own_details()
    {
        var session = Facts.Session(StaffRole.Administrator);
        var facts = Facts.Treat(StaffRole.Administrator) with
        {
            Session = session,
            Purpose = "HOPERAT",
            StaffOf = PersonId.New(),
            Budget = OpenBudget.Untouched with { Charts = 40 },
        };

        Assert.Equal(new OpenDecision.Refused(Why.BudgetPerson, FreezePerson: true), OpenDecision.Decide(facts));
        Assert.IsType<OpenDecision.Allowed>(OpenDecision.Decide(facts with { StaffOf = session.Person }));
    }

    [Fact]
    public async Task A_nurse_opens_her_own_details_and_writes_them_and_the_release_is_of_the_class_staff_alone()
    {
        await using var keyholder = await TestKeyholder.Start();
        var nurse = await keyholder.SignIn("nurse");
        var node = await keyholder.Node();
        var me = await nurse.MyDetails();
        Assert.Null(me.Refusal);
        var chart = ChartId.From(me.Me.Chart);

        var (grant, _) = await node.Open(nurse, chart, "HOPERAT");

        Assert.Equal(nurse.Id.ToByteString(), grant.Staff.Person);
        Assert.Null(grant.Directory);
        Assert.Equal(["staff"], grant.WritableClasses);
        Assert.Equal(["staff"], grant.Keys.Where(key => key.Chart == me.Me.Chart).Select(key => key.RecordClass));
        Assert.Null((await node.Commit(grant, recordClass: "staff")).Refusal);
        Assert.NotNull((await node.Commit(grant, recordClass: "clinical")).Refusal);
    }

    [Fact]
    public async Task An_administrator_opens_a_nurses_details_and_no_patient()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, coordinator, administrator) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"), await keyholder.SignIn("administrator"));
        var patient = await keyholder.Admit(coordinator, administrator);
        var node = await keyholder.Node();
        var chart = ChartId.From((await administrator.Staff()).Members.Single(member => member.Card.Person == nurse.Id.ToByteString()).Chart);

        var (grant, _) = await node.Open(administrator, chart, "HOPERAT");

        Assert.Equal(nurse.Id.ToByteString(), grant.Staff.Person);
        Assert.Equal(Why.NotAllowed, (await administrator.Launch(patient)).Refusal.Why);
        Assert.Equal(Why.NotAllowed, (await coordinator.Open(chart, new TestClient(), "HOPERAT")).Refusal.Why);
        Assert.Single(await keyholder.Entries("open"));
    }

    [Fact]
    public async Task A_staff_chart_is_found_by_no_search_and_given_to_nobody_by_an_assignment()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, coordinator) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"));
        var me = (await nurse.MyDetails()).Me;
        var now = keyholder.Time.GetUtcNow().ToUnixTimeMilliseconds();

        Assert.Empty((await coordinator.Find("Person")).Found);
        Assert.Equal([0], (await coordinator.Assign(new AssignmentItem(coordinator.Id.ToString(), ChartId.From(me.Chart).ToString(), null, "team", now, now + 1000))).Unresolved);
        Assert.Empty((await nurse.MyDay()).Team);
    }

    [Fact]
    public async Task Everybody_reads_the_table_of_who_may_see_and_write_what()
    {
        await using var keyholder = await TestKeyholder.Start();
        var nurse = await keyholder.SignIn("nurse");

        var roles = (await nurse.MyDetails()).Roles;

        Assert.Equal(Enum.GetValues<StaffRole>().Select(RoleTable.Text), roles.Select(row => row.Role));
        Assert.Equal(["identity", "clinical", "documents"], roles.Single(row => row.Role == "nurse").Writes);
        Assert.Equal(["staff"], roles.Single(row => row.Role == "administrator").Reads);
    }
}
