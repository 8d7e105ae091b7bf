using CsCheck;
using System.Text.Json;
using Holdfast.Watch;
using Holdfast.Watch.Exposure;
using Holdfast.Wire;

namespace Holdfast.Tests.Watch.Exposure;

public class ExposureTests
{
    private const long Minute = 60_000;
    private const long Hour = 60 * Minute;

    private static readonly (string Middle, long At)[] Day =
    [
        (Entries.Start("records", "records-1", Entries.Run), Entries.Noon - Hour),
        (Entries.MyDay(Entries.Nurse, Entries.Session, Entries.Chart, Entries.ThirdChart), Entries.Noon - Minute),
        (Entries.Open(), Entries.Noon),
        (Entries.Release(generations: "202606,202607"), Entries.Noon),
        (Entries.Release(), Entries.Noon + 5 * Minute),
        (Entries.GrantEnded(), Entries.Noon + 10 * Minute),
        (Entries.Start("records", "records-1", Entries.NextRun), Entries.Noon + Hour),
        (Entries.Open(Entries.Other, Entries.OtherSession, Entries.OtherChart, Entries.OtherGrant), Entries.Noon + 2 * Hour),
        (Entries.Release(Entries.OtherGrant, Entries.OtherChart, instance: Entries.NextRun, classes: "identity", person: Entries.Other, session: Entries.OtherSession), Entries.Noon + 2 * Hour),
        (Entries.SessionEnd(Entries.Other, Entries.OtherSession), Entries.Noon + 3 * Hour),
    ];

    [Fact]
    public void What_a_person_was_given_is_listed_with_classes_months_grants_and_times()
    {
        var chart = Assert.Single(Ask(Day, new(Person: Person(Entries.Nurse))).Charts);
        Assert.Equal(Entries.Chart, chart.Chart.ToString());
        Assert.Equal(["clinical", "identity"], chart.Classes);
        Assert.Equal([202606, 202607], chart.Generations);
        Assert.Equal([Entries.Nurse], chart.Persons.Select(p => p.ToString()));
        Assert.Equal([Entries.Grant], chart.Grants.Select(g => g.ToString()));
        Assert.Equal((Entries.Noon, Entries.Noon + 5 * Minute), (chart.First, chart.Last));
    }

    [Fact]
    public void Names_that_were_shown_are_listed_apart()
    {
        var shown = Ask(Day, new(Person: Person(Entries.Nurse))).Identities;
        Assert.Equal([Entries.Chart, Entries.ThirdChart], shown.Select(i => i.Chart.ToString()));
        Assert.Empty(Ask(Day, new(Person: Person(Entries.Other))).Identities);
        Assert.Empty(Ask(Day, new(Node: "records-1")).Identities);
        Assert.Equal(2, Ask(Day, new(Node: "desk-1")).Identities.Count);
    }

    [Fact]
    public void A_node_without_a_time_means_its_latest_run() =>
        Assert.Equal([Entries.OtherChart], Charts(Day, new(Node: "records-1")));

    [Fact]
    public void One_run_of_a_node_can_be_named() => Assert.Equal([Entries.Chart], Charts(Day, new(Node: Entries.Run)));

    [Fact]
    public void A_node_broken_into_for_a_while_exposes_all_that_its_run_was_given_until_then()
    {
        // From before the second run began until before its release: only the first run's charts, though their grants had ended.
        Assert.Equal([Entries.Chart], Charts(Day, new(Node: "records-1", From: Entries.Noon + 30 * Minute, To: Entries.Noon + Hour + 1)));
        Assert.Equal([Entries.Chart, Entries.OtherChart], Charts(Day, new(Node: "records-1", From: Entries.Noon + 30 * Minute, To: Entries.Noon + 4 * Hour)));
        Assert.Equal([Entries.OtherChart], Charts(Day, new(Node: "records-1", From: Entries.Noon + 90 * Minute)));
        Assert.Empty(Charts(Day, new(Node: "records-1", To: Entries.Noon - 2 * Hour)));
        Assert.Empty(Charts(Day, new(Node: "records-9")));
    }

    [Fact]
    public void A_window_counts_what_was_still_open_in_it()
    {
        Assert.Equal([Entries.Chart], Charts(Day, new(From: Entries.Noon + 8 * Minute, To: Entries.Noon + 9 * Minute)));
        Assert.Empty(Charts(Day, new(From: Entries.Noon + 11 * Minute, To: Entries.Noon + 12 * Minute)));
        Assert.Equal([Entries.OtherChart], Charts(Day, new(From: Entries.Noon + 150 * Minute)));
        Assert.Empty(Charts(Day, new(From: Entries.Noon + 3 * Hour + Minute)));
    }

    [Fact]
    public void A_grant_that_nobody_ended_is_open_for_as_long_as_any_can_be()
    {
        (string, long)[] day = [(Entries.Open(), Entries.Noon), (Entries.Release(), Entries.Noon)];
        Assert.Equal([Entries.Chart], Charts(day, new(From: Entries.Noon + 12 * Hour)));
        Assert.Empty(Charts(day, new(From: Entries.Noon + 13 * Hour)));
    }

    [Fact]
    public void Sessions_and_grants_can_be_asked_for()
    {
        Assert.True(SessionId.TryParse(Entries.OtherSession, out var session) && GrantId.TryParse(Entries.Grant, out _));
        Assert.True(GrantId.TryParse(Entries.Grant, out var grant));
        Assert.Equal([Entries.OtherChart], Charts(Day, new(Session: session)));
        Assert.Equal([Entries.Chart], Charts(Day, new(Grant: grant)));
        Assert.Empty(Charts(Day, new(Session: session, Grant: grant)));
    }

    [Fact]
    public void An_import_could_read_back_what_it_wrote_and_nothing_else()
    {
        (string, long)[] day =
        [
            (Entries.Start("import", "import-1", Entries.NextRun), Entries.Noon),
            (Entries.Import(), Entries.Noon),
            ($"\"kind\":\"admitted\",\"chart\":\"{Entries.Chart}\",\"grant\":\"{Entries.OtherGrant}\"", Entries.Noon),
            (Entries.Release(Entries.OtherGrant, Entries.OtherChart, "import-1", Entries.NextRun, classes: "clinical@synthea", person: null, session: null, service: "synthea"), Entries.Noon),
        ];
        var charts = Ask(day, new(Node: "import-1")).Charts;
        Assert.Equal([Entries.Chart, Entries.OtherChart], charts.Select(c => c.Chart.ToString()));
        Assert.Equal(["clinical@synthea", "documents@synthea", "identity@synthea"], charts[0].Classes);
        Assert.Equal([202607], charts[0].Generations);
        Assert.All(charts, c => Assert.Equal("synthea", Assert.Single(c.Services)));
        Assert.All(charts, c => Assert.Empty(c.Persons));
    }

    [Fact]
    public void An_exports_worker_could_read_exactly_the_charts_that_were_released_to_it()
    {
        string Release(string chart, string grant) => Entries.Release(grant, chart, "export-1", Entries.NextRun, person: null, session: null, service: "lab");
        string Begun(string grant) => $"\"kind\":\"export-begun\",\"export\":\"{Entries.Nurse}\",\"client\":\"lab\",\"grant\":\"{grant}\",\"node\":\"export-1\",\"instance\":\"{Entries.NextRun}\",\"count\":3";
        (string, long)[] day =
        [
            (Entries.Start("export", "export-1", Entries.NextRun), Entries.Noon),
            (Begun(Entries.Grant), Entries.Noon),
            (Release(Entries.Chart, Entries.Grant), Entries.Noon),
            (Entries.Refused("release-exported", "CANARY", null, Entries.OtherChart, "export-1"), Entries.Noon),
            (Entries.GrantEnded(Entries.Grant, "superseded"), Entries.Noon + Hour),
            (Begun(Entries.OtherGrant), Entries.Noon + Hour),
            (Release(Entries.ThirdChart, Entries.OtherGrant), Entries.Noon + Hour),
            (Entries.GrantEnded(Entries.OtherGrant, "done"), Entries.Noon + 2 * Hour),
        ];
        Assert.Equal([Entries.Chart, Entries.ThirdChart], Charts(day, new(Node: "export-1")));
        Assert.True(GrantId.TryParse(Entries.Grant, out var first));
        Assert.Equal([Entries.Chart], Charts(day, new(Grant: first)));
        Assert.Equal([Entries.ThirdChart], Charts(day, new(From: Entries.Noon + 90 * 60_000)));
        Assert.All(Ask(day, new(Node: "export-1")).Charts, chart => Assert.Equal("lab", Assert.Single(chart.Services)));
    }

    [Fact]
    public void Opening_without_redeeming_exposes_nothing() => Assert.Empty(Charts([(Entries.Open(), Entries.Noon)], new(Person: Person(Entries.Nurse))));

    [Fact]
    public void Scripts_find_charts_and_count()
    {
        using var json = JsonDocument.Parse(ExposureJson.Write(Ask(Day, new(Node: Entries.Run)), 10));
        Assert.Equal(1, json.RootElement.GetProperty("count").GetInt32());
        var chart = json.RootElement.GetProperty("charts")[0];
        Assert.Equal(Entries.Chart, chart.GetProperty("chart").GetString());
        Assert.Equal(Entries.Noon, chart.GetProperty("first").GetInt64());
        Assert.Equal(["chart", "classes", "generations", "persons", "services", "grants", "first", "last"], chart.EnumerateObject().Select(m => m.Name));
    }

    [Fact]
    public void Every_release_of_one_node_is_found_whatever_the_order() =>
        Gen.Select(Gen.Int[0, 4], Gen.Int[0, 2], Gen.Int[0, 1]).Array[0, 40].Sample(releases =>
        {
            var picture = new Picture();
            for (var i = 0; i < releases.Length; i++)
            {
                var (chart, grant, run) = releases[i];
                picture.Add(i, Entries.Bytes(Entries.Release($"{grant:d32}", $"{chart:d32}", instance: $"{run:d32}"), Entries.Noon + i));
            }

            var all = picture.Exposure(new(From: 0)).Charts.Select(c => c.Chart.ToString());
            return all.SequenceEqual(releases.Select(r => $"{r.Item1:d32}").Distinct().Order());
        });

    private static PersonId Person(string text) => PersonId.TryParse(text, out var person) ? person : throw new ArgumentException(text);

    private static IEnumerable<string> Charts((string, long)[] day, ExposureQuestion question) => Ask(day, question).Charts.Select(c => c.Chart.ToString());

    private static ExposureAnswer Ask((string Middle, long At)[] day, ExposureQuestion question)
    {
        var picture = new Picture();
        for (var i = 0; i < day.Length; i++) picture.Add(i, Entries.Bytes(day[i].Middle, day[i].At));
        return picture.Exposure(question);
    }
}
