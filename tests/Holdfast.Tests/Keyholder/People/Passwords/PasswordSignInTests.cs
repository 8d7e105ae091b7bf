using System.Security.Cryptography;
using Holdfast.Drill.Clients;
using Holdfast.Keyholder.Keys;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.People.Passwords;
using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Keyholder.People.Passwords;

/// <summary>Password and code on a running keyholder whose policy allows them.</summary>
public class PasswordSignInTests
{
    [Fact]
    public async Task Password_and_code_sign_in_and_neither_does_alone_and_no_code_twice()
    {
        var (keyholder, nurse, secret, _) = await PasswordSteps.WithPassword();
        await using var held = keyholder;
        var code = keyholder.CodeOf(secret);

        Assert.Equal(Why.NotSignedIn, (await keyholder.TryPassword("")).Refusal.Why);
        Assert.Equal(Why.NotSignedIn, (await keyholder.TryPassword(code, password: PasswordSteps.Password + "!")).Refusal.Why);
        Assert.Equal(Why.NotSignedIn, (await keyholder.TryPassword(code, name: "somebody")).Refusal.Why);
        var reply = await keyholder.TryPassword(code);
        Assert.Null(reply.Refusal);
        Assert.Equal(nurse.Id.ToByteString(), reply.Person.Person);
        Assert.Equal(Why.NotSignedIn, (await keyholder.TryPassword(code)).Refusal.Why);
        await keyholder.Restart();
        Assert.Equal(Why.NotSignedIn, (await keyholder.TryPassword(code)).Refusal.Why);
        Assert.Contains(true, (await nurse.MySignIn()).Sessions.Select(session => session.ByPassword));
        Assert.Equal("password", Assert.Single(await keyholder.Entries("session"), entry => entry.TryGetProperty("method", out _)).GetProperty("method").GetString());
    }

    [Fact]
    public async Task The_watch_takes_no_password_and_a_name_may_be_typed_in_capitals()
    {
        var (keyholder, _, secret, _) = await PasswordSteps.WithPassword();
        await using var held = keyholder;

        Assert.Equal(Why.Policy, (await keyholder.TryPassword(keyholder.CodeOf(secret), caller: TestKeyholder.Watch)).Refusal.Why);
        Assert.Null((await keyholder.TryPassword(keyholder.CodeOf(secret), name: " Amelie ")).Refusal);
    }

    [Fact]
    public async Task A_recovery_code_stands_for_the_telephone_once_never_for_the_password_and_is_told()
    {
        var (keyholder, nurse, _, codes) = await PasswordSteps.WithPassword();
        await using var held = keyholder;

        Assert.Equal(Why.NotSignedIn, (await keyholder.TryPassword(codes[2], password: codes[2])).Refusal.Why);
        Assert.Null((await keyholder.TryPassword(codes[3].ToLowerInvariant())).Refusal);
        Assert.Equal(Why.NotSignedIn, (await keyholder.TryPassword(codes[3])).Refusal.Why);
        await keyholder.Restart();
        Assert.Equal(Why.NotSignedIn, (await keyholder.TryPassword(codes[3])).Refusal.Why);
        Assert.Contains("recovery-code-used", (await nurse.TrySignIn()).Notices.Select(notice => notice.Kind));
    }

    [Fact]
    public async Task A_stranger_who_guesses_slows_the_password_down_across_a_restart_and_never_the_passkey()
    {
        var (keyholder, nurse, secret, _) = await PasswordSteps.WithPassword();
        await using var held = keyholder;
        for (var i = 0; i < PasswordThrottle.Free; i++) Assert.Equal(Why.NotSignedIn, (await keyholder.TryPassword("000000", password: $"guess number {i}", source: $"198.51.100.{i}")).Refusal.Why);

        Assert.Equal(Why.NotSignedIn, (await keyholder.TryPassword(keyholder.CodeOf(secret))).Refusal.Why);
        await keyholder.Restart();
        Assert.Equal(Why.NotSignedIn, (await keyholder.TryPassword(keyholder.CodeOf(secret))).Refusal.Why);
        Assert.Null((await nurse.TrySignIn()).Refusal);
        keyholder.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.Null((await keyholder.TryPassword(keyholder.CodeOf(secret))).Refusal);
        Assert.Equal(Enumerable.Range(1, 5), (await keyholder.Entries("sign-in-failed")).Where(entry => entry.TryGetProperty("person", out _)).Select(entry => entry.GetProperty("failures").GetInt32()));
    }

    [Fact]
    public async Task A_hundred_failures_disable_the_password_until_its_person_sets_one_with_the_passkey()
    {
        var (keyholder, nurse, secret, _) = await PasswordSteps.WithPassword();
        await using var held = keyholder;
        var journal = keyholder.Role.State.Journal;
        await journal.Run(draft =>
        {
            draft.Change(journal.Tables.Passwords.Put(journal.Tables.Passwords.Find(nurse.Id)! with { Failures = 99 }));
            draft.Record("test", _ => { });
            return true;
        });

        Assert.Equal(Why.NotSignedIn, (await keyholder.TryPassword("000000")).Refusal.Why);
        keyholder.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(Why.NotSignedIn, (await keyholder.TryPassword(keyholder.CodeOf(secret))).Refusal.Why);
        await nurse.SignIn();
        var mine = await nurse.MySignIn();
        Assert.True(mine.PasswordDisabled);
        Assert.Contains("password-disabled", mine.Notices.Select(notice => notice.Kind));
        var (anew, reply) = await nurse.SetPassword();
        Assert.Null(reply.Refusal);
        keyholder.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null((await keyholder.TryPassword(keyholder.CodeOf(anew))).Refusal);
    }

    [Fact]
    public async Task One_source_that_guesses_many_names_is_slowed_down_and_another_source_is_not()
    {
        await using var keyholder = await PasswordSteps.Allowing();
        var failed = keyholder.Operations.FailedSignIns;
        await keyholder.Role.State.Journal.Run(draft =>
        {
            for (var i = 0; i < 30; i++) failed.Fail(draft, TestKeyholder.Desk, "198.51.100.1", $"nobody{i}");
            return true;
        });

        Assert.False(failed.HearsSource("198.51.100.1", keyholder.Time.GetUtcNow()));
        Assert.True(failed.HearsSource("198.51.100.2", keyholder.Time.GetUtcNow()));
        Assert.Equal(Why.SlowDown, (await keyholder.TryPassword("000000", source: "198.51.100.1")).Refusal.Why);
        Assert.True(failed.HearsSource("198.51.100.1", keyholder.Time.GetUtcNow().AddSeconds(30)));
    }

    [Fact]
    public async Task A_campaign_fills_no_disk()
    {
        await using var keyholder = await PasswordSteps.Allowing();
        var failed = keyholder.Operations.FailedSignIns;
        await keyholder.Role.State.Journal.Run(draft =>
        {
            for (var i = 0; i < 1000; i++) failed.Fail(draft, TestKeyholder.Desk, $"source {i}", $"nobody{i}");
            failed.EnterCounted(draft);
            return true;
        });

        var entries = await keyholder.Entries("sign-in-failed");
        Assert.Equal(61, entries.Count);
        Assert.Equal(1000, entries.Sum(entry => entry.GetProperty("count").GetInt32()));
    }

    [Fact]
    public void A_name_that_nobody_has_waits_as_an_account_does()
    {
        using var key = new UseKey(new byte[32]);
        var failed = new FailedSignIns(key);
        var now = DateTimeOffset.UnixEpoch.AddYears(50);
        var draft = new Draft(now);
        for (var i = 0; i < PasswordThrottle.Free; i++)
        {
            Assert.True(failed.HearsNobody("name", now));
            failed.Fail(draft, TestKeyholder.Desk, $"source {i}", "name");
        }

        Assert.False(failed.HearsNobody("name", now.AddSeconds(1)));
        Assert.True(failed.HearsNobody("name", now.AddSeconds(2)));
        Assert.True(failed.HearsNobody("another", now));
    }

    [Fact]
    public async Task A_frozen_person_signs_in_by_no_password()
    {
        var (keyholder, nurse, secret, _) = await PasswordSteps.WithPassword();
        await using var held = keyholder;
        await keyholder.Role.State.Journal.Run(draft =>
        {
            keyholder.Operations.Freezing.Freeze(draft, nurse.Id, "test");
            return true;
        });

        Assert.Equal(Why.Frozen, (await keyholder.TryPassword(keyholder.CodeOf(secret))).Refusal.Why);
        Assert.Equal(Why.NotSignedIn, (await keyholder.TryPassword("000000")).Refusal.Why);
    }

    [Fact]
    public async Task A_session_by_password_is_good_for_the_day_and_for_nothing_that_widens_anything()
    {
        var (keyholder, nurse, secret, _) = await PasswordSteps.WithPassword();
        await using var held = keyholder;
        var phished = await nurse.ByPassword(secret);

        Assert.Null((await phished.MyDay()).Refusal);
        Assert.Equal(2, (await phished.MySignIn()).Sessions.Count);
        Assert.Equal(Why.NotAllowed, (await phished.RenamePasskey(nurse.Passkey.CredentialId, "mine now")).Refusal.Why);
        Assert.Equal(Why.NotAllowed, (await phished.Propose("thaw", new ThawProposal(nurse.Id.ToString(), null, "because I would like it"))).Refusal.Why);
        Assert.NotNull((await phished.BeginPassword(with: new SoftwarePasskey("desk.localhost", nurse.Id.ToBytes()))).Refusal);
        Assert.Null((await phished.BeginPassword()).Refusal);
    }

    [Fact]
    public async Task When_the_policy_ends_so_do_its_sessions()
    {
        var (keyholder, nurse, secret, _) = await PasswordSteps.WithPassword();
        await using var held = keyholder;
        var elsewhere = await nurse.ByPassword(secret);

        await keyholder.Restart(SignInPolicy.Default);

        Assert.Equal(Why.Expired, (await elsewhere.MyDay()).Refusal.Why);
        Assert.Null((await nurse.MyDay()).Refusal);
        Assert.Equal(Why.Policy, (await keyholder.TryPassword(keyholder.CodeOf(secret))).Refusal.Why);
        Assert.Null((await nurse.RemovePassword()).Refusal);
    }

    [Fact]
    public async Task What_a_request_brought_is_overwritten()
    {
        await using var keyholder = await PasswordSteps.Allowing();
        var password = Google.Protobuf.ByteString.CopyFromUtf8(PasswordSteps.Password);

        await keyholder.Operations.PasswordSignIn.Run(TestKeyholder.Desk, new PasswordSignInRequest
        {
            Name = "amelie", Password = password, Code = "000000", Source = "here", SessionKeyJwk = PublicKeyP256.Of(ECDsa.Create(ECCurve.NamedCurves.nistP256)).ToJwk(),
        });

        Assert.All(password, b => Assert.Equal(0, b));
    }
}
