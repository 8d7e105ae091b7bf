using System.Text;
using System.Text.Json;
using Holdfast.Desk.Authorize;
using Holdfast.Keyholder.Clients;
using Holdfast.Records.Tokens;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Fuzz.Targets;

/// <summary>OAuth: forms, scopes, addresses, keys, proofs and assertions.</summary>
internal static class TokenTargets
{
    private const string TokenEndpoint = "https://records.example.org/token";

    private static readonly string[] Jwks =
    [
        """{"kty":"EC","crv":"P-256","x":"Lp0XM5nP8kG4NHnTz4cmZnRypgrZSlkUtpH926Usl4U","y":"eufvoQ2k256un8ln795ixCjvNFl_PVlMAapACYPHaz0"}""",
        """{"kty":"EC","crv":"P-256","x":"Lp0XM5nP8kG4NHnTz4cmZnRypgrZSlkUtpH926Usl4U","y":"eufvoQ2k256un8ln795ixCjvNFl_PVlMAapACYPHaz0","key_ops":["verify"],"ext":true,"alg":"ES256","use":"sig","kid":"1"}""",
    ];

    private static readonly string[] JwkWords = ["kty", "EC", "crv", "P-256", "P-384", "x", "y", "d", "kid", "keys", "key_ops", "AA", "=", "\\u0078", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"];

    private static readonly string[] Scopes =
    [
        "launch/patient openid fhirUser patient/*.rs patient/Observation.cruds", "system/Patient.read system/*.write", "patient/Patient.r offline_access", "patient/*.* launch", "user/*.rs patient/Observation.rs?category=vital-signs", "patient/Condition.c patient/Condition.s patient/Condition.ud",
    ];

    public static readonly Target[] All =
    [
        new("oauth-form", "src/Holdfast.Records/Tokens/OAuthForm.cs", () => Seeds.Texts("\ngrant_type=authorization_code&code=a&redirect_uri=http%3A%2F%2Fx&client_id=app&code_verifier=v", "Basic YXBwOnNlY3JldA==\ngrant_type=refresh_token&refresh_token=r", "\nclient_assertion=e30.eyJzdWIiOiJhcHAifQ.AAAA&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer&scope=system%2F*.rs"), ["&", "=", "client_id=", "client_secret=", "client_assertion=", "Basic ", "%00", "%", "+", "OjpB", "eyJzdWIiOjF9", "."], Form) { Longest = 16 * 1024, WorkBytesPerByte = 4 * 1024 },
        new("scope", "src/Holdfast.Keyholder/Clients/ScopeGrammar.cs", () => Seeds.Texts(Scopes), [" ", "patient/", "system/", "user/", "*", ".rs", ".cruds", ".", "?", "read", "write", "launch", "Observation", "openid", "\n"], Scope) { WorkBytesPerByte = 4 * 1024 },
        new("redirect-uri", "src/Holdfast.Keyholder/Clients/RedirectUris.cs", () => Seeds.Texts("https://app.example.org/callback?a=b", "http://127.0.0.1:8080/cb", "http://[::1]/", "https://xn--caf-dma.example/"), ["https://", "http://", "127.0.0.1", "[::1]", ":65536", "@", "//", "\\", "%2e", "..", "localhost", "?", "\u3002", "javascript:", ":0"], Redirect),
        new("jwk", "src/Holdfast.Wire/Statements/JsonWebKeys.cs", () => Seeds.Texts(Jwks), JwkWords, Jwk) { IsJson = true },
        new("jwks", "src/Holdfast.Keyholder/Clients/ClientKeys.cs", () => Seeds.Texts(Jwks.Select(k => $$"""{"keys":[{{k.Replace("\"kty\"", "\"kid\":\"a\",\"kty\"", StringComparison.Ordinal).Replace(",\"kid\":\"1\"", "", StringComparison.Ordinal)}}]}""")), JwkWords, KeySet) { IsJson = true },
        new("dpop-proof", "src/Holdfast.Wire/Statements/DpopProofs.cs", () => Seeds.Texts(Proofs!.Select(p => p.Proof)), ["eyJ0eXAiOiJkcG9wK2p3dCJ9", ".", "e30", "=", "-", "_"], Proof) { Longest = 8 * 1024 },
        new("client-assertion", "src/Holdfast.Keyholder/Clients/ClientAssertions.cs", () => Seeds.Texts(Assertion("app", FhirSeeds.Now), Assertion("other", FhirSeeds.Now), Assertion("app", FhirSeeds.Now, "\\ud800"), "e30.e30."), ["eyJhbGciOiJub25lIn0", ".", "e30", "=", "-", "_"], ClientAssertion) { Longest = 8 * 1024 },
        new("pkce", "src/Holdfast.Wire/Statements/Pkce.cs", () => Seeds.Texts("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM\ndBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"), ["~", ".", "\n", "="], PkceOf),
        new("authorize", "src/Holdfast.Desk/Authorize/AuthorizationRequest.cs", () => Seeds.Texts("?response_type=code&client_id=app&redirect_uri=https%3A%2F%2Fapp.example.org%2Fcb&scope=launch%2Fpatient&state=s&code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256&aud=https%3A%2F%2Frecords.example.org%2Ffhir&launch=x"), ["&state=", "&scope=", "&aud=", "&redirect_uri=", "%0d%0a", "%00", "prompt=none", "&launch=", "#"], Authorize),
    ];

    /// <summary>The first line is the Authorization header, the rest the form.</summary>
    private static string Form(byte[] input)
    {
        var line = Array.IndexOf(input, (byte)'\n');
        var http = new DefaultHttpContext();
        http.Request.Headers.Authorization = Encoding.Latin1.GetString(input, 0, Math.Max(0, line));
        http.Request.ContentType = "application/x-www-form-urlencoded";
        http.Request.Body = new MemoryStream(input, line + 1, input.Length - line - 1);
        if (OAuthForm.Read(http).GetAwaiter().GetResult() is not { } form) return "no form";
        var missing = form.Missing("code", "redirect_uri");
        var (client, proof, refused) = form.Client();
        Broken.Unless(refused is not null || client.Length > 0 || proof?.Assertion is { Length: > 0 }, "A form that names nobody is somebody's.");
        return $"{missing?.Error} {refused?.Error} {client.Length > 0} {proof?.Secret.Length > 0} {proof?.Assertion.Length > 0}";
    }

    /// <summary>What the keyholder makes of a scope, records must take for exactly that.</summary>
    private static string Scope(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        _ = GrantScope.Parse(text);
        if (ScopeSet.Read(text, out var unserved, out var problem) is not { } set) return problem;
        Broken.Unless(set.Text.Length == 0 || ScopeSet.Read(set.Text, out var none, out _) is { } again && again.Text == set.Text && none.Count == 0, "A scope as it is given is not read as it was.");
        var records = GrantScope.Parse(set.Text);
        foreach (var type in set.Resources.Select(r => r.Type).Append("Observation").Append("Media").Where(t => t != "*").Distinct())
            foreach (var interaction in Enum.GetValues<Interaction>())
                Broken.Unless(records.Allows(interaction, type) == set.Resources.Any(r => (r.Type == type || r.Type == "*") && r.Letters.Contains("cruds"[(int)interaction])), "Records allows what the keyholder did not give, or the other way round.");
        var narrower = set.Within(ScopeSet.Read("patient/Observation.rs launch/patient", out _, out _)!);
        Broken.Unless(narrower.Resources.All(r => r is { Type: "Observation" } && r.Letters.All("rs".Contains)), "A scope within another is wider than it.");
        return $"{set.Resources.Count} {unserved.Count} {string.Join(' ', set.Resources.Take(3).Select(r => r.Letters))}";
    }

    private static string Redirect(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        foreach (var registered in new[] { "https://app.example.org/callback?a=b", "http://127.0.0.1:8080/cb" })
            if (RedirectUris.Matches(registered, text))
                Broken.Unless(text == registered || (new Uri(text) is { Host: "127.0.0.1", UserInfo: "" } there && there.AbsolutePath == "/cb" && text == there.AbsoluteUri), "A code goes to an address that was not registered.");
        if (RedirectUris.Problem(text) is { Detail: var problem }) return problem.Length > 40 ? problem[..40] : problem;
        var uri = new Uri(text);
        Broken.Unless(RedirectUris.Matches(text, text) && uri.UserInfo.Length == 0 && uri.Fragment.Length == 0 && text.All(c => c is > ' ' and < '\x7f'), "An address that may be registered is not in its plain form.");
        Broken.Unless(RedirectUris.IsOrigin(text, uri.GetLeftPart(UriPartial.Authority)), "An address is not of its own origin.");
        return $"may be registered: {uri.Scheme} {uri.IsDefaultPort} {uri.HostNameType}";
    }

    private static string Jwk(byte[] input)
    {
        if (JsonWebKeys.Read(Encoding.UTF8.GetString(input)) is not { } key) return "no key";
        Broken.Unless(JsonWebKeys.Read(key.ToJwk()) is { } again && again == key && again.Thumbprint() == key.Thumbprint(), "A key that is read is not what is written.");
        return "a key";
    }

    private static string KeySet(byte[] input)
    {
        try
        {
            using var json = JsonDocument.Parse(input, new JsonDocumentOptions { AllowDuplicateProperties = false, MaxDepth = 8 });
            if (ClientKeys.Read(json.RootElement, out var problem) is not { } keys) return problem!.Detail[..Math.Min(30, problem.Detail.Length)];
            Broken.Unless(keys.Length is > 0 and <= 5 && keys.DistinctBy(k => k.KeyId).Count() == keys.Length, "Too many keys, or two of one name.");
            return $"{keys.Length} keys {keys[0].Algorithm}";
        }
        catch (JsonException)
        {
            return "no JSON";
        }
    }

    private static readonly DpopProofs Verifier = new();
    private static readonly DateTimeOffset ProofTime = DateTimeOffset.FromUnixTimeSeconds(Seeds.Vectors("dpop").GetProperty("now").GetInt64());

    private static readonly List<(string Method, string Uri, string? Token, string Proof)> Proofs =
    [
        .. Seeds.Vectors("dpop").GetProperty("accepted").EnumerateArray().Select(p => (p.GetProperty("method").GetString()!, p.GetProperty("uri").GetString()!, p.GetProperty("accessToken").GetString(), p.GetProperty("proof").GetString()!)),
    ];

    private static string Proof(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        var said = new List<string>();
        foreach (var (method, uri, token, _) in Proofs)
        {
            if (Verifier.Verify(text, method, uri, token, ProofTime) is not DpopOutcome.Accepted) { said.Add(((DpopOutcome.Refused)Verifier.Verify(text, method, uri, token, ProofTime)).Detail); continue; }
            Broken.Unless(Proofs.Exists(p => text[..text.LastIndexOf('.')] == p.Proof[..p.Proof.LastIndexOf('.')]), "A proof that nobody made is accepted.");
            said.Add("accepted");
        }

        return string.Join('|', said.Distinct());
    }

    private static readonly System.Security.Cryptography.ECDsa ClientKey = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
    private static readonly ClientAssertions Assertions = new(TokenEndpoint, "https://records.example.org", FhirSeeds.Now.AddHours(-1));

    private static readonly ClientRow App = new("app", "App", ClientKind.Public, [], "", "patient/*.rs", false, [KeyRow()], "", null, 0, null);

    private static ClientKeyRow KeyRow()
    {
        var key = PublicKeyP256.Of(ClientKey);
        return new ClientKeyRow("k", "ES256", key.X, key.Y);
    }

    private static string Assertion(string client, DateTimeOffset now, string audience = TokenEndpoint)
    {
        var signed = $"{Text("""{"alg":"ES256","kid":"k","typ":"JWT"}""")}.{Text($$"""{"iss":"{{client}}","sub":"{{client}}","aud":"{{audience}}","exp":{{now.AddMinutes(4).ToUnixTimeSeconds()}},"jti":"j","iat":{{now.ToUnixTimeSeconds()}}}""")}";
        return $"{signed}.{Base64Url.Encode(ClientKey.SignData(Encoding.ASCII.GetBytes(signed), System.Security.Cryptography.HashAlgorithmName.SHA256))}";
    }

    private static string Text(string json) => Base64Url.Encode(Encoding.UTF8.GetBytes(json));

    private static readonly string Good = Assertion("app", FhirSeeds.Now);

    private static string ClientAssertion(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        if (Assertions.Verify(text, id => id == "app" ? App : null, FhirSeeds.Now, out var problem) is not { } verified) return problem;
        Broken.Unless(text[..text.LastIndexOf('.')] == Good[..Good.LastIndexOf('.')] && verified.Client.Id == "app", "An assertion that nobody made is accepted.");
        return "verified";
    }

    private static string PkceOf(byte[] input)
    {
        var parts = (Encoding.UTF8.GetString(input) + "\n").Split('\n');
        var verified = Pkce.Verify(parts[0], parts[1]);
        Broken.Unless(!verified || Pkce.Challenge(parts[1]) == parts[0], "A verifier of another challenge is accepted.");
        return $"{verified} {Pkce.IsChallenge(parts[0])}";
    }

    private static readonly RoleSettings Settings = new("0d6ca95a3990c0419d0898f50193a1f1", "desk", "desk-1", "https://desk.example.org", "https://records.example.org", "https://watch.example.org", "https://127.0.0.1:1", "https://127.0.0.1:2", "", "127.0.0.1:0", "", "en");

    private const string Registered = "https://app.example.org/cb";

    private static string Authorize(byte[] input)
    {
        var http = new DefaultHttpContext();
        http.Request.QueryString = new QueryString("?" + Encoding.UTF8.GetString(input).TrimStart('?'));
        var query = http.Request.Query;
        _ = AuthorizationRequest.Question(query);
        var app = RedirectUris.Matches(Registered, query["redirect_uri"].ToString()) ? new DescribeAppReply { Name = "App", Scope = "launch/patient" } : new DescribeAppReply { Refusal = new Refusal { Why = Why.ClientUnknown } };
        switch (AuthorizationRequest.Read(query, app, Settings))
        {
            case AuthorizationOutcome.Ask ask:
                Broken.Unless(ask.Request.State.Length > 0 && Pkce.IsChallenge(ask.Request.CodeChallenge) && ask.Request.Launch.Length <= 128, "A request without a state, a challenge or bounds is shown.");
                return $"ask {ask.Request.Scope.Length > 0}";
            case AuthorizationOutcome.SendBack back:
                Broken.Unless(back.Address.StartsWith(Registered + "?", StringComparison.Ordinal) && !back.Address.AsSpan().ContainsAny('\r', '\n'), "An answer goes elsewhere than to the registered address.");
                return back.Address.Split("error_description=")[^1].Split('&')[0];
            default:
                return "unknown";
        }
    }
}
