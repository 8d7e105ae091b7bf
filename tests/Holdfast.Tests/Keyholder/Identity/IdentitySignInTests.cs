using System.Text.Json;
using Holdfast.Keyholder.Identity;
using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Keyholder.Identity;

/// <summary>Signing in at another provider before the passkey, never instead of it.</summary>
public sealed class IdentitySignInTests : IAsyncLifetime
{
    private readonly LittleProvider _provider = new();
    private TestKeyholder _keyholder = null!;
    private TestPerson _nurse = null!;

    public async ValueTask InitializeAsync()
    {
        _keyholder = await TestKeyholder.Start();
        _provider.Now = _keyholder.Time.GetUtcNow;
        await _keyholder.Restart(_provider.Policy());
        _nurse = await _keyholder.SignIn("nurse");
    }

    public async ValueTask DisposeAsync()
    {
        await _keyholder.DisposeAsync();
        await _provider.DisposeAsync();
    }

    private string Good(string key, string nonce) => _provider.IdToken(ProviderIdTokens.NonceOf(key, nonce));

    private async Task<Why?> SignsIn(TestPerson person, Func<string, string, string>? idToken) => (await person.TrySignIn(idToken: idToken)).Refusal?.Why;

    [Fact]
    public async Task The_first_sign_in_with_both_links_the_account_and_from_then_on_the_passkey_alone_is_refused_at_the_desk_with_an_entry()
    {
        Assert.Null(await SignsIn(_nurse, null)); // not linked: as always
        Assert.Null(await SignsIn(_nurse, Good));
        Assert.Equal(_nurse.Id.ToString(), Assert.Single(await _keyholder.Entries("identity-linked")).GetProperty("person").GetString());

        await _keyholder.Restart();
        Assert.Equal(Why.IdentityNeeded, await SignsIn(_nurse, null));
        var refused = (await _keyholder.Entries("refused"))[^1];
        Assert.Equal(("IDENTITY_NEEDED", _nurse.Id.ToString()), (refused.GetProperty("why").GetString(), refused.GetProperty("person").GetString()));

        _keyholder.Time.Advance(TimeSpan.FromMinutes(1));
        var both = await _nurse.TrySignIn(idToken: Good);
        Assert.Null(both.Refusal);
        Assert.True((await _keyholder.Entries("session"))[^1].GetProperty("identity").GetBoolean());
        Assert.DoesNotContain("somebody", string.Concat((await _keyholder.Entries()).Select(entry => entry.GetRawText())));
    }

    public static TheoryData<string> Wrong => [.. Bends.Keys];

    private static readonly Dictionary<string, Func<LittleProvider, string, string>> Bends = new()
    {
        ["alg none"] = (p, n) => p.IdToken(n, alg: "none"),
        ["alg none without a kid"] = (p, n) => p.IdToken(n, alg: "none", kid: null),
        ["HS256 with the public key"] = (p, n) => p.IdToken(n, alg: "HS256"),
        ["PS256"] = (p, n) => p.IdToken(n, alg: "PS256"),
        ["RS512"] = (p, n) => p.IdToken(n, alg: "RS512"),
        ["an RSA signature that says ES256"] = (p, n) => p.IdToken(n, alg: "RS256", kid: "e1"),
        ["an unknown kid"] = (p, n) => p.IdToken(n, kid: "r2"),
        ["a critical extension"] = (p, n) => p.IdToken(n, more: ",\"crit\":[\"b64\"]"),
        ["a header with alg twice"] = (p, n) => p.IdToken(n, more: ",\"alg\":\"RS256\""),
        ["another issuer"] = (p, n) => p.IdToken(n, iss: "https://id.example.com"),
        ["the issuer with a slash"] = (p, n) => p.IdToken(n, iss: p.Issuer + "/"),
        ["another audience"] = (p, n) => p.IdToken(n, aud: "another-client"),
        ["two audiences"] = (p, n) => p.IdToken(n, aud: new[] { LittleProvider.ClientId, "another-client" }),
        ["no audience"] = (p, n) => p.IdToken(n, aud: Array.Empty<string>()),
        ["another authorized party"] = (p, n) => p.IdToken(n, azp: "another-client"),
        ["expired"] = (p, n) => p.IdToken(n, exp: -31),
        ["issued in the future"] = (p, n) => p.IdToken(n, iat: 31),
        ["issued long ago"] = (p, n) => p.IdToken(n, iat: -331),
        ["not valid yet"] = (p, n) => p.IdToken(n, nbf: 31),
        ["exp that is no time"] = (p, n) => p.IdToken(n, body: Body(p, n).Replace("\"exp\":", "\"exp\":9999", StringComparison.Ordinal)),
        ["another nonce"] = (p, _) => p.IdToken(ProviderIdTokens.NonceOf("another key", "another nonce")),
        ["no nonce"] = (p, n) => p.IdToken(n, without: "nonce"),
        ["no sub"] = (p, n) => p.IdToken(n, without: "sub"),
        ["no exp"] = (p, n) => p.IdToken(n, without: "exp"),
        ["no iat"] = (p, n) => p.IdToken(n, without: "iat"),
        ["no aud"] = (p, n) => p.IdToken(n, without: "aud"),
        ["an empty sub"] = (p, n) => p.IdToken(n, sub: ""),
        ["a sub of two lines"] = (p, n) => p.IdToken(n, sub: "a\nb"),
        ["a sub of 256"] = (p, n) => p.IdToken(n, sub: new string('s', 256)),
        ["not JSON"] = (p, n) => p.IdToken(n, body: "iss"),
        ["a claim twice"] = (p, n) => p.IdToken(n, body: Body(p, n).Replace("\"sub\":\"a\"", "\"sub\":\"a\",\"sub\":\"b\"", StringComparison.Ordinal)),
        ["a changed payload"] = (p, n) => Spliced(p.IdToken(n), p.IdToken(n, sub: "other")),
        ["a signature short of a byte"] = (p, n) => p.IdToken(n)[..^2],
        ["four parts"] = (p, n) => p.IdToken(n) + ".e30",
        ["nothing but dots"] = (_, _) => "..",
        ["too long"] = (p, n) => p.IdToken(n, sub: "a", more: $",\"x\":\"{new string('x', 9000)}\""),
    };

    private static string Body(LittleProvider p, string nonce) =>
        $$"""{"iss":"{{p.Issuer}}","sub":"a","aud":"{{LittleProvider.ClientId}}","exp":{{p.Now().AddMinutes(5).ToUnixTimeSeconds()}},"iat":{{p.Now().ToUnixTimeSeconds()}},"nonce":"{{nonce}}"}""";

    private static string Spliced(string one, string other) => $"{one.Split('.')[0]}.{other.Split('.')[1]}.{one.Split('.')[2]}";

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_token_that_does_not_hold_signs_nobody_in_and_links_nobody(string what)
    {
        Assert.Equal(Why.IdentityRefused, await SignsIn(_nurse, (key, nonce) => Bends[what](_provider, ProviderIdTokens.NonceOf(key, nonce))));
        Assert.Empty(await _keyholder.Entries("identity-linked"));
        Assert.Single(await _keyholder.Entries("session"));
    }

    [Fact]
    public async Task The_control_of_the_written_bodies_holds() => Assert.Null(await SignsIn(_nurse, (key, nonce) => _provider.IdToken("", body: Body(_provider, ProviderIdTokens.NonceOf(key, nonce)))));

    [Theory]
    [InlineData("RS256", "r1")]
    [InlineData("RS256", null)]
    [InlineData("ES256", "e1")]
    [InlineData("ES256", null)]
    public async Task Both_kinds_of_keys_hold_with_and_without_a_name(string alg, string? kid)
    {
        Assert.Null(await SignsIn(_nurse, (key, nonce) => _provider.IdToken(ProviderIdTokens.NonceOf(key, nonce), alg: alg, kid: kid, aud: new[] { LittleProvider.ClientId }, azp: LittleProvider.ClientId, nbf: 0)));
    }

    [Fact]
    public async Task A_token_is_worth_nothing_in_another_sign_in_or_without_the_passkey()
    {
        var stolen = "";
        Assert.Null(await SignsIn(_nurse, (key, nonce) => stolen = Good(key, nonce)));
        Assert.Equal(Why.IdentityRefused, await SignsIn(_nurse, (_, _) => stolen)); // another session key, another nonce

        var request = await _nurse.SignInRequest(idToken: Good);
        Assert.Null((await _keyholder.Operations.FinishSignIn.Run(_nurse.Caller, request)).Refusal);
        Assert.Equal(Why.Replayed, (await _keyholder.Operations.FinishSignIn.Run(_nurse.Caller, request)).Refusal.Why);

        var without = await _nurse.SignInRequest(idToken: Good);
        without.Signature = Google.Protobuf.ByteString.CopyFrom(new byte[70]);
        Assert.Equal(Why.BadSignature, (await _keyholder.Operations.FinishSignIn.Run(_nurse.Caller, without)).Refusal.Why);
        without.Signature = Google.Protobuf.ByteString.Empty;
        Assert.NotNull((await _keyholder.Operations.FinishSignIn.Run(_nurse.Caller, without)).Refusal);
    }

    [Fact]
    public async Task An_account_is_one_persons_and_a_person_has_one()
    {
        var colleague = await _keyholder.SignIn("nurse");
        Assert.Null(await SignsIn(_nurse, Good));
        Assert.Equal(Why.IdentityRefused, await SignsIn(colleague, Good)); // her account, his passkey
        Assert.Equal(Why.IdentityRefused, await SignsIn(_nurse, (key, nonce) => _provider.IdToken(ProviderIdTokens.NonceOf(key, nonce), sub: "another")));
        Assert.Null(await SignsIn(colleague, (key, nonce) => _provider.IdToken(ProviderIdTokens.NonceOf(key, nonce), sub: "another")));
    }

    [Fact]
    public async Task At_the_watch_the_passkey_alone_counts_and_a_token_is_refused()
    {
        var officer = await _keyholder.SignIn("privacy-officer");
        Assert.Null(await SignsIn(officer, null));
        Assert.Equal(Why.IdentityRefused, await SignsIn(officer, Good));
    }

    [Fact]
    public async Task Where_no_provider_is_set_a_token_is_refused_and_whoever_was_linked_needs_none()
    {
        Assert.Null(await SignsIn(_nurse, Good));
        await _keyholder.Restart(new SignInPolicy());
        Assert.Equal(Why.IdentityRefused, await SignsIn(_nurse, Good));
        Assert.Null(await SignsIn(_nurse, null)); // the provider has gone: an operator at the keyholder's host lets everybody in by passkey
    }

    [Fact]
    public async Task Two_people_unlink_somebody_whose_account_has_changed()
    {
        var (officer, administrator) = (await _keyholder.SignIn("privacy-officer"), await _keyholder.SignIn("administrator"));
        Assert.Null(await SignsIn(_nurse, Good));
        var payload = new UnlinkIdentityProposal(_nurse.Id.ToString());

        Assert.Equal(Why.NotAllowed, (await (await _keyholder.SignIn("nurse")).Propose("unlink-identity", payload)).Refusal.Why);
        Assert.Equal(Why.NotFound, (await administrator.Propose("unlink-identity", new UnlinkIdentityProposal(officer.Id.ToString()))).Refusal.Why);
        await TestKeyholder.Done(administrator, officer, "unlink-identity", payload);

        Assert.Null(await SignsIn(_nurse, null));
        Assert.Null(await SignsIn(_nurse, (key, nonce) => _provider.IdToken(ProviderIdTokens.NonceOf(key, nonce), sub: "her new account")));
        Assert.Equal(Why.IdentityNeeded, await SignsIn(_nurse, null));
    }

    [Theory]
    [InlineData("no keys")]
    [InlineData("an empty set")]
    [InlineData("a private key")]
    [InlineData("an RSA key of 1024 bits")]
    [InlineData("a key for encryption")]
    [InlineData("a secret")]
    [InlineData("http")]
    [InlineData("passwords beside it")]
    public async Task A_keyholder_that_is_told_something_unsafe_does_not_start(string what)
    {
        var provider = _provider.Policy().IdentityProvider!;
        var keys = what switch
        {
            "no keys" => null,
            "an empty set" => """{"keys":[]}""",
            "a private key" => """{"keys":[{"kty":"EC","crv":"P-256","x":"AA","y":"AA","d":"AA"}]}""",
            "an RSA key of 1024 bits" => $$"""{"keys":[{"kty":"RSA","n":"{{Base64Url.Encode([.. Enumerable.Repeat((byte)0xFF, 128)])}}","e":"AQAB"}]}""",
            "a key for encryption" => _provider.Keys().GetRawText().Replace("\"sig\"", "\"enc\"", StringComparison.Ordinal),
            "a secret" => """{"keys":[{"kty":"oct","k":"AAAA"}]}""",
            _ => _provider.Keys().GetRawText(),
        };
        var told = new SignInPolicy(Passwords: what == "passwords beside it", IdentityProvider: provider with { Keys = keys is null ? null : JsonDocument.Parse(keys).RootElement, Issuer = what == "http" ? "http://id.example.org" : provider.Issuer });
        var problem = await Assert.ThrowsAsync<SettingsException>(() => _keyholder.Restart(told));
        Assert.Contains("signIn", problem.Message, StringComparison.Ordinal);
    }
}
