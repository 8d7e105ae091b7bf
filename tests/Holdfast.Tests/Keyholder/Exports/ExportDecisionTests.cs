using Holdfast.Keyholder.Clients;
using Holdfast.Keyholder.Exports;
using Holdfast.Keyholder.Grants;
using Holdfast.Wire;
using Holdfast.Wire.Records;

namespace Holdfast.Tests.Keyholder.Exports;

/// <summary>Who may ask for an export, and which keys may leave for one. Each case bends one fact of a case that is well.</summary>
public class ExportDecisionTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 13, 0, 0, TimeSpan.Zero);
    private static readonly ChartId Chart = ChartId.New();

    private static ClientRow Client(ServiceReach reach = ServiceReach.ReadSet, ClientKind kind = ClientKind.Service, TimeSpan? until = null, bool retired = false) =>
        new("lab", "Lab", kind, [], "", "system/*.rs", true, [], "", kind == ClientKind.Service ? new ServiceRow(reach, [Chart], (Now + (until ?? TimeSpan.FromDays(1))).ToUnixTimeMilliseconds()) : null, 0, retired ? 1 : null);

    private static ExportRow Row(ExportState state = ExportState.Approved, TimeSpan? until = null, int done = 0) => new(
        ExportId.New(), "lab", "system/*.rs", [], 0, false, 2, 0, state, state == ExportState.Waiting ? null : ProposalId.New(), state == ExportState.Waiting ? "" : "age1…",
        (Now + (until ?? TimeSpan.FromHours(1))).ToUnixTimeMilliseconds(), Done: done);

    public static TheoryData<string, Why?> Asked => new()
    {
        { "well", null },
        { "one type within the scope", null },
        { "a public application", Why.ClientUnknown },
        { "a client that is unknown", Why.ClientUnknown },
        { "a retired service", Why.ClientUnknown },
        { "a service that only writes", Why.NotAllowed },
        { "a service of its own charts", Why.NotAllowed },
        { "an approval that has run out", Why.Expired },
        { "a scope that only writes", Why.ScopeRefused },
        { "a person's scope", Why.ScopeRefused },
        { "a type beyond the scope", Why.ScopeRefused },
        { "a type named twice", Why.Malformed },
        { "what is no type", Why.Malformed },
        { "more types than there are", Why.Malformed },
        { "since tomorrow", Why.Malformed },
        { "since before time", Why.Malformed },
        { "no chart left", Why.NotFound },
        { "as many as there may be", Why.TooMany },
    };

    [Theory]
    [MemberData(nameof(Asked))]
    public void A_service_asks_only_within_what_two_people_registered_it_for(string what, Why? expected)
    {
        var client = what switch
        {
            "a public application" => Client(kind: ClientKind.Public),
            "a client that is unknown" => null,
            "a retired service" => Client(retired: true),
            "a service that only writes" => Client(ServiceReach.WriteSet),
            "a service of its own charts" => Client(ServiceReach.OwnCharts),
            "an approval that has run out" => Client(until: TimeSpan.Zero),
            _ => Client(),
        };
        var scope = what switch
        {
            "a scope that only writes" => "system/*.cud",
            "a person's scope" => "patient/*.rs",
            "a type beyond the scope" or "one type within the scope" => "system/Observation.rs system/Condition.c",
            _ => "system/*.rs",
        };
        string[] types = what switch
        {
            "a type beyond the scope" => ["Observation", "Condition"],
            "one type within the scope" => ["Observation"],
            "a type named twice" => ["Observation", "Observation"],
            "what is no type" => ["observation; drop table"],
            "more types than there are" => [.. Enumerable.Range(0, ExportLimits.MostTypes + 1).Select(i => "T" + new string((char)('a' + i % 26), 1 + i / 26))],
            _ => [],
        };
        var since = what switch { "since tomorrow" => Now.AddDays(1).ToUnixTimeMilliseconds(), "since before time" => -1, _ => 0 };
        var decision = ExportDecision.Ask(client, ScopeSet.Read(scope, out _, out _)!, types, since, what == "no chart left" ? 0 : 3, what == "as many as there may be" ? ExportLimits.MostPerService : 0, Now);
        Assert.Equal(expected, decision?.Why);
    }

    public static TheoryData<string, Why?> Released => new()
    {
        { "well", null },
        { "nobody approved", Why.NotWaiting },
        { "finished", Why.NotAllowed },
        { "past its time", Why.Expired },
        { "the service was retired", Why.ClientUnknown },
        { "the service's own approval ran out", Why.Expired },
        { "a chart that is in a file already", Why.NotAllowed },
        { "a chart that is not in the list", Why.NotAllowed },
        { "a chart that the service does not have any more", Why.NotAllowed },
        { "a canary", Why.Canary },
    };

    [Theory]
    [MemberData(nameof(Released))]
    public void Keys_leave_for_the_charts_that_two_people_approved_and_for_no_other(string what, Why? expected)
    {
        var row = what switch
        {
            "nobody approved" => Row(ExportState.Waiting),
            "finished" => Row(ExportState.Finished),
            "past its time" => Row(until: TimeSpan.Zero),
            "a chart that is in a file already" => Row(done: 1),
            _ => Row(),
        };
        var client = what switch { "the service was retired" => Client(retired: true), "the service's own approval ran out" => Client(until: TimeSpan.Zero), _ => Client() };
        var chart = what == "a chart that the service does not have any more" ? ChartId.New() : Chart;
        Assert.Equal(expected, ExportDecision.Release(row, client, chart, what == "a chart that is not in the list" ? -1 : 0, what == "a canary", Now));
    }

    /// <summary>Lock-box directives come with keys of contents of their own. Whatever they are called, an export's plan has none of them: it is made of the three.</summary>
    [Theory]
    [InlineData("system/*.rs", "", "identity clinical documents")]
    [InlineData("system/Observation.rs", "", "clinical")]
    [InlineData("system/*.rs", "Observation,Patient", "identity clinical")]
    [InlineData("system/*.rs", "DocumentReference", "documents")]
    [InlineData("system/*.cud", "", "")]
    public void The_plan_holds_the_three_contents_and_nothing_that_is_locked(string scope, string types, string expected)
    {
        var contents = ExportDecision.Contents(ScopeSet.Read(scope, out _, out _)!, types.Split(',', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), contents);
        Assert.Empty(contents.Except(RecordClass.Own.Select(content => content.Text)));

        var head = HeadRow.Start(InstallationId.New(), Chart) with { Contents = [.. RecordClass.Any.Select(content => new ContentRow(content.Text, [202603])), new ContentRow("clinical@lab", [202602])] };
        var plan = ReleasePlan.Of(new Holdfast.Keyholder.PatientDirectory.ChartRow(Chart, 202603, [], 0), head, contents, [], 0);
        Assert.DoesNotContain(plan.Keys, key => key.Class == RecordClass.Staff);
        Assert.All(plan.Keys, key => Assert.Contains(key.Class.Content, contents));
        Assert.Equal(contents.Contains("clinical") ? contents.Count + 1 : contents.Count, plan.Keys.Count);
    }
}
