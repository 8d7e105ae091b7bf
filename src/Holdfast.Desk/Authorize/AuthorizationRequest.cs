using System.Text.RegularExpressions;
using Holdfast.Desk.OpenChart;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Microsoft.AspNetCore.WebUtilities;

namespace Holdfast.Desk.Authorize;

/// <summary>
/// A SMART App Launch authorization request (RFC 6749 §4.1.1, RFC 7636, RFC 9449 §10), checked for form. Who the
/// application is and what it would be given, the keyholder has said; it decides again when the person's browser signs "open".
/// </summary>
/// <param name="Scope">As it was asked for: what is signed.</param>
/// <param name="Granted">What of it would be given: what is shown.</param>
/// <param name="Bearer">Its tokens work for whoever has them.</param>
/// <param name="Search">It asks to search the directory, and for no chart: there is nobody to pick.</param>
public sealed partial record AuthorizationRequest(
    string Client, string Name, string RedirectUri, string Scope, string Granted, bool Bearer, bool Search, string State, string CodeChallenge, string DpopJkt, string Launch, string Nonce)
{
    private const int LongestState = 512;
    private const int LongestLaunch = 128;
    private const int LongestNonce = 256;

    private static readonly string[] Known =
    [
        "response_type", "client_id", "redirect_uri", "scope", "state", "code_challenge", "code_challenge_method", "aud", "launch", "dpop_jkt", "prompt", "nonce",
    ];

    /// <summary>What the keyholder is asked about the application.</summary>
    internal static DescribeAppRequest Question(IQueryCollection query) => new()
    {
        ClientId = query["client_id"].ToString(), RedirectUri = query["redirect_uri"].ToString(), Scope = query["scope"].ToString(), DpopJkt = query["dpop_jkt"].ToString(),
    };

    internal static AuthorizationOutcome Read(IQueryCollection query, DescribeAppReply app, RoleSettings settings)
    {
        string Of(string name) => query[name].ToString();

        // Until client and return address are known to belong together, nothing is sent anywhere (RFC 6749 §4.1.2.1).
        if (app.Refusal is { Why: not (Why.ScopeRefused or Why.ProofRefused) } || query["client_id"].Count != 1 || query["redirect_uri"].Count != 1)
            return new AuthorizationOutcome.Unknown();

        AuthorizationOutcome Refuse(string error, string description) => new AuthorizationOutcome.SendBack(
            WithQuery(Of("redirect_uri"), error, description, Of("state") is { Length: > 0 and <= LongestState } state ? state : null, settings));

        if (Known.FirstOrDefault(name => query[name].Count > 1) is { } twice) return Refuse("invalid_request", $"{twice} is given more than once");
        if (Of("response_type") != "code") return Refuse("unsupported_response_type", "response_type must be code");
        if (Of("prompt").Split(' ').Contains("none")) return Refuse("interaction_required", "a person must choose the chart: prompt=none is not served");
        if (Of("state").Length is 0 or > LongestState) return Refuse("invalid_request", $"state is required, at most {LongestState} characters");
        if (Of("aud").TrimEnd('/') != ChartApplication.Issuer(settings)) return Refuse("invalid_request", $"aud must be {ChartApplication.Issuer(settings)}");
        if (Of("code_challenge_method") != "S256" || !Hash().IsMatch(Of("code_challenge"))) return Refuse("invalid_request", "PKCE with S256 is required (RFC 7636)");
        if (Of("dpop_jkt").Length > 0 && !Hash().IsMatch(Of("dpop_jkt"))) return Refuse("invalid_request", "dpop_jkt is not the thumbprint of a key (RFC 9449)");
        if (app.Refusal is { Why: Why.ProofRefused }) return Refuse("invalid_request", "dpop_jkt is required: this application is registered with a key of its own (RFC 9449)");
        if (app.Refusal is { } refused) return Refuse("invalid_scope", Plain(refused.Detail));
        if (Of("launch").Length > LongestLaunch || !Token().IsMatch(Of("launch"))) return Refuse("invalid_request", "launch is not one that was given out here");
        if (Of("nonce").Length > LongestNonce) return Refuse("invalid_request", $"nonce has at most {LongestNonce} characters");

        return new AuthorizationOutcome.Ask(new AuthorizationRequest(
            Of("client_id"), app.Name, Of("redirect_uri"), Of("scope"), app.Scope, app.Bearer, app.Search, Of("state"), Of("code_challenge"), Of("dpop_jkt"), Of("launch"), Of("nonce")));
    }

    /// <summary>error_description takes printable ASCII without quotes (RFC 6749 §4.1.2.1).</summary>
    private static string Plain(string words) => string.Concat(words.Select(c => c is >= ' ' and <= '~' and not ('"' or '\\') ? c : '_'));

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
