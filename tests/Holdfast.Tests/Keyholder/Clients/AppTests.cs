using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Holdfast.Keyholder.Budgets;
using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Keyholder.Clients;

/// <summary>Applications of others, through the running operations: what they are given, what they are refused, and how they end.</summary>
public sealed class AppTests : IAsyncLifetime
{
    private TestKeyholder _keyholder = null!;
    private TestPerson _nurse = null!;
    private TestPerson _coordinator = null!;
    private TestNode _node = null!;
    private ChartId _chart;

    public async ValueTask InitializeAsync()
    {
        _keyholder = await TestKeyholder.Start();
        (_nurse, _coordinator, _node) = (await _keyholder.SignIn("nurse"), await _keyholder.SignIn("coordinator"), await _keyholder.Node());
        _chart = await _keyholder.Admit(_coordinator, _nurse);
    }

    public ValueTask DisposeAsync() => _keyholder.DisposeAsync();

    private async Task<RedeemReply> Open(TestApp app, ChartId? chart = null, string? scope = null, string? nonce = null)
    {
        var opened = await _nurse.OpenWith(app, chart ?? _chart, scope, nonce: nonce);
        Assert.Null(opened.Refusal);
        var grant = await app.Redeem(_node, opened.Code);
        Assert.Null(grant.Refusal);
        return grant;
    }

    [Fact]
    public async Task An_application_that_nobody_registered_gets_no_launch_and_no_chart()
    {
        var app = await TestApp.Register(_keyholder, TestApp.Public());
        var stranger = TestApp.Public("stranger");
        Assert.Equal(Why.ClientUnknown, (await _nurse.Launch(_chart, stranger.Client)).Refusal.Why);
        Assert.Equal(Why.ClientUnknown, (await _nurse.OpenWith(app, _chart, redirect: TestApp.AppRedirect + "/")).Refusal.Why);
        Assert.Equal(Why.ClientUnknown, (await _nurse.OpenWith(app, _chart, redirect: TestClient.RedirectUri)).Refusal.Why);
        Assert.Equal(Why.ScopeRefused, (await _nurse.OpenWith(app, _chart, scope: "patient/Observation.rs?code=1")).Refusal.Why);
        Assert.Equal(Why.ScopeRefused, (await _nurse.OpenWith(app, _chart, scope: "system/*.rs")).Refusal.Why);
        Assert.Equal(Why.ScopeRefused, (await _nurse.OpenWith(app, _chart, scope: "patient/Observation.d")).Refusal.Why);
        Assert.Empty(await _keyholder.Entries("open"));
    }

    [Fact]
    public async Task What_was_asked_for_beyond_the_registration_is_not_granted_and_the_answer_says_what_was()
    {
        var app = await TestApp.Register(_keyholder, TestApp.Public());
        var grant = await Open(app, scope: "launch patient/*.cruds user/*.rs offline_access openid");
        Assert.Equal("launch openid patient/*.rs patient/Observation.c", grant.Scope);
        Assert.Equal(["clinical"], grant.WritableClasses);
        Assert.DoesNotContain("documents", grant.WritableClasses);
    }

    [Fact]
    public async Task Subkeys_of_classes_that_the_scope_does_not_reach_stay_with_the_keyholder()
    {
        var (full, _) = await _node.Open(_nurse, _chart);
        var head = (await _node.Commit(full, recordClass: "documents")).Head;
        await _node.Commit(full, expected: head, recordClass: "clinical");
        var app = await TestApp.Register(_keyholder, TestApp.Public(scope: "patient/Observation.rs"));
        var grant = await Open(app);
        var classes = grant.Keys.Where(key => key.Chart == grant.Chart.Chart).Select(key => key.RecordClass).Distinct().ToList();
        Assert.Equal(["clinical"], classes);
    }

    [Fact]
    public async Task A_bearer_application_has_one_chart_a_short_token_and_is_marked_in_the_ledger()
    {
        var app = await TestApp.Register(_keyholder, TestApp.Public());
        var other = await _keyholder.Admit(_coordinator, _nurse, "Bouchard");
        var first = await Open(app);
        Assert.Equal("", first.DpopJkt);
        Assert.Equal((_keyholder.Time.GetUtcNow() + Limits.BearerAccessToken).ToUnixTimeMilliseconds(), first.AccessExpiryMs);
        Assert.True(Assert.Single(await _keyholder.Entries("open")).GetProperty("bearer").GetBoolean());

        await Open(app, other);
        Assert.Equal("superseded", Assert.Single(await _keyholder.Entries("grant-ended")).GetProperty("why").GetString());
        Assert.NotNull((await app.Refresh(_node, first.RefreshToken)).Refusal);

        // The chart application, with a key of its own, is not counted.
        await _node.Open(_nurse, _chart);
        await _node.Open(_nurse, other);
        Assert.Single(await _keyholder.Entries("grant-ended"));
    }

    [Fact]
    public async Task A_bearer_application_refreshes_only_when_it_was_given_that_and_only_while_the_session_lives()
    {
        var app = await TestApp.Register(_keyholder, TestApp.Public());
        Assert.Equal("", (await Open(app, scope: "patient/*.rs")).RefreshToken);
        var grant = await Open(app, scope: "patient/*.rs online_access");
        var refreshed = await app.Refresh(_node, grant.RefreshToken);
        Assert.Null(refreshed.Refusal);
        await _nurse.SignOut();
        Assert.NotNull((await app.Refresh(_node, refreshed.RefreshToken)).Refusal);
    }

    [Fact]
    public async Task A_refresh_token_shown_twice_ends_the_grant_of_a_bearer_application_too()
    {
        var app = await TestApp.Register(_keyholder, TestApp.Public());
        var grant = await Open(app);
        var next = await app.Refresh(_node, grant.RefreshToken);
        Assert.Equal(Why.Replayed, (await app.Refresh(_node, grant.RefreshToken)).Refusal.Why);
        Assert.NotNull((await app.Refresh(_node, next.RefreshToken)).Refusal);
    }

    [Fact]
    public async Task A_refresh_need_not_name_its_client_but_names_no_other_and_shows_what_it_must()
    {
        var (camera, gateway) = (await TestApp.Register(_keyholder, TestApp.Public()), await TestApp.Register(_keyholder, TestApp.Confidential()));
        var (his, hers) = (await Open(camera), await Open(gateway));
        Assert.Equal(Why.ClientUnknown, (await camera.Refresh(_node, his.RefreshToken, id: gateway.Id)).Refusal.Why);
        Assert.Null((await camera.Refresh(_node, his.RefreshToken, id: "")).Refusal);
        Assert.Equal(Why.ClientUnknown, (await gateway.Refresh(_node, hers.RefreshToken, id: "", shown: new ClientProof())).Refusal.Why);
        Assert.Null((await gateway.Refresh(_node, hers.RefreshToken, id: "")).Refusal);
    }

    [Fact]
    public async Task A_bearer_application_that_shows_a_key_after_all_is_bound_to_it()
    {
        var app = await TestApp.Register(_keyholder, TestApp.Public());
        var opened = await _nurse.OpenWith(app, _chart);
        var grant = await app.Redeem(_node, opened.Code, proof: app.Client.Proof(_keyholder.Time));
        Assert.Equal(app.Client.Jkt, grant.DpopJkt);
        Assert.Equal(Why.ProofRefused, (await app.Refresh(_node, grant.RefreshToken)).Refusal.Why);
    }

    [Fact]
    public async Task An_application_registered_with_a_key_cannot_leave_it_out()
    {
        var app = await TestApp.Register(_keyholder, TestApp.Public(binding: "dpop"));
        Assert.Equal(Why.ProofRefused, (await _nurse.OpenWith(app, _chart, jkt: "")).Refusal.Why);
        var opened = await _nurse.OpenWith(app, _chart);
        Assert.Equal(Why.ProofRefused, (await app.Redeem(_node, opened.Code, proof: "")).Refusal.Why);
    }

    [Fact]
    public async Task A_retired_application_can_do_nothing_with_what_it_had()
    {
        var app = await TestApp.Register(_keyholder, TestApp.Public());
        var grant = await Open(app);
        var pending = await _nurse.OpenWith(app, _chart);
        await app.Retire();

        Assert.Equal("client retired", (await _keyholder.Entries("grant-ended")).Last().GetProperty("why").GetString());
        Assert.NotNull((await app.Refresh(_node, grant.RefreshToken)).Refusal);
        Assert.Equal(Why.ClientUnknown, (await app.Redeem(_node, pending.Code)).Refusal.Why);
        Assert.Equal(Why.ClientUnknown, (await _nurse.Launch(_chart, app.Id)).Refusal.Why);
        Assert.NotNull((await _node.Commit(grant)).Refusal);
        await _keyholder.Restart();
        Assert.Equal(Why.ClientUnknown, (await _nurse.Launch(_chart, app.Id)).Refusal.Why);
    }

    [Fact]
    public async Task A_confidential_application_shows_its_secret_each_time()
    {
        var app = await TestApp.Register(_keyholder, TestApp.Confidential());
        async Task<Why?> With(ClientProof? shown)
        {
            var opened = await _nurse.OpenWith(app, _chart);
            return (await app.Redeem(_node, opened.Code, shown: shown)).Refusal?.Why;
        }

        Assert.Equal(Why.ClientUnknown, await With(new ClientProof()));
        Assert.Equal(Why.ClientUnknown, await With(new ClientProof { Secret = "guess" }));
        Assert.Equal(Why.ClientUnknown, await With(new ClientProof { Assertion = "a.b.c" }));
        Assert.Null(await With(new ClientProof { Secret = app.Secret }));
        Assert.DoesNotContain(app.Secret!, app.Row.ToString());

        var open = await TestApp.Register(_keyholder, TestApp.Public());
        var opened = await _nurse.OpenWith(open, _chart);
        Assert.Equal(Why.ClientUnknown, (await open.Redeem(_node, opened.Code, shown: new ClientProof { Secret = "guess" })).Refusal.Why);
    }

    [Fact]
    public async Task An_id_token_says_who_signed_in_for_whom_and_is_signed_by_the_published_key()
    {
        var app = await TestApp.Register(_keyholder, TestApp.Public());
        var grant = await Open(app, nonce: "n-0S6_WzA2Mj");
        var parts = grant.IdToken.Split('.');
        Base64Url.TryDecode(parts[0], 1000, out var header);
        Base64Url.TryDecode(parts[1], 4000, out var payload);
        Base64Url.TryDecode(parts[2], 64, out var signature);
        using var jwks = JsonDocument.Parse((await _keyholder.Operations.DescribeApp.Keys()).Jwks);
        var jwk = jwks.RootElement.GetProperty("keys")[0];
        using var key = JsonWebKeys.Read(jwk.GetRawText())!.Import();
        Assert.True(key.VerifyData(Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation));
        Assert.Equal(jwk.GetProperty("kid").GetString(), JsonDocument.Parse(header).RootElement.GetProperty("kid").GetString());

        var claims = JsonDocument.Parse(payload).RootElement;
        Assert.Equal(TestKeyholder.DeskOrigin, claims.GetProperty("iss").GetString());
        Assert.Equal(app.Id, claims.GetProperty("aud").GetString());
        Assert.Equal(_nurse.Id.ToString(), claims.GetProperty("sub").GetString());
        Assert.Equal("n-0S6_WzA2Mj", claims.GetProperty("nonce").GetString());
        Assert.Equal($"{TestKeyholder.RecordsOrigin}/fhir/Practitioner/{_nurse.Id}", claims.GetProperty("fhirUser").GetString());
        Assert.True(claims.GetProperty("exp").GetInt64() > claims.GetProperty("iat").GetInt64());

        Assert.Equal("", (await Open(app, scope: "fhirUser patient/*.rs")).IdToken);
        var before = (await _keyholder.Operations.DescribeApp.Keys()).Jwks;
        await _keyholder.Restart();
        Assert.Equal(before, (await _keyholder.Operations.DescribeApp.Keys()).Jwks);
    }

    [Fact]
    public async Task A_token_is_live_only_to_its_own_client_or_to_a_resource_server()
    {
        var camera = await TestApp.Register(_keyholder, TestApp.Public());
        var gateway = await TestApp.Register(_keyholder, TestApp.Confidential());
        var server = await TestApp.Register(_keyholder, TestApp.Confidential("api") with { Kind = "resource-server", RedirectUris = [], LaunchUri = "", Scope = "" });
        var (his, hers) = (await Open(camera), await Open(gateway));

        Assert.Equal(Why.ClientUnknown, (await camera.Introspect(_node, his.AccessToken, new ClientProof())).Refusal.Why);
        Assert.Equal(Why.ClientUnknown, (await gateway.Introspect(_node, hers.AccessToken, new ClientProof { Secret = "guess" })).Refusal.Why);
        Assert.False((await gateway.Introspect(_node, his.AccessToken)).Active);
        Assert.True((await gateway.Introspect(_node, hers.AccessToken)).Active);
        var known = await server.Introspect(_node, his.AccessToken);
        Assert.Equal((true, camera.Id, his.Scope), (known.Active, known.ClientId, known.Scope));
        Assert.False((await server.Introspect(_node, his.RefreshToken)).Active);
        Assert.False((await server.Introspect(_node, "nonsense")).Active);
        _keyholder.Time.Advance(Limits.AccessToken);
        Assert.False((await server.Introspect(_node, hers.AccessToken)).Active);
    }

    [Fact]
    public async Task A_client_ends_its_own_grants_and_nobody_elses()
    {
        var camera = await TestApp.Register(_keyholder, TestApp.Public());
        var gateway = await TestApp.Register(_keyholder, TestApp.Confidential());
        var (his, hers) = (await Open(camera), await Open(gateway));
        Task<RevokeReply> Revoke(TestApp app, string token, ClientProof? shown) =>
            _keyholder.Operations.Revoke.Run(_node.Caller, new RevokeRequest { Instance = _node.Instance, Token = token, ClientId = app.Id, Client = shown });

        Assert.Null((await Revoke(camera, hers.AccessToken, null)).Refusal);
        Assert.Equal(Why.ClientUnknown, (await Revoke(gateway, hers.AccessToken, null)).Refusal.Why);
        Assert.Empty(await _keyholder.Entries("grant-ended"));
        Assert.Null((await Revoke(gateway, hers.RefreshToken, new ClientProof { Secret = gateway.Secret })).Refusal);
        Assert.Null((await Revoke(camera, his.AccessToken, null)).Refusal);
        Assert.Equal(2, (await _keyholder.Entries("grant-ended")).Count);
    }

    [Fact]
    public async Task The_desk_is_told_what_would_be_granted_by_the_same_decision()
    {
        var app = await TestApp.Register(_keyholder, TestApp.Public());
        Task<DescribeAppReply> Describe(string client, string redirect, string scope, string jkt = "") =>
            _keyholder.Operations.DescribeApp.Describe(new DescribeAppRequest { ClientId = client, RedirectUri = redirect, Scope = scope, DpopJkt = jkt });
        var told = await Describe(app.Id, app.RedirectUri, "patient/*.cruds openid");
        Assert.Equal(("Wound Camera", "openid patient/*.rs patient/Observation.c", true), (told.Name, told.Scope, told.Bearer));
        Assert.Equal(Why.ClientUnknown, (await Describe("stranger", app.RedirectUri, "patient/*.rs")).Refusal.Why);
        Assert.Equal(Why.ClientUnknown, (await Describe(app.Id, "https://evil.example/", "patient/*.rs")).Refusal.Why);
        Assert.Equal(Why.ScopeRefused, (await Describe(app.Id, app.RedirectUri, "")).Refusal.Why);
        Assert.Equal(Why.ProofRefused, (await Describe("holdfast-chart", TestClient.RedirectUri, "patient/*.rs")).Refusal.Why);
        Assert.Equal(app.Id, Assert.Single((await _keyholder.Operations.DescribeApp.List()).Apps).ClientId);
        Assert.True((await _keyholder.Operations.DescribeApp.AskOrigin(new AskOriginRequest { Origin = "https://app.example" })).Registered);
        await app.Retire();
        Assert.Empty((await _keyholder.Operations.DescribeApp.List()).Apps);
        Assert.False((await _keyholder.Operations.DescribeApp.AskOrigin(new AskOriginRequest { Origin = "https://app.example" })).Registered);
    }
}
