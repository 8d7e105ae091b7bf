using Holdfast.Keyholder.Budgets;
using Holdfast.Keyholder.Grants;
using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire;

namespace Holdfast.Tests.Keyholder.Grants;

/// <summary>The search grant, through the running operations: a token that asks the directory within its person's budget, and brings no key.</summary>
public sealed class SearchGrantTests : IAsyncLifetime
{
    private TestKeyholder _keyholder = null!;
    private TestPerson _nurse = null!;
    private TestPerson _coordinator = null!;
    private TestNode _node = null!;
    private TestApp _app = null!;
    private ChartId _stranger;

    public async ValueTask InitializeAsync()
    {
        _keyholder = await TestKeyholder.Start();
        (_nurse, _coordinator, _node) = (await _keyholder.SignIn("nurse"), await _keyholder.SignIn("coordinator"), await _keyholder.Node());
        _app = await TestApp.Register(_keyholder, TestApp.Searcher());
        _stranger = await _keyholder.Admit(_coordinator, _coordinator, "Bouchard");
    }

    public ValueTask DisposeAsync() => _keyholder.DisposeAsync();

    private static DirectoryTerms Family(string family) => new() { Family = family };

    private async Task<RedeemReply> Open(TestPerson? by = null)
    {
        var opened = await (by ?? _nurse).OpenSearch(_app);
        Assert.Null(opened.Refusal);
        var grant = await _app.Redeem(_node, opened.Code);
        Assert.Null(grant.Refusal);
        return grant;
    }

    [Fact]
    public async Task An_application_searches_in_a_nurses_name_and_the_ledger_says_so_without_what_was_asked()
    {
        var grant = await Open();
        var found = await _app.Search(_node, grant, Family("bouch"));
        Assert.Equal("Bouchard", Assert.Single(found.Found).Family);
        Assert.Equal(Limits.IdentitiesPerPerson - 1, found.IdentitiesLeft);

        var entry = Assert.Single(await _keyholder.Entries("search"));
        Assert.Equal([_nurse.Id.ToString(), _nurse.Session.ToString(), GrantId.From(grant.Grant).ToString(), "records-1"], new[] { "person", "session", "grant", "node" }.Select(m => entry.GetProperty(m).GetString()));
        Assert.Equal(_stranger.ToString(), entry.GetProperty("charts")[0].GetString());
        Assert.Equal("intake", Assert.Single(await _keyholder.Entries("open-search")).GetProperty("client").GetString());
        Assert.DoesNotContain("bouch", string.Concat((await _keyholder.Entries()).Select(e => e.GetRawText())), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_search_grant_brings_no_key_no_head_and_no_chart()
    {
        var grant = await Open();
        Assert.True(grant.Search);
        Assert.Empty(grant.Keys);
        Assert.Empty(grant.WritableClasses);
        Assert.Null(grant.Chart);
        Assert.Null(grant.ProviderChart);
        Assert.Null(grant.Directory);
        Assert.Equal(0, grant.DraftSecret.Length);
        Assert.Equal("online_access user/Patient.s", grant.Scope);
        Assert.Empty(await _keyholder.Entries("release"));

        var commit = await _node.Commit(grant.Grant, grant.AccessToken, new ChartHead { Chart = _stranger.ToByteString(), Hash = Google.Protobuf.ByteString.CopyFrom(new byte[32]) }, null, 202611, "identity");
        Assert.Equal(Why.NotAllowed, commit.Refusal.Why);
        var gap = await _keyholder.Operations.ReportGap.Run(_node.Caller, new ReportGapRequest { Instance = _node.Instance, Grant = grant.Grant, Chart = _stranger.ToByteString(), Sequence = 1, Kind = "missing" });
        Assert.Equal(Why.NotAllowed, gap.Refusal.Why);
    }

    [Fact]
    public async Task The_desk_and_the_application_share_one_budget_and_a_miss_counts()
    {
        var grant = await Open();
        Assert.Equal(Limits.IdentitiesPerPerson - 1, (await _nurse.Find("bouchard")).IdentitiesLeft);
        Assert.Equal(Limits.IdentitiesPerPerson - 1, (await _app.Search(_node, grant, Family("bouchard"))).IdentitiesLeft); // shown already
        for (var i = 2; i <= Limits.IdentitiesPerPerson; i++)
        {
            if (i % 100 == 0) _keyholder.Time.Advance(TimeSpan.FromSeconds(1));
            Assert.Equal(Limits.IdentitiesPerPerson - i, (await _app.Search(_node, grant, Family("nobody"))).IdentitiesLeft);
        }

        Assert.Equal(Why.BudgetIdentities, (await _app.Search(_node, grant, Family("nobody"))).Refusal.Why);
        Assert.Equal(Why.BudgetIdentities, (await _app.Search(_node, grant, Family("bouchard"))).Refusal.Why);
        Assert.Equal(Why.BudgetIdentities, (await _nurse.Find("bouchard")).Refusal.Why);
        Assert.Equal(Why.BudgetIdentities, (await _nurse.OpenSearch(_app)).Refusal.Why);
        Assert.Null((await _app.Search(_node, await Open(_coordinator), Family("bouchard"))).Refusal);
    }

    [Fact]
    public async Task Fewer_are_counted_when_fewer_are_asked_for()
    {
        for (var i = 0; i < 4; i++) await _keyholder.Admit(_coordinator, _coordinator, "Roy");
        var two = await _app.Search(_node, await Open(), Family("roy"), most: 2);
        Assert.Equal((2, true, Limits.IdentitiesPerPerson - 2), (two.Found.Count, two.More, two.IdentitiesLeft));
    }

    [Fact]
    public async Task A_search_grant_ends_with_the_session_with_a_freeze_and_when_the_client_is_retired()
    {
        var grant = await Open();
        var other = await Open(_coordinator);
        await _nurse.SignOut();
        Assert.Equal(Why.Expired, (await _app.Search(_node, grant, Family("bouchard"))).Refusal.Why);
        Assert.Equal(Why.Unknown, (await _app.Refresh(_node, grant.RefreshToken)).Refusal.Why);
        Assert.Null((await _app.Search(_node, other, Family("bouchard"))).Refusal);
        await _app.Retire();
        Assert.Equal(Why.Expired, (await _app.Search(_node, other, Family("bouchard"))).Refusal.Why);
    }

    [Fact]
    public async Task Searching_keeps_no_session_from_becoming_idle()
    {
        var grant = await Open();
        _keyholder.Time.Advance(TimeSpan.FromMinutes(9));
        Assert.Null((await _app.Search(_node, grant, Family("bouchard"))).Refusal);
        grant = await _app.Refresh(_node, grant.RefreshToken);
        Assert.True(grant.Search);
        _keyholder.Time.Advance(TimeSpan.FromMinutes(9));
        Assert.Null((await _app.Search(_node, grant, Family("bouchard"))).Refusal);
        grant = await _app.Refresh(_node, grant.RefreshToken);
        for (var i = 0; i < 6; i++)
        {
            _keyholder.Time.Advance(TimeSpan.FromMinutes(9));
            grant = await _app.Refresh(_node, grant.RefreshToken) is { Refusal: null } next ? next : grant;
        }

        Assert.NotNull((await _app.Search(_node, grant, Family("bouchard"))).Refusal);
    }

    [Fact]
    public async Task A_node_searches_only_under_search_grants_of_its_own_with_their_token()
    {
        var grant = await Open();
        var (chart, _) = await _node.Open(_coordinator, _stranger);
        var elsewhere = await _keyholder.Node(TestKeyholder.OtherRecords);
        Assert.Equal(Why.NotAllowed, (await _app.Search(elsewhere, grant, Family("bouchard"))).Refusal.Why);
        Assert.Equal(Why.NotAllowed, (await _app.Search(_node, chart, Family("bouchard"))).Refusal.Why); // a chart's token
        Assert.Equal(Why.NotAllowed, (await _app.Search(_node, new RedeemReply { Grant = GrantId.New().ToByteString(), AccessToken = grant.AccessToken }, Family("bouchard"))).Refusal.Why);
        Assert.Equal(Why.Expired, (await _app.Search(_node, grant, Family("bouchard"), token: chart.AccessToken)).Refusal.Why);
        Assert.Equal(Why.Malformed, (await _app.Search(_node, grant, Family("bouchard"), most: 11)).Refusal.Why);
        Assert.Equal(Why.Malformed, (await _app.Search(_node, grant, Family("bouchard"), most: 0)).Refusal.Why);
        Assert.Equal(Why.TooBroad, (await _app.Search(_node, grant, new DirectoryTerms { Gender = "female" })).Refusal.Why);
        Assert.Equal(Why.Malformed, (await _app.Search(_node, grant, new DirectoryTerms { Family = "bouchard", Gender = "f" })).Refusal.Why);
        Assert.Null((await _app.Search(_node, grant, Family("bouchard"))).Refusal);
    }

    [Fact]
    public async Task A_node_that_searches_without_a_grant_again_and_again_is_frozen()
    {
        var grant = await Open();
        for (var i = 0; i < 25; i++) await _app.Search(_node, new RedeemReply { Grant = GrantId.New().ToByteString(), AccessToken = "x" }, Family("bouchard"));
        Assert.Equal(Why.Frozen, (await _app.Search(_node, grant, Family("bouchard"))).Refusal.Why);
    }

    [Fact]
    public async Task Whoever_may_not_find_at_the_desk_lets_nothing_search_and_an_unregistered_application_is_not_let()
    {
        var administrator = await _keyholder.SignIn("administrator");
        Assert.Equal(Why.NotAllowed, (await administrator.OpenSearch(_app)).Refusal.Why);
        var plain = await TestApp.Register(_keyholder, TestApp.Public("camera", "dpop"));
        Assert.Equal(Why.ScopeRefused, (await _nurse.OpenSearch(plain)).Refusal.Why);
        Assert.Equal(Why.ScopeRefused, (await _nurse.OpenSearch(_app, scope: "patient/*.rs")).Refusal.Why);
        Assert.Equal(Why.ClientUnknown, (await _nurse.OpenSearch(_app, redirect: "https://evil.example/")).Refusal.Why);
        Assert.Equal(Why.ProofRefused, (await _nurse.OpenSearch(_app, jkt: "")).Refusal.Why);
        Assert.Equal(Why.ScopeRefused, (await _nurse.OpenWith(_app, _stranger, scope: "launch user/Patient.s")).Refusal.Why); // "open" opens charts
        Assert.Empty(await _keyholder.Entries("open-search"));
    }

    [Theory]
    [InlineData(true, "Present", 0, null)]
    [InlineData(true, "Present", 119, null)]
    [InlineData(true, "Present", 120, Why.BudgetIdentities)]
    [InlineData(true, "Silent", 0, Why.WitnessSilent)]
    [InlineData(true, "Awaited", 0, Why.WitnessSilent)]
    [InlineData(true, "Ahead", 0, Why.WitnessAhead)]
    [InlineData(false, "Present", 0, Why.ScopeRefused)]
    public void When_an_application_may_be_let_search(bool asksToSearch, string witness, int shown, Why? why) =>
        Assert.Equal(why, SearchDecision.MayOpen(asksToSearch, Enum.Parse<WitnessState>(witness), shown, Limits.IdentitiesPerPerson));

    [Fact]
    public async Task At_the_desk_a_telephone_number_finds_and_a_misspelt_name_finds_what_sounds_like_it()
    {
        Assert.Equal("Bouchard", Assert.Single((await _nurse.FindContact(telephone: "613 555 0100")).Found).Family);
        Assert.Equal("Bouchard", Assert.Single((await _nurse.FindContact(postalCode: "k1a0a1")).Found).Family);
        Assert.Equal("Bouchard", Assert.Single((await _nurse.FindContact(address: "1 main", birthDate: "1941-05-17")).Found).Family);
        Assert.Equal(Why.TooBroad, (await _nurse.FindContact(address: "main street")).Refusal.Why);
        var alike = await _nurse.Find("boushard");
        Assert.True(alike.Alike);
        Assert.Equal("Bouchard", Assert.Single(alike.Found).Family);
        Assert.False((await _nurse.Find("bouchard")).Alike);
    }
}
