using Holdfast.Wire;

namespace Holdfast.Keyholder.People.Passwords;

/// <summary>All that a sign-in by password is decided on.</summary>
/// <param name="Allowed">The policy takes passwords, and the request came through the desk.</param>
/// <param name="Known">Somebody has this name.</param>
/// <param name="Heard">The account's wait after its last failure is over, and it has not failed too often.</param>
/// <param name="SecondFits">A code of the generator that was not used before, or an unused recovery code.</param>
/// <param name="RoleMay">The person's role may have a password.</param>
/// <param name="Away">Why this person does not sign in now; null: they may.</param>
internal sealed record PasswordSignInFacts(bool Allowed, bool Known, bool Heard, bool PasswordFits, bool SecondFits, bool RoleMay, Why? Away);

/// <summary>May this name, password and code begin a session?</summary>
internal abstract record PasswordSignInDecision
{
    public sealed record SignsIn : PasswordSignInDecision;

    /// <summary>Too soon after a failure. Not a guess, so not a failure; answered as one.</summary>
    public sealed record NotHeard : PasswordSignInDecision;

    /// <summary>Name, password or code does not fit. Which, nobody is told.</summary>
    public sealed record Fails : PasswordSignInDecision;

    /// <summary>Everything fits, and still not. Said to somebody who has shown who they are.</summary>
    public sealed record Refused(Why Why) : PasswordSignInDecision;

    public static PasswordSignInDecision Of(PasswordSignInFacts facts)
    {
        if (!facts.Allowed) return new Refused(Why.Policy);
        if (!facts.Heard) return new NotHeard();
        if (!facts.Known || !facts.PasswordFits || !facts.SecondFits) return new Fails();
        if (!facts.RoleMay) return new Refused(Why.Policy);
        return facts.Away is { } away ? new Refused(away) : new SignsIn();
    }
}
