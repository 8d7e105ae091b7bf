using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Sessions;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Keyholder.Sessions;

public class StepUpDecisionTests
{
    private static readonly PersonId Nurse = PersonId.New();
    private static readonly string Hash = StepUpHash.Of("remove-passkey", "abc");

    private static readonly StepUpFacts Good = new(
        new StepUpStatement("step-up", "installation", "session", "remove-passkey", Hash, "nonce", 1), "installation", "session", "remove-passkey", Hash,
        Nurse, SessionOrigin.Desk, Nurse, SessionOrigin.Desk, SyncedRefused: false);

    public static TheoryData<string, Why> Bent => new()
    {
        { "no statement", Why.Malformed },
        { "a sign-in's statement", Why.Malformed },
        { "another installation", Why.WrongOrigin },
        { "another session", Why.StepUp },
        { "another purpose", Why.StepUp },
        { "another matter", Why.StepUp },
        { "no such passkey", Why.Unknown },
        { "somebody else's passkey", Why.StepUp },
        { "a passkey of the watch", Why.WrongOrigin },
        { "a synced passkey where none are taken", Why.Policy },
    };

    [Fact]
    public void The_persons_own_passkey_over_this_very_statement_is_a_step_up() => Assert.Null(StepUpDecision.Refusal(Good));

    [Theory]
    [MemberData(nameof(Bent))]
    public void Anything_else_is_none(string what, Why why) => Assert.Equal(why, StepUpDecision.Refusal(Bend(what))?.Why);

    [Fact]
    public void Two_matters_have_two_hashes()
    {
        Assert.NotEqual(StepUpHash.Of("a", "b", "c"), StepUpHash.Of("a", "bc"));
        Assert.NotEqual(StepUpHash.Of("a"), StepUpHash.Of("a", ""));
        Assert.Throws<ArgumentException>(() => StepUpHash.Of("a", "b\nc"));
    }

    private static StepUpFacts Bend(string what) => what switch
    {
        "no statement" => Good with { Signed = null },
        "a sign-in's statement" => Good with { Signed = Good.Signed! with { Statement = "sign-in" } },
        "another installation" => Good with { Installation = "other" },
        "another session" => Good with { Session = "other" },
        "another purpose" => Good with { Purpose = "unlock" },
        "another matter" => Good with { Hash = StepUpHash.Of("remove-passkey", "abd") },
        "no such passkey" => Good with { CredentialOwner = null, CredentialOrigin = null },
        "somebody else's passkey" => Good with { CredentialOwner = PersonId.New() },
        "a passkey of the watch" => Good with { CredentialOrigin = SessionOrigin.Watch },
        "a synced passkey where none are taken" => Good with { SyncedRefused = true },
        _ => throw new ArgumentOutOfRangeException(nameof(what)),
    };
}
