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
