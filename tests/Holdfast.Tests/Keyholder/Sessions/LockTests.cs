using Holdfast.Drill.Clients;
using Holdfast.Keyholder.Sessions;
using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Keyholder.Sessions;

/// <summary>Idle sessions lock and go on; sessions are seen and ended by their own person; a step-up is good once, for one thing.</summary>
public class LockTests
{
    [Fact]
    public async Task A_coordinator_back_from_lunch_unlocks_and_goes_on_in_the_same_session()
    {
        await using var keyholder = await TestKeyholder.Start();
        var coordinator = await keyholder.SignIn("coordinator");
        keyholder.Time.Advance(SessionLimits.IdleInAnOffice);
        Assert.Equal(Why.Locked, (await coordinator.Staff()).Refusal.Why);

        Assert.Null((await coordinator.Unlock()).Refusal);

        Assert.Null((await coordinator.Staff()).Refusal);
        Assert.Equal(coordinator.Session.ToString(), Assert.Single(await keyholder.Entries("unlocked")).GetProperty("session").GetString());
    }

    [Fact]
    public async Task What_was_open_in_a_locked_session_has_ended_at_its_node()
    {
        await using var keyholder = await TestKeyholder.Start();
        var coordinator = await keyholder.SignIn("coordinator");
        var nurse = await keyholder.SignIn("nurse");
        var chart = await keyholder.Admit(coordinator, nurse);
        var node = await keyholder.Node();
        var client = new TestClient();
        var open = await nurse.Open(chart, client);
        Assert.Null((await node.Redeem(open.Code, client)).Refusal);
        keyholder.Time.Advance(SessionLimits.IdleOnVisits + TimeSpan.FromSeconds(2));

        await TestKeyholder.Eventually(() => keyholder.Role.State.Tables.Grants.Rows.All(grant => grant.EndedWhy == "locked"));
    }

    [Fact]
    public async Task A_lock_is_remembered_across_a_restart_and_unlocking_does_not_lengthen_the_day()
    {
        await using var keyholder = await TestKeyholder.Start();
        var nurse = await keyholder.SignIn("nurse");
        keyholder.Time.Advance(SessionLimits.IdleOnVisits);
        await keyholder.Restart();
        Assert.Equal(Why.Locked, (await nurse.MyDay()).Refusal.Why);
        Assert.Null((await nurse.Unlock()).Refusal);
        Assert.Null((await nurse.MyDay()).Refusal);

        keyholder.Time.Advance(SessionLimits.Overall - SessionLimits.IdleOnVisits);

        Assert.NotNull((await nurse.Unlock()).Refusal);
        Assert.NotNull((await nurse.MyDay()).Refusal);
    }

    [Fact]
    public async Task A_refused_unlock_leaves_the_session_locked()
    {
        await using var keyholder = await TestKeyholder.Start();
        var nurse = await keyholder.SignIn("nurse");
        var other = await keyholder.SignIn("nurse");
        keyholder.Time.Advance(SessionLimits.IdleOnVisits);

        Assert.Equal(Why.StepUp, (await nurse.Unlock(with: other.Passkey)).Refusal.Why);
        Assert.Equal(Why.StepUp, (await nurse.Unlock(bend: statement => statement with { Session = other.Session.ToString() })).Refusal.Why);

        Assert.Equal(Why.Locked, (await nurse.MyDay()).Refusal.Why);
    }

    [Fact]
    public async Task Whoever_holds_the_session_key_but_no_passkey_unlocks_nothing()
    {
        await using var keyholder = await TestKeyholder.Start();
        var nurse = await keyholder.SignIn("nurse");
        using var stranger = new SoftwarePasskey("desk.localhost", nurse.Id.ToBytes());
        keyholder.Time.Advance(SessionLimits.IdleOnVisits);

        Assert.Equal(Why.Unknown, (await nurse.Unlock(with: stranger)).Refusal.Why);
        Assert.Null((await nurse.SignOut()).Refusal);
    }

    [Fact]
    public async Task A_touch_is_good_once_for_five_minutes_and_for_one_thing()
    {
        await using var keyholder = await TestKeyholder.Start();
        var nurse = await keyholder.SignIn("nurse");
        var second = await nurse.AddPasskey();
        var third = await nurse.AddPasskey();
        var id = Base64Url.Encode(second.CredentialId);
        var touch = await nurse.StepUp("remove-passkey", StepUpHash.Of("remove-passkey", id));

        Task<OwnSignInReply> Remove(byte[] credential, StepUpProof proof) =>
            keyholder.Operations.RemovePasskey.Run(nurse.Caller, nurse.Say("remove-passkey", new RemovePasskeyStatement { Credential = Base64Url.Encode(credential), StepUp = proof }));

        Assert.Equal(Why.StepUp, (await Remove(third.CredentialId, touch)).Refusal.Why);
        Assert.Null((await Remove(second.CredentialId, touch)).Refusal);
        Assert.Equal(Why.Replayed, (await Remove(second.CredentialId, touch)).Refusal.Why);

        var late = await nurse.StepUp("remove-passkey", StepUpHash.Of("remove-passkey", Base64Url.Encode(third.CredentialId)));
        keyholder.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(Why.StepUp, (await Remove(third.CredentialId, late)).Refusal.Why);
    }

    [Fact]
    public async Task A_sign_ins_nonce_is_worth_nothing_for_a_step_up_nor_a_page_of_another_origin()
    {
        await using var keyholder = await TestKeyholder.Start();
        var nurse = await keyholder.SignIn("nurse");
        var begun = await keyholder.Operations.BeginSignIn.Run(nurse.Caller);

        Assert.Equal(Why.Unknown, (await nurse.Unlock(bend: statement => statement with { Nonce = Base64Url.Encode(begun.Nonce.Span), Expiry = begun.ExpiryMs })).Refusal.Why);
        var elsewhere = await nurse.StepUp("unlock", StepUpHash.Of("unlock"), origin: "http://desk.localhost.example");
        Assert.Equal(Why.WrongOrigin, (await keyholder.Operations.Unlock.Run(nurse.Caller, nurse.Say("unlock", new ProvenStatement { StepUp = elsewhere }))).Refusal.Why);
    }

    [Fact]
    public async Task A_person_ends_one_of_their_sessions_and_then_all_of_them()
    {
        await using var keyholder = await TestKeyholder.Start();
        var nurse = await keyholder.SignIn("nurse");
        var tablet = await nurse.ElsewhereWith(nurse.Passkey);
        var laptop = await nurse.ElsewhereWith(nurse.Passkey);

        Assert.Null((await nurse.EndSession(tablet.Session)).Refusal);
        Assert.Equal(Why.Unknown, (await tablet.MyDay()).Refusal.Why);
        Assert.Null((await laptop.MyDay()).Refusal);

        Assert.Null((await laptop.SignOutEverywhere()).Refusal);
        Assert.Equal(Why.Unknown, (await nurse.MyDay()).Refusal.Why);
        Assert.Equal(Why.Unknown, (await laptop.MyDay()).Refusal.Why);
        Assert.Equal(3, (await keyholder.Entries("session-end")).Count);
    }

    [Fact]
    public async Task Nobody_ends_anothers_session()
    {
        await using var keyholder = await TestKeyholder.Start();
        var nurse = await keyholder.SignIn("nurse");
        var other = await keyholder.SignIn("nurse");

        Assert.Equal(Why.Unknown, (await nurse.EndSession(other.Session)).Refusal.Why);
        Assert.Null((await nurse.SignOutEverywhere()).Refusal);

        Assert.Null((await other.MyDay()).Refusal);
    }

    [Fact]
    public async Task A_frozen_person_unlocks_nothing()
    {
        await using var keyholder = await TestKeyholder.Start();
        var nurse = await keyholder.SignIn("nurse");
        await keyholder.Role.State.Journal.Run(draft =>
        {
            keyholder.Operations.Freezing.Freeze(draft, nurse.Id, "test");
            return true;
        });

        Assert.Equal(Why.Frozen, (await nurse.Unlock()).Refusal.Why);
    }
}
