using Holdfast.Wire;

namespace Holdfast.Keyholder.Identity;

/// <summary>What was shown of the identity provider beside the passkey.</summary>
internal enum IdentityShown
{
    None,
    Good,

    /// <summary>Something that does not hold, or where nothing is asked for.</summary>
    Bad,
}

/// <param name="Required">Policy: whoever is linked shows it.</param>
/// <param name="Linked">The passkey's person has linked an account.</param>
/// <param name="Same">The account that was shown is the one that this person has linked.</param>
/// <param name="OfSomebodyElse">The account that was shown is linked with another person.</param>
internal sealed record IdentityFacts(IdentityShown Shown, bool Required, bool Linked, bool Same, bool OfSomebodyElse);

/// <summary>
/// May a passkey that was verified begin a session, as far as the identity provider is concerned? Pure, and asked after the
/// passkey: nothing here is ever instead of it. A person's first sign-in with both links the account that they show.
/// </summary>
internal abstract record IdentityDecision
{
    private IdentityDecision()
    {
    }

    /// <param name="Links">The account is this person's from now on.</param>
    internal sealed record Allowed(bool Links) : IdentityDecision;

    internal sealed record Refused(Why Why, string Detail) : IdentityDecision;

    public static IdentityDecision Decide(IdentityFacts facts) => facts.Shown switch
    {
        IdentityShown.None => facts is { Required: true, Linked: true }
            ? new Refused(Why.IdentityNeeded, "this person signs in at the identity provider first")
            : new Allowed(Links: false),
        IdentityShown.Good when facts.OfSomebodyElse => new Refused(Why.IdentityRefused, "the account at the identity provider is linked with somebody else"),
        IdentityShown.Good when facts.Linked => facts.Same ? new Allowed(Links: false) : new Refused(Why.IdentityRefused, "the account at the identity provider is not the one that this person has linked"),
        IdentityShown.Good => new Allowed(Links: true),
        _ => new Refused(Why.IdentityRefused, "the id token does not hold"),
    };
}
