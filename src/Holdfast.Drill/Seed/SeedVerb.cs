using System.Text.Json;
using Holdfast.Drill.Clients;
using Holdfast.Wire.Statements;

namespace Holdfast.Drill.Seed;

/// <summary>
/// <c>Holdfast.Drill seed</c>: the second coordinator enters the month's schedule at the desk, the second privacy officer
/// asks for canaries at the watch and the coordinator, an approver, approves them there. Through the public interfaces, with passkeys that end with this process; the first
/// of each role stays free for whoever runs the demo.
/// </summary>
internal static class SeedVerb
{
    /// <summary>One ledger entry holds 200 assignments; a statement at most 500.</summary>
    private const int ItemsPerStatement = 200;

    private sealed record ScheduleItem(int PersonIndex, string HealthNumber, string Kind, long Start, long End);

    public static async Task<int> Run(Arguments arguments)
    {
        arguments.Required("DATA");
        var links = EnrolmentLink.ReadAll(arguments.NeededText("--links"));
        var schedule = arguments.NeededText("--schedule");
        var canaries = arguments.NeededText("--canaries");
        arguments.Done();
        using var web = LocalWeb.Client();
        await Seed(web, links, schedule, canaries);
        return 0;
    }

    public static async Task Seed(HttpClient web, IReadOnlyList<EnrolmentLink> links, string scheduleFile, string canaryFile)
    {
        var items = JsonSerializer.Deserialize<ScheduleItem[]>(await File.ReadAllBytesAsync(scheduleFile), JsonSerializerOptions.Web)!;
        var assignments = items.Select(i => new AssignmentItem(links[i.PersonIndex].Person, null, i.HealthNumber, i.Kind, i.Start, i.End)).ToList();
        using (var coordinator = await SignedIn(web, links, "coordinator"))
        {
            foreach (var batch in assignments.Chunk(ItemsPerStatement))
            {
                var answer = (await coordinator.Assign(batch)).Need("enter the schedule");
                if (answer.GetProperty("unresolved").GetArrayLength() is var unknown and > 0)
                    throw new UnexpectedAnswerException($"enter the schedule: {unknown} of {batch.Length} visits name a patient or person that the directory does not know");
            }

            (await coordinator.SignOut()).Need("sign the coordinator out");
        }

        var numbers = JsonSerializer.Deserialize<string[]>(await File.ReadAllBytesAsync(canaryFile))!;
        if (numbers.Length > 0) await SetCanaries(web, links, numbers);
    }

    /// <summary>Two people: an officer asks, the second coordinator, who is an approver too, approves.</summary>
    private static async Task SetCanaries(HttpClient web, IReadOnlyList<EnrolmentLink> links, string[] numbers)
    {
        using var officer = await SignedIn(web, links, "privacy-officer");
        var request = (await officer.Propose("canaries", new CanariesProposal(numbers))).Need("ask for the canaries").GetProperty("request").GetString()!;
        (await officer.SignOut()).Need("sign the privacy officer out");

        var link = Second(links, "coordinator").OnWatch ?? throw new UsageException("--links holds no second coordinator who is an approver.");
        using var passkey = await StaffClient.Enrol(web, link);
        using var approver = new StaffClient(link.Origin, web);
        (await approver.SignIn(passkey)).Need("sign the approver in");
        (await approver.Approve(passkey, request)).Need("approve the canaries");
        (await approver.SignOut()).Need("sign the approver out");
    }

    private static async Task<StaffClient> SignedIn(HttpClient web, IReadOnlyList<EnrolmentLink> links, string role)
    {
        var link = Second(links, role);
        using var passkey = await StaffClient.Enrol(web, link);
        var client = new StaffClient(link.Origin, web);
        (await client.SignIn(passkey)).Need($"sign the {role} in");
        return client;
    }

    private static EnrolmentLink Second(IReadOnlyList<EnrolmentLink> links, string role) =>
        links.Where(l => l.Role == role).ElementAtOrDefault(1) ?? throw new UsageException($"--links holds no second {role}.");
}
