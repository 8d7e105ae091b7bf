using Holdfast.Keyholder.BackendServices;
using Holdfast.Keyholder.Clients;
using Holdfast.Keyholder.Grants;
using Holdfast.Tests.Keyholder.Grants;
using Holdfast.Wire;
using Holdfast.Wire.Records;

namespace Holdfast.Tests.Keyholder.BackendServices;

/// <summary>What a backend service is given, and which charts it reaches: one case each.</summary>
public class ServiceDecisionTests
{
    private static readonly ChartId Approved = ChartId.New();

    private static ClientRow Service(ServiceReach reach = ServiceReach.ReadSet, string scope = "system/*.cruds patient/*.rs", int secondsLeft = 60) => new(
        "lab", "The laboratory", ClientKind.Service, [], "", scope, Bearer: false, [], "",
        new ServiceRow(reach, [Approved], Facts.Now.AddSeconds(secondsLeft).ToUnixTimeMilliseconds()), Registered: 1, Retired: null);

    private static ServiceDecision Decide(ClientRow client, string scope = "system/Observation.rs", WitnessState witness = WitnessState.Present) =>
        ServiceDecision.Decide(client, scope, witness, Facts.Now);

    private static void Refuses(Why why, ServiceDecision decision) => Assert.Equal(why, Assert.IsType<ServiceDecision.Refused>(decision).Why);

    [Theory]
    [InlineData("ReadSet", "system/Observation.rs", "identity clinical", "")]
    [InlineData("ReadSet", "system/Patient.r", "identity", "")]
    [InlineData("ReadSet", "system/Observation.c", "identity", "clinical@lab")]
    [InlineData("ReadSet", "system/*.cruds", "identity clinical documents", "identity@lab clinical@lab documents@lab")]
    [InlineData("OwnCharts", "system/*.cruds", "", "identity@lab clinical@lab documents@lab")]
    [InlineData("WriteSet", "system/Observation.cruds", "", "clinical@lab")]
    public void What_a_service_reads_in_whole_and_writes_as_its_own(string reach, string scope, string reads, string writes)
    {
        var granted = Assert.IsType<ServiceDecision.Granted>(Decide(Service(Enum.Parse<ServiceReach>(reach)), scope));
        Assert.Equal(reads, string.Join(' ', granted.Reads.Select(content => content.Text)));
        Assert.Equal(writes, string.Join(' ', granted.Writes.Select(content => content.Text)));
    }

    [Theory]
    [InlineData("Present", null)]
    [InlineData("Silent", Why.WitnessSilent)]
    [InlineData("Awaited", Why.WitnessSilent)]
    [InlineData("Ahead", Why.WitnessAhead)]
    public void A_service_is_given_nothing_while_the_witness_is_not_there(string witness, Why? why)
    {
        var decision = Decide(Service(), witness: Enum.Parse<WitnessState>(witness));
        if (why is { } refused) Refuses(refused, decision);
        else Assert.IsType<ServiceDecision.Granted>(decision);
    }

    [Theory]
    [InlineData(1, null)]
    [InlineData(0, Why.Expired)]
    [InlineData(-1, Why.Expired)]
    public void An_approval_ends_in_the_very_second_it_names(int secondsLeft, Why? why)
    {
        var service = Service(secondsLeft: secondsLeft);
        if (why is { } refused) Refuses(refused, Decide(service));
        else Assert.IsType<ServiceDecision.Granted>(Decide(service));
        Assert.Equal(why, ServiceDecision.Reaches(service, Approved, madeByService: false, canary: false, Facts.Now));
    }

    [Theory]
    [InlineData("")]
    [InlineData("patient/Observation.rs")]
    [InlineData("openid")]
    public void A_service_that_asks_for_nothing_of_its_own_is_refused(string scope) => Refuses(Why.ScopeRefused, Decide(Service(), scope));

    [Fact]
    public void Nobody_but_a_service_that_is_not_retired_is_a_service()
    {
        foreach (var none in new[] { Service() with { Kind = ClientKind.Confidential }, Service() with { Retired = 1 }, Service() with { Service = null } })
        {
            Refuses(Why.ClientUnknown, Decide(none));
            Assert.Equal(Why.ClientUnknown, ServiceDecision.Reaches(none, Approved, madeByService: true, canary: false, Facts.Now));
        }

        Assert.Equal(Why.ClientUnknown, ServiceDecision.Reaches(null, Approved, madeByService: true, canary: false, Facts.Now));
    }

    [Theory]
    [InlineData("OwnCharts", "system/*.cruds", 0, 1, null)]
    [InlineData("OwnCharts", "system/Patient.c", 0, 1, null)]
    [InlineData("OwnCharts", "system/Patient.ruds system/Observation.c", 0, 1, Why.NotAllowed)]
    [InlineData("OwnCharts", "patient/Patient.c", 0, 1, Why.NotAllowed)]
    [InlineData("OwnCharts", "", 0, 1, Why.NotAllowed)]
    [InlineData("ReadSet", "system/*.cruds", 0, 1, Why.NotAllowed)]
    [InlineData("WriteSet", "system/*.cruds", 0, 1, Why.NotAllowed)]
    [InlineData("OwnCharts", "system/*.cruds", 199, 1, null)]
    [InlineData("OwnCharts", "system/*.cruds", 199, 2, Why.AdmissionsUsedUp)]
    [InlineData("OwnCharts", "system/*.cruds", 200, 1, Why.AdmissionsUsedUp)]
    [InlineData("OwnCharts", "system/*.cruds", 200, 0, null)]
    public void Which_service_brings_patients_and_how_many(string reach, string scope, int tried, int asked, Why? why) =>
        Assert.Equal(why, ServiceDecision.Admits(Service(Enum.Parse<ServiceReach>(reach)), scope, tried, asked, WitnessState.Present, Facts.Now));

    [Fact]
    public void Nobody_is_brought_without_a_live_service_and_its_witness()
    {
        var service = Service(ServiceReach.OwnCharts);
        Why? Admits(ClientRow? client, WitnessState witness = WitnessState.Present) => ServiceDecision.Admits(client, "system/*.cruds", 0, 1, witness, Facts.Now);
        foreach (var none in new[] { null, service with { Kind = ClientKind.Confidential }, service with { Retired = 1 }, service with { Service = null } }) Assert.Equal(Why.ClientUnknown, Admits(none));
        Assert.Equal(Why.Expired, Admits(Service(ServiceReach.OwnCharts, secondsLeft: 0)));
        Assert.Equal(Why.WitnessAhead, Admits(service, WitnessState.Ahead));
        Assert.Equal(Why.WitnessSilent, Admits(service, WitnessState.Silent));
        Assert.Equal(Why.WitnessSilent, Admits(service, WitnessState.Awaited));
    }

    [Theory]
    [InlineData("ReadSet", true, false, false, null)]
    [InlineData("WriteSet", true, false, false, null)]
    [InlineData("ReadSet", false, true, false, Why.NotAllowed)]
    [InlineData("WriteSet", false, true, false, Why.NotAllowed)]
    [InlineData("OwnCharts", false, true, false, null)]
    [InlineData("OwnCharts", true, false, false, Why.NotAllowed)]
    [InlineData("ReadSet", true, false, true, Why.Canary)]
    [InlineData("ReadSet", false, false, true, Why.NotAllowed)]
    public void Which_charts_a_service_reaches(string reach, bool approved, bool made, bool canary, Why? why) =>
        Assert.Equal(why, ServiceDecision.Reaches(Service(Enum.Parse<ServiceReach>(reach)), approved ? Approved : ChartId.New(), made, canary, Facts.Now));
}
