using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Keyholder.Approvals;

/// <summary>What each kind of request brings about, and what it refuses.</summary>
public class KindTests
{
    private static async Task<(TestPerson Officer, TestPerson Second)> Officers(TestKeyholder keyholder) => (await keyholder.SignIn("privacy-officer"), await keyholder.SignIn("privacy-officer"));

    private static async Task Refuses<T>(Why why, TestPerson asker, string kind, T payload) where T : class => Assert.Equal(why, (await asker.Propose(kind, payload)).Refusal.Why);

    [Fact]
    public async Task Canaries_take_two_people_and_every_number_must_be_known()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (officer, second) = await Officers(keyholder);
        var (nurse, coordinator) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"));
        await keyholder.Admit(coordinator, nurse, "Fictive", "9876543217");

        await Refuses(Why.NotFound, officer, "canaries", new CanariesProposal(["9876543217", "1234567897"]));
        await Refuses(Why.TooLarge, officer, "canaries", new CanariesProposal([]));
        await Refuses(Why.NotAllowed, coordinator, "canaries", new CanariesProposal(["9876543217"]));
        Assert.Empty(await keyholder.Entries("canary"));

        var request = await officer.MarkCanary(second, "9876543217");
        Assert.Equal(request.ToString(), Assert.Single(await keyholder.Entries("canary")).GetProperty("request").GetString());
    }

    [Fact]
    public async Task A_nurse_who_becomes_a_coordinator_is_signed_out_and_reads_no_notes_any_more()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (officer, second) = await Officers(keyholder);
        var nurse = await keyholder.SignIn("nurse");

        await TestKeyholder.Done(officer, second, "change-role", new ChangeRoleProposal(nurse.Id.ToString(), "coordinator"));

        Assert.Equal(Why.Unknown, (await nurse.MyDay()).Refusal.Why);
        await nurse.SignIn();
        Assert.Null((await nurse.Staff()).Refusal);
        Assert.Equal("coordinator", Assert.Single(await keyholder.Entries("role-changed")).GetProperty("role").GetString());
        await Refuses(Why.NotWaiting, officer, "change-role", new ChangeRoleProposal(nurse.Id.ToString(), "coordinator"));
        await Refuses(Why.Malformed, officer, "change-role", new ChangeRoleProposal(nurse.Id.ToString(), "queen"));
        await Refuses(Why.NotAllowed, officer, "change-role", new ChangeRoleProposal(officer.Id.ToString(), "nurse"));
        await Refuses(Why.NotAllowed, nurse, "change-role", new ChangeRoleProposal(officer.Id.ToString(), "nurse"));
    }

    [Fact]
    public async Task Nobody_approves_what_is_for_themselves_though_somebody_else_asked()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (officer, second) = await Officers(keyholder);

        var request = ProposalId.From((await officer.Propose("change-role", new ChangeRoleProposal(second.Id.ToString(), "auditor"))).Request);

        Assert.Equal(Why.OwnRequest, (await second.Approve(request)).Refusal.Why);
        Assert.Empty(await keyholder.Entries("role-changed"));
    }

    [Fact]
    public async Task A_role_of_the_other_origin_comes_with_a_link_for_the_asker_and_a_code_for_the_approver()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (officer, second) = await Officers(keyholder);
        var nurse = await keyholder.SignIn("nurse");
        var request = ProposalId.From((await officer.Propose("change-role", new ChangeRoleProposal(nurse.Id.ToString(), "auditor"))).Request);

        var code = (await second.Approve(request)).Secret;
        var link = Assert.Single((await officer.Asked()).Requests).Secret;

        Assert.StartsWith($"{TestKeyholder.WatchOrigin}/enrol#", link);
        Assert.Equal(9, code.Length);
        Assert.Empty((await second.Asked()).Requests);
        var begin = new BeginEnrolmentRequest { Link = link.Split('#')[1] };
        Assert.Equal(Why.CodeNeeded, (await keyholder.Operations.BeginEnrolment.Run(TestKeyholder.Watch, begin)).Refusal.Why);
        begin.Code = code;
        Assert.Equal(nurse.Id.ToByteString(), (await keyholder.Operations.BeginEnrolment.Run(TestKeyholder.Watch, begin)).Person.Person);
    }

    [Fact]
    public async Task Five_wrong_codes_void_a_link_across_a_restart_and_one_half_enrols_nobody()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (officer, second) = await Officers(keyholder);
        var nurse = await keyholder.SignIn("nurse");
        var request = ProposalId.From((await officer.Propose("change-role", new ChangeRoleProposal(nurse.Id.ToString(), "auditor"))).Request);
        var code = (await second.Approve(request)).Secret;
        var secret = Assert.Single((await officer.Asked()).Requests).Secret.Split('#')[1];
        Task<BeginEnrolmentReply> Begin(string tried) => keyholder.Operations.BeginEnrolment.Run(TestKeyholder.Watch, new BeginEnrolmentRequest { Link = secret, Code = tried });

        for (var i = 0; i < 4; i++) Assert.Equal(Why.WrongCode, (await Begin("AAAAAAA" + i)).Refusal.Why);
        await keyholder.Restart();
        Assert.Null((await Begin(code)).Refusal);
        Assert.Equal(Why.CodeNeeded, (await Begin("")).Refusal.Why);
        Assert.Equal(Why.WrongCode, (await Begin("wrong one")).Refusal.Why);

        Assert.Equal(Why.Unknown, (await Begin(code)).Refusal.Why);
    }

    [Fact]
    public async Task A_nurse_is_made_an_approver_and_unmade_and_two_always_remain()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (officer, second) = await Officers(keyholder);
        var nurse = await keyholder.SignIn("nurse");
        await TestKeyholder.Done(officer, second, "approver", new ApproverProposal(nurse.Id.ToString(), true));
        Assert.Equal(Why.NotAllowed, (await nurse.Pending()).Refusal.Why); // at the desk, still nothing

        await TestKeyholder.Done(officer, second, "approver", new ApproverProposal(nurse.Id.ToString(), false));
        var administrator = await keyholder.SignIn("administrator");
        await TestKeyholder.Done(officer, second, "approver", new ApproverProposal(administrator.Id.ToString(), false));

        await Refuses(Why.NotAllowed, officer, "approver", new ApproverProposal(second.Id.ToString(), false));
        await Refuses(Why.NotAllowed, officer, "approver", new ApproverProposal(officer.Id.ToString(), false));
        await Refuses(Why.NotWaiting, officer, "approver", new ApproverProposal(nurse.Id.ToString(), false));
        Assert.Equal(3, (await keyholder.Entries("approver-changed")).Count);
    }

    [Fact]
    public async Task A_budget_is_lowered_for_one_person_until_a_time_and_then_as_it_was()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (officer, second) = await Officers(keyholder);
        var (nurse, coordinator) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"));
        await keyholder.Admit(coordinator, nurse);
        var until = keyholder.Time.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds();
        BudgetProposal Budget(int limit, string budget = "identities", PersonId? person = null, long? end = null) =>
            new((person ?? nurse.Id).ToString(), budget, limit, end ?? until, "she helps out in the office this week");

        await Refuses(Why.TooLarge, officer, "budget", Budget(1201));
        await Refuses(Why.TooLarge, officer, "budget", Budget(-1));
        await Refuses(Why.Malformed, officer, "budget", Budget(1, "everything"));
        await Refuses(Why.Malformed, officer, "budget", Budget(1, "organisation-emergency"));
        await Refuses(Why.Malformed, officer, "budget", Budget(1, end: keyholder.Time.GetUtcNow().ToUnixTimeMilliseconds()));
        await Refuses(Why.Malformed, officer, "budget", Budget(1, end: keyholder.Time.GetUtcNow().AddDays(93).ToUnixTimeMilliseconds()));
        await Refuses(Why.NotAllowed, coordinator, "budget", Budget(1, person: coordinator.Id));
        await Refuses(Why.NotAllowed, nurse, "budget", Budget(1));
        await Refuses(Why.ReasonMissing, officer, "budget", Budget(1) with { Reason = "" });

        Assert.Null((await nurse.Find("Trem")).Refusal);
        await TestKeyholder.Done(officer, second, "budget", Budget(0));
        await keyholder.Restart();
        Assert.Equal(Why.BudgetIdentities, (await nurse.Find("Trem")).Refusal.Why);
        Assert.Null((await coordinator.Find("Trem")).Refusal);

        keyholder.Time.Advance(TimeSpan.FromHours(1));
        await nurse.SignIn();
        Assert.Null((await nurse.Find("Trem")).Refusal);
    }

    [Fact]
    public async Task A_budget_that_is_raised_lets_more_charts_be_opened_and_frees_nobody_from_it()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (officer, second) = await Officers(keyholder);
        var (nurse, coordinator) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"));
        var charts = new List<ChartId>();
        for (var i = 0; i < 3; i++) charts.Add(await keyholder.Admit(coordinator, nurse, $"Tremblay{(char)('a' + i)}"));
        var until = keyholder.Time.GetUtcNow().AddHours(8).ToUnixTimeMilliseconds();
        await TestKeyholder.Done(officer, second, "budget", new BudgetProposal(nurse.Id.ToString(), "charts", 1, until, "a device of hers is missing"));
        Assert.Null((await nurse.Open(charts[0], new TestClient())).Refusal);

        await TestKeyholder.Done(officer, second, "budget", new BudgetProposal(nurse.Id.ToString(), "charts", 2, until, "the device was found again"));
        Assert.Null((await nurse.Open(charts[1], new TestClient())).Refusal);

        Assert.Equal(Why.BudgetPerson, (await nurse.Open(charts[2], new TestClient())).Refusal.Why);
    }

    [Fact]
    public async Task A_nurse_enters_schedules_once_two_people_have_said_so()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (officer, second) = await Officers(keyholder);
        var (nurse, administrator) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("administrator"));
        Assert.Equal(Why.NotAllowed, (await nurse.Staff()).Refusal.Why);

        await TestKeyholder.Done(officer, second, "roster", new RosterProposal(nurse.Id.ToString(), true));
        Assert.Null((await nurse.Staff()).Refusal);
        await keyholder.Restart();
        Assert.Null((await nurse.Staff()).Refusal);
        await TestKeyholder.Done(officer, second, "roster", new RosterProposal(nurse.Id.ToString(), false));

        Assert.Equal(Why.NotAllowed, (await nurse.Staff()).Refusal.Why);
        await Refuses(Why.NotAllowed, officer, "roster", new RosterProposal(administrator.Id.ToString(), true));
    }

    [Fact]
    public async Task The_sealed_paper_stands_for_an_absent_second_person_once_and_it_is_said()
    {
        await using var keyholder = await TestKeyholder.Start();
        var officer = await keyholder.SignIn("privacy-officer");
        var nurse = await keyholder.SignIn("nurse");
        async Task<ProposalId> Ask(bool roster) => ProposalId.From((await officer.Propose("roster", new RosterProposal(nurse.Id.ToString(), roster))).Request);
        var request = await Ask(true);

        Assert.Equal(Why.OwnRequest, (await officer.Approve(request)).Refusal.Why);
        Assert.Equal(Why.Paper, (await officer.Approve(request, paper: "00000-00000-00000-00000-000000")).Refusal.Why);
        Assert.Null((await officer.Approve(request, paper: $" {keyholder.Paper.ToLowerInvariant().Replace('-', ' ')}")).Refusal);
        Assert.True(Assert.Single(await keyholder.Entries("approved")).GetProperty("paper").GetBoolean());

        Assert.Equal(Why.Paper, (await officer.Approve(await Ask(false), paper: keyholder.Paper)).Refusal.Why);
    }

    [Fact]
    public async Task The_paper_does_not_make_its_own_successor()
    {
        await using var keyholder = await TestKeyholder.Start();
        var officer = await keyholder.SignIn("privacy-officer");
        var asked = ProposalId.From((await officer.Propose("new-paper", new NewPaperProposal())).Request);
        var before = (await keyholder.Entries("paper")).Count;

        Assert.Equal(Why.Paper, (await officer.Approve(asked, paper: keyholder.Paper)).Refusal.Why);
        Assert.Equal(before, (await keyholder.Entries("paper")).Count);
    }

    [Fact]
    public async Task What_somebody_asked_for_in_a_former_role_is_approved_no_more()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (officer, second) = await Officers(keyholder);
        var administrator = await keyholder.SignIn("administrator");
        var hire = new HireProposal("Somebody New", "administrator", true, keyholder.Time.GetUtcNow().ToUnixTimeMilliseconds());
        var request = ProposalId.From((await administrator.Propose("hire", hire)).Request);

        await TestKeyholder.Done(officer, second, "change-role", new ChangeRoleProposal(administrator.Id.ToString(), "nurse"));

        Assert.Equal(Why.NotAllowed, (await second.Approve(request)).Refusal.Why);
    }

    [Theory]
    [InlineData("Ann \u202Eesrun sa")] // turned round
    [InlineData("Ann\u2028Approves no requests")] // a line of its own
    [InlineData("Ann\u200B\u2060")] // not seen
    [InlineData("Ann \U000E0041")] // a letter that nobody sees
    public async Task A_name_that_reads_otherwise_than_it_is_comes_before_no_approver(string name)
    {
        await using var keyholder = await TestKeyholder.Start();
        var administrator = await keyholder.SignIn("administrator");
        await Refuses(Why.Malformed, administrator, "hire", new HireProposal(name, "nurse", false, keyholder.Time.GetUtcNow().ToUnixTimeMilliseconds()));
    }

    [Fact]
    public async Task A_new_paper_is_known_whole_to_neither_of_the_two_and_voids_the_one_before()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (officer, second) = await Officers(keyholder);
        var nurse = await keyholder.SignIn("nurse");
        var asked = ProposalId.From((await officer.Propose("new-paper", new NewPaperProposal())).Request);

        var half = (await second.Approve(asked)).Secret;
        var other = Assert.Single((await officer.Asked()).Requests).Secret;
        Assert.Equal((13, 13), (half.Length, other.Length));

        var request = ProposalId.From((await officer.Propose("roster", new RosterProposal(nurse.Id.ToString(), true))).Request);
        Assert.Equal(Why.Paper, (await officer.Approve(request, paper: keyholder.Paper)).Refusal.Why);
        Assert.Null((await officer.Approve(request, paper: other + half)).Refusal);
    }
}
