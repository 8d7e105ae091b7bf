using Holdfast.Watch.Alerts;
using Holdfast.Watch.Events;
using Holdfast.Watch.Rules;

namespace Holdfast.Tests.Watch.Rules;

/// <summary>Each case: what happened, one entry a second, and the alerts it leaves (rule, severity, how many entries; a settled one marked).</summary>
public class RuleTests
{
    private const long Second = 1_000;

    public static TheoryData<string, string[], string[]> Cases => new()
    {
        { "A quiet day alarms nobody", [Entries.Start("records", "records-1", Entries.Run), Entries.MyDay(Entries.Nurse, Entries.Session, Entries.Chart), Entries.Open(), Entries.Release(), Entries.GrantEnded()], [] },
        { "Emergency access is reviewed each time", [Entries.Open(purpose: "ETREAT"), Entries.Open(purpose: "ETREAT", grant: Entries.OtherGrant)], ["emergency medium 1", "emergency medium 1"] },
        { "A refused chart is listed", [Entries.Refused()], ["refused-opening low 1"] },
        { "A wrong health number is nobody's business", [Entries.Refused("admit", "CONFLICT", chart: null)], [] },
        { "A forgotten reason is not a refusal to look at", [Entries.Refused("open", "REASON_MISSING")], [] },
        { "A search that means too many people is typed on", [.. Enumerable.Repeat(Entries.Refused("search-directory", "TOO_BROAD"), 30)], [] },
        { "Five refusals are a burst", [.. Enumerable.Repeat(Entries.Refused(), 5)], [.. Enumerable.Repeat("refused-opening low 1", 5), "many-refusals medium 5"] },
        { "Twenty refusals are a program", [.. Enumerable.Repeat(Entries.Refused("find", "NOT_ALLOWED", chart: null), 20)], ["many-refusals high 20"] },
        { "Refusals of a node are counted by node", [.. Enumerable.Repeat(Entries.Refused("Commit", "UNKNOWN", person: null, chart: null, node: "records-1"), 21)], ["many-refusals medium 21"] },
        { "Refusals that were only counted weigh what they are", [Entries.Refused("redeem", "UNKNOWN", null, null, "records-1"), Entries.Refused("more", "TOO_LARGE", null, null, "records-1") + ",\"count\":500"], ["refused-opening low 1", "many-refusals high 2"] },
        { "A statement sent again is asked about", [Entries.Refused("my-day", "REPLAYED", chart: null)], ["replayed medium 1"] },
        { "Refusals of two people are not one burst", [.. Enumerable.Range(0, 8).Select(i => Entries.Refused("find", "NOT_ALLOWED", i % 2 == 0 ? Entries.Nurse : Entries.Other, null))], [] },
        { "A canary and the freeze that follows are one alert", [Entries.Refused(why: "CANARY"), Entries.Frozen("CANARY")], ["canary critical 2"] },
        { "A thawed canary is settled", [Entries.Refused(why: "CANARY"), Entries.Frozen("canary"), Entries.Thawed()], ["canary critical 3 settled"] },
        { "A canary after a thaw is a new matter", [Entries.Refused(why: "CANARY"), Entries.Thawed(), Entries.Refused(why: "CANARY")], ["canary critical 2 settled", "canary critical 1"] },
        { "A budget and its freeze are one alert", [Entries.Refused(why: "BUDGET_PERSON"), Entries.Frozen("BUDGET_PERSON")], ["budget high 2"] },
        { "The organisation's cap alarms without a freeze", [Entries.Refused(why: "BUDGET_ORGANISATION")], ["budget high 1"] },
        { "A frozen node is told", [Entries.FrozenNode("misuse")], ["frozen high 1"] },
        { "A person frozen for another cause is told, and settled by a thaw", [Entries.Frozen("suspicion"), Entries.Thawed()], ["frozen high 2 settled"] },
        { "A refresh token used twice is critical", [Entries.Open(), Entries.Refused("Refresh", "REPLAYED", chart: null)], ["replayed critical 1"] },
        { "A grant ended by reuse is critical", [Entries.Open(), Entries.GrantEnded(why: "refresh-reuse")], ["replayed critical 1"] },
        { "A code used twice is high", [Entries.Refused("redeem", "REPLAYED")], ["replayed high 1"] },
        { "A nurse who mistypes her password alarms nobody", [.. Enumerable.Range(1, 9).Select(i => SignInFailed(i, Entries.Nurse))], [] },
        { "Ten failures on one account are told, and fifty again", [SignInFailed(10, Entries.Nurse), SignInFailed(50, Entries.Nurse)], ["password-guessed medium 1", "password-guessed high 1"] },
        { "Ten failures from one place are a campaign, whatever the names", [.. Enumerable.Repeat(SignInFailed(1, null), 10)], ["password-campaign high 10"] },
        { "Attempts that were only counted are one too", ["\"kind\":\"sign-in-failed\",\"count\":400,\"node\":\"desk-1\""], ["password-campaign high 1"] },
        { "A gap in a chart is told once however often it is found", [Gap("missing"), Gap("missing"), Gap("edited")], ["gap high 2", "gap high 1"] },
        { "The first node of a role is how it begins, a second is news", [Entries.Start("records", "records-1", Entries.Run), Entries.Start("records", "records-1", Entries.NextRun), Entries.Start("records", "records-2", Entries.NextRun)], ["unknown-node high 1"] },
        { "A silent witness is told and settled when it is back", [Witness("silent"), Witness("back")], ["witness medium 2 settled"] },
        { "A witness ahead is the strongest card", [Witness("ahead")], ["witness critical 1"] },
        { "A first import is listed, a second of the same service not", [Entries.Import(), Entries.Import(grant: Entries.Grant)], ["import low 1"] },
        { "An import's keys at another node alarm", [Entries.Import(), Entries.Release(Entries.OtherGrant, node: "records-1", instance: Entries.Run, person: null, session: null, service: "synthea", classes: "clinical@synthea")], ["import low 1", "import-outside high 1"] },
        { "An import's keys at its own node do not", [Entries.Import(), Entries.Release(Entries.OtherGrant, node: "import-1", instance: Entries.NextRun, person: null, session: null, service: "synthea", classes: "clinical@synthea")], ["import low 1"] },
        { "Charts made under no grant alarm", [$"\"kind\":\"admitted\",\"chart\":\"{Entries.Chart}\",\"grant\":\"{Entries.Grant}\""], ["import-outside high 1"] },
        { "A second passkey is asked about", [Enrolled(), Enrolled()], ["passkey medium 1"] },
        { "An approver's first passkey on the watch is none such", [Enrolled(), Enrolled("watch")], [] },
        { "An approval by a second person alarms nobody", [Approved(paper: false)], [] },
        { "The sealed paper alarms", [Approved(paper: true)], ["paper high 1"] },
        { "Somebody disabled from outside is listed", [Disabled(1)], ["source-disabled low 1"] },
        { "As many as a day allows alarm, and each try beyond", [Disabled(4), Disabled(5), Entries.Refused("provision", "SOURCE_CAP", null, null, "desk-1")], ["source-disabled low 1", "source-cap high 1", "source-cap high 1"] },
        { "What a source only suggests alarms nobody", ["\"kind\":\"provisioning\",\"service\":\"hr\",\"what\":\"suggested\",\"user\":\"" + Entries.Run + "\""], [] },
        { "A canary on a service's schedule is critical", [Entries.Refused("roster", "CANARY", null, Entries.Chart, "desk-1")], ["canary critical 1"] },
        { "A declined and a lapsed request are told", [Declined(), Lapsed()], ["request medium 1", "request low 1"] },
        { "An export that two people approved is told all the same", [ExportApproved(), ExportBegun(), Entries.Release(Entries.OtherGrant, node: "export-1", instance: Entries.NextRun, person: null, session: null, service: "lab")], ["export medium 1"] },
        { "An export that nobody approved is the gravest", [ExportBegun()], ["export-unapproved critical 1"] },
        { "An export's keys at another node are too", [ExportApproved(), ExportBegun(), Entries.Release(Entries.OtherGrant, node: "records-1", instance: Entries.Run, person: null, session: null, service: "lab")], ["export-outside critical 1", "export medium 1"] },
        { "A kick-off that nobody asked two people for is asked about", [ExportEnded("lapsed")], ["export-unasked medium 1"] },
        { "An export that was fetched or cancelled alarms nobody", [ExportEnded("expired"), ExportEnded("cancelled")], [] },
        { "A canary in an export's set is a canary", [ExportApproved(), ExportBegun(), Entries.Refused("release-exported", "CANARY", person: null, node: "export-1")], ["canary critical 1", "export medium 1"] },
        { "An unknown kind is counted", ["\"kind\":\"telepathy\"", "\"kind\":\"telepathy\""], ["doubtful low 2"] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_happens_leaves_these_alerts(string story, string[] entries, string[] expected)
    {
        var book = Play([.. entries.Select((e, i) => (e, Entries.Noon + i * Second))]);
        var alerts = book.Gravest(100).Select(a => $"{a.Latest.Rule} {a.Severity.ToString().ToLowerInvariant()} {a.Count}{(a.Settled ? " settled" : "")}");
        Assert.True(expected.Order().SequenceEqual(alerts.Order()), $"{story}: {string.Join("; ", alerts)}");
    }

    private static string Disabled(int count) => $"\"kind\":\"provisioning\",\"service\":\"hr\",\"what\":\"disabled\",\"user\":\"{Entries.Run}\",\"person\":\"{Entries.Nurse}\",\"count\":{count}";

    private static string Approved(bool paper) =>
        $"\"kind\":\"approved\",\"person\":\"{Entries.Officer}\",\"session\":\"{Entries.Session}\",\"request\":\"{Entries.Grant}\",\"what\":\"thaw\",\"hash\":\"{Entries.Hash}\",\"asker\":\"{Entries.Other}\",\"paper\":{(paper ? "true" : "false")}";

    private static string Declined() =>
        $"\"kind\":\"declined\",\"person\":\"{Entries.Officer}\",\"session\":\"{Entries.Session}\",\"request\":\"{Entries.Grant}\",\"what\":\"thaw\",\"asker\":\"{Entries.Other}\",\"reason\":\"{Entries.Hash}\"";

    private static string Lapsed() => $"\"kind\":\"lapsed\",\"request\":\"{Entries.Grant}\",\"what\":\"thaw\",\"asker\":\"{Entries.Other}\"";

    [Fact]
    public void Refusals_far_apart_are_not_a_burst() =>
        Assert.DoesNotContain(Play([.. Enumerable.Range(0, 9).Select(i => (Entries.Refused("find", "NOT_ALLOWED", chart: null), Entries.Noon + i * 601 * Second))]).Gravest(9), a => a.Latest.Rule == "many-refusals");

    [Fact]
    public void A_burst_names_all_its_entries_and_the_next_burst_is_another_alert()
    {
        var first = Enumerable.Range(0, 6).Select(i => (Entries.Refused("find", "NOT_ALLOWED", chart: null), Entries.Noon + i * Second));
        var second = Enumerable.Range(0, 5).Select(i => (Entries.Refused("find", "NOT_ALLOWED", chart: null), Entries.Noon + 3_600 * Second + i * Second));
        var bursts = Play([.. first, .. second]).Gravest(9);
        Assert.Equal([[6L, 7, 8, 9, 10], [0L, 1, 2, 3, 4, 5]], bursts.Select(b => b.Entries));
    }

    [Fact]
    public void A_clock_set_back_is_noticed() =>
        Assert.Equal("clock", Assert.Single(Play([(Entries.Open(), Entries.Noon), (Entries.Open(grant: Entries.OtherGrant), Entries.Noon - 3_600 * Second)]).Gravest(9)).Latest.Rule);

    [Fact]
    public void A_clock_that_jitters_is_not() => Assert.Empty(Play([(Entries.Open(), Entries.Noon), (Entries.GrantEnded(), Entries.Noon - 60 * Second)]).Gravest(9));

    [Fact]
    public void Low_alerts_are_let_go_before_memory_runs_out_and_graver_ones_never()
    {
        var book = new AlertBook();
        var words = new Wording("a", "b");
        book.Add(new Sign("grave", "canary", Severity.Critical, words, words), 0, 0);
        for (var i = 1; i <= AlertBook.LowKept + 500; i++) book.Add(new Sign($"low:{i}", "refused-opening", Severity.Low, words, words), i, i);
        Assert.Equal(AlertBook.LowKept + 1, book.Count);
        Assert.NotNull(book.Find("grave"));
        Assert.Null(book.Find("low:1"));
    }

    [Fact]
    public void Open_matters_come_before_settled_ones_and_grave_ones_first()
    {
        var alerts = Play(new[] { Entries.Refused(why: "CANARY", person: Entries.Other), Entries.Thawed(Entries.Other), Entries.Refused(), Entries.Open(purpose: "ETREAT"), Gap("edited") }
            .Select((e, i) => (e, Entries.Noon + i * Second)).ToArray()).Gravest(9);
        Assert.Equal(["gap", "emergency", "refused-opening", "canary"], alerts.Select(a => a.Latest.Rule));
    }

    [Theory]
    [InlineData(FindingKind.Forked, Severity.Critical)]
    [InlineData(FindingKind.RolledBack, Severity.Critical)]
    [InlineData(FindingKind.Altered, Severity.Critical)]
    [InlineData(FindingKind.NotSigned, Severity.Critical)]
    [InlineData(FindingKind.Silent, Severity.High)]
    internal void Trouble_with_the_ledger_itself_is_grave(FindingKind kind, Severity severity)
    {
        var sign = LedgerTrouble.Of(new Finding(kind, Entries.Noon, "detail", 5));
        Assert.Equal(severity, sign.Severity);
        Assert.DoesNotContain("{0}", sign.Words.English + sign.Words.French);
    }

    private static string SignInFailed(int failures, string? person) =>
        "\"kind\":\"sign-in-failed\"" + (person is null ? "" : $",\"person\":\"{person}\"") + $",\"failures\":{failures},\"count\":1,\"source\":\"{Entries.Hash}\",\"node\":\"desk-1\"";

    private static string Gap(string how) =>
        $"\"kind\":\"gap\",\"node\":\"records-1\",\"instance\":\"{Entries.Run}\",\"grant\":\"{Entries.Grant}\",\"chart\":\"{Entries.Chart}\",\"sequence\":4,\"gap\":\"{how}\"";

    private static string Witness(string state) => $"\"kind\":\"witness\",\"state\":\"{state}\",\"size\":10";

    private static string Enrolled(string origin = "desk") => $"\"kind\":\"enrolled\",\"person\":\"{Entries.Nurse}\",\"credential\":\"{Entries.Hash}\",\"origin\":\"{origin}\"";

    private static AlertBook Play((string Middle, long At)[] story)
    {
        var grants = new GrantBook();
        var state = new RuleState(grants);
        var book = new AlertBook();
        for (var i = 0; i < story.Length; i++)
        {
            var entry = grants.Resolve(Entries.Read(story[i].Middle, i, story[i].At));
            foreach (var sign in AllRules.See(entry, state)) book.Add(sign, i, entry.At);
            grants.Apply(entry);
            state.Apply(entry);
        }

        return book;
    }

    private const string Export = "e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0";

    private static string ExportApproved() => $"\"kind\":\"export-approved\",\"export\":\"{Export}\",\"client\":\"lab\",\"count\":2,\"recipient\":\"{Entries.Hash}\",\"until\":1,\"by\":\"{Entries.Officer}\",\"request\":\"{Entries.Grant}\"";

    private static string ExportBegun() => $"\"kind\":\"export-begun\",\"export\":\"{Export}\",\"client\":\"lab\",\"grant\":\"{Entries.OtherGrant}\",\"node\":\"export-1\",\"instance\":\"{Entries.NextRun}\",\"count\":2";

    private static string ExportEnded(string why) => $"\"kind\":\"export-ended\",\"export\":\"{Export}\",\"client\":\"lab\",\"why\":\"{why}\"";
}
