using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Keyholder.Staff;

public class LeavingTests
{
    [Fact]
    public async Task A_nurse_who_is_let_go_loses_session_and_open_chart_at_once_and_cannot_come_back()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, coordinator, administrator) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"), await keyholder.SignIn("administrator"));
        var chart = await keyholder.Admit(coordinator, nurse);
        var node = await keyholder.Node();
        var (grant, client) = await node.Open(nurse, chart);

        Assert.Null((await administrator.Part(nurse.Id, keyholder.Time.GetUtcNow())).Refusal);

        Assert.Equal(Why.Unknown, (await nurse.MyDay()).Refusal.Why);
        Assert.Equal(Why.Unknown, (await node.Refresh(grant.RefreshToken, client)).Refusal.Why);
        Assert.Equal(Why.Left, (await nurse.TrySignIn()).Refusal.Why);
        var entries = await keyholder.Entries();
        Assert.Contains(entries, e => e.GetProperty("kind").GetString() == "part" && e.GetProperty("by").GetString() == administrator.Id.ToString());
        Assert.Contains(entries, e => e.GetProperty("kind").GetString() == "standing" && e.GetProperty("state").GetString() == "left");
        Assert.Contains(entries, e => e.GetProperty("kind").GetString() == "refused" && e.GetProperty("why").GetString() == "LEFT" && e.GetProperty("person").GetString() == nurse.Id.ToString());
    }

    [Fact]
    public async Task An_entered_last_day_ends_everything_when_it_comes_and_a_restart_forgets_none_of_it()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, administrator) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("administrator"));
        var until = keyholder.Time.GetUtcNow().AddMinutes(10);
        Assert.Null((await administrator.Part(nurse.Id, until)).Refusal);
        await keyholder.Restart();
        Assert.Null((await nurse.MyDay()).Refusal);

        keyholder.Time.Advance(TimeSpan.FromMinutes(10));

        await TestKeyholder.Eventually(() => keyholder.Role.State.Tables.Sessions.Of(nurse.Id).Count == 0);
        Assert.Equal(Why.Left, (await nurse.TrySignIn()).Refusal.Why);
    }

    [Fact]
    public async Task At_the_very_moment_of_leaving_a_statement_is_refused_though_no_sweep_has_come()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, administrator) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("administrator"));
        Assert.Null((await administrator.Part(nurse.Id, keyholder.Time.GetUtcNow().AddMilliseconds(500))).Refusal);

        keyholder.Time.Advance(TimeSpan.FromMilliseconds(500));

        Assert.Equal(Why.Left, (await nurse.MyDay()).Refusal.Why);
    }

    [Fact]
    public async Task Leave_stops_a_nurse_and_ends_by_itself_on_the_day_that_was_entered()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, administrator) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("administrator"));
        var now = keyholder.Time.GetUtcNow();

        Assert.Null((await administrator.Leave(nurse.Id, now, now.AddDays(7))).Refusal);

        Assert.Equal(Why.OnLeave, (await nurse.TrySignIn()).Refusal.Why);
        keyholder.Leap(TimeSpan.FromDays(7));
        Assert.Null((await nurse.TrySignIn()).Refusal);
    }

    [Fact]
    public async Task No_administrator_alone_brings_anybody_back_earlier_or_keeps_anybody_longer()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, administrator) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("administrator"));
        var now = keyholder.Time.GetUtcNow();
        Assert.Null((await administrator.Leave(nurse.Id, now, now.AddDays(7))).Refusal);

        Assert.Equal(Why.NotAllowed, (await administrator.Leave(nurse.Id, now, now.AddDays(6))).Refusal.Why);
        Assert.Equal(Why.NotAllowed, (await administrator.Leave(nurse.Id, now.AddDays(1), (long?)null)).Refusal.Why);
        Assert.Equal(Why.Malformed, (await administrator.Leave(nurse.Id, now, now.AddDays(-1))).Refusal.Why);
        Assert.Equal(Why.Malformed, (await administrator.Leave(nurse.Id, now, long.MaxValue)).Refusal.Why);
        Assert.Null((await administrator.Leave(nurse.Id, now, now.AddDays(8))).Refusal);
        Assert.Null((await administrator.Part(nurse.Id, now.AddDays(3))).Refusal);
        Assert.Equal(Why.NotAllowed, (await administrator.Part(nurse.Id, now.AddDays(4))).Refusal.Why);
        Assert.Null((await administrator.Part(nurse.Id, now.AddDays(2))).Refusal);
    }

    [Fact]
    public async Task Nobody_parts_with_themselves_and_no_other_role_may_enter_it()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, coordinator, administrator) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"), await keyholder.SignIn("administrator"));
        var now = keyholder.Time.GetUtcNow();

        Assert.Equal(Why.NotAllowed, (await administrator.Part(administrator.Id, now)).Refusal.Why);
        Assert.Equal(Why.NotAllowed, (await administrator.Leave(administrator.Id, now, (long?)null)).Refusal.Why);
        Assert.Equal(Why.NotAllowed, (await coordinator.Part(nurse.Id, now)).Refusal.Why);
        Assert.Equal(Why.NotAllowed, (await nurse.Leave(coordinator.Id, now, (long?)null)).Refusal.Why);
        Assert.Equal(Why.NotFound, (await administrator.Part(PersonId.New(), now)).Refusal.Why);
    }

    [Fact]
    public async Task An_account_that_nobody_used_for_thirty_days_is_disabled_by_itself()
    {
        await using var keyholder = await TestKeyholder.Start();
        var nurse = await keyholder.SignIn("nurse");
        var unused = keyholder.Link("nurse");
        keyholder.Leap(TimeSpan.FromDays(29));
        Assert.Null((await nurse.TrySignIn()).Refusal);

        keyholder.Leap(TimeSpan.FromDays(1));

        await TestKeyholder.Eventually(() => keyholder.Role.State.Tables.Employments.Rows.Count(row => row.Disabled) > 0);
        Assert.Null((await nurse.TrySignIn()).Refusal);
        Assert.Contains(await keyholder.Entries("standing"), e => e.GetProperty("person").GetString() == unused.Person && e.GetProperty("state").GetString() == "dormant");
    }

    [Fact]
    public async Task One_administrator_does_not_send_away_the_last_two_approvers()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (officer, second, administrator) = (await keyholder.SignIn("privacy-officer"), await keyholder.SignIn("privacy-officer"), await keyholder.SignIn("administrator"));
        var now = keyholder.Time.GetUtcNow();
        Assert.Null((await administrator.Part(officer.Id, now)).Refusal);

        Assert.Equal(Why.NotAllowed, (await administrator.Part(second.Id, now)).Refusal.Why);
        Assert.Equal(Why.NotAllowed, (await administrator.Leave(second.Id, now, now.AddDays(7))).Refusal.Why);
        Assert.Null((await second.Look()).Refusal);
    }

    [Fact]
    public async Task One_administrator_does_not_send_away_the_last_privacy_officer()
    {
        await using var keyholder = await TestKeyholder.Make("nurse", "privacy-officer", "administrator", "administrator", "administrator");
        await keyholder.Go();
        var (officer, second, administrator) = (await keyholder.SignIn("privacy-officer"), await keyholder.SignIn("administrator"), await keyholder.SignIn("administrator"));
        var now = keyholder.Time.GetUtcNow();

        Assert.Equal(Why.NotAllowed, (await administrator.Part(officer.Id, now)).Refusal.Why);
        Assert.Null((await administrator.Part(second.Id, now)).Refusal);
    }

    [Fact]
    public async Task A_link_of_somebody_who_left_enrols_nothing()
    {
        await using var keyholder = await TestKeyholder.Start();
        var administrator = await keyholder.SignIn("administrator");
        var link = keyholder.Link("nurse");
        Assert.True(PersonId.TryParse(link.Person, out var nurse));
        Assert.Null((await administrator.Part(nurse, keyholder.Time.GetUtcNow())).Refusal);

        var (_, reply) = await TestPerson.TryEnrol(keyholder, link, TestKeyholder.Desk);

        Assert.Equal(Why.Unknown, reply.Refusal.Why);
    }

    [Fact]
    public async Task A_coordinator_sees_which_visits_are_nobodys_when_a_nurse_leaves()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, coordinator, administrator) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"), await keyholder.SignIn("administrator"));
        var chart = await keyholder.Admit(coordinator, nurse);
        var visit = keyholder.Time.GetUtcNow().AddDays(3);
        await coordinator.Assign(new AssignmentItem(nurse.Id.ToString(), chart.ToString(), null, "visit", visit.ToUnixTimeMilliseconds(), visit.AddHours(1).ToUnixTimeMilliseconds()));
        Assert.Empty((await coordinator.Uncovered()).Visits);

        await administrator.Part(nurse.Id, keyholder.Time.GetUtcNow().AddDays(1));
        var soon = (await coordinator.Uncovered()).Visits;
        keyholder.Leap(TimeSpan.FromDays(1));
        await coordinator.SignIn();
        await administrator.SignIn();
        var then = (await coordinator.Uncovered()).Visits;

        Assert.Equal(["visit"], soon.Select(item => item.Visit.Kind));
        Assert.Equal(["team", "visit"], then.Select(item => item.Visit.Kind));
        Assert.All(then, item => Assert.Equal((nurse.Id.ToByteString(), "Tremblay"), (item.Person.Person, item.Visit.Patient.Family)));
        Assert.Equal(Why.NotAllowed, (await administrator.Uncovered()).Refusal.Why);
    }

    [Fact]
    public async Task The_list_of_staff_says_how_everybody_stands_and_only_an_administrator_learns_the_charts()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, coordinator, administrator) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"), await keyholder.SignIn("administrator"));
        await administrator.Part(nurse.Id, keyholder.Time.GetUtcNow());

        var (seen, kept) = (await coordinator.Staff(), await administrator.Staff());

        Assert.Equal("left", seen.Members.Single(member => member.Card.Person == nurse.Id.ToByteString()).Standing);
        Assert.DoesNotContain(seen.People, person => person.Person == nurse.Id.ToByteString());
        Assert.All(seen.Members, member => Assert.True(member.Chart.IsEmpty));
        Assert.All(kept.Members, member => Assert.Equal(16, member.Chart.Length));
    }
}
