using System.Text.Json;
using Holdfast.Drill.Clients;
using Holdfast.Wire.Statements;

namespace Holdfast.Drill.Seed;

/// <summary>
/// <c>Holdfast.Drill seed</c>: the second privacy officer asks at the watch for a planner and for canaries, and the second
/// coordinator, an approver, approves them there; the planner sends the month's schedule to the desk. Through the public interfaces, with
/// passkeys and a key that end with this process; the first of each role stays free for whoever runs the demo.
/// </summary>
internal static class SeedVerb
{
    /// <summary>One ledger entry holds 200 assignments; a request at most 500.</summary>
    private const int ItemsPerRequest = 400;

    private static readonly TimeSpan PlannerStays = TimeSpan.FromHours(1);

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
        using var officer = await SignedIn(web, links, "privacy-officer");
        var link = Second(links, "coordinator").OnWatch ?? throw new UsageException("--links holds no second coordinator who is an approver.");
        using var passkey = await StaffClient.Enrol(web, link);
        using var approver = new StaffClient(link.Origin, web);
        (await approver.SignIn(passkey)).Need("sign the approver in");

        using var planner = new PlannerClient(links.First(l => l.Role == "coordinator").Origin, web, "planner");
        await Two("register-client", planner.Request(TimeProvider.System.GetUtcNow() + PlannerStays), "let the planner in");
        foreach (var batch in assignments.Chunk(ItemsPerRequest))
        {
            var answer = (await planner.Send(batch)).Need("send the schedule");
            if (answer.GetProperty("notTaken").GetArrayLength() is var unknown and > 0)
                throw new UnexpectedAnswerException($"send the schedule: {unknown} of {batch.Length} visits name a patient or person that the directory does not know");
        }

        var numbers = JsonSerializer.Deserialize<string[]>(await File.ReadAllBytesAsync(canaryFile))!;
        if (numbers.Length > 0) await Two("canaries", new CanariesProposal(numbers), "mark the canaries");
        (await approver.SignOut()).Need("sign the approver out");
        (await officer.SignOut()).Need("sign the privacy officer out");

        async Task Two<T>(string kind, T payload, string what) where T : class
        {
            var request = (await officer.Propose(kind, payload)).Need($"ask to {what}").GetProperty("request").GetString()!;
            (await approver.Approve(passkey, request)).Need($"approve to {what}");
        }
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
