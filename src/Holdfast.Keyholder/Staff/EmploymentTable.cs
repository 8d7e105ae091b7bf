using Holdfast.Keyholder.Ledger;
using Holdfast.Wire;

namespace Holdfast.Keyholder.Employment;

/// <summary>From when until when somebody works here, and where they are meanwhile. Times in Unix milliseconds; a null end is open.</summary>
/// <param name="Chart">Their own staff chart.</param>
/// <param name="Disabled">Was found dormant.</param>
/// <param name="LastUse">The last sign-in, to the hour.</param>
/// <param name="Entered">What the ledger says of them: the sweep enters what time has changed.</param>
internal sealed record EmploymentRow(
    PersonId Person, ChartId Chart, long From, long? Until, long? LeaveFrom, long? LeaveTo, bool Disabled, long LastUse, Standing Entered)
{
    public WorkFacts Facts(TimeSpan dormantAfter) => new(At(From), At(Until), At(LeaveFrom), At(LeaveTo), Disabled, At(LastUse), dormantAfter);

    private static DateTimeOffset At(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms);

    private static DateTimeOffset? At(long? ms) => ms is { } known ? At(known) : null;
}

/// <summary>One row for each member of staff, those who left included; and whose a staff chart is.</summary>
internal sealed class EmploymentTable(TimeSpan dormantAfter) : Table<PersonId, EmploymentRow>("employment", row => row.Person, id => id.ToString())
{
    /// <summary>A use is noted at most this often: weeks are counted, and every sign-in is an entry of its own.</summary>
    private static readonly long NotedAfterMs = (long)TimeSpan.FromHours(1).TotalMilliseconds;

    private readonly Dictionary<ChartId, PersonId> _owners = [];

    public WorkFacts? Facts(PersonId person) => Find(person)?.Facts(dormantAfter);

    public WorkFacts Facts(EmploymentRow row) => row.Facts(dormantAfter);

    /// <summary>Null when this person may do something now; else why not.</summary>
    public Why? Refusal(PersonId person, DateTimeOffset now) => WorkDecision.MayWork(Facts(person), now);

    /// <summary>Whose chart this is; null when it is not the chart of a member of staff.</summary>
    public PersonId? OwnerOf(ChartId chart) => _owners.TryGetValue(chart, out var owner) ? owner : null;

    /// <summary>The change that notes a sign-in; null when one was noted within the hour.</summary>
    public Change? Use(PersonId person, long nowMs) =>
        Find(person) is { } row && nowMs - row.LastUse >= NotedAfterMs ? Put(row with { LastUse = nowMs }) : null;

    protected override void Changed(EmploymentRow? before, EmploymentRow? after)
    {
        if (before is not null) _owners.Remove(before.Chart);
        if (after is not null) _owners[after.Chart] = after.Person;
    }
}
