using Holdfast.Keyholder.People.Passwords;
using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Keyholder.People.Passwords;

/// <summary>How somebody comes by a password, changes it, and is rid of it.</summary>
public class SetPasswordTests
{
    [Fact]
    public async Task Unless_the_policy_says_so_there_are_no_passwords()
    {
        await using var keyholder = await TestKeyholder.Start();
        var nurse = await keyholder.SignIn("nurse");

        Assert.Equal(Why.Policy, (await nurse.SetPassword()).Reply.Refusal.Why);
        Assert.Equal(Why.Policy, (await keyholder.TryPassword("000000")).Refusal.Why);
        Assert.False((await nurse.MySignIn()).PasswordsAllowed);
        Assert.False((await keyholder.Operations.BeginSignIn.Run(TestKeyholder.Desk)).Passwords);
    }

    [Fact]
    public async Task A_nurse_sees_her_name_and_how_many_recovery_codes_are_left_and_the_ledger_has_neither()
    {
        var (keyholder, nurse, _, codes) = await PasswordSteps.WithPassword();
        await using var held = keyholder;

        var mine = await nurse.MySignIn();
        Assert.True(mine.PasswordsAllowed);
        Assert.Equal("amelie", mine.SignInName);
        Assert.Equal(10, mine.RecoveryCodesLeft);
        Assert.Equal(10, codes.Distinct().Count());
        Assert.Contains("password-set", mine.Notices.Select(notice => notice.Kind));
        Assert.Single(await keyholder.Entries("password-set"));
        Assert.DoesNotContain("amelie", string.Concat(await keyholder.Entries()));
        Assert.True((await keyholder.Operations.BeginSignIn.Run(TestKeyholder.Desk)).Passwords);
        Assert.False((await keyholder.Operations.BeginSignIn.Run(TestKeyholder.Watch)).Passwords);
    }

    [Theory]
    [InlineData("administrator")]
    [InlineData("privacy-officer")]
    public async Task Whoever_runs_access_or_watches_it_keeps_to_passkeys(string role)
    {
        await using var keyholder = await PasswordSteps.Allowing();
        var person = await keyholder.SignIn(role);

        Assert.Equal(Why.Policy, (await person.SetPassword()).Reply.Refusal.Why);
        Assert.False((await person.MySignIn()).PasswordsAllowed);
    }

    [Fact]
    public async Task Name_password_and_code_each_have_to_be_right()
    {
        await using var keyholder = await PasswordSteps.Allowing();
        var nurse = await keyholder.SignIn("nurse");

        Assert.Equal(Why.WeakPassword, (await nurse.SetPassword(password: "short")).Reply.Refusal.Why);
        Assert.Equal(Why.WeakPassword, (await nurse.SetPassword(password: "Riverbend2026")).Reply.Refusal.Why);
        Assert.Equal(Why.TooLarge, (await nurse.SetPassword(password: new string('é', 300))).Reply.Refusal.Why);
        Assert.Equal(Why.Malformed, (await nurse.SetPassword(name: "AMELIE")).Reply.Refusal.Why);
        Assert.Equal(Why.WrongCode, (await nurse.SetPassword(code: "000000")).Reply.Refusal.Why);
        Assert.Null((await nurse.SetPassword()).Reply.Refusal);
    }

    [Fact]
    public async Task A_secret_is_good_once_for_the_session_that_asked_with_the_password_that_was_signed()
    {
        await using var keyholder = await PasswordSteps.Allowing();
        var nurse = await keyholder.SignIn("nurse");
        var other = await keyholder.SignIn("nurse");
        var begun = await nurse.BeginPassword();
        var secret = PasswordSteps.Base32(begun.Secret);

        Assert.Contains($"secret={begun.Secret}", begun.Uri);
        Assert.Equal(Why.StepUp, (await other.FinishPassword(begun.Ticket, keyholder.CodeOf(secret))).Refusal.Why);
        Assert.Equal(Why.Malformed, (await nurse.FinishPassword(begun.Ticket, keyholder.CodeOf(secret), sent: "what the desk would rather have")).Refusal.Why);
        Assert.Null((await nurse.FinishPassword(begun.Ticket, keyholder.CodeOf(secret))).Refusal);
        Assert.Equal(Why.StepUp, (await nurse.FinishPassword(begun.Ticket, keyholder.CodeOf(secret))).Refusal.Why);

        var late = await nurse.BeginPassword();
        keyholder.Time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(Why.StepUp, (await nurse.FinishPassword(late.Ticket, keyholder.CodeOf(PasswordSteps.Base32(late.Secret)))).Refusal.Why);
    }

    [Fact]
    public async Task Two_people_have_two_names_and_one_is_free_again_when_its_password_is_removed()
    {
        var (keyholder, nurse, secret, _) = await PasswordSteps.WithPassword();
        await using var held = keyholder;
        var other = await keyholder.SignIn("nurse");

        Assert.Equal(Why.Conflict, (await other.SetPassword()).Reply.Refusal.Why);
        Assert.Null((await nurse.RemovePassword()).Refusal);
        Assert.Equal(Why.NotSignedIn, (await keyholder.TryPassword(keyholder.CodeOf(secret))).Refusal.Why);
        Assert.Null((await other.SetPassword()).Reply.Refusal);
        Assert.Equal(Why.Unknown, (await nurse.RemovePassword()).Refusal.Why);
    }

    [Fact]
    public async Task A_new_password_ends_the_sessions_of_the_old_one_and_not_those_of_passkeys()
    {
        var (keyholder, nurse, secret, _) = await PasswordSteps.WithPassword();
        await using var held = keyholder;
        var elsewhere = await nurse.ByPassword(secret);
        var tablet = await nurse.ElsewhereWith(nurse.Passkey);

        Assert.Null((await nurse.SetPassword(password: "another otter altogether")).Reply.Refusal);

        Assert.Equal(Why.Unknown, (await elsewhere.MyDay()).Refusal.Why);
        Assert.Null((await tablet.MyDay()).Refusal);
    }

    [Fact]
    public async Task A_recovery_by_two_colleagues_takes_the_password_too()
    {
        var (keyholder, nurse, secret, _) = await PasswordSteps.WithPassword();
        await using var held = keyholder;
        var coordinator = await keyholder.SignIn("coordinator");
        var officer = await keyholder.SignIn("privacy-officer");

        await TestKeyholder.Done(coordinator, officer, "recover", new RecoverProposal(nurse.Id.ToString(), "desk", "she stood before me with her badge"));

        Assert.Equal(Why.NotSignedIn, (await keyholder.TryPassword(keyholder.CodeOf(secret))).Refusal.Why);
        Assert.Equal(0, keyholder.Role.State.Tables.Passwords.Count);
    }
}
