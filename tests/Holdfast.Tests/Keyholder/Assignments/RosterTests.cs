using System.Security.Cryptography;
using Holdfast.Keyholder.Assignments;
using Holdfast.Keyholder.Budgets;
using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Keyholder.Assignments;

/// <summary>Schedules: what a service sends under its key, and what a person's cost when they name people by number.</summary>
public sealed class RosterTests : IAsyncLifetime
{
    private const string Number = "9876543217";
    private const string Nobodys = "1234567897";

    private TestKeyholder _keyholder = null!;
    private TestPerson _nurse = null!, _other = null!, _coordinator = null!;
    private ChartId _chart;

    public async ValueTask InitializeAsync()
    {
        _keyholder = await TestKeyholder.Start();
        (_nurse, _other, _coordinator) = (await _keyholder.SignIn("nurse"), await _keyholder.SignIn("nurse"), await _keyholder.SignIn("coordinator"));
        _chart = await _keyholder.Admit(_coordinator, _other, "Roy", Number);
    }

    public ValueTask DisposeAsync() => _keyholder.DisposeAsync();

    private AssignmentItem Visit(string? number = Number, PersonId? person = null, int hour = 0)
    {
        var now = _keyholder.Time.GetUtcNow().AddHours(hour);
        return new AssignmentItem((person ?? _nurse.Id).ToString(), null, number, "visit", now.ToUnixTimeMilliseconds(), now.AddHours(1).ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task A_service_that_two_people_let_in_makes_the_nurses_day_and_is_named_in_the_ledger()
    {
        var (officer, second) = (await _keyholder.SignIn("privacy-officer"), await _keyholder.SignIn("privacy-officer"));
        var request = TestRoster.Request(_keyholder);
        var asked = await officer.Propose("register-client", request with { Keys = (await Unregistered()).Jwks() });
        Assert.Null(asked.Refusal);
        Assert.Contains("explains who opens which chart", Assert.Single((await second.Pending()).Requests).Document.ToStringUtf8());
        var roster = await TestRoster.Register(_keyholder);

        var reply = await roster.Send(Visit(), Visit(Nobodys), Visit(person: PersonId.New()));

        Assert.Null(reply.Refusal);
        Assert.Equal(1, reply.Assigned);
        Assert.Equal([1, 2], reply.NotTaken);
        Assert.Equal("Roy", Assert.Single((await _nurse.MyDay()).Visits).Patient.Family);
        Assert.Null((await _nurse.Open(_chart, new TestClient())).Refusal);
        var entry = (await _keyholder.Entries("assigned"))[^1];
        Assert.Equal("planner", entry.GetProperty("service").GetString());
        Assert.False(entry.TryGetProperty("person", out _));
        Assert.DoesNotContain(Number, string.Concat((await _keyholder.Entries()).Select(e => e.GetRawText())));
    }

    /// <summary>Somebody's key that is not registered: only its public half is used.</summary>
    private async Task<TestApp> Unregistered() => await TestApp.Register(_keyholder, TestRoster.Request(_keyholder) with { Client = "elsewhere" });

    [Fact]
    public async Task The_answer_names_indexes_and_nobody()
    {
        var roster = await TestRoster.Register(_keyholder);
        var reply = await roster.Send(Visit(), Visit(Nobodys));
        Assert.DoesNotContain("Roy", reply.ToString());
        Assert.DoesNotContain(_chart.ToString(), reply.ToString());
    }

    public static TheoryData<string, Why> Wrong => new()
    {
        { "sent twice", Why.ClientUnknown },
        { "another's key", Why.ClientUnknown },
        { "nobody's id", Why.ClientUnknown },
        { "for the token endpoint", Why.ClientUnknown },
        { "for the issuer", Why.ClientUnknown },
        { "expired", Why.ClientUnknown },
        { "good for an hour", Why.ClientUnknown },
        { "of before the keyholder's start", Why.ClientUnknown },
        { "without items", Why.Malformed },
        { "empty", Why.TooLarge },
        { "more than one request holds", Why.TooLarge },
        { "not signed at all", Why.ClientUnknown },
        { "of a retired service", Why.ClientUnknown },
        { "after its approval", Why.Expired },
        { "of a service that reads charts", Why.ClientUnknown },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_is_not_the_services_own_fresh_word_assigns_nothing(string what, Why why)
    {
        var roster = await TestRoster.Register(_keyholder);
        using var stranger = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var once = roster.Sign([Visit(hour: 30)]);
        if (what == "sent twice") Assert.Null((await roster.Send(once)).Refusal);
        if (what == "of a retired service") await roster.App.Retire();
        if (what == "after its approval") _keyholder.Leap(TimeSpan.FromDays(30));
        var lab = what == "of a service that reads charts" ? new TestRoster(_keyholder, await TestApp.Register(_keyholder, TestApp.Service(_keyholder, "read-set", Number))) : roster;
        var before = (await _keyholder.Entries("assigned")).Count;

        var reply = await roster.Send(what switch
        {
            "sent twice" => once,
            "another's key" => roster.Sign([Visit()], key: stranger),
            "nobody's id" => roster.Sign([Visit()], iss: "nobody"),
            "for the token endpoint" => roster.Sign([Visit()], aud: $"{TestKeyholder.RecordsOrigin}/token"),
            "for the issuer" => roster.Sign([Visit()], aud: TestKeyholder.DeskOrigin),
            "expired" => roster.Sign([Visit()], life: TimeSpan.FromMinutes(-1)),
            "good for an hour" => roster.Sign([Visit()], life: TimeSpan.FromHours(1)),
            "of before the keyholder's start" => roster.Sign([Visit()], made: TimeSpan.FromMinutes(-2)),
            "without items" => roster.Sign([Visit()], member: "visits"),
            "empty" => roster.Sign([]),
            "more than one request holds" => roster.Sign([.. Enumerable.Range(0, 501).Select(i => Visit(hour: i))]),
            "not signed at all" => "a.b.c",
            _ => lab.Sign([Visit()]),
        });

        Assert.Equal(why, reply.Refusal?.Why);
        Assert.Equal(before, (await _keyholder.Entries("assigned")).Count);
    }

    [Fact]
    public async Task A_services_key_opens_no_chart_and_its_schedule_is_no_assertion()
    {
        var roster = new TestRoster(_keyholder, await TestApp.Register(_keyholder, TestRoster.Request(_keyholder) with { Binding = "bearer" })); // no proof of a key stands before the refusal
        var node = await _keyholder.Node();
        Assert.Equal(Why.NotAllowed, (await roster.App.Token(node)).Refusal.Why);
        Assert.Equal(Why.ClientUnknown, (await roster.App.Token(node, assertion: roster.Sign([Visit()]))).Refusal.Why);
    }

    [Fact]
    public async Task A_canary_is_put_on_nobodys_schedule_and_that_it_was_tried_is_entered()
    {
        var (officer, second) = (await _keyholder.SignIn("privacy-officer"), await _keyholder.SignIn("privacy-officer"));
        await officer.MarkCanary(second, Number);
        var roster = await TestRoster.Register(_keyholder);

        var (canary, nobodys) = (await roster.Send(Visit()), await roster.Send(Visit(Nobodys)));

        Assert.Equal(nobodys, canary); // which of the two it was, the sender does not learn
        Assert.Empty((await _nurse.MyDay()).Visits);
        var refused = Assert.Single(await _keyholder.Entries("refused"));
        Assert.Equal(("roster", "CANARY", _chart.ToString()), (refused.GetProperty("what").GetString(), refused.GetProperty("why").GetString(), refused.GetProperty("chart").GetString()));
    }

    [Fact]
    public async Task Numbers_that_nobody_has_run_out_after_a_hundred_a_day_across_a_restart()
    {
        var roster = await TestRoster.Register(_keyholder);
        Assert.Equal(0, (await roster.Send([.. Enumerable.Range(0, 99).Select(i => Visit($"4{i:000000000}"))])).Assigned);
        await _keyholder.Restart();
        _keyholder.Time.Advance(TimeSpan.FromMinutes(1));

        var last = await roster.Send(Visit("5000000001"), Visit("5000000002"), Visit());
        Assert.Equal([0, 1], last.NotTaken);
        Assert.Equal(1, last.Assigned); // a number that somebody has costs nothing: it is entered where it leads
        Assert.Equal(Why.BudgetIdentities, (await roster.Send(Visit())).Refusal.Why);
        _keyholder.Leap(TimeSpan.FromHours(24));
        Assert.Null((await roster.Send(Visit(Nobodys))).Refusal);
    }

    [Fact]
    public async Task A_day_of_a_service_has_an_end_across_a_restart()
    {
        var roster = await TestRoster.Register(_keyholder);
        var tables = _keyholder.Role.State.Tables;
        await _keyholder.Role.State.Journal.Run(draft =>
        {
            draft.Change(tables.RosterUses.Put(new RosterUseRow("before", "planner", draft.NowMs, RosterDecision.ItemsADay - 1, 0)));
            draft.Record("paper", _ => { });
            return true;
        });
        await _keyholder.Restart();
        _keyholder.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(Why.TooLarge, (await roster.Send(Visit(), Visit(hour: 2))).Refusal.Why);
        Assert.Equal(1, (await roster.Send(Visit())).Assigned);
    }

    [Fact]
    public async Task A_coordinator_who_types_numbers_pays_for_each_hit_or_miss_as_for_a_search_and_hears_no_more_when_the_day_is_used_up()
    {
        int Counted() => _keyholder.Role.State.Tables.Counted.CountOf(Holdfast.Keyholder.Budgets.Counted.Identity, _coordinator.Id, _keyholder.Time.GetUtcNow());
        Assert.Equal([0], (await _coordinator.Assign(Visit(Nobodys))).Unresolved);
        Assert.Equal(1, Counted());
        Assert.Equal(1, (await _coordinator.Assign(Visit())).Assigned);
        Assert.Equal(2, Counted());
        Assert.Equal(1, (await _coordinator.Assign(Visit(hour: 2))).Assigned); // the same number again costs nothing
        Assert.Equal(2, Counted());

        var guesses = Enumerable.Range(0, Limits.IdentitiesPerPerson).Select(i => Visit($"4{i:000000000}")).ToArray();
        Assert.Equal(guesses.Length, (await _coordinator.Assign(guesses)).Unresolved.Count);
        var second = await _keyholder.Admit(_coordinator, _other, "Gagné", Nobodys);
        await _keyholder.Restart();

        Assert.Equal([0], (await _coordinator.Assign(Visit(Nobodys))).Unresolved); // somebody has it now, and it looks as if nobody did
        Assert.Equal("BUDGET_IDENTITIES", (await _keyholder.Entries("refused"))[^1].GetProperty("why").GetString());
        Assert.Equal(Why.BudgetIdentities, (await _coordinator.Find("Roy")).Refusal.Why);
        Assert.Equal(1, (await _coordinator.Assign(Visit(null) with { Chart = second.ToString() })).Assigned); // what was found before is still scheduled
    }
}
