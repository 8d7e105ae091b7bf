using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Holdfast.Wire.Statements;

namespace Holdfast.Drill.Clients;

/// <summary>
/// A SMART on FHIR client without a browser: a key of its own (DPoP, RFC 9449), PKCE (RFC 7636), one code for one chart,
/// then FHIR. It knows the chart application's public client id and nothing that any other app would not know.
/// </summary>
internal sealed class SmartClient(string recordsOrigin, HttpClient web, TimeProvider time) : IDisposable
{
    public const string ChartApplication = "holdfast-chart";
    public const string Scope = "launch patient/*.cruds";

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly string _verifier = Pkce.NewVerifier();
    private string _refreshToken = "";

    public string Base { get; } = recordsOrigin + "/fhir";

    public string RedirectUri { get; } = recordsOrigin + "/chart/";

    public string Thumbprint => PublicKeyP256.Of(_key).Thumbprint();

    public string AccessToken { get; private set; } = "";

    /// <summary>The Patient's FHIR id, from the token answer; empty until a code was redeemed.</summary>
    public string Patient { get; private set; } = "";

    /// <summary>What the desk signs for this client: everything but launch, chart, purpose and reason.</summary>
    public OpenStatement Ask(string launch, string chart, string purpose, string? reason) => new()
    {
        Launch = launch,
        Chart = chart,
        Purpose = purpose,
        Reason = reason,
        Client = ChartApplication,
        RedirectUri = RedirectUri,
        Scope = Scope,
        CodeChallenge = Pkce.Challenge(_verifier),
        DpopJkt = Thumbprint,
    };

    public async Task<Answer> Redeem(string code)
    {
        var answer = await Token(new Dictionary<string, string>
        {
            ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = RedirectUri, ["client_id"] = ChartApplication, ["code_verifier"] = _verifier,
        });
        if (answer.Ok) Patient = answer.Text("patient");
        return answer;
    }

    public Task<Answer> Refresh() => Token(new Dictionary<string, string>
    {
        ["grant_type"] = "refresh_token", ["refresh_token"] = _refreshToken, ["client_id"] = ChartApplication,
    });

    public Task<Answer> Get(string path) => Fhir(HttpMethod.Get, path, null);

    public Task<Answer> Create(JsonObject resource) => Fhir(HttpMethod.Post, (string)resource["resourceType"]!, resource);

    public Task<Answer> Fhir(HttpMethod method, string path, JsonNode? body) => Fhir(method, path, body, AccessToken);

    /// <summary>With a token that may be somebody else's: what a thief of tokens would send.</summary>
    public async Task<Answer> Fhir(HttpMethod method, string path, JsonNode? body, string accessToken)
    {
        var address = $"{Base}/{path}";
        using var request = new HttpRequestMessage(method, address);
        request.Headers.Authorization = new AuthenticationHeaderValue("DPoP", accessToken);
        request.Headers.Add("DPoP", Proof(method.Method, address, accessToken));
        request.Headers.Accept.ParseAdd("application/fhir+json");
        if (body is not null) request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/fhir+json");
        using var response = await web.SendAsync(request);
        return await Answer.Read(response, default);
    }

    /// <summary>A fresh proof of possession for one request (RFC 9449).</summary>
    public string Proof(string method, string address, string? accessToken) => DpopProofs.Make(_key, method, address, accessToken, time.GetUtcNow());

    public void Dispose() => _key.Dispose();

    private async Task<Answer> Token(Dictionary<string, string> form)
    {
        var address = recordsOrigin + "/token";
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Add("DPoP", Proof("POST", address, null));
        using var response = await web.SendAsync(request);
        var answer = await Answer.Read(response, default);
        if (!answer.Ok) return answer;
        AccessToken = answer.Text("access_token");
        _refreshToken = answer.Text("refresh_token");
        return answer;
    }
}
