using System.Text.Json;
using Holdfast.Drill.Clients;
using Holdfast.Drill.Seed;
using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Everything;

/// <summary>The demo's and the drill's schedule comes from a planner that two people let in, as a provider's would.</summary>
public class SeedTests
{
    [Fact]
    public async Task Two_people_let_the_planner_in_and_the_month_stands_on_the_nurses_days()
    {
        await using var provider = await RunningProvider.Start();
        var keyholder = provider.Keyholder;
        var (nurse, coordinator, officer) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"), await keyholder.SignIn("privacy-officer"));
        await keyholder.Admit(coordinator, nurse, "Roy", "9876543217");
        await keyholder.Admit(coordinator, nurse, "Fictive", "1234567897");
        var second = keyholder.Link("coordinator");
        var administrator = await keyholder.SignInOnWatch("administrator");
        var asked = await officer.Propose("approver", new ApproverProposal(second.Person, true));
        var code = (await administrator.Approve(ProposalId.From(asked.Request))).Secret;
        var onWatch = (await officer.Asked()).Requests.Single().Secret.Split('#')[1];

        var officers = keyholder.Link("privacy-officer");
        EnrolmentLink Link(string person, string role, string origin, string secret) => new(person, role, role, origin, secret);
        EnrolmentLink[] links =
        [
            Link(nurse.Id.ToString(), "nurse", TestKeyholder.DeskOrigin, ""), Link(coordinator.Id.ToString(), "coordinator", TestKeyholder.DeskOrigin, ""),
            Link(second.Person, "coordinator", TestKeyholder.DeskOrigin, second.Link.Split('#')[1]) with { OnWatch = Link(second.Person, "coordinator", TestKeyholder.WatchOrigin, onWatch) with { Code = code } },
            Link(officer.Id.ToString(), "privacy-officer", TestKeyholder.WatchOrigin, ""), Link(officers.Person, "privacy-officer", TestKeyholder.WatchOrigin, officers.Link.Split('#')[1]),
        ];
        var now = keyholder.Time.GetUtcNow();
        var items = Enumerable.Range(0, 3).Select(i => new { personIndex = 0, healthNumber = "9876543217", kind = "visit", start = now.AddHours(i).ToUnixTimeMilliseconds(), end = now.AddHours(i + 1).ToUnixTimeMilliseconds() });
        await File.WriteAllTextAsync(provider["schedule.json"], JsonSerializer.Serialize(items));
        await File.WriteAllTextAsync(provider["canaries.json"], """["1234567897"]""");

        await SeedVerb.Seed(provider.Web, links, provider["schedule.json"], provider["canaries.json"]);

        Assert.Equal(3, (await nurse.MyDay()).Visits.Count);
        Assert.Equal("planner", (await keyholder.Entries("assigned"))[^1].GetProperty("service").GetString());
        Assert.Single(await keyholder.Entries("canary"));
    }
}
