using Holdfast.Keyholder.Assignments;
using Holdfast.Keyholder.Clients;
using Holdfast.Tests.Keyholder.Grants;
using Holdfast.Wire;

namespace Holdfast.Tests.Keyholder.Assignments;

public class RosterDecisionTests
{
    private static ClientRow Roster(ServiceReach reach = ServiceReach.Roster, double hours = 1, bool retired = false, ClientKind kind = ClientKind.Service) => new(
        "planner", "Planner", kind, [], "", "", false, [], "", kind == ClientKind.Service ? new ServiceRow(reach, [], Facts.Now.AddHours(hours).ToUnixTimeMilliseconds()) : null, 0, retired ? 1 : null);

    public static TheoryData<string, Why?> Cases => new()
    {
        { "registered, within its day", null },
        { "nobody", Why.ClientUnknown },
        { "retired", Why.ClientUnknown },
        { "a service that reads charts", Why.ClientUnknown },
        { "a service that makes charts", Why.ClientUnknown },
        { "an application", Why.ClientUnknown },
        { "its approval ends now", Why.Expired },
        { "no items", Why.TooLarge },
        { "as many items as one request holds", null },
        { "one item more", Why.TooLarge },
        { "the last items of a day", null },
        { "one more than a day", Why.TooLarge },
        { "one number before the last that may miss", null },
        { "too many numbers that nobody has", Why.BudgetIdentities },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_service_enters_schedules_within_its_approval_and_its_day(string what, Why? why)
    {
        var decision = what switch
        {
            "nobody" => RosterDecision.Decide(null, 1, 0, 0, Facts.Now),
            "retired" => RosterDecision.Decide(Roster(retired: true), 1, 0, 0, Facts.Now),
            "a service that reads charts" => RosterDecision.Decide(Roster(ServiceReach.ReadSet), 1, 0, 0, Facts.Now),
            "a service that makes charts" => RosterDecision.Decide(Roster(ServiceReach.OwnCharts), 1, 0, 0, Facts.Now),
            "an application" => RosterDecision.Decide(Roster(kind: ClientKind.Public), 1, 0, 0, Facts.Now),
            "its approval ends now" => RosterDecision.Decide(Roster(hours: 0), 1, 0, 0, Facts.Now),
            "no items" => RosterDecision.Decide(Roster(), 0, 0, 0, Facts.Now),
            "as many items as one request holds" => RosterDecision.Decide(Roster(), Assign.MostItems, 0, 0, Facts.Now),
            "one item more" => RosterDecision.Decide(Roster(), Assign.MostItems + 1, 0, 0, Facts.Now),
            "the last items of a day" => RosterDecision.Decide(Roster(), 7, RosterDecision.ItemsADay - 7, 0, Facts.Now),
            "one more than a day" => RosterDecision.Decide(Roster(), 8, RosterDecision.ItemsADay - 7, 0, Facts.Now),
            "one number before the last that may miss" => RosterDecision.Decide(Roster(), 1, 0, RosterDecision.MissesADay - 1, Facts.Now),
            "too many numbers that nobody has" => RosterDecision.Decide(Roster(), 1, 0, RosterDecision.MissesADay, Facts.Now),
            _ => RosterDecision.Decide(Roster(), 1, 0, 0, Facts.Now),
        };
        Assert.Equal(why, decision is RosterDecision.Refused refused ? refused.Why : null);
    }
}
