using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Holdfast.Wire.Connections;

namespace Holdfast.Ui.SignIn;

/// <summary>
/// Redeems a code of the identity provider for an id token (RFC 6749 §4.1.3, RFC 7636): the one thing that this server asks of
/// another. It believes nothing of the answer: the keyholder verifies the token, and a code without the browser's verifier is
/// worth nothing.
/// </summary>
public sealed class IdentityCodes : IDisposable
{
    private const int LongestCode = 2048;
    private const int VerifierLength = 43;
    private const int LongestAnswer = 64 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private readonly IdentityProvider _provider;
    private readonly string _redirectUri;
    private readonly HttpClient _web;

    /// <param name="origin">Ours: the code comes back to its sign-in page.</param>
    public IdentityCodes(IdentityProvider provider, string origin)
    {
        (_provider, _redirectUri) = (provider, origin + "/");
        _web = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = Patience }) { Timeout = Patience, MaxResponseContentBufferSize = LongestAnswer };
    }

    /// <summary>Null when the provider gave none, whatever the cause.</summary>
    public async Task<string?> Redeem(string code, string verifier, CancellationToken cancellation)
    {
        if (code.Length is 0 or > LongestCode || verifier.Length != VerifierLength) return null;
        var form = new Dictionary<string, string> { ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = _redirectUri, ["client_id"] = _provider.ClientId, ["code_verifier"] = verifier };
        using var request = new HttpRequestMessage(HttpMethod.Post, _provider.TokenEndpoint) { Content = new FormUrlEncodedContent(form) };
        request.Headers.Accept.ParseAdd("application/json");
        if (_provider.ClientSecret is { } secret)
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(_provider.ClientId)}:{Uri.EscapeDataString(secret)}")));
        try
        {
            using var response = await _web.SendAsync(request, cancellation);
            if (!response.IsSuccessStatusCode) return null;
            using var answer = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellation));
            return answer.RootElement.ValueKind == JsonValueKind.Object && answer.RootElement.TryGetProperty("id_token", out var token) && token.ValueKind == JsonValueKind.String ? token.GetString() : null;
        }
        catch (Exception e) when (e is HttpRequestException or JsonException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return null;
        }
    }

    public void Dispose() => _web.Dispose();
}
