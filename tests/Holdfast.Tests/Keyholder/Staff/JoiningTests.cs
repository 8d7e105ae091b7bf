using Holdfast.Keyholder.Running;
using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Keyholder.Staff;

public class JoiningTests
{
    private static async Task<(ApproveReply Approved, string Link)> Two(TestPerson asker, TestPerson second, Task<ProposeReply> proposed)
    {
        var reply = await proposed;
        Assert.Null(reply.Refusal);
        var approved = await second.Approve(ProposalId.From(reply.Request));
        Assert.Null(approved.Refusal);
        return (approved, (await asker.Asked()).Requests.Single(r => r.Request == reply.Request).Secret);
    }

    private static string CodeOf(ApproveReply approved) => approved.Secret.Split(": ")[1];

    [Fact]
    public async Task A_nurse_is_hired_by_two_people_and_neither_half_of_her_link_is_enough()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (administrator, officer) = (await keyholder.SignIn("administrator"), await keyholder.SignIn("privacy-officer"));

        var (approved, link) = await Two(administrator, officer, administrator.Propose("hire", new HireProposal("Léa Côté", "nurse", false, keyholder.Time.GetUtcNow().ToUnixTimeMilliseconds())));

        var half = new Init.Enrolment("", "Léa Côté", "nurse", link);
        Assert.Equal(Why.CodeNeeded, (await TestPerson.TryEnrol(keyholder, half, TestKeyholder.Desk)).Reply.Refusal.Why);
        var (nurse, reply) = await TestPerson.TryEnrol(keyholder, half, TestKeyholder.Desk, code: CodeOf(approved));
        Assert.Null(reply.Refusal);
        Assert.Null((await nurse.TrySignIn()).Refusal);
        Assert.Equal("Léa Côté", (await administrator.Staff()).Members.Single(m => m.Card.Person == nurse.Id.ToByteString()).Card.Name);
    }

    [Fact]
    public async Task Somebody_hired_for_later_cannot_enrol_or_sign_in_before_the_first_day()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (administrator, officer) = (await keyholder.SignIn("administrator"), await keyholder.SignIn("privacy-officer"));
        var first = keyholder.Time.GetUtcNow().AddHours(10);
        var (approved, link) = await Two(administrator, officer, administrator.Propose("hire", new HireProposal("Léa Côté", "nurse", false, first.ToUnixTimeMilliseconds())));
        var whole = new Init.Enrolment("", "Léa Côté", "nurse", link);

        Assert.Equal(Why.NotYet, (await TestPerson.TryEnrol(keyholder, whole, TestKeyholder.Desk, code: CodeOf(approved))).Reply.Refusal.Why);
        keyholder.Time.Advance(TimeSpan.FromHours(10));
        Assert.Null((await TestPerson.TryEnrol(keyholder, whole, TestKeyholder.Desk, code: CodeOf(approved))).Reply.Refusal);
    }

    [Fact]
    public async Task A_nurse_on_leave_comes_back_early_when_two_agree()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, administrator, officer) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("administrator"), await keyholder.SignIn("privacy-officer"));
        await administrator.Leave(nurse.Id, keyholder.Time.GetUtcNow(), (long?)null);
        Assert.Equal(Why.OnLeave, (await nurse.TrySignIn()).Refusal.Why);

        await Two(administrator, officer, administrator.Propose("return", new ReturnProposal(nurse.Id.ToString())));

        Assert.Null((await nurse.TrySignIn()).Refusal);
    }

    [Fact]
    public async Task Who_had_left_and_returns_enrols_anew_and_the_old_passkey_stays_worthless()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, administrator, officer) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("administrator"), await keyholder.SignIn("privacy-officer"));
        await administrator.Part(nurse.Id, keyholder.Time.GetUtcNow());

        var (approved, link) = await Two(administrator, officer, administrator.Propose("return", new ReturnProposal(nurse.Id.ToString())));

        Assert.Equal(Why.Unknown, (await nurse.TrySignIn()).Refusal.Why);
        var (again, reply) = await TestPerson.TryEnrol(keyholder, new Init.Enrolment("", "", "nurse", link), TestKeyholder.Desk, code: CodeOf(approved));
        Assert.Null(reply.Refusal);
        Assert.Equal(nurse.Id, again.Id);
        Assert.Null((await again.TrySignIn()).Refusal);
    }

    [Fact]
    public async Task What_cannot_be_asked_is_refused_when_it_is_asked()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, administrator) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("administrator"));
        var now = keyholder.Time.GetUtcNow().ToUnixTimeMilliseconds();

        Assert.Equal(Why.NotAllowed, (await nurse.Propose("hire", new HireProposal("A B", "nurse", false, now))).Refusal.Why);
        Assert.Equal(Why.Malformed, (await administrator.Propose("hire", new HireProposal(" ", "nurse", false, now))).Refusal.Why);
        Assert.Equal(Why.Malformed, (await administrator.Propose("hire", new HireProposal("A B", "god", false, now))).Refusal.Why);
        Assert.Equal(Why.Malformed, (await administrator.Propose("hire", new HireProposal("A B", "nurse", false, long.MaxValue))).Refusal.Why);
        Assert.Equal(Why.Conflict, (await administrator.Propose("return", new ReturnProposal(nurse.Id.ToString()))).Refusal.Why);
        Assert.Equal(Why.NotAllowed, (await administrator.Propose("return", new ReturnProposal(administrator.Id.ToString()))).Refusal.Why);
        Assert.Equal(Why.NotFound, (await administrator.Propose("return", new ReturnProposal("x"))).Refusal.Why);
    }
}
