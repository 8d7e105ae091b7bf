using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Holdfast.Drill.Clients;
using Holdfast.Drill.Cohort;
using Holdfast.Drill.Installations;
using Holdfast.Drill.Scoring;

namespace Holdfast.Drill.Attacks;

/// <summary>
/// Attack 1. From outside: the commonest passwords against everybody who works there, then a leaked list that has
/// everybody's right one; at every door where programs usually take a password, and where this one takes a passkey. Passwords are off, as they come. A
/// nurse signs in meanwhile.
/// </summary>
internal sealed class PasswordCampaign(Bench bench)
{
    public const int Number = 1;

    /// <summary>Of each common list, against each person.</summary>
    private const int OfEachList = 10;

    /// <summary>As a campaign comes: from several addresses, each below what one address may ask in a minute.</summary>
    private static readonly IPAddress[] Sources = [IPAddress.Parse("127.0.0.71"), IPAddress.Parse("127.0.0.72"), IPAddress.Parse("127.0.0.73")];

    private static readonly string[] Doors = ["/login", "/signin", "/sign-in", "/sign-in/password", "/password", "/auth/login", "/api/login", "/account/login", "/oauth/token", "/connect/token", "/token"];

    public async Task<AttackResult> Run()
    {
        bench.Say("attack 1: common passwords, then a leaked list with the right ones, against everybody");
        var common = CommonPasswords();
        await using var installation = await bench.Installation();
        using var nurse = await Crew.Nurse(installation, 0);
        var hostile = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var campaign = await Attack(installation, common, meanwhile: nurse.SignInAgain);
        var signal = await LedgerEntries.Await(installation.Data, hostile, e => e.Kind == "refused" && e.Text("what") == "finish-sign-in");
        var refused = (await LedgerEntries.Settled(installation.Data, hostile)).Count(e => e.Kind == "refused" && e.Text("what") == "finish-sign-in");
        var exposure = await Exposure.Ask(installation, LedgerEntries.Read(installation.Data).Count, "--from", $"{hostile}");
        var comparison = SetComparison.Of(exposure.Charts, campaign.Charts);
        await installation.Stop();
        var control = await bench.Control("keyholder", "password-alone", async weak => (await Attack(weak, [], null)).Charts.Count > 0);
        var held = campaign is { Sessions: 0, Doors: 0 } && campaign.Charts.Count == 0 && signal is not null && refused >= WatchNotices && comparison.Exact && control;
        return new AttackResult(
            Number, "password spraying and stuffing", campaign.Charts.Count, installation.Everybody.Count(),
            signal is null ? null : Math.Max(0, (signal.AtMs - hostile) / 1000.0), null,
            comparison, control, held ? Verdict.Held : Verdict.Failed, "ATT&CK T1110.003, T1110.004; OWASP A07",
            [
                $"{campaign.Knocks} requests at {Doors.Length} usual doors of each origin, with form, JSON and Basic: {campaign.Doors} take a password",
                $"{campaign.Tries} names and passwords where the passkey's assertion belongs, {Staff.All.Count} of them right: {campaign.Sessions} sessions; {campaign.Slowed} slowed down by source",
                $"{refused} refusals in the ledger; the watch warns from {WatchNotices} of one node on; a nurse signed in with her passkey meanwhile",
                "this is the default installation, which has passwords off: what is measured is that no door takes one, and that the campaign is seen; a provider that allows passwords with a code is not attacked here",
                common.Count == 0 ? "the common lists are not there (HOLDFAST_SHARED): only the leaked list was tried" : $"{common.Count} common passwords, English and French",
            ]);
    }

    /// <summary>Refusals of one node that the watch lists as many (Watch/Rules/ManyRefusals).</summary>
    private const int WatchNotices = 20;

    private sealed record Campaign(int Knocks, int Doors, int Tries, int Slowed, int Sessions, HashSet<string> Charts);

    private static async Task<Campaign> Attack(ThrowAway installation, IReadOnlyList<string> common, Func<Task>? meanwhile)
    {
        var (knocks, doors) = await Knock(installation);
        var (tries, slowed, sessions) = (0, 0, 0);
        var charts = new HashSet<string>();
        var webs = Sources.Select(source => LocalWeb.Client(source)).ToList();
        var pairs = common.SelectMany(password => Staff.All.Select(who => (who.Name, password))).Concat(Staff.All.Select(who => (who.Name, Leaked(who)))).ToList();
        for (var i = 0; i < pairs.Count; i++)
        {
            if (i == pairs.Count / 2 && meanwhile is not null) await meanwhile();
            using var desk = new StaffClient(installation.DeskOrigin, webs[i % webs.Count]);
            var (name, password) = pairs[i];
            var answer = await desk.SignIn(Encoding.UTF8.GetBytes(name), _ => new([], [], Encoding.UTF8.GetBytes(password)), []);
            tries++;
            if (answer.Status == 429) slowed++;
            if (!answer.Ok) continue;
            sessions++;
            await Take(installation, desk, charts);
        }

        webs.ForEach(web => web.Dispose());
        return new Campaign(knocks, doors, tries, slowed, sessions, charts);
    }

    /// <summary>The first person's right password at every usual door, in every usual form. A door is one that does not say that there is none.</summary>
    private static async Task<(int Knocks, int Doors)> Knock(ThrowAway installation)
    {
        var (name, password) = (Staff.All[0].Name, Leaked(Staff.All[0]));
        var (knocks, doors) = (0, 0);
        using var web = LocalWeb.Client(Tap.Elsewhere);
        foreach (var origin in new[] { installation.DeskOrigin, installation.RecordsOrigin, installation.WatchOrigin })
        {
            foreach (var door in Doors)
            {
                await Send(HttpMethod.Post, origin + door, new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "password", ["username"] = name, ["password"] = password, ["client_id"] = SmartClient.ChartApplication }));
                await Send(HttpMethod.Post, origin + door, new StringContent($"{{\"username\":\"{name}\",\"password\":\"{password}\"}}", Encoding.UTF8, "application/json"));
            }

            await Send(HttpMethod.Post, origin + "/sign-in/finish", new StringContent($"{{\"username\":\"{name}\",\"password\":\"{password}\"}}", Encoding.UTF8, "application/json"));
            foreach (var page in new[] { "/fhir/Patient", "/my-day", "/exposure", "/ledger/checkpoint" }) await Send(HttpMethod.Post, origin + page, null);
        }

        return (knocks, doors);

        async Task Send(HttpMethod method, string address, HttpContent? content)
        {
            using var request = new HttpRequestMessage(method, address) { Content = content };
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}")));
            request.Headers.Add("Origin", new Uri(address).GetLeftPart(UriPartial.Authority));
            using var response = await web.SendAsync(request);
            knocks++;
            if (response.IsSuccessStatusCode) doors++;
        }
    }

    /// <summary>Whoever is signed in takes the first chart of their day.</summary>
    private static async Task Take(ThrowAway installation, StaffClient desk, HashSet<string> charts)
    {
        var day = await desk.MyDay(Now(-12), Now(24));
        if (!day.Ok || (await Crew.OwnPatients(desk)) is not [var (chart, _), ..]) return;
        using var client = new SmartClient(installation.RecordsOrigin, installation.Web, TimeProvider.System);
        var answer = await desk.Launch(chart, SmartClient.ChartApplication);
        if (answer.Ok) answer = await desk.Open(client.Ask(answer.Text("launch"), chart, "TREAT", null));
        if (answer.Ok) answer = await client.Redeem(answer.Text("code"));
        if (answer.Ok && (await client.Get($"Patient/{client.Patient}/$everything")).Ok) charts.Add(chart);
    }

    private static long Now(int hours) => TimeProvider.System.GetUtcNow().AddHours(hours).ToUnixTimeMilliseconds();

    /// <summary>As such lists have them. The weakened keyholder of the control takes exactly these.</summary>
    private static string Leaked(StaffMember who) => $"{who.Given}2026!";

    private static IReadOnlyList<string> CommonPasswords()
    {
        var folder = Path.Combine(Environment.GetEnvironmentVariable("HOLDFAST_SHARED") ?? Path.Combine("..", "shared", "data"), "passwords");
        return Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, "*.txt").Order(StringComparer.Ordinal).SelectMany(file => File.ReadLines(file).Take(OfEachList)).Distinct()] : [];
    }
}
