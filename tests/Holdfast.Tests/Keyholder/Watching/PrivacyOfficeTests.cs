using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire;

namespace Holdfast.Tests.Keyholder.Watching;

public class PrivacyOfficeTests
{
    private static async Task<(TestPerson Nurse, TestPerson Officer, ChartId Chart)> Frozen(TestKeyholder keyholder)
    {
        var (nurse, coordinator, officer) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"), await keyholder.SignIn("privacy-officer"));
        var chart = await keyholder.Admit(coordinator, nurse, "Fictive", "9876543217");
        await officer.MarkCanary("9876543217");
        Assert.Equal(Why.Canary, (await nurse.Open(chart, new TestClient())).Refusal.Why);
        return (nurse, officer, chart);
    }

    [Fact]
    public async Task The_privacy_officer_thaws_with_a_reason_and_the_nurse_works_again()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, officer, _) = await Frozen(keyholder);
        Assert.Equal(nurse.Id.ToByteString(), Assert.Single((await officer.Look()).Frozen));

        Assert.Equal(Why.ReasonMissing, (await officer.Thaw(nurse.Id, reason: "ok")).Refusal.Why);
        Assert.Null((await officer.Thaw(nurse.Id)).Refusal);

        Assert.Null((await nurse.MyDay()).Refusal);
        var thawed = Assert.Single(await keyholder.Entries("thawed"));
        Assert.Equal(officer.Id.ToString(), thawed.GetProperty("by").GetString());
        Assert.Equal("spoken with her, it was a mistake", (await officer.ReadReason(thawed.GetProperty("reason").GetString()!)).Reason);
        Assert.Equal(Why.Unknown, (await officer.Thaw(nurse.Id)).Refusal.Why);
    }

    [Fact]
    public async Task A_freeze_survives_a_restart()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, officer, _) = await Frozen(keyholder);
        await keyholder.Restart();

        Assert.Equal(Why.Frozen, (await nurse.MyDay()).Refusal.Why);
        Assert.Equal(Why.Frozen, (await nurse.TrySignIn()).Refusal.Why);
        Assert.Null((await officer.Thaw(nurse.Id)).Refusal);
    }

    [Fact]
    public async Task Nobody_thaws_themselves_and_nobody_thaws_from_the_desk()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, officer, _) = await Frozen(keyholder);

        Assert.Equal(Why.Frozen, (await nurse.Thaw(nurse.Id)).Refusal.Why);
        Assert.Equal(Why.NotAllowed, (await officer.Thaw(officer.Id)).Refusal.Why);
        Assert.Equal(Why.NotAllowed, (await (await keyholder.SignIn("coordinator")).Thaw(nurse.Id)).Refusal.Why);
        Assert.Equal(Why.Malformed, (await officer.Thaw(null)).Refusal.Why);
        Assert.Equal(Why.Malformed, (await officer.Thaw(nurse.Id, "records-1")).Refusal.Why);
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
