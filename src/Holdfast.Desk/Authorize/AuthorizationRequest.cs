using System.Text.RegularExpressions;
using Holdfast.Desk.OpenChart;
using Holdfast.Wire.Connections;
using Microsoft.AspNetCore.WebUtilities;

namespace Holdfast.Desk.Authorize;

/// <summary>
/// A SMART App Launch authorization request (RFC 6749 §4.1.1, RFC 7636, RFC 9449 §10), checked for form. The keyholder
/// decides about it when the person's browser signs "open"; here only what can be shown or answered at once is sorted out.
/// </summary>
public sealed partial record AuthorizationRequest(
    string Client, string RedirectUri, string Scope, string State, string CodeChallenge, string DpopJkt, string Launch)
{
    private const int LongestState = 512;
    private const int LongestScope = 512;
    private const int LongestLaunch = 128;

    private static readonly string[] Known =
    [
        "response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method", "aud", "launch", "dpop_jkt", "prompt",
    ];

    internal static AuthorizationOutcome Read(IQueryCollection query, RoleSettings settings)
    {
        string Of(string name) => query[name].ToString();

        // Until client and return address are known to belong together, nothing is sent anywhere (RFC 6749 §4.1.2.1).
        if (Of("client_id") != ChartApplication.ClientId || Of("redirect_uri") != ChartApplication.RedirectUri(settings))
            return new AuthorizationOutcome.Unknown();

        AuthorizationOutcome Refuse(string error, string description) => new AuthorizationOutcome.SendBack(
            WithQuery(Of("redirect_uri"), error, description, Of("state") is { Length: > 0 and <= LongestState } state ? state : null, settings));

        if (Known.FirstOrDefault(name => query[name].Count > 1) is { } twice) return Refuse("invalid_request", $"{twice} is given more than once");
        if (Of("response_type") != "code") return Refuse("unsupported_response_type", "response_type must be code");
        if (Of("prompt").Split(' ').Contains("none")) return Refuse("interaction_required", "a person must choose the chart: prompt=none is not served");
        if (Of("state").Length is 0 or > LongestState) return Refuse("invalid_request", $"state is required, at most {LongestState} characters");
        if (Of("aud").TrimEnd('/') != ChartApplication.Issuer(settings)) return Refuse("invalid_request", $"aud must be {ChartApplication.Issuer(settings)}");
        if (Of("code_challenge_method") != "S256" || !Hash().IsMatch(Of("code_challenge"))) return Refuse("invalid_request", "PKCE with S256 is required (RFC 7636)");
        if (!Hash().IsMatch(Of("dpop_jkt"))) return Refuse("invalid_request", "dpop_jkt is required: the thumbprint of the client's key (RFC 9449)");
        if (Of("scope").Length is 0 or > LongestScope) return Refuse("invalid_scope", $"scope is required, at most {LongestScope} characters");
        if (Of("launch").Length > LongestLaunch || !Token().IsMatch(Of("launch"))) return Refuse("invalid_request", "launch is not one that was given out here");

        return new AuthorizationOutcome.Ask(new AuthorizationRequest(
            Of("client_id"), Of("redirect_uri"), Of("scope"), Of("state"), Of("code_challenge"), Of("dpop_jkt"), Of("launch")));
    }

    private static string WithQuery(string redirectUri, string error, string description, string? state, RoleSettings settings)
    {
        var answer = new Dictionary<string, string?> { ["error"] = error, ["error_description"] = description, ["iss"] = settings.DeskOrigin };
        if (state is not null) answer["state"] = state;
        return QueryHelpers.AddQueryString(redirectUri, answer);
    }

    /// <summary>SHA-256 in base64url.</summary>
    [GeneratedRegex(@"\A[A-Za-z0-9_-]{43}\z")]
    private static partial Regex Hash();

    [GeneratedRegex(@"\A[A-Za-z0-9_.~-]*\z")]
    private static partial Regex Token();
}

/// <summary>What to do with an authorization request.</summary>
internal abstract record AuthorizationOutcome
{
    private AuthorizationOutcome()
    {
    }

    /// <summary>Show the page: the person's browser goes on.</summary>
    internal sealed record Ask(AuthorizationRequest Request) : AuthorizationOutcome;

    /// <summary>Client or return address not registered: a page, never a redirect.</summary>
    internal sealed record Unknown : AuthorizationOutcome;

    /// <summary>The client is known and asked wrongly: told so at its registered address.</summary>
    internal sealed record SendBack(string Address) : AuthorizationOutcome;
}
