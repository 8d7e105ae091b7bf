using Holdfast.Keyholder.Budgets;
using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Keyholder.Grants;

public sealed class RedeemTests : IAsyncLifetime
{
    private readonly TestClient _client = new();
    private TestKeyholder _keyholder = null!;
    private TestPerson _nurse = null!;
    private TestNode _node = null!;
    private ChartId _chart;

    public async ValueTask InitializeAsync()
    {
        _keyholder = await TestKeyholder.Start();
        (_nurse, _node) = (await _keyholder.SignIn("nurse"), await _keyholder.Node());
        _chart = await _keyholder.Admit(await _keyholder.SignIn("coordinator"), _nurse);
    }

    public ValueTask DisposeAsync() => _keyholder.DisposeAsync();

    private async Task<string> Code()
    {
        var opened = await _nurse.Open(_chart, _client);
        Assert.Null(opened.Refusal);
        return opened.Code;
    }

    [Fact]
    public async Task A_code_shown_twice_ends_what_it_brought()
    {
        var code = await Code();
        var grant = await _node.Redeem(code, _client);
        Assert.Null(grant.Refusal);

        Assert.Equal(Why.Replayed, (await _node.Redeem(code, _client)).Refusal.Why);

        Assert.NotNull((await _node.Refresh(grant.RefreshToken, _client)).Refusal);
        Assert.Equal("code replayed", Assert.Single(await _keyholder.Entries("grant-ended")).GetProperty("why").GetString());
    }

    [Fact]
    public async Task A_code_lasts_a_minute()
    {
        var code = await Code();
        _keyholder.Time.Advance(Limits.Code);

        Assert.Equal(Why.Expired, (await _node.Redeem(code, _client)).Refusal.Why);
    }

    [Fact]
    public async Task A_stolen_code_without_its_verifier_or_key_brings_nothing_and_is_spent()
    {
        var wrongVerifier = await Code();
        Assert.Equal(Why.ProofRefused, (await _node.Redeem(wrongVerifier, _client, verifier: Pkce.NewVerifier())).Refusal.Why);
        Assert.Equal(Why.Replayed, (await _node.Redeem(wrongVerifier, _client)).Refusal.Why);

        Assert.Equal(Why.ProofRefused, (await _node.Redeem(await Code(), _client, proof: new TestClient().Proof(_keyholder.Time))).Refusal.Why);
        Assert.Equal(Why.ProofRefused, (await _node.Redeem(await Code(), _client, proof: _client.Proof(_keyholder.Time, "http://records.localhost:1/fhir"))).Refusal.Why);
        Assert.Equal(Why.ProofRefused, (await _node.Redeem(await Code(), _client, proof: "not a proof")).Refusal.Why);
        Assert.Equal(Why.ClientUnknown, (await _node.Redeem(await Code(), _client, clientId: "another")).Refusal.Why);
        Assert.Equal(Why.ClientUnknown, (await _node.Redeem(await Code(), _client, redirect: "http://elsewhere.example/")).Refusal.Why);
        Assert.Empty(await _keyholder.Entries("release"));
    }

    [Fact]
    public async Task A_proof_works_once()
    {
        var first = await Code();
        var proof = _client.Proof(_keyholder.Time);
        Assert.Null((await _node.Redeem(first, _client, proof: proof)).Refusal);

        Assert.Equal(Why.Replayed, (await _node.Redeem(await Code(), _client, proof: proof)).Refusal.Why);
    }

    [Fact]
    public async Task An_invented_code_is_unknown()
    {
        Assert.Equal(Why.Unknown, (await _node.Redeem(Base64Url.Encode(new byte[32]), _client)).Refusal.Why);
    }

    [Fact]
    public async Task A_code_dies_with_its_session()
    {
        var code = await Code();
        await _nurse.SignOut();

        Assert.Equal(Why.Unknown, (await _node.Redeem(code, _client)).Refusal.Why);
    }

    [Fact]
    public async Task A_node_that_never_started_gets_nothing()
    {
        var code = await Code();
        var stranger = new TestNode(_keyholder, TestKeyholder.OtherRecords, _node.Instance);

        Assert.Equal(Why.Unknown, (await stranger.Redeem(code, _client)).Refusal.Why);
    }

    [Fact]
    public async Task A_run_that_was_replaced_gets_nothing()
    {
        var code = await Code();
        await _keyholder.Node();

        Assert.Equal(Why.Unknown, (await _node.Redeem(code, _client)).Refusal.Why);
    }

    [Fact]
    public async Task A_refresh_brings_new_tokens_and_the_keys_again()
    {
        var grant = await _node.Redeem(await Code(), _client);

        var refreshed = await _node.Refresh(grant.RefreshToken, _client);

        Assert.Null(refreshed.Refusal);
        Assert.NotEqual(grant.AccessToken, refreshed.AccessToken);
        Assert.NotEqual(grant.RefreshToken, refreshed.RefreshToken);
        Assert.Equal(grant.Keys.Select(key => key.Subkey), refreshed.Keys.Select(key => key.Subkey));
        Assert.True((await _keyholder.Entries("release"))[1].GetProperty("refresh").GetBoolean());
    }

    [Fact]
    public async Task An_old_refresh_token_shown_again_ends_the_grant()
    {
        var grant = await _node.Redeem(await Code(), _client);
        var refreshed = await _node.Refresh(grant.RefreshToken, _client);

        Assert.Equal(Why.Replayed, (await _node.Refresh(grant.RefreshToken, _client)).Refusal.Why);

        Assert.Equal(Why.Unknown, (await _node.Refresh(refreshed.RefreshToken, _client)).Refusal.Why);
        Assert.Equal("refresh token reused", Assert.Single(await _keyholder.Entries("grant-ended")).GetProperty("why").GetString());
    }

    [Fact]
    public async Task A_refresh_token_without_its_key_or_client_brings_nothing_and_harms_nothing()
    {
        var grant = await _node.Redeem(await Code(), _client);

        Assert.Equal(Why.ProofRefused, (await _node.Refresh(grant.RefreshToken, new TestClient())).Refusal.Why);
        Assert.Equal(Why.ClientUnknown, (await _node.Refresh(grant.RefreshToken, _client, clientId: "another")).Refusal.Why);
        Assert.Equal(Why.Unknown, (await _node.Refresh(Base64Url.Encode(new byte[52]), _client)).Refusal.Why);
        Assert.Null((await _node.Refresh(grant.RefreshToken, _client)).Refusal);
    }

    [Fact]
    public async Task A_refresh_does_not_keep_an_idle_session_alive()
    {
        var grant = await _node.Redeem(await Code(), _client);
        for (var i = 0; i < 6; i++)
        {
            _keyholder.Time.Advance(TimeSpan.FromMinutes(9));
            grant = await _node.Refresh(grant.RefreshToken, _client);
            Assert.Null(grant.Refusal);
        }

        _keyholder.Time.Advance(TimeSpan.FromMinutes(9));

        Assert.NotNull((await _node.Refresh(grant.RefreshToken, _client)).Refusal);
    }

    [Fact]
    public async Task Either_token_revokes_the_grant()
    {
        var grant = await _node.Redeem(await Code(), _client);
        await _node.Revoke(grant.AccessToken, "another");
        Assert.Empty(await _keyholder.Entries("grant-ended"));
        await _node.Revoke(grant.AccessToken);
        var second = await _node.Redeem(await Code(), _client);
        await _node.Revoke(second.RefreshToken);

        Assert.Equal(2, (await _keyholder.Entries("grant-ended")).Count);
        Assert.NotNull((await _node.Refresh(second.RefreshToken, _client)).Refusal);
    }

    [Fact]
    public async Task A_grant_survives_a_restart_of_the_keyholder_and_a_code_does_not()
    {
        var grant = await _node.Redeem(await Code(), _client);
        var code = await Code();
        await _keyholder.Restart();

        Assert.Equal(Why.Unknown, (await _node.Redeem(code, _client)).Refusal.Why);
        Assert.Null((await _node.Commit(grant)).Refusal);
        Assert.Null((await _node.Refresh(grant.RefreshToken, _client)).Refusal);
    }

    [Fact]
    public async Task No_access_token_outlives_its_session()
    {
        for (var i = 0; i < 14; i++)
        {
            _keyholder.Time.Advance(TimeSpan.FromMinutes(51));
            Assert.Null((await _nurse.MyDay()).Refusal);
        }

        var grant = await _node.Redeem(await Code(), _client);

        var session = _keyholder.Role.State.Tables.Sessions.Find(_nurse.Session)!;
        Assert.Equal(session.SignedIn + (long)Holdfast.Keyholder.Sessions.SessionLimits.Overall.TotalMilliseconds, grant.AccessExpiryMs);
    }

    [Fact]
    public async Task Ends_reach_the_node_at_once_and_a_late_listener_too()
    {
        var grant = await _node.Redeem(await Code(), _client);
        using var cancel = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var heard = new List<Ending>();
        var listening = Task.Run(async () =>
        {
            await foreach (var ending in _keyholder.Operations.ListenForEndings.Run(_node.Caller, new EndingsRequest { Instance = _node.Instance }, cancel.Token))
            {
                lock (heard) heard.Add(ending);
                if (ending.Grant == grant.Grant) return;
            }
        }, cancel.Token);
        await TestKeyholder.Eventually(() => { lock (heard) return heard.Count > 0; });

        await _nurse.SignOut();
        await listening;

        Assert.Equal("signed out", heard[^1].Reason);
        await using var late = _keyholder.Operations.ListenForEndings.Run(_node.Caller, new EndingsRequest { Instance = _node.Instance }, cancel.Token).GetAsyncEnumerator(cancel.Token);
        await late.MoveNextAsync();
        Assert.True(late.Current.Heartbeat);
        await late.MoveNextAsync();
        Assert.Equal(grant.Grant, late.Current.Grant);
    }

    [Fact]
    public async Task The_stream_beats_each_second_and_ends_with_the_run_of_the_node()
    {
        using var cancel = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        var beats = 0;
        var listening = Task.Run(async () =>
        {
            await foreach (var ending in _keyholder.Operations.ListenForEndings.Run(_node.Caller, new EndingsRequest { Instance = _node.Instance }, cancel.Token))
                if (ending.Heartbeat) Interlocked.Increment(ref beats);
        }, cancel.Token);
        await TestKeyholder.Eventually(() => Volatile.Read(ref beats) == 1);
        _keyholder.Time.Advance(TimeSpan.FromSeconds(1));
        await TestKeyholder.Eventually(() => Volatile.Read(ref beats) == 2);

        await _keyholder.Node();
        await listening;
        Assert.False(cancel.IsCancellationRequested);
    }

    [Fact]
    public async Task A_grant_that_moves_to_another_node_is_over_where_it_was()
    {
        var grant = await _node.Redeem(await Code(), _client);
        using var cancel = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        await using var first = _keyholder.Operations.ListenForEndings.Run(_node.Caller, new EndingsRequest { Instance = _node.Instance }, cancel.Token).GetAsyncEnumerator(cancel.Token);
        await first.MoveNextAsync();
        var second = await _keyholder.Node(TestKeyholder.OtherRecords);

        var moved = await second.Refresh(grant.RefreshToken, _client);

        Assert.Null(moved.Refusal);
        await first.MoveNextAsync();
        Assert.Equal(grant.Grant, first.Current.Grant);
        Assert.Equal(Why.NotAllowed, (await _node.Commit(grant)).Refusal.Why);
        Assert.Null((await second.Commit(moved)).Refusal);
        Assert.Empty(await _keyholder.Entries("grant-ended"));
    }
}
