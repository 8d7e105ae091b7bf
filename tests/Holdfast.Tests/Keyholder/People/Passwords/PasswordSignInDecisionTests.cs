using CsCheck;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.People.Passwords;
using Holdfast.Wire;

namespace Holdfast.Tests.Keyholder.People.Passwords;

public class PasswordSignInDecisionTests
{
    private static readonly PasswordSignInFacts Good = new(Allowed: true, Known: true, Heard: true, PasswordFits: true, SecondFits: true, RoleMay: true, Away: null);

    private static readonly Why?[] Aways = [null, Why.Frozen, Why.Left, Why.OnLeave, Why.Dormant];

    private static readonly Gen<PasswordSignInFacts> AnyFacts =
        from flags in Gen.Bool.Array[6]
        from away in Gen.Int[0, Aways.Length - 1]
        select new PasswordSignInFacts(flags[0], flags[1], flags[2], flags[3], flags[4], flags[5], Aways[away]);

    public static TheoryData<string, Type> Cases => new()
    {
        { "all of it", typeof(PasswordSignInDecision.SignsIn) },
        { "no policy", typeof(PasswordSignInDecision.Refused) },
        { "a name that nobody has", typeof(PasswordSignInDecision.Fails) },
        { "the wrong password", typeof(PasswordSignInDecision.Fails) },
        { "the wrong code", typeof(PasswordSignInDecision.Fails) },
        { "too soon", typeof(PasswordSignInDecision.NotHeard) },
        { "too soon with the wrong password", typeof(PasswordSignInDecision.NotHeard) },
        { "an administrator", typeof(PasswordSignInDecision.Refused) },
        { "somebody who left", typeof(PasswordSignInDecision.Refused) },
        { "somebody who left, with the wrong code", typeof(PasswordSignInDecision.Fails) },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Each_case_has_its_outcome(string what, Type outcome) => Assert.IsType(outcome, PasswordSignInDecision.Of(Bend(what)));

    [Fact]
    public void Nobody_signs_in_without_a_second_factor_whatever_else_is_true() => AnyFacts.Sample(facts =>
        PasswordSignInDecision.Of(facts) is PasswordSignInDecision.SignsIn == (facts is { Allowed: true, Known: true, Heard: true, PasswordFits: true, SecondFits: true, RoleMay: true, Away: null }));

    [Fact]
    public void Only_who_has_shown_both_factors_is_told_more_than_no() => AnyFacts.Sample(facts =>
        PasswordSignInDecision.Of(facts) is not PasswordSignInDecision.Refused || !facts.Allowed || (facts.PasswordFits && facts.SecondFits && facts.Known));

    /// <summary>Every statement there is, in the session of a passkey and in that of a password.</summary>
    [Theory]
    [InlineData("my-day", true)]
    [InlineData("find", true)]
    [InlineData("open", true)]
    [InlineData("assign", true)]
    [InlineData("sign-out", true)]
    [InlineData("unlock", true)]
    [InlineData("begin-passkey", true)]
    [InlineData("remove-password", true)]
    [InlineData("rename-passkey", false)]
    [InlineData("propose", false)]
    [InlineData("approve", false)]
    [InlineData("pending", false)]
    [InlineData("decline", false)]
    [InlineData("leave", false)]
    [InlineData("part", false)]
    [InlineData("canary", false)]
    [InlineData("reason", false)]
    [InlineData("look", false)]
    [InlineData("a statement of tomorrow", false)]
    public void A_password_is_good_for_the_days_work(string statement, bool may)
    {
        Assert.True(PasswordReach.May(SessionMethod.Passkey, statement));
        Assert.Equal(may, PasswordReach.May(SessionMethod.Password, statement));
    }

    [Theory]
    [InlineData("Nurse", true)]
    [InlineData("Therapist", true)]
    [InlineData("PersonalSupportWorker", true)]
    [InlineData("Coordinator", true)]
    [InlineData("ClinicalSupervisor", true)]
    [InlineData("PrivacyOfficer", false)]
    [InlineData("Administrator", false)]
    [InlineData("Auditor", false)]
    public void Who_sees_patients_may_have_a_password(string role, bool may) => Assert.Equal(may, PasswordReach.MayHave(Enum.Parse<StaffRole>(role)));

    private static PasswordSignInFacts Bend(string what) => what switch
    {
        "all of it" => Good,
        "no policy" => Good with { Allowed = false },
        "a name that nobody has" => Good with { Known = false },
        "the wrong password" => Good with { PasswordFits = false },
        "the wrong code" => Good with { SecondFits = false },
        "too soon" => Good with { Heard = false },
        "too soon with the wrong password" => Good with { Heard = false, PasswordFits = false },
        "an administrator" => Good with { RoleMay = false },
        "somebody who left" => Good with { Away = Why.Left },
        "somebody who left, with the wrong code" => Good with { Away = Why.Left, SecondFits = false },
        _ => throw new ArgumentOutOfRangeException(nameof(what)),
    };
}
