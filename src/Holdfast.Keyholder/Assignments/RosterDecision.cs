using Holdfast.Keyholder.Clients;
using Holdfast.Wire;

namespace Holdfast.Keyholder.Assignments;

/// <summary>May this service enter so many items now? Pure. Its key was verified before.</summary>
internal abstract record RosterDecision
{
    /// <summary>A month of visits of eighty field staff, or a day of four thousand; whoever steals the key explains no more openings than that, and the ledger names each.</summary>
    public const int ItemsADay = 10_000;

    /// <summary>Mistyped numbers and people who left in a large schedule. A thief of the key tests no more numbers than this.</summary>
    public const int MissesADay = 100;

    private RosterDecision()
    {
    }

    /// <param name="Misses">Health numbers that nobody has, of which it may still hear.</param>
    internal sealed record Allowed(int Misses) : RosterDecision;

    internal sealed record Refused(Why Why, string Detail) : RosterDecision;

    /// <param name="client">Null: not registered, or retired.</param>
    /// <param name="items">In this request.</param>
    /// <param name="itemsInWindow">Sent in the last 24 hours, taken or not.</param>
    public static RosterDecision Decide(ClientRow? client, int items, int itemsInWindow, int missesInWindow, DateTimeOffset now)
    {
        if (client is not { Kind: ClientKind.Service, IsRetired: false, Service: { Reach: ServiceReach.Roster } service }) return new Refused(Why.ClientUnknown, "no service that may enter schedules");
        if (now.ToUnixTimeMilliseconds() >= service.Until) return new Refused(Why.Expired, "the approval has run out: have it given again");
        if (items is 0 or > Assign.MostItems) return new Refused(Why.TooLarge, $"1 to {Assign.MostItems} items in one request");
        if (itemsInWindow + items > ItemsADay) return new Refused(Why.TooLarge, $"at most {ItemsADay} items in 24 hours");
        return missesInWindow >= MissesADay ? new Refused(Why.BudgetIdentities, $"{MissesADay} health numbers in 24 hours were nobody's: have the schedule looked at") : new Allowed(MissesADay - missesInWindow);
    }
}
