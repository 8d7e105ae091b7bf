using System.Text.Json;
using Holdfast.ChartApp.Fhir;
using Microsoft.AspNetCore.Components.WebAssembly.Http;

namespace Holdfast.ChartApp.Launch;

internal abstract record TokenAnswer
{
    public sealed record Granted(Grant Grant) : TokenAnswer;
    /// <summary>The server will not: the code was used, the session ended, the person was frozen.</summary>
    public sealed record Denied(string? Words) : TokenAnswer;
    /// <summary>No answer, or one that says "later".</summary>
    public sealed record Unreachable : TokenAnswer;
}

/// <summary>Code and refresh token against a grant, with the device's proof. A public client: no secret.</summary>
internal sealed class TokenEndpoint(HttpClient http, SmartConfiguration configuration, IProofKey key, ServerClock clock)
{
    public const string ClientId = "holdfast-chart";

    public Task<TokenAnswer> Redeem(string code, string verifier, string redirectUri) => Ask(
        [
            new("grant_type", "authorization_code"), new("code", code), new("code_verifier", verifier),
            new("redirect_uri", redirectUri), new("client_id", ClientId),
        ], before: null);

    public Task<TokenAnswer> Refresh(Grant grant) => grant.RefreshToken is { } token
        ? Ask([new("grant_type", "refresh_token"), new("refresh_token", token), new("client_id", ClientId)], grant)
        : Task.FromResult<TokenAnswer>(new TokenAnswer.Denied(null));

    /// <summary>Gives the grant back when the chart is closed. The server forgets it in minutes anyway, so failure is not told.</summary>
    public async Task Revoke(Grant grant)
    {
        if (configuration.Revocation is null) return;
        var form = new List<KeyValuePair<string, string>> { new("token", grant.RefreshToken ?? grant.AccessToken), new("client_id", ClientId) };
        try
        {
            using var response = await Post(configuration.Revocation, form);
        }
        catch (HttpRequestException)
        {
            // Offline: nothing to give back to.
        }
    }

    private async Task<TokenAnswer> Ask(List<KeyValuePair<string, string>> form, Grant? before)
    {
        try
        {
            using var response = await Post(configuration.Token, form);
            var body = await response.Content.ReadAsByteArrayAsync();
            using var json = ParseOrNull(body);
            if (response.IsSuccessStatusCode && json is not null && Grant.Read(json.RootElement, clock.Now, before) is { } grant)
                return new TokenAnswer.Granted(grant);
            if ((int)response.StatusCode is 429 or >= 500) return new TokenAnswer.Unreachable();
            return new TokenAnswer.Denied(json?.RootElement.Text("error_description"));
        }
        catch (HttpRequestException)
        {
            return new TokenAnswer.Unreachable();
        }
    }

    private async Task<HttpResponseMessage> Post(Uri address, List<KeyValuePair<string, string>> form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(form) };
        request.SetBrowserRequestCache(BrowserRequestCache.NoStore);
        request.SetBrowserRequestCredentials(BrowserRequestCredentials.Omit);
        request.Headers.Add("DPoP", await DpopProof.Make(key, "POST", address, clock.Now, accessToken: null));
        return await http.SendAsync(request);
    }

    private static JsonDocument? ParseOrNull(byte[] body)
    {
        try
        {
            return JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
