using System.Text;
using Holdfast.Keyholder.Provisioning;
using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Keyholder.Provisioning;

/// <summary>A system of the provider suggests and disables people, and never lets anybody in.</summary>
public sealed class ProvisioningTests : IAsyncLifetime
{
    private TestKeyholder _keyholder = null!;
    private TestPerson _administrator = null!, _officer = null!;

    public async ValueTask InitializeAsync()
    {
        _keyholder = await TestKeyholder.Start();
        (_administrator, _officer) = (await _keyholder.SignIn("administrator"), await _keyholder.SignIn("privacy-officer"));
    }

    public ValueTask DisposeAsync() => _keyholder.DisposeAsync();

    private ProvisionerProposal Proposal(string source = "hr-system", string name = "HR system", int days = 30) => new(source, name, _keyholder.Time.GetUtcNow().AddDays(days).ToUnixTimeMilliseconds());

    private async Task<Suggestion[]> Shown() => [.. (await TestSource.Suggestions(_administrator)).Suggestions];

    private static ProvisionedId IdOf(ProvisionReply reply)
    {
        Assert.Null(reply.Refusal);
        return ProvisionedId.From(reply.User.Id);
    }

    [Fact]
    public async Task Two_people_let_a_system_in_and_one_administrator_sends_it_away()
    {
        var asked = await _administrator.Propose("register-provisioner", Proposal());
        Assert.Null(asked.Refusal);
        Assert.Null((await _officer.Approve(ProposalId.From(asked.Request))).Refusal);
        var token = Assert.Single((await _administrator.Asked()).Requests).Secret;
        var source = new TestSource(_keyholder, "hr-system", token);

        Assert.Null((await source.Create("lea@example.org")).Refusal);
        await _keyholder.Restart();
        Assert.Single((await source.List()).Users);
        var disk = Directory.GetFiles(_keyholder.Folder, "*", SearchOption.AllDirectories).Where(path => Path.GetFileName(path) != "lock" && !path.Contains("/ledger/tmp/", StringComparison.Ordinal)).Select(path => Encoding.Latin1.GetString(File.ReadAllBytes(path)));
        Assert.DoesNotContain(disk, text => text.Contains(token, StringComparison.Ordinal) || text.Contains("lea@example.org", StringComparison.Ordinal));
        Assert.Equal(Why.Conflict, (await _administrator.Propose("register-provisioner", Proposal())).Refusal.Why);

        var retired = await _keyholder.Operations.LinkSuggestion.Retire(_administrator.Caller, _administrator.Say("retire-provisioner", new RetireProvisionerStatement { Source = "hr-system" }));
        Assert.Null(retired.Refusal);
        Assert.Equal(Why.Expired, (await source.List()).Refusal.Why);
        Assert.Empty(await Shown());
        Assert.Equal(["registered", "suggested", "read", "retired"], (await _keyholder.Entries("provisioning")).Select(entry => entry.GetProperty("what").GetString()));
    }

    public static TheoryData<string, Why> Refusable => new()
    {
        { "a short id", Why.Malformed },
        { "an id with blanks", Why.Malformed },
        { "no name", Why.Malformed },
        { "until before now", Why.Malformed },
        { "for two years", Why.Malformed },
        { "asked by a nurse", Why.NotAllowed },
        { "a fourth at a time", Why.TooLarge },
    };

    [Theory]
    [MemberData(nameof(Refusable))]
    public async Task What_nobody_may_ask_for(string what, Why why)
    {
        var asker = what == "asked by a nurse" ? await _keyholder.SignIn("nurse") : _administrator;
        if (what == "a fourth at a time") for (var i = 0; i < 3; i++) await TestSource.Register(_keyholder, $"source-{i}");
        var proposal = what switch
        {
            "a short id" => Proposal("hr"),
            "an id with blanks" => Proposal("hr system"),
            "no name" => Proposal(name: ""),
            "until before now" => Proposal(days: -1),
            "for two years" => Proposal(days: 730),
            _ => Proposal(),
        };
        Assert.Equal(why, (await asker.Propose("register-provisioner", proposal)).Refusal.Why);
    }

    [Theory]
    [InlineData("")]
    [InlineData("guess")]
    [InlineData("other")]
    public async Task Another_token_gets_nothing_and_another_source_nothing_of_this_one(string token)
    {
        var (source, other) = (await TestSource.Register(_keyholder), await TestSource.Register(_keyholder, "other-system"));
        var id = IdOf(await source.Create("lea@example.org"));
        var stranger = new TestSource(_keyholder, "hr-system", token == "other" ? other.Token : token);

        var why = token == "other" ? Why.NotFound : Why.Unknown;
        Assert.Equal(why, (await stranger.Read(id)).Refusal.Why);
        Assert.Equal(why, (await stranger.Active(id, false)).Refusal.Why);
        Assert.Equal(why, (await stranger.Withdraw(id)).Refusal.Why);
        Assert.Empty((await stranger.List()).Users);
    }

    [Fact]
    public async Task After_its_day_a_source_is_heard_no_more()
    {
        var source = await TestSource.Register(_keyholder, days: 1);
        var id = IdOf(await source.Create("lea@example.org"));
        _keyholder.Leap(TimeSpan.FromDays(1));
        Assert.Equal(Why.Expired, (await source.Read(id)).Refusal.Why);
    }

    [Fact]
    public async Task A_new_user_is_a_suggestion_and_a_role_in_it_is_words()
    {
        var source = await TestSource.Register(_keyholder);
        var people = _keyholder.Role.State.Tables.People.Count;

        var made = await source.Create("lea@example.org", hint: "administrator");

        Assert.True(made.User.Active);
        Assert.Equal(people, _keyholder.Role.State.Tables.People.Count);
        var shown = Assert.Single(await Shown());
        Assert.Equal(("hire", "Léa Côté", "administrator"), (shown.Kind, shown.Name, shown.RoleHint));
        Assert.Empty(await _keyholder.Entries("proposed"));
    }

    [Fact]
    public async Task A_suggestion_becomes_an_ordinary_hire_that_two_people_make_and_is_linked_with_it()
    {
        var source = await TestSource.Register(_keyholder);
        var id = IdOf(await source.Create("lea@example.org", hint: "administrator"));
        var hire = new HireProposal("Léa Côté", "nurse", false, _keyholder.Time.GetUtcNow().ToUnixTimeMilliseconds(), id.ToString());
        var asked = await _administrator.Propose("hire", hire);
        Assert.Null(asked.Refusal);
        var again = await _administrator.Propose("hire", hire with { Name = "Somebody Else" });
        Assert.Contains("HR system", Assert.Single((await _officer.Pending()).Requests, r => r.Request == asked.Request).Document.ToStringUtf8());

        Assert.Null((await _officer.Approve(ProposalId.From(asked.Request))).Refusal);

        var row = _keyholder.Role.State.Tables.Provisioned.Find(id)!;
        var person = _keyholder.Role.State.Tables.People.Find(row.Person!.Value)!;
        Assert.Equal(Holdfast.Keyholder.Grants.StaffRole.Nurse, person.Role);
        Assert.Empty(await Shown());
        Assert.Equal(Why.NotFound, (await _officer.Approve(ProposalId.From(again.Request))).Refusal.Why); // spent: nobody else is hired from it
        Assert.Equal(Why.NotFound, (await _administrator.Propose("hire", hire)).Refusal.Why);
        Assert.Equal(Why.NotFound, (await _administrator.Propose("hire", hire with { Suggestion = ProvisionedId.New().ToString() })).Refusal.Why);
    }

    [Fact]
    public async Task No_longer_active_sends_the_linked_nurse_home_at_once_and_active_does_not_bring_her_back()
    {
        var source = await TestSource.Register(_keyholder);
        var (nurse, coordinator, node) = (await _keyholder.SignIn("nurse"), await _keyholder.SignIn("coordinator"), await _keyholder.Node());
        var chart = await _keyholder.Admit(coordinator, nurse);
        await node.Open(nurse, chart);
        var id = await source.Linked(_administrator, nurse.Id, "lea@example.org");

        var reply = await source.Active(id, false);

        Assert.Null(reply.Refusal);
        Assert.False(reply.User.Active);
        Assert.Equal(Why.Unknown, (await nurse.MyDay()).Refusal.Why); // the session is gone
        Assert.Equal(Why.OnLeave, (await nurse.TrySignIn()).Refusal.Why);
        Assert.Single(await _keyholder.Entries("grant-ended"));
        await _keyholder.Restart();
        Assert.False((await source.Read(id)).User.Active);
        Assert.Null((await source.Active(id, false)).Refusal); // said twice, done once
        Assert.Single(await _keyholder.Entries("provisioning"), entry => entry.GetProperty("what").GetString() == "disabled");

        var back = await source.Active(id, true);
        Assert.Null(back.Refusal);
        Assert.False(back.User.Active); // it may say so; nothing follows
        Assert.Equal(Why.OnLeave, (await nurse.TrySignIn()).Refusal.Why);
        Assert.Equal("return", Assert.Single(await Shown()).Kind);

        await _administrator.SignIn();
        await _officer.SignIn();
        await TestKeyholder.Done(_administrator, _officer, "return", new ReturnProposal(nurse.Id.ToString()));
        Assert.Null((await nurse.TrySignIn()).Refusal);
        Assert.Empty(await Shown());
    }

    [Fact]
    public async Task A_stolen_token_sends_five_people_home_a_day_and_no_more_by_whatever_way_and_after_a_restart()
    {
        var (source, other) = (await TestSource.Register(_keyholder), await TestSource.Register(_keyholder, "other-system"));
        var ids = new List<(TestSource Source, ProvisionedId Id)>();
        var hired = new List<PersonId>();
        await _keyholder.Role.State.Journal.Run(draft =>
        {
            var hiring = new Holdfast.Keyholder.Employment.Hiring(_keyholder.Role.State.Vault, _keyholder.Role.State.Names, _keyholder.Role.State.Tables);
            for (var i = 0; i < 8; i++) hired.Add(hiring.Hire(draft, $"Nurse {i}", Holdfast.Keyholder.Grants.StaffRole.Nurse, draft.NowMs));
            return true;
        });
        foreach (var (person, i) in hired.Select((person, i) => (person, i)))
        {
            var by = i % 2 == 0 ? source : other;
            ids.Add((by, await by.Linked(_administrator, person, $"nurse-{i}@example.org")));
        }

        Assert.Null((await ids[0].Source.Withdraw(ids[0].Id)).Refusal); // taken back counts like any other
        for (var i = 1; i < 5; i++) Assert.Null((await ids[i].Source.Active(ids[i].Id, false)).Refusal);
        await _keyholder.Restart();
        Assert.Equal(Why.SourceCap, (await ids[5].Source.Active(ids[5].Id, false)).Refusal.Why);
        Assert.Equal(Why.SourceCap, (await ids[6].Source.Withdraw(ids[6].Id)).Refusal.Why);

        Assert.Equal([1, 2, 3, 4, 5], (await _keyholder.Entries("provisioning")).Where(entry => entry.GetProperty("what").GetString() == "disabled").Select(entry => entry.GetProperty("count").GetInt32()));
        Assert.Equal(["leave", "leave"], (await Shown()).Select(shown => shown.Kind)); // the administrator does it, or does not
        Assert.Null((await _administrator.Leave(hired[5], _keyholder.Time.GetUtcNow(), (long?)null)).Refusal);
        _keyholder.Leap(TimeSpan.FromHours(24));
        Assert.Null((await ids[6].Source.Active(ids[6].Id, false)).Refusal);
    }

    [Fact]
    public async Task The_last_guards_stay_whatever_a_source_says()
    {
        var source = await TestSource.Register(_keyholder);
        var second = await _keyholder.SignIn("privacy-officer");
        var administrator = await source.Linked(_administrator, _administrator.Id, "ada@example.org");
        var first = await source.Linked(_administrator, _officer.Id, "olga@example.org");
        var other = await source.Linked(_administrator, second.Id, "otto@example.org");

        Assert.Equal(Why.NotAllowed, (await source.Active(administrator, false)).Refusal.Why); // the only administrator
        Assert.Null((await source.Active(first, false)).Refusal);
        Assert.Equal(Why.NotAllowed, (await source.Active(other, false)).Refusal.Why); // fewer than two approvers, and no privacy officer, would stay
        Assert.Null((await second.Pending()).Refusal);
    }

    [Fact]
    public async Task Only_an_administrator_says_whom_a_source_means_and_a_name_alone_links_nobody()
    {
        var source = await TestSource.Register(_keyholder);
        var nurse = await _keyholder.SignIn("nurse");
        var name = _keyholder.Role.State.Names.Of(_keyholder.Role.State.Tables.People.Find(nurse.Id)!);
        var id = IdOf(await source.Create("same@example.org", name.ToUpperInvariant()));

        Assert.Equal(nurse.Id.ToByteString(), Assert.Single(Assert.Single(await Shown()).Alike).Person);
        Assert.Null((await source.Active(id, false)).Refusal);
        Assert.Null((await nurse.MyDay()).Refusal); // nobody was meant yet
        Assert.Null((await source.Active(id, true)).Refusal);

        Assert.Equal(Why.NotAllowed, (await TestSource.Link(nurse, id, nurse.Id)).Refusal.Why);
        Assert.Equal(Why.NotFound, (await TestSource.Link(_administrator, id, PersonId.New())).Refusal.Why);
        Assert.Equal(Why.NotFound, (await TestSource.Link(_administrator, ProvisionedId.New(), nurse.Id)).Refusal.Why);
        Assert.Null((await TestSource.Link(_administrator, id, nurse.Id)).Refusal);
        Assert.Equal(Why.NotFound, (await TestSource.Link(_administrator, id, nurse.Id)).Refusal.Why);
        var second = IdOf(await source.Create("other@example.org"));
        Assert.Equal(Why.Conflict, (await TestSource.Link(_administrator, second, nurse.Id)).Refusal.Why);
    }

    [Fact]
    public async Task A_source_sees_what_it_sent_and_whether_they_may_work_and_nothing_else_of_anybody()
    {
        var source = await TestSource.Register(_keyholder);
        var nurse = await _keyholder.SignIn("nurse");
        var id = await source.Linked(_administrator, nurse.Id, "lea@example.org");

        var reply = (await source.List()).ToString();

        Assert.DoesNotContain("Éloïse", reply);
        Assert.DoesNotContain(nurse.Id.ToString(), reply);
        Assert.DoesNotContain("nurse", reply);
        Assert.Equal(id.ToByteString(), Assert.Single((await source.List("userName", "LEA@example.org")).Users).Id);
        Assert.Empty((await source.List("externalId", "")).Users);
        Assert.Equal(Why.Malformed, (await source.List("active", "true")).Refusal.Why);
    }

    public static TheoryData<string, Why> Writes => new()
    {
        { "no userName", Why.Malformed },
        { "no name", Why.Malformed },
        { "a name of a hundred and one", Why.Malformed },
        { "a userName of two hundred and one", Why.Malformed },
        { "a line feed", Why.Malformed },
        { "a userName that is there", Why.Conflict },
        { "an externalId that is there", Why.Conflict },
        { "one suggestion too many", Why.TooLarge },
    };

    [Theory]
    [MemberData(nameof(Writes))]
    public async Task What_a_source_may_not_send(string what, Why why)
    {
        var source = await TestSource.Register(_keyholder);
        await source.Create("lea@example.org", externalId: "e1");
        if (what == "one suggestion too many") await Fill(source, ProvisioningLimits.SuggestionsPerSource - 1);

        var reply = what switch
        {
            "no userName" => await source.Create(""),
            "no name" => await source.Create("a", ""),
            "a name of a hundred and one" => await source.Create("a", new string('n', 101)),
            "a userName of two hundred and one" => await source.Create(new string('u', 201)),
            "a line feed" => await source.Create("a", hint: "nurse\nadministrator"),
            "a userName that is there" => await source.Create("LEA@example.org"),
            "an externalId that is there" => await source.Create("a", externalId: "e1"),
            _ => await source.Create("one-more"),
        };
        Assert.Equal(why, reply.Refusal.Why);
    }

    private Task<bool> Fill(TestSource source, int count) => _keyholder.Role.State.Journal.Run(draft =>
    {
        var (tables, users) = (_keyholder.Role.State.Tables, new ProvisionedUsers(_keyholder.Role.State.Staff, _keyholder.Role.State.Tables));
        for (var i = 0; i < count; i++)
        {
            var id = ProvisionedId.New();
            draft.Change(tables.Provisioned.Put(new ProvisionedRow(id, source.Source, users.Seal(id, new($"somebody-{i}", "", "Some Body", "")), true, null, draft.NowMs, draft.NowMs)));
        }

        ProvisionerGate.Record(draft, source.Source, "read");
        return true;
    });

    [Fact]
    public async Task A_suggestion_that_nobody_takes_up_goes_after_a_month_and_a_dismissed_one_at_once()
    {
        var source = await TestSource.Register(_keyholder, days: 90);
        var id = IdOf(await source.Create("lea@example.org"));
        var other = IdOf(await source.Create("paul@example.org", "Paul Roy"));
        await _keyholder.Operations.LinkSuggestion.Dismiss(_administrator.Caller, _administrator.Say("dismiss-suggestion", new DismissSuggestionStatement { Suggestion = other.ToString() }));
        Assert.Equal("Léa Côté", Assert.Single(await Shown()).Name);

        _keyholder.Leap(TimeSpan.FromDays(30));
        for (var i = 0; i < 3; i++) await source.List(); // what has run out goes with the entries that come

        Assert.Equal(Why.NotFound, (await source.Read(id)).Refusal.Why);
        Assert.Equal(0, _keyholder.Role.State.Tables.Provisioned.Count);
    }

    [Fact]
    public async Task What_is_taken_back_is_gone_for_the_source_and_may_be_sent_anew_as_a_stranger()
    {
        var source = await TestSource.Register(_keyholder);
        var nurse = await _keyholder.SignIn("nurse");
        var id = await source.Linked(_administrator, nurse.Id, "lea@example.org");
        Assert.Null((await source.Withdraw(id)).Refusal);

        Assert.Equal(Why.NotFound, (await source.Read(id)).Refusal.Why);
        Assert.Equal(Why.NotFound, (await source.Active(id, true)).Refusal.Why);
        var again = IdOf(await source.Create("lea@example.org"));
        Assert.Null((await source.Active(again, true)).Refusal);
        Assert.Equal(Why.OnLeave, (await nurse.TrySignIn()).Refusal.Why);
        Assert.Equal("hire", Assert.Single(await Shown()).Kind); // it is a stranger's, until an administrator says whose
    }
}
