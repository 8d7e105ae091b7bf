using System.Globalization;
using Holdfast.Keyholder.Budgets;
using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Keyholder.BackendServices;

/// <summary>Patients whom a service brings: whose charts they become, what it is told of people who are here already, and how many a day.</summary>
public sealed class AdmitOwnTests : IAsyncLifetime
{
    private const string Number = "1234567897";
    private static readonly string NumberSystem = TestKeyholder.Patient("x", Number).HealthNumberSystem;

    private TestKeyholder _keyholder = null!;
    private TestNode _node = null!;
    private TestApp _referrals = null!;
    private ServiceTokenReply _token = null!;

    public async ValueTask InitializeAsync()
    {
        _keyholder = await TestKeyholder.Start();
        _node = await _keyholder.Node();
        _referrals = await Register("own-charts");
        _token = await _referrals.Token(_node);
    }

    public ValueTask DisposeAsync() => _keyholder.DisposeAsync();

    private Task<TestApp> Register(string reach, string id = "lab", string scope = "system/*.cruds", params string[] numbers) =>
        TestApp.Register(_keyholder, TestApp.Service(_keyholder, reach, numbers) with { Client = id, Scope = scope });

    /// <summary>Born on a day of their own, so that nobody looks like anybody else.</summary>
    private static (string, DirectoryFields) Somebody(int day) =>
        ($"key {day}", TestKeyholder.Patient("Roy") with { BirthDate = new DateOnly(1930, 1, 1).AddDays(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) });

    private Task<AdmitOwnReply> Bring(params (string, DirectoryFields)[] patients) => _referrals.Bring(_node, _token, patients);

    [Fact]
    public async Task A_patient_whom_a_service_brings_has_a_chart_that_it_writes_and_reads_back()
    {
        Assert.True(_token.MakesCharts);
        var made = Assert.Single((await Bring(Somebody(1))).Charts);
        Assert.True(made.Created);
        Assert.All(made.Keys, key => Assert.EndsWith("@lab", key.RecordClass, StringComparison.Ordinal));
        Assert.Null((await _node.Commit(_token.Grant, _token.AccessToken, made.Head, null, _token.WriteGeneration, "identity@lab")).Refusal);

        var entry = Assert.Single(await _keyholder.Entries("admitted"), e => e.TryGetProperty("client", out _));
        Assert.Equal(("lab", ChartId.From(made.Chart).ToString()), (entry.GetProperty("client").GetString(), entry.GetProperty("chart").GetString()));
        Assert.Equal([made.Chart], (await _referrals.Token(_node)).Charts);
    }

    [Fact]
    public async Task Brought_again_it_is_the_same_chart_and_another_services_patient_is_not()
    {
        var first = (await Bring(Somebody(1))).Charts.Single();
        var other = await Register("own-charts", "clinic");
        var refused = await other.Bring(_node, await other.Token(_node), ("key 1", Somebody(2).Item2));
        Assert.NotEqual(first.Chart, refused.Charts.Single().Chart);

        _keyholder.Time.Advance(TimeSpan.FromSeconds(5));
        await _keyholder.Restart();
        (_node, _token) = (await _keyholder.Node(), null!);
        _token = await _referrals.Token(_node);
        var again = (await Bring(Somebody(1), Somebody(3))).Charts;
        Assert.Equal((first.Chart, false), (again[0].Chart, again[0].Created));
        Assert.True(again[1].Created);
    }

    [Fact]
    public async Task Of_somebody_who_is_here_already_a_service_learns_only_that_a_coordinator_has_to_look()
    {
        var (nurse, coordinator) = (await _keyholder.SignIn("nurse"), await _keyholder.SignIn("coordinator"));
        var here = await _keyholder.Admit(coordinator, nurse, healthNumber: Number);
        var before = (await _keyholder.Entries("admitted")).Count;
        var byNumber = await Bring(Somebody(1), ("a", TestKeyholder.Patient("Nguyen", Number) with { BirthDate = "1990-02-02" }));
        var byName = await Bring(Somebody(1), ("b", TestKeyholder.Patient("Tremblay")));
        var together = await Bring(Somebody(1), ("c", Somebody(2).Item2 with { HealthNumber = "9876543217", HealthNumberSystem = NumberSystem }), ("d", Somebody(3).Item2 with { HealthNumber = "9876543217", HealthNumberSystem = NumberSystem }));

        Assert.All([byNumber, byName, together], refused => Assert.Equal((Why.Duplicate, 1, 0), (refused.Refusal.Why, refused.RefusedAt, refused.Charts.Count)));
        Assert.Equal(byNumber, byName);
        Assert.Equal(before, (await _keyholder.Entries("admitted")).Count);
        Assert.All((await _keyholder.Entries("refused")).TakeLast(3), entry =>
        {
            Assert.Equal("DUPLICATE", entry.GetProperty("why").GetString());
            Assert.DoesNotContain(here.ToString(), entry.GetRawText(), StringComparison.Ordinal);
        });
    }

    [Fact]
    public async Task What_a_day_allows_counts_refused_tries_too_and_outlives_a_restart()
    {
        const int half = GrantLimit;
        Assert.Null((await Bring([.. Enumerable.Range(0, half).Select(Somebody)])).Refusal);
        Assert.Equal(Why.Duplicate, (await Bring(("x", Somebody(0).Item2))).Refusal.Why);
        Assert.Equal(Why.AdmissionsUsedUp, (await Bring([.. Enumerable.Range(1000, Limits.AdmissionsPerService - half).Select(Somebody)])).Refusal.Why);
        Assert.Null((await Bring([.. Enumerable.Range(1000, Limits.AdmissionsPerService - half - 1).Select(Somebody)])).Refusal);
        Assert.Equal(Why.AdmissionsUsedUp, (await Bring(Somebody(2000))).Refusal.Why);
        Assert.Null((await Bring(Somebody(5))).Refusal); // brought before

        _keyholder.Time.Advance(TimeSpan.FromMinutes(1));
        await _keyholder.Restart();
        _node = await _keyholder.Node();
        _token = await _referrals.Token(_node);
        Assert.Equal(Why.AdmissionsUsedUp, (await Bring(Somebody(2000))).Refusal.Why);
        _keyholder.Time.Advance(Limits.Window);
        _token = await _referrals.Token(_node);
        Assert.Null((await Bring(Somebody(2000))).Refusal);
    }

    private const int GrantLimit = Holdfast.Keyholder.Grants.GrantLimits.ChartsPerCommit;

    [Fact]
    public async Task Whoever_is_given_charts_or_may_not_create_patients_brings_nobody()
    {
        var (nurse, coordinator) = (await _keyholder.SignIn("nurse"), await _keyholder.SignIn("coordinator"));
        await _keyholder.Admit(coordinator, nurse, healthNumber: Number);
        foreach (var (id, reach, scope, numbers) in new[] { ("reader", "read-set", "system/*.cruds", new[] { Number }), ("writer", "write-set", "system/*.cruds", [Number]), ("observer", "own-charts", "system/Observation.cruds system/Patient.ruds", Array.Empty<string>()) })
        {
            var service = await Register(reach, id, scope, numbers);
            var token = await service.Token(_node);
            Assert.False(token.MakesCharts);
            Assert.Equal(Why.NotAllowed, (await service.Bring(_node, token, Somebody(1))).Refusal.Why);
        }
    }

    [Fact]
    public async Task What_is_malformed_expired_or_anothers_brings_nobody()
    {
        var elsewhere = await _keyholder.Node(TestKeyholder.OtherRecords);
        Assert.Equal(Why.Unknown, (await _referrals.Bring(elsewhere, _token, Somebody(1))).Refusal.Why);
        Assert.Equal(Why.Malformed, (await Bring()).Refusal.Why);
        Assert.Equal(Why.Malformed, (await Bring(("", Somebody(1).Item2))).Refusal.Why);
        Assert.Equal(Why.Malformed, (await Bring((new string('x', 513), Somebody(1).Item2))).Refusal.Why);
        Assert.Equal(Why.Malformed, (await Bring(Somebody(1), Somebody(1))).Refusal.Why);
        Assert.Equal(Why.Malformed, (await Bring([.. Enumerable.Range(0, GrantLimit + 1).Select(Somebody)])).Refusal.Why);
        var nameless = await Bring(Somebody(1), ("y", TestKeyholder.Patient("")));
        Assert.Equal((Why.Malformed, 1), (nameless.Refusal.Why, nameless.RefusedAt));
        Assert.DoesNotContain("1941", nameless.Refusal.Detail, StringComparison.Ordinal);
        _keyholder.Time.Advance(Limits.ServiceAccessToken);
        Assert.Equal(Why.Expired, (await Bring(Somebody(1))).Refusal.Why);
        Assert.DoesNotContain(await _keyholder.Entries("admitted"), e => e.TryGetProperty("client", out _));
    }
}
