using Holdfast.Keyholder.Grants;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Sessions;

/// <summary>All that a step-up is decided on, beside the ceremony itself: what the passkey signed, and what it had to sign.</summary>
/// <param name="Signed">The statement whose hash the passkey signed; null when it is none.</param>
/// <param name="Hash">What the asking statement is about (<see cref="StepUpHash"/>).</param>
/// <param name="CredentialOwner">Null: no such passkey.</param>
/// <param name="SyncedRefused">The policy takes no passkey that may be copied, and this one may.</param>
internal sealed record StepUpFacts(
    StepUpStatement? Signed, string Installation, string Session, string Purpose, string Hash,
    PersonId Person, SessionOrigin Origin,
    PersonId? CredentialOwner, SessionOrigin? CredentialOrigin, bool SyncedRefused);

/// <summary>Does this assertion of a passkey stand for this statement of this session, and for no other?</summary>
internal static class StepUpDecision
{
    /// <summary>Null when it does.</summary>
    public static (Why Why, string Detail)? Refusal(StepUpFacts facts)
    {
        if (facts.Signed is not { Statement: "step-up" } signed) return (Why.Malformed, "not a step-up statement");
        if (signed.Installation != facts.Installation) return (Why.WrongOrigin, "the step-up is of another installation");
        if (signed.Session != facts.Session) return (Why.StepUp, "the step-up is of another session");
        if (signed.Purpose != facts.Purpose) return (Why.StepUp, "the step-up is for something else");
        if (signed.Hash != facts.Hash) return (Why.StepUp, "the step-up is about something else");
        if (facts.CredentialOwner is null) return (Why.Unknown, "no such passkey");
        if (facts.CredentialOwner != facts.Person) return (Why.StepUp, "the passkey is of somebody else");
        if (facts.CredentialOrigin != facts.Origin) return (Why.WrongOrigin, "the passkey is of the other origin");
        return facts.SyncedRefused ? (Why.Policy, "the provider takes no passkeys that are copied between devices") : null;
    }
}
