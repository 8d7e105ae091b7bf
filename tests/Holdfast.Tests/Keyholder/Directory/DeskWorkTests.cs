using Holdfast.Keyholder.Budgets;
using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Keyholder.PatientDirectory;

public class DeskWorkTests
{
    [Fact]
    public async Task My_day_shows_the_nurses_own_visits_and_enters_whom_she_was_shown()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, other, coordinator) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"));
        var chart = await keyholder.Admit(coordinator, other, "Roy");
        var now = keyholder.Time.GetUtcNow().ToUnixTimeMilliseconds();
        var assigned = await coordinator.Assign(new AssignmentItem(nurse.Id.ToString(), chart.ToString(), null, "visit", now + 3_600_000, now + 5_400_000));
        Assert.Equal(1, assigned.Assigned);

        var day = await nurse.MyDay();

        var visit = Assert.Single(day.Visits);
        Assert.Equal("Roy", visit.Patient.Family);
        Assert.Empty(day.Team);
        Assert.Single((await other.MyDay()).Team);
        Assert.Equal(chart.ToString(), (await keyholder.Entries("my-day"))[0].GetProperty("charts")[0].GetString());
    }

    [Fact]
    public async Task A_schedule_names_patients_by_health_number_and_says_what_it_did_not_know()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, coordinator) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"));
        await keyholder.Admit(coordinator, nurse, "Roy", "9876543217");
        var item = new AssignmentItem(nurse.Id.ToString(), null, "9876543217", "visit", 1_800_000_000_000, 1_800_003_600_000);

        var reply = await coordinator.Assign(
            item, item with { HealthNumber = "1234567897" }, item with { Person = PersonId.New().ToString() }, item with { Chart = ChartId.New().ToString(), HealthNumber = null },
            item with { End = item.Start - 1 }, item with { Kind = "holiday" }, item with { HealthNumber = null }, item with { End = item.Start + 7 * 86_400_000L });

        Assert.Equal(1, reply.Assigned);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7], reply.Unresolved);
    }

    [Fact]
    public async Task A_schedule_of_five_hundred_fits_three_entries()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, coordinator) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"));
        var chart = await keyholder.Admit(coordinator, nurse);
        var items = Enumerable.Range(0, 500).Select(i => new AssignmentItem(nurse.Id.ToString(), chart.ToString(), null, "visit", 1_800_000_000_000 + i * 3_600_000L, 1_800_001_800_000 + i * 3_600_000L)).ToArray();

        Assert.Equal(500, (await coordinator.Assign(items)).Assigned);
        Assert.Equal([1, 200, 200, 100], (await keyholder.Entries("assigned")).Select(entry => entry.GetProperty("items").GetArrayLength()));
        await keyholder.Restart();
        Assert.Equal(501, keyholder.Role.State.Tables.Assignments.Count);
    }

    [Fact]
    public async Task Nurses_make_no_schedule_and_admit_nobody()
    {
        await using var keyholder = await TestKeyholder.Start();
        var nurse = await keyholder.SignIn("nurse");

        Assert.Equal(Why.NotAllowed, (await nurse.Assign(new AssignmentItem(nurse.Id.ToString(), null, "1", "team", 0, 1))).Refusal.Why);
        Assert.Equal(Why.NotAllowed, (await nurse.Admit(TestKeyholder.Patient("Roy"), nurse.Id)).Refusal.Why);
        Assert.Equal(Why.NotAllowed, (await nurse.Staff()).Refusal.Why);
    }

    [Fact]
    public async Task A_search_is_entered_as_a_keyed_hash()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, coordinator) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"));
        var chart = await keyholder.Admit(coordinator, nurse, "Bélanger");
        await coordinator.Find("belanger");
        var found = await coordinator.Find("belanger");
        await coordinator.Find("Roy");

        Assert.Equal("Bélanger", Assert.Single(found.Found).Family);
        var entries = await keyholder.Entries("search");
        Assert.Equal(chart.ToString(), entries[0].GetProperty("charts")[0].GetString());
        Assert.Equal(entries[0].GetProperty("query").GetString(), entries[1].GetProperty("query").GetString());
        Assert.NotEqual(entries[0].GetProperty("query").GetString(), entries[2].GetProperty("query").GetString());
    }

    [Fact]
    public async Task Hits_and_misses_count_and_ones_own_patients_do_not()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, other, coordinator) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"));
        await keyholder.Admit(coordinator, nurse, "Own");
        await keyholder.Admit(coordinator, other, "Stranger");

        var own = await nurse.Find("Own");
        Assert.Equal(Limits.IdentitiesPerPerson, own.IdentitiesLeft);
        Assert.Single(own.Assigned);
        Assert.Equal(Limits.IdentitiesPerPerson - 1, (await nurse.Find("Stranger")).IdentitiesLeft);
        Assert.Equal(Limits.IdentitiesPerPerson - 1, (await nurse.Find("Stranger")).IdentitiesLeft);
        for (var i = 2; i <= Limits.IdentitiesPerPerson; i++) Assert.Equal(Limits.IdentitiesPerPerson - i, (await nurse.Find("Nobody")).IdentitiesLeft);

        Assert.Equal(Why.BudgetIdentities, (await nurse.Find("Nobody")).Refusal.Why);
    }

    [Fact]
    public async Task A_likely_duplicate_is_shown_first_and_a_taken_health_number_admits_nobody()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, coordinator) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"));
        var chart = await keyholder.Admit(coordinator, nurse, "Tremblay", "9876543217");

        var likely = await coordinator.Admit(TestKeyholder.Patient("Tremblay"), nurse.Id, duplicatesSeen: false);
        Assert.Equal(Why.Duplicate, likely.Refusal.Why);
        Assert.Equal(chart.ToByteString(), Assert.Single(likely.LikelyDuplicates).Chart);
        Assert.Null((await coordinator.Admit(TestKeyholder.Patient("Tremblay"), nurse.Id)).Refusal);

        Assert.Equal(Why.Conflict, (await coordinator.Admit(TestKeyholder.Patient("Roy", "9876543217"), nurse.Id)).Refusal.Why);
    }

    [Fact]
    public async Task Bad_fields_are_named_and_not_repeated()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, coordinator) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"));

        var reply = await coordinator.Admit(TestKeyholder.Patient("Roy") with { BirthDate = "1941-13-45", Gender = "x" }, nurse.Id);

        Assert.Equal(Why.Malformed, reply.Refusal.Why);
        Assert.Contains("birthDate", reply.Refusal.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("1941-13-45", reply.Refusal.Detail, StringComparison.Ordinal);
        Assert.Equal(Why.Unknown, (await coordinator.Admit(TestKeyholder.Patient("Roy"), PersonId.New())).Refusal.Why);
    }

    [Fact]
    public async Task The_directory_is_there_again_after_a_restart()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, coordinator) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"));
        await keyholder.Admit(coordinator, nurse, "Bélanger", "9876543217");
        await keyholder.Restart();

        Assert.Equal("Bélanger", Assert.Single((await coordinator.Find(healthNumber: "9876543217")).Found).Family);
    }

    [Fact]
    public async Task Nobody_puts_themselves_on_a_schedule_whatever_lets_them_enter_one()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (officer, second) = (await keyholder.SignIn("privacy-officer"), await keyholder.SignIn("privacy-officer"));
        var (nurse, other, coordinator) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"));
        var chart = await keyholder.Admit(coordinator, other, "Tremblay", "9876543217");
        await TestKeyholder.Done(officer, second, "roster", new RosterProposal(nurse.Id.ToString(), true));
        var now = keyholder.Time.GetUtcNow().ToUnixTimeMilliseconds();

        foreach (var person in new[] { nurse, coordinator })
            Assert.Equal([0], (await person.Assign(new AssignmentItem(person.Id.ToString(), null, "9876543217", "visit", now, now + 3_600_000))).Unresolved);

        Assert.Empty((await nurse.MyDay()).Visits);
        Assert.Equal(Why.NotAssigned, (await nurse.Open(chart, new TestClient())).Refusal.Why);
    }
}
