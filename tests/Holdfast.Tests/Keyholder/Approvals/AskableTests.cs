using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Keyholder.Approvals;

/// <summary>Who is offered which form, whom it can be about, and what is said of a field that is wrong.</summary>
public class AskableTests
{
    private static Task<AskableReply> Askable(TestPerson person) => person.Keyholder.Operations.Askable.Run(person.Caller, person.Say("askable", new PlainStatement()));

    private static Task<ApplicationsReply> Applications(TestPerson person) => person.Keyholder.Operations.Applications.Run(person.Caller, person.Say("applications", new PlainStatement()));

    private static readonly string[] Everybody = ["nurse", "therapist", "personal-support-worker", "coordinator", "clinical-supervisor", "privacy-officer", "privacy-officer", "administrator", "auditor"];

    [Theory]
    [InlineData("nurse", "")]
    [InlineData("therapist", "")]
    [InlineData("personal-support-worker", "")]
    [InlineData("auditor", "")]
    [InlineData("coordinator", "recover budget roster")]
    [InlineData("clinical-supervisor", "recover budget")]
    [InlineData("privacy-officer", "thaw recover return register-client retire-client canaries change-role approver new-paper budget roster export register-provisioner unlink-identity")]
    [InlineData("administrator", "thaw recover hire return register-client retire-client change-role approver new-paper roster export register-provisioner unlink-identity")]
    public async Task Each_role_is_offered_what_it_may_ask_for(string role, string kinds)
    {
        await using var keyholder = await TestKeyholder.Make(Everybody);
        await keyholder.Go();
        var person = await keyholder.SignIn(role);

        var reply = await Askable(person);

        Assert.Equal(kinds, string.Join(' ', reply.Kinds));
        Assert.Equal(kinds.Length == 0 ? Why.NotAllowed : Why.Unspecified, reply.Refusal?.Why ?? Why.Unspecified);
    }

    [Fact]
    public async Task Who_is_offered_no_form_is_refused_whatever_they_send()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, other) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("nurse"));
        var person = other.Id.ToString();

        foreach (var refused in new[]
        {
            await nurse.Propose("change-role", new ChangeRoleProposal(person, "coordinator")), await nurse.Propose("approver", new ApproverProposal(person, true)),
            await nurse.Propose("roster", new RosterProposal(person, true)), await nurse.Propose("new-paper", new NewPaperProposal()),
            await nurse.Propose("register-client", TestApp.Public()), await nurse.Propose("retire-client", new RetireClientProposal("gateway", "I do not like its colour")),
        })
            Assert.Equal((Why.NotAllowed, 0), (refused.Refusal.Why, refused.Refusal.Flaws.Count));
        Assert.Equal(Why.NotAllowed, (await Applications(nurse)).Refusal.Why);
        Assert.Empty(await keyholder.Entries("proposed"));
    }

    [Fact]
    public async Task An_administrator_is_offered_every_colleague_but_themselves_and_those_who_left_for_their_return()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (administrator, coordinator, nurse) = (await keyholder.SignIn("administrator"), await keyholder.SignIn("coordinator"), await keyholder.SignIn("nurse"));
        await administrator.Part(nurse.Id, keyholder.Time.GetUtcNow());

        var (theirs, coordinators) = (await Askable(administrator), await Askable(coordinator));

        Assert.Equal(keyholder.Role.State.Tables.People.Rows.Count() - 1, theirs.People.Count);
        Assert.DoesNotContain(theirs.People, row => row.Card.Person == administrator.Id.ToByteString());
        Assert.Equal("left", theirs.People.Single(row => row.Card.Person == nurse.Id.ToByteString()).Standing);
        Assert.DoesNotContain(coordinators.People, row => row.Card.Person == nurse.Id.ToByteString());
        Assert.True(coordinators.People.Single(row => row.Card.Person == administrator.Id.ToByteString()).Approver);
        Assert.Equal(["askable", "askable"], (await keyholder.Entries("look")).Select(entry => entry.GetProperty("page").GetString()));
    }

    [Fact]
    public async Task A_frozen_nurse_is_offered_for_a_thaw_to_who_may_ask_for_one_and_to_nobody_else()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (administrator, coordinator, nurse) = (await keyholder.SignIn("administrator"), await keyholder.SignIn("coordinator"), await keyholder.SignIn("nurse"));
        await keyholder.Role.State.Journal.Run(draft =>
        {
            keyholder.Operations.Freezing.Freeze(draft, nurse.Id, "budget");
            return true;
        });

        Assert.Equal(nurse.Id.ToByteString(), Assert.Single((await Askable(administrator)).Frozen).Person.Person);
        Assert.Empty((await Askable(coordinator)).Frozen);
        Assert.Equal(5, (await Askable(coordinator)).Budgets.Count);
        Assert.Empty((await Askable(administrator)).Budgets);
    }

    [Fact]
    public async Task Applications_are_listed_with_their_state_and_never_with_their_patients()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (coordinator, nurse, administrator, officer) = (await keyholder.SignIn("coordinator"), await keyholder.SignIn("nurse"), await keyholder.SignIn("administrator"), await keyholder.SignIn("privacy-officer"));
        await keyholder.Admit(coordinator, nurse, healthNumber: "1234567897");
        await TestApp.Register(keyholder, TestApp.Service(keyholder, "read-set", "1234567897"));
        await TestApp.Register(keyholder, TestApp.Confidential());
        var camera = await TestApp.Register(keyholder, TestApp.Public());
        Assert.Equal(2, keyholder.Role.State.Tables.Clients.BearerApps);
        await camera.Retire();

        foreach (var reader in new[] { coordinator, administrator, officer })
        {
            var listed = (await Applications(reader)).Applications;
            Assert.Equal(["lab", "gateway", "wound-camera"], listed.Select(row => row.Client));
            Assert.Equal(("service", "read-set", 1, true), (listed[0].Kind, listed[0].Reach, listed[0].Charts, listed[0].UntilMs > keyholder.Time.GetUtcNow().ToUnixTimeMilliseconds()));
            Assert.Equal(keyholder.Time.GetUtcNow().ToUnixTimeMilliseconds(), listed[2].RetiredMs);
            Assert.DoesNotContain("1234567897", listed.ToString(), StringComparison.Ordinal);
        }

        Assert.Equal(1, keyholder.Role.State.Tables.Clients.BearerApps);
    }

    [Fact]
    public async Task What_is_wrong_with_a_request_is_said_of_each_member()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (officer, administrator) = (await keyholder.SignIn("privacy-officer"), await keyholder.SignIn("administrator"));
        var nurse = (await keyholder.SignIn("nurse")).Id.ToString();
        var until = keyholder.Time.GetUtcNow().AddDays(1).ToUnixTimeMilliseconds();
        var registration = TestApp.Public("A") with { Name = "", RedirectUris = ["http://app.example/"], LaunchUri = "app", Scope = "patient/*.rs user/*.rs" };
        static string Of(ProposeReply reply) => string.Join(' ', reply.Refusal.Flaws.Select(flaw => $"{flaw.Member}:{flaw.Mend}:{flaw.About}"));

        Assert.Equal("client:ClientId: name:Name:60 redirectUris:AddressHttps:http://app.example/ launchUri:AddressForm:app scope:ScopeUnserved:user/*.rs", Of(await administrator.Propose("register-client", registration)));
        Assert.Equal("healthNumbers:ChartsOfficer:", Of(await administrator.Propose("register-client", TestApp.Service(keyholder, "read-set", "1234567897"))));
        Assert.Equal("limit:Number:400", Of(await officer.Propose("budget", new BudgetProposal(nurse, "charts", 401, until, "two territories this week"))));
        Assert.Equal("until:Until:92", Of(await officer.Propose("budget", new BudgetProposal(nurse, "charts", 4, 0, "two territories this week"))));
        Assert.Equal("reason:Reason:", Of(await officer.Propose("budget", new BudgetProposal(nurse, "charts", 4, until, "because"))));
        Assert.Equal("role:SoAlready:", Of(await administrator.Propose("change-role", new ChangeRoleProposal(nurse, "nurse"))));
        Assert.Equal("person:Oneself:", Of(await administrator.Propose("approver", new ApproverProposal(administrator.Id.ToString(), false))));
        Assert.Equal("person:SeesNoPatients:", Of(await administrator.Propose("roster", new RosterProposal(officer.Id.ToString(), true))));
        Assert.Equal("client:NoSuchClient:", Of(await administrator.Propose("retire-client", new RetireClientProposal("nothing", "it was never registered"))));
        Assert.Equal(":NotAsItLooks:", Of(await officer.Propose("budget", new BudgetProposal(nurse, "charts", 4, until, "two \u202Eterritories this week"))));
        Assert.Equal("person:SoAlready:", Of(await administrator.Propose("return", new ReturnProposal(nurse))));
    }
}
