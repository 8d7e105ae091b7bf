using System.Security.Cryptography;
using Holdfast.Keyholder.Budgets;
using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Keyholder.BackendServices;

/// <summary>Backend services: whose key, which charts, what of them, and for how long.</summary>
public sealed class ServiceTests : IAsyncLifetime
{
    private const string Number = "1234567897";
    private TestKeyholder _keyholder = null!;
    private TestPerson _nurse = null!;
    private TestPerson _coordinator = null!;
    private TestNode _node = null!;
    private ChartId _chart;
    private ChartId _other;

    public async ValueTask InitializeAsync()
    {
        _keyholder = await TestKeyholder.Start();
        (_nurse, _coordinator, _node) = (await _keyholder.SignIn("nurse"), await _keyholder.SignIn("coordinator"), await _keyholder.Node());
        _chart = await _keyholder.Admit(_coordinator, _nurse, healthNumber: Number);
        _other = await _keyholder.Admit(_coordinator, _nurse, "Bouchard");
        var (grant, _) = await _node.Open(_nurse, _chart);
        Assert.Null((await _node.Commit(grant)).Refusal);
    }

    public ValueTask DisposeAsync() => _keyholder.DisposeAsync();

    private Task<TestApp> Register(string reach = "read-set", Func<ClientRequest, ClientRequest>? bend = null)
    {
        var request = TestApp.Service(_keyholder, reach, reach == "own-charts" ? [] : [Number]);
        return TestApp.Register(_keyholder, bend?.Invoke(request) ?? request);
    }

    [Fact]
    public async Task A_service_reads_exactly_its_charts_each_entered_as_it_is_released()
    {
        var lab = await Register();
        var token = await lab.Token(_node);
        Assert.Null(token.Refusal);
        Assert.Equal([_chart.ToByteString()], token.Charts);
        Assert.Equal(["identity@lab", "clinical@lab", "documents@lab"], token.WritableClasses);
        var before = (await _keyholder.Entries("release")).Count;

        var released = await lab.Release(_node, token, _chart);
        Assert.Null(released.Refusal);
        Assert.Contains(released.Keys, key => key.RecordClass == "clinical");
        var entry = (await _keyholder.Entries("release")).Skip(before).Single();
        Assert.Equal(("lab", _chart.ToString()), (entry.GetProperty("service").GetString(), entry.GetProperty("chart").GetString()));
        Assert.Equal("lab", Assert.Single(await _keyholder.Entries("service-token")).GetProperty("client").GetString());

        Assert.Equal(Why.NotAllowed, (await lab.Release(_node, token, _other)).Refusal.Why);
        Assert.Equal(Why.NotAllowed, (await lab.Release(_node, token, ChartId.New())).Refusal.Why);
    }

    [Fact]
    public async Task A_service_that_only_writes_gets_no_key_of_anybody_elses_rows()
    {
        var lab = await Register("write-set");
        var token = await lab.Token(_node, "system/Observation.c");
        Assert.Empty(token.Keys);
        var released = await lab.Release(_node, token, _chart);
        Assert.All(released.Keys, key => Assert.EndsWith("@lab", key.RecordClass, StringComparison.Ordinal));
        Assert.Null((await _node.Commit(token.Grant, token.AccessToken, released.Head, null, token.WriteGeneration, "clinical@lab")).Refusal);
        var head = (await lab.Release(_node, token, _chart)).Head;
        Assert.Equal(Why.NotAllowed, (await _node.Commit(token.Grant, token.AccessToken, head, null, token.WriteGeneration, "clinical")).Refusal.Why);
        Assert.Equal(Why.NotAllowed, (await _node.Commit(token.Grant, token.AccessToken, head, null, token.WriteGeneration, "documents@lab")).Refusal.Why);
    }

    [Fact]
    public async Task A_service_that_makes_its_own_charts_has_no_others()
    {
        var lab = await Register("own-charts");
        var token = await lab.Token(_node);
        Assert.Empty(token.Charts);
        Assert.Equal(Why.NotAllowed, (await lab.Release(_node, token, _chart)).Refusal.Why);
    }

    [Fact]
    public async Task An_assertion_is_used_once_even_across_a_restart()
    {
        var lab = await Register();
        var assertion = lab.Assertion();
        Assert.Null((await lab.Token(_node, assertion: assertion)).Refusal);
        Assert.Equal(Why.ClientUnknown, (await lab.Token(_node, assertion: assertion)).Refusal.Why);

        var kept = lab.Assertion();
        _keyholder.Time.Advance(TimeSpan.FromSeconds(5));
        await _keyholder.Restart();
        var node = await _keyholder.Node();
        Assert.Equal(Why.ClientUnknown, (await lab.Token(node, assertion: kept)).Refusal.Why);
        Assert.Null((await lab.Token(node)).Refusal);
    }

    [Fact]
    public async Task An_assertion_that_is_anything_but_this_clients_for_us_now_brings_nothing()
    {
        var lab = await Register();
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var refused = new Dictionary<string, string>
        {
            ["another key"] = lab.Assertion(key: stranger),
            ["another kid"] = lab.Assertion(kid: "k2"),
            ["another algorithm"] = lab.Assertion(alg: "ES256"),
            ["none"] = lab.Assertion(alg: "none"),
            ["another issuer"] = lab.Assertion(iss: "holdfast-chart"),
            ["another subject"] = lab.Assertion(sub: "holdfast-chart"),
            ["another audience"] = lab.Assertion(aud: "https://evil.example/token"),
            ["two audiences"] = lab.Assertion(aud: new[] { $"{TestKeyholder.RecordsOrigin}/token", "https://evil.example/token" }),
            ["six minutes"] = lab.Assertion(life: TimeSpan.FromMinutes(6)),
            ["expired"] = lab.Assertion(made: TimeSpan.FromMinutes(-6)),
            ["from the future"] = lab.Assertion(made: TimeSpan.FromMinutes(2), life: TimeSpan.FromMinutes(1)),
            ["an empty jti"] = lab.Assertion(jti: ""),
            ["a key by address"] = lab.Assertion(more: ",\"jku\":\"https://evil.example/jwks\""),
            ["critical"] = lab.Assertion(more: ",\"crit\":[\"x\"]"),
            ["nothing"] = "",
            ["no JWS"] = "a.b.c",
        };
        foreach (var (what, assertion) in refused)
            Assert.True((await lab.Token(_node, assertion: assertion)).Refusal?.Why == Why.ClientUnknown, what);
        Assert.Empty(await _keyholder.Entries("service-token"));
        Assert.Null((await lab.Token(_node, assertion: lab.Assertion(aud: TestKeyholder.DeskOrigin))).Refusal);
    }

    [Fact]
    public async Task When_the_approval_runs_out_so_does_the_token()
    {
        var lab = await Register(bend: request => request with { Until = _keyholder.Time.GetUtcNow().AddMinutes(2).ToUnixTimeMilliseconds() });
        var token = await lab.Token(_node);
        Assert.Equal(_keyholder.Time.GetUtcNow().AddMinutes(2).ToUnixTimeMilliseconds(), token.AccessExpiryMs);
        _keyholder.Time.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(Why.Expired, (await lab.Release(_node, token, _chart)).Refusal.Why);
        Assert.Equal(Why.Expired, (await lab.Token(_node)).Refusal.Why);
    }

    [Fact]
    public async Task A_retired_service_opens_and_writes_nothing_more()
    {
        var lab = await Register();
        var token = await lab.Token(_node);
        var released = await lab.Release(_node, token, _chart);
        await lab.Retire();
        Assert.NotNull((await lab.Token(_node)).Refusal);
        Assert.NotNull((await lab.Release(_node, token, _chart)).Refusal);
        Assert.NotNull((await _node.Commit(token.Grant, token.AccessToken, released.Head, null, token.WriteGeneration, "clinical@lab")).Refusal);
    }

    [Fact]
    public async Task A_token_is_of_one_node_and_of_its_own_minutes()
    {
        var lab = await Register();
        var token = await lab.Token(_node);
        var elsewhere = await _keyholder.Node(TestKeyholder.OtherRecords);
        Assert.Equal(Why.Unknown, (await lab.Release(elsewhere, token, _chart)).Refusal.Why);
        var stolen = token.Clone();
        stolen.AccessToken = Base64Url.Encode(RandomNumberGenerator.GetBytes(32));
        Assert.Equal(Why.Expired, (await lab.Release(_node, stolen, _chart)).Refusal.Why);
        _keyholder.Time.Advance(Limits.ServiceAccessToken);
        Assert.Equal(Why.Expired, (await lab.Release(_node, token, _chart)).Refusal.Why);
    }

    [Fact]
    public async Task A_canary_among_a_services_charts_is_not_released()
    {
        var lab = await Register();
        var token = await lab.Token(_node);
        var officer = await _keyholder.SignIn("privacy-officer");
        await officer.MarkCanary(await _keyholder.SignIn("privacy-officer"), Number);
        Assert.Equal(Why.Canary, (await lab.Release(_node, token, _chart)).Refusal.Why);
        Assert.Empty((await lab.Token(_node)).Charts);
    }

    [Fact]
    public async Task A_service_registered_with_a_key_of_its_own_is_bound_to_it()
    {
        var lab = await Register(bend: request => request with { Binding = "dpop" });
        Assert.Equal(Why.ProofRefused, (await lab.Token(_node)).Refusal.Why);
        var token = await lab.Token(_node, proof: lab.Client.Proof(_keyholder.Time));
        Assert.Equal(lab.Client.Jkt, token.DpopJkt);
    }

    [Fact]
    public async Task A_service_is_no_application_and_an_application_no_service()
    {
        var lab = await Register();
        Assert.Equal(Why.ClientUnknown, (await _nurse.Launch(_chart, lab.Id)).Refusal.Why);
        var app = await TestApp.Register(_keyholder, TestApp.Confidential("portal", lab.Jwks()));
        Assert.NotNull((await lab.Token(_node, assertion: lab.Assertion(iss: app.Id, sub: app.Id))).Refusal);
        Assert.Equal(Why.ScopeRefused, (await lab.Token(_node, "patient/*.rs")).Refusal.Why);
        Assert.Equal("system/*.cruds", (await lab.Token(_node, "system/*.cruds launch patient/*.rs")).Scope);
    }
}
