using CsCheck;
using Holdfast.Keyholder.Employment;
using Holdfast.Tests.Keyholder.Grants;
using Holdfast.Wire;

namespace Holdfast.Tests.Keyholder.Staff;

public class WorkDecisionTests
{
    private static readonly DateTimeOffset Now = Facts.Now;

    [Theory]
    [InlineData("at work", null)]
    [InlineData("leaves in a minute", null)]
    [InlineData("leaves now", Why.Left)]
    [InlineData("left yesterday", Why.Left)]
    [InlineData("left before beginning", Why.Left)]
    [InlineData("begins in a minute", Why.NotYet)]
    [InlineData("begins now", null)]
    [InlineData("leave begins in a minute", null)]
    [InlineData("leave begins now", Why.OnLeave)]
    [InlineData("leave without an end", Why.OnLeave)]
    [InlineData("leave ends in a minute", Why.OnLeave)]
    [InlineData("leave ends now", null)]
    [InlineData("left while on leave", Why.Left)]
    [InlineData("unused for 30 days less a minute", null)]
    [InlineData("unused for 30 days", Why.Dormant)]
    [InlineData("hired a year ago, never used", Why.Dormant)]
    [InlineData("hired for today a year ago", null)]
    [InlineData("disabled, then the clock of use is new", Why.Dormant)]
    [InlineData("back from a leave of two months", Why.Dormant)]
    public void Who_may_work(string person, Why? why) => Assert.Equal(why, WorkDecision.MayWork(Of(person), Now));

    private static WorkFacts Of(string person) => person switch
    {
        "leaves in a minute" => Facts.Employed with { Until = Now.AddMinutes(1) },
        "leaves now" => Facts.Employed with { Until = Now },
        "left yesterday" => Facts.Employed with { Until = Now.AddDays(-1) },
        "left before beginning" => Facts.Employed with { From = Now.AddDays(1), Until = Now },
        "begins in a minute" => Facts.Employed with { From = Now.AddMinutes(1) },
        "begins now" => Facts.Employed with { From = Now },
        "leave begins in a minute" => Facts.Employed with { LeaveFrom = Now.AddMinutes(1) },
        "leave begins now" => Facts.Employed with { LeaveFrom = Now, LeaveTo = Now.AddDays(1) },
        "leave without an end" => Facts.Employed with { LeaveFrom = Now.AddDays(-1) },
        "leave ends in a minute" => Facts.Employed with { LeaveFrom = Now.AddDays(-1), LeaveTo = Now.AddMinutes(1) },
        "leave ends now" => Facts.Employed with { LeaveFrom = Now.AddDays(-1), LeaveTo = Now },
        "left while on leave" => Facts.Employed with { LeaveFrom = Now.AddDays(-1), Until = Now.AddHours(-1) },
        "unused for 30 days less a minute" => Facts.Employed with { LastUse = Now.AddDays(-30).AddMinutes(1) },
        "unused for 30 days" => Facts.Employed with { LastUse = Now.AddDays(-30) },
        "hired a year ago, never used" => Facts.Employed with { LastUse = Now.AddYears(-1) },
        "hired for today a year ago" => Facts.Employed with { From = Now, LastUse = Now.AddYears(-1) },
        "disabled, then the clock of use is new" => Facts.Employed with { Disabled = true, LastUse = Now },
        "back from a leave of two months" => Facts.Employed with { LeaveFrom = Now.AddDays(-60), LeaveTo = Now, LastUse = Now.AddDays(-60) },
        _ => Facts.Employed,
    };

    [Theory]
    [InlineData("", 0, 24, null)] // no leave before: hours from now
    [InlineData("", 0, null, null)]
    [InlineData("", 24, 24, Why.Malformed)]
    [InlineData("", 24, 23, Why.Malformed)]
    [InlineData("", -24, 0, Why.Malformed)]
    [InlineData("", -24, 1, null)]
    [InlineData("", 43920, null, null)] // 1,830 days
    [InlineData("", 43921, null, Why.Malformed)]
    [InlineData("", 0, 43920, null)]
    [InlineData("", 0, 43921, Why.Malformed)]
    [InlineData("over", 5, 6, null)]
    [InlineData("begun", 0, 48, null)] // it lasts for 48 hours more
    [InlineData("begun", 0, 47, Why.NotAllowed)]
    [InlineData("begun", 1, 48, Why.NotAllowed)]
    [InlineData("begun", 0, null, null)]
    [InlineData("to come", 24, 48, null)]
    [InlineData("to come", 25, 48, Why.NotAllowed)]
    [InlineData("to come", 24, 47, Why.NotAllowed)]
    [InlineData("to come", 0, 72, null)]
    [InlineData("open", 0, null, null)]
    [InlineData("open", 0, 1000, Why.NotAllowed)]
    public void A_leave_entered_by_one_administrator_only_ever_holds_more(string before, int from, int? to, Why? why)
    {
        var leave = before switch
        {
            "over" => Facts.Employed with { LeaveFrom = Now.AddHours(-48), LeaveTo = Now },
            "begun" => Facts.Employed with { LeaveFrom = Now.AddHours(-48), LeaveTo = Now.AddHours(48) },
            "to come" => Facts.Employed with { LeaveFrom = Now.AddHours(24), LeaveTo = Now.AddHours(48) },
            "open" => Facts.Employed with { LeaveFrom = Now.AddHours(-48) },
            _ => Facts.Employed,
        };
        Assert.Equal(why, NarrowingDecision.Leave(leave, Now.AddHours(from), to is { } hours ? Now.AddHours(hours) : null, Now));
    }

    [Theory]
    [InlineData(null, 24, null)]
    [InlineData(null, 43920, null)]
    [InlineData(null, 43921, Why.Malformed)]
    [InlineData(24, 24, null)]
    [InlineData(24, 23, null)]
    [InlineData(24, 25, Why.NotAllowed)]
    public void A_parting_entered_by_one_administrator_is_never_later_than_the_one_before(int? before, int until, Why? why) =>
        Assert.Equal(why, NarrowingDecision.Part(Facts.Employed with { Until = before is { } hours ? Now.AddHours(hours) : null }, Now.AddHours(until), Now));

    [Fact]
    public void Somebody_of_whom_nothing_is_known_may_do_nothing() => Assert.Equal(Why.NotYet, WorkDecision.MayWork(null, Now));

    private static readonly Gen<DateTimeOffset> Moment = Gen.Int[-100, 100].Select(hours => Now.AddHours(hours * 12));
    private static readonly Gen<DateTimeOffset?> MaybeMoment = Gen.Select(Gen.Bool, Moment, (some, at) => some ? at : (DateTimeOffset?)null);

    private static readonly Gen<WorkFacts> People = Gen.Select(Moment, MaybeMoment, MaybeMoment, MaybeMoment, Gen.Bool, Moment,
        (from, until, leave, back, disabled, used) => new WorkFacts(from, until, leave, back, disabled, used, TimeSpan.FromDays(30)));

    [Fact]
    public void What_one_administrator_enters_lets_nobody_work_who_might_not_have() => Gen.Select(People, Moment, MaybeMoment, Gen.Int[0, 400]).Sample((before, at, to, hours) =>
    {
        var later = Now.AddHours(hours * 6);
        var from = at > Now ? at : Now;
        if (NarrowingDecision.Leave(before, from, to, Now) is null)
            Assert.True(WorkDecision.MayWork(before with { LeaveFrom = from, LeaveTo = to }, later) is not null || WorkDecision.MayWork(before, later) is null);
        if (NarrowingDecision.Part(before, from, Now) is null)
            Assert.True(WorkDecision.MayWork(before with { Until = from }, later) is not null || WorkDecision.MayWork(before, later) is null);
    }, iter: 20_000);

    [Fact]
    public void Whoever_has_left_may_do_nothing_at_any_later_moment() => Gen.Select(People, Gen.Int[0, 400]).Sample((person, hours) =>
        Assert.Equal(Why.Left, WorkDecision.MayWork(person with { Until = Now }, Now.AddHours(hours))), iter: 5_000);
}
