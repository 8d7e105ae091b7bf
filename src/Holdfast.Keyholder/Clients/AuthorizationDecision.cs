using Holdfast.Wire;

namespace Holdfast.Keyholder.Clients;

/// <summary>May this client ask a person for a chart like this, and what is it given at most? Pure.</summary>
internal abstract record AuthorizationDecision
{
    private AuthorizationDecision()
    {
    }

    /// <param name="Scope">What is granted: what was asked for and is registered, and no more.</param>
    /// <param name="Bearer">Without a key of its own: the tokens do less.</param>
    /// <param name="Search">It is the directory that is asked for, and no chart.</param>
    internal sealed record Granted(ScopeSet Scope, bool Bearer, bool Search) : AuthorizationDecision;

    internal sealed record Refused(Why Why, string Detail) : AuthorizationDecision;

    /// <param name="client">Null: not registered, or retired.</param>
    /// <param name="dpopJkt">Empty: the client named no key.</param>
    public static AuthorizationDecision Decide(ClientRow? client, string redirectUri, string scope, string dpopJkt)
    {
        if (client is not { Kind: ClientKind.Public or ClientKind.Confidential } || !client.RedirectUris.Any(registered => RedirectUris.Matches(registered, redirectUri)))
            return new Refused(Why.ClientUnknown, "client or redirect URI are not registered");
        if (dpopJkt.Length == 0 && !client.Bearer) return new Refused(Why.ProofRefused, "this client is registered with a key of its own: dpop_jkt is required");
        if (ScopeSet.Read(scope, out _, out var problem) is not { } asked) return new Refused(Why.ScopeRefused, problem);

        var within = asked.Within(ScopeSet.Read(client.Scope, out _, out _)!);
        // One grant is of one kind: whoever asks for a chart gets no directory with it, and asks for that by itself.
        var search = !asked.AsksForCharts && within.AsksToSearch;
        var granted = search ? within.OfLevel("user").Without("launch", "launch/patient") : within.OfLevel("patient");
        if (granted.Resources.Count == 0) return new Refused(Why.ScopeRefused, "nothing that is asked for may be given to this client: it needs a patient/… scope, or user/Patient.s alone, that it is registered with");
        // A refresh token dies with the person's session here: nothing is accessed while nobody is there.
        if (granted.Has("offline_access")) granted = granted.Without("offline_access").With("online_access");
        if (!granted.Has("openid")) granted = granted.Without("fhirUser", "profile");
        return new Granted(granted, dpopJkt.Length == 0, search);
    }
}
