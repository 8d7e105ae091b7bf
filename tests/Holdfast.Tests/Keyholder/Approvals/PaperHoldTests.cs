using Holdfast.Keyholder.Running;
using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Keyholder.Approvals;

/// <summary>One person with the sealed paper holds both halves of a link: it is shut for a day, and everybody who can stop it is told.</summary>
public class PaperHoldTests
{
    /// <summary>Whoever has an approver's passkey and the paper, with both halves of a new colleague's link.</summary>
    private static async Task<(ProposalId Request, Init.Enrolment Link, string Code)> Hired(TestKeyholder keyholder, TestPerson atTheDesk, TestPerson onTheWatch)
    {
        var asked = await atTheDesk.Propose("hire", new HireProposal("Nobody Atall", "coordinator", false, keyholder.Time.GetUtcNow().ToUnixTimeMilliseconds()));
        var request = ProposalId.From(asked.Request);
        var approved = await onTheWatch.Approve(request, paper: keyholder.Paper);
        Assert.Null(approved.Refusal);
        var link = (await atTheDesk.Asked()).Requests.Single(r => r.Request == asked.Request).Secret;
        return (request, new Init.Enrolment("", "", "coordinator", link), approved.Secret.Split(": ")[1]);
    }

    /// <summary>The administrator at the desk, and on the watch with a passkey of the same person.</summary>
    private static async Task<(TestPerson Desk, TestPerson Watch)> Administrator(TestKeyholder keyholder)
    {
        var link = keyholder.Link("administrator");
        var (desk, watch) = (await TestPerson.Enrol(keyholder, link), await TestPerson.Enrol(keyholder, link with { Link = link.WatchLink! }));
        await desk.SignIn();
        await watch.SignIn();
        return (desk, watch);
    }

    [Fact]
    public async Task One_person_with_the_paper_waits_a_day_for_the_link_across_a_restart_and_then_it_opens()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (desk, watch) = await Administrator(keyholder);
        var (_, link, code) = await Hired(keyholder, desk, watch);
        async Task<Why?> Enrols() => (await TestPerson.TryEnrol(keyholder, link, TestKeyholder.Desk, code: code)).Reply.Refusal?.Why;

        Assert.Equal(Why.Waits, await Enrols());
        Assert.Equal(Why.Waits, (await TestPerson.TryEnrol(keyholder, link, TestKeyholder.Desk, code: "AAAA-AAAA")).Reply.Refusal.Why); // and nothing is told of the code
        await keyholder.Restart();
        keyholder.Leap(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(3));
        Assert.Equal(Why.Waits, await Enrols());
        keyholder.Leap(TimeSpan.FromSeconds(2));
        Assert.Null(await Enrols());
        Assert.Equal(Why.Unknown, await Enrols());
    }

    [Fact]
    public async Task A_link_that_nobody_used_in_the_day_after_it_opened_is_gone()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (desk, watch) = await Administrator(keyholder);
        var (_, link, code) = await Hired(keyholder, desk, watch);
        keyholder.Leap(TimeSpan.FromHours(48));

        Assert.Contains((await TestPerson.TryEnrol(keyholder, link, TestKeyholder.Desk, code: code)).Reply.Refusal.Why, new[] { Why.Expired, Why.Unknown });
    }

    [Fact]
    public async Task Everybody_who_can_stop_it_is_told_and_one_of_them_stops_it_for_good()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (desk, watch) = await Administrator(keyholder);
        var officer = await keyholder.SignIn("privacy-officer");
        keyholder.Time.Advance(TimeSpan.FromMinutes(1));
        var (request, link, code) = await Hired(keyholder, desk, watch);
        keyholder.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Contains("paper-enrolment", (await officer.TrySignIn()).Notices.Select(notice => notice.Kind));
        await officer.SignIn();
        var held = Assert.Single((await officer.Pending()).Requests);
        Assert.Equal((request.ToByteString(), "approved"), (held.Request, held.State));
        Assert.Equal(keyholder.Time.GetUtcNow().AddHours(24).AddMinutes(-1).ToUnixTimeMilliseconds(), held.HeldUntilMs);
        Assert.Equal(Why.NotWaiting, (await officer.Approve(request)).Refusal.Why);

        Assert.Null((await officer.Decline(request)).Refusal);

        var entry = Assert.Single(await keyholder.Entries("declined"));
        Assert.Equal(1, entry.GetProperty("count").GetInt32());
        await keyholder.Restart();
        keyholder.Leap(TimeSpan.FromHours(25));
        Assert.Equal(Why.Unknown, (await TestPerson.TryEnrol(keyholder, link, TestKeyholder.Desk, code: code)).Reply.Refusal.Why);
        await desk.SignIn();
        var own = (await desk.Asked()).Requests.Single(r => r.Request == request.ToByteString());
        Assert.Equal(("declined", ""), (own.State, own.Secret));
    }

    [Fact]
    public async Task After_the_day_nobody_stops_it_any_more_and_two_peoples_links_are_not_held_at_all()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (desk, watch) = await Administrator(keyholder);
        var officer = await keyholder.SignIn("privacy-officer");
        var (request, _, _) = await Hired(keyholder, desk, watch);
        keyholder.Leap(TimeSpan.FromHours(24));
        await officer.SignIn();
        Assert.Equal(Why.NotWaiting, (await officer.Decline(request)).Refusal.Why);
        Assert.Empty((await officer.Pending()).Requests);

        await desk.SignIn();
        var two = ProposalId.From((await desk.Propose("hire", new HireProposal("Léa Côté", "nurse", false, keyholder.Time.GetUtcNow().ToUnixTimeMilliseconds()))).Request);
        var approved = await officer.Approve(two);
        var link = (await desk.Asked()).Requests.Single(r => r.Request == two.ToByteString()).Secret;
        Assert.Equal(Why.NotWaiting, (await officer.Decline(two)).Refusal.Why);
        Assert.Null((await TestPerson.TryEnrol(keyholder, new Init.Enrolment("", "", "nurse", link), TestKeyholder.Desk, code: approved.Secret.Split(": ")[1])).Reply.Refusal);
    }

    [Fact]
    public async Task A_recovery_with_the_paper_takes_the_lost_passkeys_at_once_and_waits_with_the_new_one()
    {
        await using var keyholder = await TestKeyholder.Start();
        var nurse = await keyholder.SignIn("nurse");
        var officer = await keyholder.SignIn("privacy-officer");
        var asked = await officer.Propose("recover", new RecoverProposal(nurse.Id.ToString(), "desk", "I have known her for years and saw her"));
        var approved = await officer.Approve(ProposalId.From(asked.Request), paper: keyholder.Paper);
        var link = (await officer.Asked()).Requests.Single().Secret;

        Assert.Equal(Why.Unknown, (await nurse.TrySignIn()).Refusal.Why);
        var whole = new Init.Enrolment("", "", "nurse", link);
        Assert.Equal(Why.Waits, (await TestPerson.TryEnrol(keyholder, whole, TestKeyholder.Desk, code: approved.Secret)).Reply.Refusal.Why);
        keyholder.Leap(TimeSpan.FromHours(24));
        Assert.Null((await TestPerson.TryEnrol(keyholder, whole, TestKeyholder.Desk, code: approved.Secret)).Reply.Refusal);
    }

    [Fact]
    public async Task Where_copied_passkeys_are_refused_an_approver_enrols_and_approves_with_none()
    {
        const byte synced = 0x05 | 0x08;
        await using var keyholder = await TestKeyholder.Start();
        var (officer, nurse) = (await keyholder.SignIn("privacy-officer"), await keyholder.SignIn("nurse"));
        var (second, enrolled) = await TestPerson.TryEnrol(keyholder, keyholder.Link("privacy-officer"), TestKeyholder.Watch, flags: synced);
        Assert.Null(enrolled.Refusal);
        await second.SignIn();
        var request = ProposalId.From((await officer.Propose("roster", new RosterProposal(nurse.Id.ToString(), true))).Request);

        await keyholder.Restart(new(SyncedPasskeys: false));

        Assert.Equal(Why.Policy, (await second.Approve(request)).Refusal.Why); // the session of before is still there, the passkey counts no more
        Assert.Equal(Why.Policy, (await second.TrySignIn()).Refusal.Why);
        var administrator = keyholder.Link("administrator");
        var (_, refused) = await TestPerson.TryEnrol(keyholder, administrator with { Link = administrator.WatchLink! }, TestKeyholder.Watch, flags: synced);
        Assert.Equal(Why.Policy, refused.Refusal.Why);
        Assert.Empty(await keyholder.Entries("approved"));

        await keyholder.Restart(new(SyncedPasskeys: true)); // the control: only policy stood in the way
        await second.SignIn();
        Assert.Null((await second.Approve(request)).Refusal);
    }
}
