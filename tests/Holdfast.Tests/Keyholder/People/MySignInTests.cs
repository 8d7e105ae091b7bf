using Holdfast.Drill.Clients;
using Holdfast.Keyholder.Sessions;
using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire;

namespace Holdfast.Tests.Keyholder.People;

/// <summary>Several passkeys per person: adding, naming, removing, and who hears of it.</summary>
public class MySignInTests
{
    [Fact]
    public async Task A_nurse_adds_a_security_key_and_signs_in_with_it()
    {
        await using var keyholder = await TestKeyholder.Start();
        var nurse = await keyholder.SignIn("nurse");

        var key = await nurse.AddPasskey("Clé YubiKey 🔑");
        var elsewhere = await nurse.ElsewhereWith(key);

        Assert.Null((await elsewhere.MyDay()).Refusal);
        var mine = await nurse.MySignIn();
        Assert.Equal(["my phone", "Clé YubiKey 🔑"], mine.Passkeys.Select(passkey => passkey.Label));
        Assert.Equal([true, false], mine.Passkeys.Select(passkey => passkey.ThisSession));
        Assert.All(mine.Passkeys, passkey => Assert.True(passkey.LastUsedMs > 0));
        Assert.Equal(2, mine.Sessions.Count);
        Assert.Equal(nurse.Session.ToByteString(), Assert.Single(mine.Sessions, session => session.ThisSession).Id);
    }

    [Fact]
    public async Task Adding_a_passkey_is_told_on_the_device_that_was_there_before()
    {
        await using var keyholder = await TestKeyholder.Start();
        var nurse = await keyholder.SignIn("nurse");
        keyholder.Time.Advance(TimeSpan.FromMinutes(1));
        var key = await nurse.AddPasskey();
        keyholder.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(["passkey-added"], (await nurse.TrySignIn()).Notices.Select(notice => notice.Kind));
        Assert.Empty((await nurse.TrySignIn()).Notices);
        Assert.Empty((await nurse.With(key).TrySignIn()).Notices);
        await nurse.SignIn();
        Assert.Single((await nurse.MySignIn()).Notices);
    }

    [Fact]
    public async Task A_removed_passkey_signs_nobody_in_and_its_sessions_and_grants_have_ended()
    {
        await using var keyholder = await TestKeyholder.Start();
        var coordinator = await keyholder.SignIn("coordinator");
        var nurse = await keyholder.SignIn("nurse");
        var lost = await nurse.AddPasskey("tablet");
        var tablet = await nurse.ElsewhereWith(lost);
        var chart = await keyholder.Admit(coordinator, nurse);
        Assert.Null((await tablet.Open(chart, new TestClient())).Refusal);

        Assert.Null((await nurse.RemovePasskey(lost.CredentialId)).Refusal);

        Assert.Equal(Why.Unknown, (await tablet.MyDay()).Refusal.Why);
        Assert.Equal(Why.Unknown, (await tablet.TrySignIn()).Refusal.Why);
        Assert.Null((await nurse.MyDay()).Refusal);
        Assert.Equal("passkey removed", Assert.Single(await keyholder.Entries("session-end")).GetProperty("why").GetString());
        Assert.Equal(nurse.Id.ToString(), Assert.Single(await keyholder.Entries("passkey-removed")).GetProperty("person").GetString());
    }

    [Fact]
    public async Task The_last_passkey_stays()
    {
        await using var keyholder = await TestKeyholder.Start();
        var nurse = await keyholder.SignIn("nurse");

        Assert.Equal(Why.LastPasskey, (await nurse.RemovePasskey(nurse.Passkey.CredentialId)).Refusal.Why);
    }

    [Fact]
    public async Task Nobody_removes_or_renames_anothers_passkey()
    {
        await using var keyholder = await TestKeyholder.Start();
        var nurse = await keyholder.SignIn("nurse");
        await nurse.AddPasskey();
        var other = await keyholder.SignIn("nurse");
        await other.AddPasskey();

        Assert.Equal(Why.Unknown, (await nurse.RemovePasskey(other.Passkey.CredentialId)).Refusal.Why);
        Assert.Equal(Why.Unknown, (await nurse.RenamePasskey(other.Passkey.CredentialId, "mine now")).Refusal.Why);
        Assert.Equal(2, (await other.MySignIn()).Passkeys.Count);
    }

    [Theory]
    [InlineData("Work phone", null)]
    [InlineData("  spaces go  ", null)]
    [InlineData("", Why.Malformed)]
    [InlineData("   ", Why.Malformed)]
    [InlineData("two\nlines", Why.Malformed)]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345", Why.Malformed)]
    public async Task A_passkey_gets_a_name_of_one_short_line(string label, Why? why)
    {
        await using var keyholder = await TestKeyholder.Start();
        var nurse = await keyholder.SignIn("nurse");

        Assert.Equal(why, (await nurse.RenamePasskey(nurse.Passkey.CredentialId, label)).Refusal?.Why);

        Assert.Equal(why is null ? label.Trim() : "my phone", Assert.Single((await nurse.MySignIn()).Passkeys).Label);
        Assert.DoesNotContain("phone", string.Join("", await keyholder.Entries()), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_session_that_was_left_open_adds_no_passkey_without_a_touch()
    {
        await using var keyholder = await TestKeyholder.Start();
        var nurse = await keyholder.SignIn("nurse");
        var other = await keyholder.SignIn("nurse");

        // Another session's beginning, an own one that was used, and one that is too old.
        Assert.Equal(Why.Unknown, (await nurse.TryAddPasskey(begun: await other.BeginPasskey())).Reply.Refusal.Why);
        var begun = await nurse.BeginPasskey();
        Assert.Null((await nurse.TryAddPasskey(begun: begun)).Reply.Refusal);
        Assert.Equal(Why.Replayed, (await nurse.TryAddPasskey(begun: begun)).Reply.Refusal.Why);
        begun = await nurse.BeginPasskey();
        keyholder.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(Why.StepUp, (await nurse.TryAddPasskey(begun: begun)).Reply.Refusal.Why);
        Assert.Equal(Why.Malformed, (await nurse.TryAddPasskey(bend: statement => statement with { Person = other.Id.ToString() })).Reply.Refusal.Why);
        Assert.Equal(Why.WrongOrigin, (await nurse.TryAddPasskey(bend: statement => statement with { Installation = InstallationId.New().ToString() })).Reply.Refusal.Why);
    }

    [Fact]
    public async Task Nobody_has_more_than_ten_passkeys()
    {
        await using var keyholder = await TestKeyholder.Start();
        var nurse = await keyholder.SignIn("nurse");
        for (var i = 1; i < 10; i++) await nurse.AddPasskey();

        Assert.False((await nurse.MySignIn()).MayAdd);
        Assert.Equal(Why.TooLarge, (await nurse.TryAddPasskey()).Reply.Refusal.Why);
    }

    [Fact]
    public async Task A_passkey_that_leaves_its_device_is_refused_where_policy_refuses_it()
    {
        const byte synced = 0x05 | 0x08;
        await using var keyholder = await TestKeyholder.Start();
        var nurse = await keyholder.SignIn("nurse");
        var cloud = await nurse.AddPasskey("cloud", synced);
        Assert.True((await nurse.MySignIn()).Passkeys[1].Synced);
        Assert.Null((await nurse.With(cloud).TrySignIn()).Refusal);

        await keyholder.Restart(new(SyncedPasskeys: false));

        Assert.Equal(Why.Policy, (await nurse.With(cloud).TrySignIn()).Refusal.Why);
        await nurse.SignIn();
        Assert.Equal(Why.Policy, (await nurse.TryAddPasskey(flags: synced)).Reply.Refusal.Why);
        Assert.Equal(Why.Policy, (await nurse.Unlock(cloud)).Refusal.Why);
        Assert.Null((await nurse.RemovePasskey(cloud.CredentialId)).Refusal);
    }
}
