using Holdfast.Keyholder.Running;
using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Keyholder.People;

/// <summary>A lost device without another passkey: two colleagues, a link and a code, and the person is told.</summary>
public class RecoverTests
{
    private const string Seen = "She came to the office, I have known her for years";

    private static Task<ProposeReply> Ask(TestPerson asker, string person, string origin = "desk", string seen = Seen) =>
        asker.Keyholder.Operations.Propose.Run(asker.Caller, asker.Say("propose", ProposeStatement.Of("recover", new RecoverProposal(person, origin, seen))));

    /// <summary>A nurse whose telephone is gone, and what an approved recovery gave to the two who made it.</summary>
    private static async Task<(TestPerson Nurse, TestPerson Officer, Init.Enrolment Link, string Code)> Recovered(TestKeyholder keyholder)
    {
        var (nurse, coordinator, officer) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"), await keyholder.SignIn("privacy-officer"));
        var asked = await Ask(coordinator, nurse.Id.ToString());
        Assert.Null(asked.Refusal);
        var request = ProposalId.From(asked.Request);
        var approved = await officer.Approve(request);
        Assert.Null(approved.Refusal);
        var link = Assert.Single((await coordinator.Asked()).Requests, r => r.Request == request.ToByteString()).Secret;
        Assert.StartsWith(TestKeyholder.DeskOrigin + "/enrol#", link);
        return (nurse, officer, new Init.Enrolment(nurse.Id.ToString(), "", "nurse", link), approved.Secret);
    }

    [Fact]
    public async Task The_old_passkey_and_its_sessions_end_and_link_and_code_together_make_a_new_one()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, _, link, code) = await Recovered(keyholder);
        Assert.Equal(Why.Unknown, (await nurse.MyDay()).Refusal.Why);
        Assert.Equal(Why.Unknown, (await nurse.TrySignIn()).Refusal.Why);
        keyholder.Time.Advance(TimeSpan.FromMinutes(1));

        var (again, reply) = await TestPerson.TryEnrol(keyholder, link, TestKeyholder.Desk, code: code.ToLowerInvariant());

        Assert.Null(reply.Refusal);
        var session = await again.TrySignIn();
        Assert.Null(session.Refusal);
        Assert.Equal(["recovered"], session.Notices.Select(notice => notice.Kind)); // the person is told
        var entry = Assert.Single(await keyholder.Entries("recovered"));
        Assert.Equal((nurse.Id.ToString(), 1), (entry.GetProperty("person").GetString(), entry.GetProperty("count").GetInt32()));
    }

    [Fact]
    public async Task Neither_half_becomes_the_person_alone_and_five_guesses_end_the_link()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (_, _, link, code) = await Recovered(keyholder);

        Assert.Equal(Why.CodeNeeded, (await TestPerson.TryEnrol(keyholder, link, TestKeyholder.Desk)).Reply.Refusal.Why);
        Assert.Equal(Why.CodeNeeded, (await TestPerson.TryEnrol(keyholder, link, TestKeyholder.Desk, code: code, finishCode: "")).Reply.Refusal.Why);
        for (var i = 0; i < 5; i++) Assert.Equal(Why.WrongCode, (await TestPerson.TryEnrol(keyholder, link, TestKeyholder.Desk, code: "AAAA-AAAA")).Reply.Refusal.Why);

        Assert.Equal(Why.Unknown, (await TestPerson.TryEnrol(keyholder, link, TestKeyholder.Desk, code: code)).Reply.Refusal.Why);
        Assert.Equal([1, 2, 3, 4, 5], (await keyholder.Entries("link-code-wrong")).Select(entry => entry.GetProperty("count").GetInt32()));
    }

    [Fact]
    public async Task The_approver_reads_which_passkeys_stop_working_and_how_the_person_was_recognised()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, coordinator, officer) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"), await keyholder.SignIn("privacy-officer"));
        await Ask(coordinator, nurse.Id.ToString());

        var document = Assert.Single((await officer.Pending()).Requests).Document.ToStringUtf8();

        Assert.Contains("my phone", document);
        Assert.Contains(Seen, document);
    }

    [Fact]
    public async Task Nobody_is_recovered_by_a_nurse_by_themselves_while_frozen_or_where_they_do_not_sign_in()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, other, coordinator) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"));

        Assert.NotNull((await Ask(other, nurse.Id.ToString())).Refusal);
        Assert.Equal(Why.NotAllowed, (await Ask(coordinator, coordinator.Id.ToString())).Refusal.Why);
        Assert.Equal(Why.NotAllowed, (await Ask(coordinator, nurse.Id.ToString(), "watch")).Refusal.Why);
        Assert.Equal(Why.Malformed, (await Ask(coordinator, nurse.Id.ToString(), "records")).Refusal.Why);
        Assert.Equal(Why.NotFound, (await Ask(coordinator, PersonId.New().ToString())).Refusal.Why);
        Assert.Equal(Why.ReasonMissing, (await Ask(coordinator, nurse.Id.ToString(), seen: "ok")).Refusal.Why);
        await keyholder.Role.State.Journal.Run(draft =>
        {
            keyholder.Operations.Freezing.Freeze(draft, nurse.Id, "test");
            return true;
        });
        Assert.Equal(Why.Frozen, (await Ask(coordinator, nurse.Id.ToString())).Refusal.Why);
    }

    [Fact]
    public async Task A_recovery_survives_a_restart_of_the_keyholder_at_every_step()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (_, _, link, code) = await Recovered(keyholder);
        await TestPerson.TryEnrol(keyholder, link, TestKeyholder.Desk, code: "AAAA-AAAA");
        await keyholder.Restart();

        var (again, reply) = await TestPerson.TryEnrol(keyholder, link, TestKeyholder.Desk, code: code);

        Assert.Null(reply.Refusal);
        await keyholder.Restart();
        Assert.Single((await again.TrySignIn()).Notices);
    }
}
