using System.Net.Http.Headers;
using System.Text.Json;
using Holdfast.ChartApp.Launch;
using Microsoft.AspNetCore.Components.WebAssembly.Http;

namespace Holdfast.ChartApp.Fhir;

/// <summary>
/// FHIR requests under one grant: each carries the access token and a fresh proof of the device's key. Refreshes the grant
/// before it runs out, once for all callers. Tokens go to the FHIR server's address and nowhere else.
/// </summary>
internal sealed class FhirConnection(HttpClient http, Uri fhirBase, TokenEndpoint tokens, IProofKey key, ServerClock clock, Grant grant)
{
    /// <summary>An access token this close to its end is replaced first: a slow answer must not outlive it.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(60);

    private Task<TokenAnswer>? _refreshing;
    private bool _ended;

    public Grant Grant { get; private set; } = grant;

    /// <summary>The grant is over. Raised once.</summary>
    public event Action? Ended;

    public Task<FhirAnswer> Read(string path) => Send(HttpMethod.Get, path, null, default);

    /// <summary>Conditional create: a resource with this identifier that is there already is answered, not written again.</summary>
    public Task<FhirAnswer> CreateOnce(string type, byte[] json, string identifierQuery) => Send(HttpMethod.Post, type, json, new("If-None-Exist", identifierQuery));

    /// <summary>Writes the next version of what is at <paramref name="path"/>, if it is still the one that was read.</summary>
    public Task<FhirAnswer> Update(string path, byte[] json, string? etag) => Send(HttpMethod.Put, path, json, etag is null ? default : new("If-Match", $"W/{etag}"));

    /// <summary>The chart is closed: nothing more is answered.</summary>
    public bool IsOver => _ended;

    /// <summary>For a request that the browser sends by itself, with bytes that do not pass through here: its address and its headers, as JSON. Null when the grant is over, or cannot be renewed now.</summary>
    public async Task<(Uri Address, string Headers)?> Prepare(HttpMethod method, string path, params (string Name, string Value)[] more)
    {
        if (_ended || !TryResolve(path, out var address)) return null;
        if (Grant.Expires - clock.Now < Margin && await Refresh() is not null) return null;
        var proof = await DpopProof.Make(key, method.Method, address, clock.Now, Grant.AccessToken);
        return (address, JsonWriting.ObjectOf([("Authorization", $"DPoP {Grant.AccessToken}"), ("DPoP", proof), .. more]));
    }

    /// <summary>After a 401 to a prepared request: the token ran out on the way. False when there is no other.</summary>
    public async Task<bool> Renew() => !_ended && await Refresh() is null;

    /// <summary>Before the access token runs out, while somebody uses the application.</summary>
    public async Task KeepAlive()
    {
        if (!_ended && Grant.Expires - clock.Now < Margin * 2) await Refresh();
    }

    public async Task Close()
    {
        _ended = true;
        await tokens.Revoke(Grant);
    }

    private async Task<FhirAnswer> Send(HttpMethod method, string path, byte[]? body, KeyValuePair<string, string> condition)
    {
        if (_ended) return new FhirAnswer.Ended(null);
        if (!TryResolve(path, out var address)) return new FhirAnswer.Refused(0, null);
        if (Grant.Expires - clock.Now < Margin && await Refresh() is FhirAnswer notRefreshed) return notRefreshed;
        var answer = await Once(method, address, body, condition);
        if (answer is not FhirAnswer.Refused { Status: 401 }) return answer;
        // The token ran out on the way, or the server forgot it at a restart: one refresh, one more try.
        return await Refresh() ?? await Once(method, address, body, condition) switch
        {
            FhirAnswer.Refused { Status: 401 } again => End(again.Words),
            var second => second,
        };
    }

    /// <summary>Null when the grant was renewed.</summary>
    private async Task<FhirAnswer?> Refresh()
    {
        var answer = await (_refreshing ??= tokens.Refresh(Grant));
        _refreshing = null;
        switch (answer)
        {
            case TokenAnswer.Granted granted:
                Grant = granted.Grant;
                return null;
            case TokenAnswer.Denied denied:
                return End(denied.Words);
            default:
                return new FhirAnswer.Unreachable();
        }
    }

    private FhirAnswer.Ended End(string? words)
    {
        if (!_ended)
        {
            _ended = true;
            Ended?.Invoke();
        }
        return new FhirAnswer.Ended(words);
    }

    private async Task<FhirAnswer> Once(HttpMethod method, Uri address, byte[]? body, KeyValuePair<string, string> condition)
    {
        using var request = new HttpRequestMessage(method, address);
        request.SetBrowserRequestCache(BrowserRequestCache.NoStore);
        request.SetBrowserRequestCredentials(BrowserRequestCredentials.Omit);
        request.Headers.TryAddWithoutValidation("Authorization", $"DPoP {Grant.AccessToken}");
        request.Headers.Add("DPoP", await DpopProof.Make(key, method.Method, address, clock.Now, Grant.AccessToken));
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/fhir+json"));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/fhir+json");
            request.Headers.Add("Prefer", "return=representation");
        }
        if (condition.Key is not null) request.Headers.TryAddWithoutValidation(condition.Key, condition.Value);
        try
        {
            using var response = await http.SendAsync(request);
            return await AnswerOf(response);
        }
        catch (HttpRequestException)
        {
            return new FhirAnswer.Unreachable();
        }
    }

    private static async Task<FhirAnswer> AnswerOf(HttpResponseMessage response)
    {
        var body = Parse(await response.Content.ReadAsByteArrayAsync());
        var status = (int)response.StatusCode;
        if (response.IsSuccessStatusCode)
            return new FhirAnswer.Got(
                status, body, response.Headers.ETag?.Tag, response.Headers.Location?.OriginalString, response.Headers.Contains(Outcomes.GapHeader));
        var words = body is null ? null : Outcomes.Words(body.RootElement);
        body?.Dispose();
        return new FhirAnswer.Refused(status, words);
    }

    private static JsonDocument? Parse(byte[] body)
    {
        try
        {
            return body.Length == 0 ? null : JsonDocument.Parse(body);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A relative path, or a link of this very server (the next page): the token is shown to no other address.</summary>
    private bool TryResolve(string path, out Uri address) =>
        Uri.TryCreate(fhirBase, path, out address!) && address.AbsoluteUri.StartsWith(fhirBase.AbsoluteUri, StringComparison.Ordinal);
}
