using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire;

namespace Holdfast.Tests.Keyholder.Watching;

public class PrivacyOfficeTests
{
    private static async Task<(TestPerson Nurse, TestPerson Officer, ChartId Chart)> Frozen(TestKeyholder keyholder)
    {
        var (nurse, coordinator, officer) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"), await keyholder.SignIn("privacy-officer"));
        var chart = await keyholder.Admit(coordinator, nurse, "Fictive", "9876543217");
        await officer.MarkCanary(await keyholder.SignIn("privacy-officer"), "9876543217");
        Assert.Equal(Why.Canary, (await nurse.Open(chart, new TestClient())).Refusal.Why);
        return (nurse, officer, chart);
    }

    [Fact]
    public async Task The_privacy_officer_opens_no_chart_and_searches_nobody()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (_, officer, chart) = await Frozen(keyholder);

        Assert.Equal(Why.NotAllowed, (await officer.Find("Fictive")).Refusal.Why);
        Assert.Equal(Why.NotAllowed, (await officer.Launch(chart)).Refusal.Why);
        Assert.Equal(Why.NotAllowed, (await officer.MyDay()).Refusal.Why);
    }

    [Fact]
    public async Task The_words_of_an_emergency_are_read_by_their_hash_and_reading_is_entered()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, other, coordinator, officer) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"), await keyholder.SignIn("privacy-officer"));
        var chart = await keyholder.Admit(coordinator, other);
        await nurse.Open(chart, new TestClient(), "ETREAT", "found on the floor by her son");
        var hash = (await keyholder.Entries("open"))[0].GetProperty("reason").GetString()!;
        await keyholder.Restart();

        Assert.Equal("found on the floor by her son", (await officer.ReadReason(hash)).Reason);

        Assert.Equal(hash, Assert.Single(await keyholder.Entries("reason-read")).GetProperty("hash").GetString());
        Assert.Equal(Why.Unknown, (await officer.ReadReason(new string('0', 64))).Refusal.Why);
        Assert.Equal(Why.NotAllowed, (await nurse.ReadReason(hash)).Refusal.Why);
    }

    [Fact]
    public async Task Looking_is_entered()
    {
        await using var keyholder = await TestKeyholder.Start();
        var officer = await keyholder.SignIn("privacy-officer");

        Assert.Equal(8, (await officer.Look("exposure")).People.Count);
        Assert.Equal("exposure", Assert.Single(await keyholder.Entries("look")).GetProperty("page").GetString());
        Assert.Equal(Why.Malformed, (await officer.Look("../x")).Refusal.Why);
    }
}
