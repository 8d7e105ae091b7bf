using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Holdfast.Keyholder.Identity;
using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Holdfast.Tests.Keyholder.Identity;

#pragma warning disable RS0030 // RSA is what most identity providers sign with; here is one

/// <summary>
/// A little OpenID provider with real keys and, when it is started, real HTTP: it asks nobody for a password, gives a code to
/// whoever comes with a PKCE challenge, and redeems it once for an id token of its own making.
/// </summary>
internal sealed class LittleProvider : IAsyncDisposable
{
    public const string ClientId = "holdfast-desk";

    private readonly RSA _rsa = RSA.Create(2048);
    private readonly ECDsa _elliptic = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly Dictionary<string, (string Nonce, string Challenge, string RedirectUri)> _codes = [];
    private WebApplication? _server;

    public string Issuer { get; private set; } = "https://id.example.org";

    /// <summary>Who has just signed in at it.</summary>
    public string Subject { get; set; } = "somebody";

    public Func<DateTimeOffset> Now { get; set; } = () => DateTimeOffset.UtcNow;

    public static async Task<LittleProvider> Start()
    {
        var provider = new LittleProvider();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        provider._server = builder.Build();
        provider._server.MapGet("/authorize", provider.Authorize);
        provider._server.MapPost("/token", (Delegate)provider.Token);
        await provider._server.StartAsync();
        provider.Issuer = provider._server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return provider;
    }

    public SignInPolicy Policy(bool required = true) => new(IdentityProvider: new IdentityProvider(Issuer, ClientId, $"{Issuer}/authorize", $"{Issuer}/token", Keys(), required));

    public JsonElement Keys()
    {
        var (rsa, point) = (_rsa.ExportParameters(false), _elliptic.ExportParameters(false).Q);
        return JsonSerializer.SerializeToElement(new
        {
            keys = new object[]
            {
                new { kty = "RSA", kid = "r1", use = "sig", alg = "RS256", n = Base64Url.Encode(rsa.Modulus), e = Base64Url.Encode(rsa.Exponent) },
                new { kty = "EC", kid = "e1", crv = "P-256", x = Base64Url.Encode(point.X), y = Base64Url.Encode(point.Y) },
            },
        });
    }

    /// <summary>What a test wants to bend is a parameter.</summary>
    public string IdToken(string nonce, string? sub = null, string? iss = null, object? aud = null, double exp = 300, double iat = 0, string alg = "RS256", string? kid = "", string? azp = null, double? nbf = null, string more = "", string? without = null, string? body = null)
    {
        if (kid?.Length == 0) kid = alg == "ES256" ? "e1" : "r1";
        var now = Now();
        var header = $$"""{"alg":"{{alg}}"{{(kid is null ? "" : $",\"kid\":\"{kid}\"")}}{{more}}}""";
        var claims = new Dictionary<string, object>
        {
            ["iss"] = iss ?? Issuer, ["sub"] = sub ?? Subject, ["aud"] = aud ?? ClientId, ["exp"] = now.AddSeconds(exp).ToUnixTimeSeconds(), ["iat"] = now.AddSeconds(iat).ToUnixTimeSeconds(), ["nonce"] = nonce, ["email"] = "x@example.org",
        };
        if (azp is not null) claims["azp"] = azp;
        if (nbf is { } from) claims["nbf"] = now.AddSeconds(from).ToUnixTimeSeconds();
        if (without is not null) claims.Remove(without);
        var signed = $"{Base64Url.Encode(Encoding.UTF8.GetBytes(header))}.{Base64Url.Encode(body is null ? JsonSerializer.SerializeToUtf8Bytes(claims) : Encoding.UTF8.GetBytes(body))}";
        return $"{signed}.{Base64Url.Encode(Sign(alg, Encoding.ASCII.GetBytes(signed)))}";
    }

    private byte[] Sign(string alg, byte[] signed) => alg switch
    {
        "none" => [],
        // The classic: the public key, which everybody has, as the secret of a MAC.
        "HS256" => HMACSHA256.HashData(Encoding.ASCII.GetBytes(_rsa.ExportSubjectPublicKeyInfoPem()), signed),
        "ES256" => _elliptic.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation),
        "PS256" => _rsa.SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
        "RS512" => _rsa.SignData(signed, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1),
        _ => _rsa.SignData(signed, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
    };

    /// <summary>As a browser gets there and back: the code.</summary>
    public async Task<(string Code, string Verifier)> Visit(HttpClient web, string sessionKeyThumbprint, string nonce)
    {
        var verifier = Base64Url.Encode(RandomNumberGenerator.GetBytes(32));
        using var answer = await web.GetAsync($"{Issuer}/authorize?response_type=code&scope=openid&client_id={ClientId}&state=s&code_challenge_method=S256&code_challenge={Pkce.Challenge(verifier)}"
            + $"&nonce={ProviderIdTokens.NonceOf(sessionKeyThumbprint, nonce)}&redirect_uri={Uri.EscapeDataString(TestKeyholder.DeskOrigin + "/")}");
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        return (answer.Headers.Location!.Query.Split("code=")[1].Split('&')[0], verifier);
    }

    private IResult Authorize(HttpContext http)
    {
        var query = http.Request.Query;
        if (query["client_id"] != ClientId || query["response_type"] != "code" || query["code_challenge_method"] != "S256" || query["nonce"].Count != 1) return Results.BadRequest();
        var code = Base64Url.Encode(RandomNumberGenerator.GetBytes(16));
        lock (_codes) _codes[code] = (query["nonce"].ToString(), query["code_challenge"].ToString(), query["redirect_uri"].ToString());
        return Results.Redirect($"{query["redirect_uri"]}?code={code}&state={query["state"]}");
    }

    private async Task<IResult> Token(HttpContext http)
    {
        var form = await http.Request.ReadFormAsync();
        (string Nonce, string Challenge, string RedirectUri) kept;
        lock (_codes)
            if (!_codes.Remove(form["code"].ToString(), out kept)) return Results.BadRequest(new { error = "invalid_grant" });
        return form["grant_type"] == "authorization_code" && form["client_id"] == ClientId && form["redirect_uri"] == kept.RedirectUri && Pkce.Challenge(form["code_verifier"].ToString()) == kept.Challenge
            ? Results.Json(new { token_type = "Bearer", access_token = "not looked at", id_token = IdToken(kept.Nonce) })
            : Results.BadRequest(new { error = "invalid_grant" });
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        _rsa.Dispose();
        _elliptic.Dispose();
    }
}
