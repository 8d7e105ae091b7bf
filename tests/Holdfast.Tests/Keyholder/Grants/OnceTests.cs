using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire;

namespace Holdfast.Tests.Keyholder.Grants;

/// <summary>What works once works once over a freeze and over a restart, too: traces that the formal model found (docs/model).</summary>
public sealed class OnceTests : IAsyncLifetime
{
    private readonly TestClient _client = new();
    private TestKeyholder _keyholder = null!;
    private TestPerson _nurse = null!, _officer = null!, _second = null!;
    private TestNode _node = null!;
    private ChartId _chart, _canary;

    public async ValueTask InitializeAsync()
    {
        _keyholder = await TestKeyholder.Start();
        var coordinator = await _keyholder.SignIn("coordinator");
        (_nurse, _officer, _node) = (await _keyholder.SignIn("nurse"), await _keyholder.SignIn("privacy-officer"), await _keyholder.Node());
        (_chart, _canary) = (await _keyholder.Admit(coordinator, _nurse), await _keyholder.Admit(coordinator, _nurse, "Fictive", "9876543217"));
        _second = await _keyholder.SignIn("privacy-officer");
        await _officer.MarkCanary(_second, "9876543217");
    }

    public ValueTask DisposeAsync() => _keyholder.DisposeAsync();

    [Fact]
    public async Task A_code_from_before_a_freeze_brings_nothing_after_the_thaw()
    {
        var opened = await _nurse.Open(_chart, _client);
        Assert.Equal(Why.Canary, (await _nurse.Open(_canary, new TestClient())).Refusal.Why);
        await _officer.Thaw(_nurse.Id, _second);

        Assert.Equal(Why.Unknown, (await _node.Redeem(opened.Code, _client)).Refusal.Why);

        Assert.Null((await _nurse.Open(_chart, _client)).Refusal);
    }

    [Fact]
    public async Task The_freeze_of_one_nurse_takes_nothing_from_another()
    {
        var other = await _keyholder.SignIn("nurse");
        var opened = await _nurse.Open(_chart, _client);
        Assert.Equal(Why.Canary, (await other.Open(_canary, new TestClient())).Refusal.Why);

        Assert.Null((await _node.Redeem(opened.Code, _client)).Refusal);
    }

    [Fact]
    public async Task A_proof_that_brought_keys_brings_none_after_a_restart()
    {
        var proof = _client.Proof(_keyholder.Time);
        var grant = await _node.Redeem((await _nurse.Open(_chart, _client)).Code, _client, proof: proof);
        Assert.Null(grant.Refusal);
        await _keyholder.Restart();

        Assert.Equal(Why.Replayed, (await _node.Refresh(grant.RefreshToken, _client, proof: proof)).Refusal.Why);

        Assert.Null((await _node.Refresh(grant.RefreshToken, _client)).Refusal);
    }

    [Fact]
    public async Task Proofs_that_are_too_old_to_be_shown_again_are_forgotten()
    {
        await _node.Open(_nurse, _chart);
        await _node.Open(_nurse, _chart);
        Assert.Equal(2, _keyholder.Role.State.Tables.Proofs.Count);
        _keyholder.Time.Advance(TimeSpan.FromMinutes(5));

        await _node.Open(_nurse, _chart);

        Assert.Equal(1, _keyholder.Role.State.Tables.Proofs.Count);
    }
}
