using System.Text;
using System.Text.Json;
using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Keyholder.Approvals;

/// <summary>Two people on a running keyholder, with a thaw as what takes two.</summary>
public class ApprovalTests
{
    private const string Number = "9876543217";

    /// <summary>A nurse who touched a canary, the officer who asks for the thaw, and a second officer.</summary>
    private static async Task<(TestPerson Nurse, TestPerson Officer, TestPerson Second)> Frozen(TestKeyholder keyholder)
    {
        var (nurse, coordinator, officer) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"), await keyholder.SignIn("privacy-officer"));
        var second = await keyholder.SignIn("privacy-officer");
        var chart = await keyholder.Admit(coordinator, nurse, "Fictive", Number);
        await officer.MarkCanary(second, Number);
        Assert.Equal(Why.Canary, (await nurse.Open(chart, new TestClient())).Refusal.Why);
        return (nurse, officer, second);
    }

    private static async Task<ProposalId> Asked(TestPerson officer, TestPerson nurse)
    {
        var reply = await officer.ProposeThaw(nurse.Id);
        Assert.Null(reply.Refusal);
        return ProposalId.From(reply.Request);
    }

    /// <summary>Entries about the thaw: the canaries before it took two people as well.</summary>
    private static async Task<List<JsonElement>> OfThaws(TestKeyholder keyholder, string kind) =>
        [.. (await keyholder.Entries(kind)).Where(entry => entry.GetProperty("what").GetString() == "thaw")];

    private static string State(AskedReply reply, ProposalId request) => reply.Requests.Single(r => r.Request == request.ToByteString()).State;

    [Fact]
    public async Task One_asks_another_approves_and_the_nurse_works_again()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, officer, second) = await Frozen(keyholder);
        var request = await Asked(officer, nurse);
        Assert.Equal(Why.Frozen, (await nurse.MyDay()).Refusal.Why);

        Assert.Null((await second.Approve(request)).Refusal);

        Assert.Null((await nurse.MyDay()).Refusal);
        Assert.Equal("approved", State(await officer.Asked(), request));
        var (proposed, approved, thawed) = (Assert.Single(await OfThaws(keyholder, "proposed")), Assert.Single(await OfThaws(keyholder, "approved")), Assert.Single(await keyholder.Entries("thawed")));
        Assert.Equal(officer.Id.ToString(), proposed.GetProperty("person").GetString());
        Assert.Equal(second.Id.ToString(), approved.GetProperty("person").GetString());
        Assert.Equal(proposed.GetProperty("hash").GetString(), approved.GetProperty("hash").GetString());
        Assert.Equal(request.ToString(), thawed.GetProperty("request").GetString());
        Assert.False(approved.GetProperty("paper").GetBoolean());
    }

    [Fact]
    public async Task The_approver_reads_the_keyholders_own_words_in_both_languages_and_no_health_number()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, officer, second) = await Frozen(keyholder);
        await Asked(officer, nurse);

        var waiting = Assert.Single((await second.Pending()).Requests);

        using var document = JsonDocument.Parse(waiting.Document.ToByteArray());
        Assert.Equal("Let Person 0 Éloïse open charts again", document.RootElement.GetProperty("english")[0].GetString());
        Assert.Equal("Permettre à Person 0 Éloïse d’ouvrir de nouveau des dossiers", document.RootElement.GetProperty("french")[0].GetString());
        Assert.DoesNotContain(Number, Encoding.UTF8.GetString(waiting.Document.Span), StringComparison.Ordinal);
        Assert.Equal(officer.Id.ToByteString(), waiting.Asker.Person);
    }

    [Fact]
    public async Task Nobody_approves_their_own_request_nor_on_the_askers_device()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, officer, second) = await Frozen(keyholder);
        var request = await Asked(officer, nurse);

        Assert.Equal(Why.OwnRequest, (await officer.Approve(request)).Refusal.Why);
        second.Device = officer.Device;
        await second.SignIn();
        Assert.Equal(Why.SameDevice, (await second.Approve(request)).Refusal.Why);
        second.Device = null;
        await second.SignIn();
        Assert.Equal(Why.SameDevice, (await second.Approve(request)).Refusal.Why);
        Assert.Equal(Why.Frozen, (await nurse.MyDay()).Refusal.Why);
    }

    [Fact]
    public async Task A_device_is_remembered_after_the_asker_has_signed_out_and_after_a_restart()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, officer, second) = await Frozen(keyholder);
        var borrowed = officer.Device;
        officer.Device = second.Device;
        await officer.SignIn();
        var request = await Asked(officer, nurse);
        await officer.SignOut();
        await keyholder.Restart();

        second.Device = borrowed; // the officer's own, used before the request
        await second.SignIn();

        Assert.Equal(Why.SameDevice, (await second.Approve(request)).Refusal.Why);
    }

    [Fact]
    public async Task An_administrator_who_is_an_approver_approves_on_the_watch_and_does_nothing_else_there()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, officer, _) = await Frozen(keyholder);
        var request = await Asked(officer, nurse);
        var administrator = await keyholder.SignInOnWatch("administrator");

        Assert.Equal(Why.NotAllowed, (await administrator.Look()).Refusal.Why);
        Assert.Equal(Why.NotAllowed, (await administrator.ProposeThaw(nurse.Id)).Refusal.Why);
        Assert.Equal(Why.NotAllowed, (await administrator.Propose("canaries", new CanariesProposal([Number]))).Refusal.Why);
        Assert.Null((await administrator.Approve(request)).Refusal);
        Assert.Null((await nurse.MyDay()).Refusal);
    }

    [Fact]
    public async Task A_nurse_who_is_no_approver_sees_and_approves_nothing()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, officer, _) = await Frozen(keyholder);
        var request = await Asked(officer, nurse);
        var other = await keyholder.SignIn("nurse");

        Assert.Equal(Why.NotAllowed, (await other.Pending()).Refusal.Why);
        Assert.Equal(Why.NotAllowed, (await other.Decline(request)).Refusal.Why);
        Assert.Equal(Why.NotAllowed, (await other.ProposeThaw(nurse.Id)).Refusal.Why);
        Assert.Equal(Why.Frozen, (await nurse.ProposeThaw(nurse.Id)).Refusal.Why);
        Assert.NotNull((await other.Approve(other.ApprovalOf(await officer.Pending(), request))).Refusal);
    }

    [Fact]
    public async Task An_approval_is_spent_once()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, officer, second) = await Frozen(keyholder);
        var request = await Asked(officer, nurse);
        var approval = second.ApprovalOf(await second.Pending(), request);
        Assert.Null((await second.Approve(approval)).Refusal);

        Assert.Equal(Why.Replayed, (await second.Approve(approval)).Refusal.Why);
        Assert.Equal(Why.NotWaiting, (await second.Approve(request, bend: a => a with { Hash = Hash(keyholder) })).Refusal.Why);
        Assert.Single(await keyholder.Entries("thawed"));

        static string Hash(TestKeyholder keyholder) => OfThaws(keyholder, "proposed").Result[0].GetProperty("hash").GetString()!;
    }

    [Fact]
    public async Task What_was_signed_must_be_what_was_asked()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, officer, second) = await Frozen(keyholder);
        var request = await Asked(officer, nurse);

        Assert.Equal(Why.Changed, (await second.Approve(request, bend: a => a with { Hash = new string('0', 64) })).Refusal.Why);
        Assert.Equal(Why.NotWaiting, (await second.Approve(request, bend: a => a with { Request = ProposalId.New().ToString() })).Refusal.Why);
        Assert.Equal(Why.BadSignature, (await second.Approve(request, bend: a => a with { Approver = officer.Id.ToString() })).Refusal.Why);
        Assert.Equal(Why.Malformed, (await second.Approve(request, bend: a => a with { Statement = "sign-in" })).Refusal.Why);
        Assert.Equal(Why.WrongOrigin, (await second.Approve(request, bend: a => a with { Installation = new string('0', 32) })).Refusal.Why);
        Assert.Equal(Why.Malformed, (await second.Approve(request, bend: a => a with { Expiry = a.Expiry + 1 })).Refusal.Why);
        var lent = second.ApprovalOf(await second.Pending(), request);
        Assert.Equal(Why.BadSignature, (await officer.Approve(lent)).Refusal.Why);
        var other = second.ApprovalOf(await second.Pending(), request) with { Signature = lent.Signature };
        Assert.Equal(Why.BadSignature, (await second.Approve(other)).Refusal.Why);
        Assert.Equal(Why.Frozen, (await nurse.MyDay()).Refusal.Why);
    }

    [Fact]
    public async Task A_passkey_touched_for_signing_in_approves_nothing()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, officer, second) = await Frozen(keyholder);
        var request = await Asked(officer, nurse);
        var shown = await second.Pending();
        var signIn = await second.SignInRequest();

        var approval = second.ApprovalOf(shown, request) with
        {
            AuthenticatorData = Base64Url.Encode(signIn.AuthenticatorData.Span),
            ClientDataJson = Base64Url.Encode(signIn.ClientDataJson.Span),
            Signature = Base64Url.Encode(signIn.Signature.Span),
        };
        await second.SignIn();

        Assert.NotNull((await second.Approve(approval)).Refusal);
        Assert.Empty(await OfThaws(keyholder, "approved"));
    }

    [Fact]
    public async Task A_declined_request_is_over_and_the_asker_reads_why()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, officer, second) = await Frozen(keyholder);
        var request = await Asked(officer, nurse);
        var approval = second.ApprovalOf(await second.Pending(), request);

        Assert.Equal(Why.ReasonMissing, (await second.Decline(request, "no")).Refusal.Why);
        Assert.Null((await second.Decline(request, "she has not been spoken with")).Refusal);

        Assert.Equal(Why.NotWaiting, (await second.Approve(approval)).Refusal.Why);
        Assert.Equal(Why.NotWaiting, (await second.Decline(request)).Refusal.Why);
        var seen = Assert.Single((await officer.Asked()).Requests, r => r.Kind == "thaw");
        Assert.Equal(("declined", "she has not been spoken with"), (seen.State, seen.Reason));
        Assert.Empty((await second.Asked()).Requests);
        Assert.Equal(Why.Frozen, (await nurse.MyDay()).Refusal.Why);
    }

    [Fact]
    public async Task A_request_lapses_after_three_days_and_says_so()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, officer, second) = await Frozen(keyholder);
        var request = await Asked(officer, nurse);
        keyholder.Leap(TimeSpan.FromHours(72));
        await second.SignIn();
        await officer.SignIn();

        Assert.Empty((await second.Pending()).Requests);
        Assert.Equal(Why.NotWaiting, (await second.Approve(request)).Refusal.Why);
        await TestKeyholder.Eventually(() => keyholder.Entries("lapsed").Result.Count == 1);
        Assert.Equal("lapsed", State(await officer.Asked(), request));
    }

    [Fact]
    public async Task A_restart_in_the_middle_loses_nothing_and_widens_nothing()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, officer, second) = await Frozen(keyholder);
        var request = await Asked(officer, nurse);
        await keyholder.Restart();
        var before = second.ApprovalOf(await second.Pending(), request);
        await keyholder.Restart();

        Assert.Equal(Why.Unknown, (await second.Approve(before)).Refusal.Why); // the nonce was of the run before
        Assert.Equal("waiting", State(await officer.Asked(), request));
        Assert.Null((await second.Approve(request)).Refusal);
        await keyholder.Restart();

        Assert.Null((await nurse.MyDay()).Refusal);
        Assert.Equal(Why.NotWaiting, (await second.Approve(request)).Refusal.Why);
        Assert.Single(await keyholder.Entries("thawed"));
    }

    [Fact]
    public async Task The_check_runs_again_when_it_is_approved()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, officer, second) = await Frozen(keyholder);
        var (first, same) = (await Asked(officer, nurse), await Asked(officer, nurse));
        Assert.Null((await second.Approve(first)).Refusal);

        Assert.Equal(Why.NotFound, (await second.Approve(same)).Refusal.Why); // no longer frozen
        Assert.Equal("waiting", State(await officer.Asked(), same));
    }

    [Fact]
    public async Task A_thaw_names_one_subject_with_a_reason_and_never_oneself()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, officer, _) = await Frozen(keyholder);

        Assert.Equal(Why.ReasonMissing, (await officer.ProposeThaw(nurse.Id, reason: "ok")).Refusal.Why);
        Assert.Equal(Why.Malformed, (await officer.ProposeThaw(null)).Refusal.Why);
        Assert.Equal(Why.Malformed, (await officer.ProposeThaw(nurse.Id, "records-1")).Refusal.Why);
        Assert.Equal(Why.NotAllowed, (await officer.ProposeThaw(officer.Id)).Refusal.Why);
        Assert.Equal(Why.NotFound, (await officer.ProposeThaw(null, "records-1")).Refusal.Why);
        Assert.Equal(Why.Malformed, (await officer.Propose("thaw", new { person = nurse.Id.ToString() })).Refusal.Why);
        Assert.Equal(Why.NotFound, (await officer.Propose("everything", new { })).Refusal.Why);
    }

    [Fact]
    public async Task Ten_requests_of_a_person_wait_and_no_eleventh()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, officer, _) = await Frozen(keyholder);
        for (var i = 0; i < 10; i++) await Asked(officer, nurse);

        Assert.Equal(Why.TooLarge, (await officer.ProposeThaw(nurse.Id)).Refusal.Why);
    }
}
