using System.Diagnostics;
using System.Text.Json;
using Holdfast.Drill.Clients;
using Holdfast.Drill.Installations;

namespace Holdfast.Drill.Attacks;

/// <summary>One chart that somebody has open: the client that holds its token, and how many resources came out of it.</summary>
internal sealed class OpenChart(string chart, SmartClient client) : IDisposable
{
    public string Chart => chart;

    public SmartClient Client => client;

    public async Task<Answer> Everything() => await client.Get($"Patient/{client.Patient}/$everything");

    public void Dispose() => client.Dispose();
}

/// <summary>A member of staff of the throw-away provider with a passkey and a live session, who can do what anybody of that role can.</summary>
internal sealed class Crew : IDisposable
{
    private readonly ThrowAway _installation;
    private readonly EnrolmentLink _link;
    private readonly HttpClient _web;

    private Crew(ThrowAway installation, EnrolmentLink link, SoftwarePasskey passkey, HttpClient? web)
    {
        (_installation, _link, Passkey, _web) = (installation, link, passkey, web ?? installation.Web);
        Desk = new StaffClient(link.Origin, _web);
    }

    public StaffClient Desk { get; private set; }

    public SoftwarePasskey Passkey { get; }

    public string Person => _link.Person;

    /// <summary>Runs since the last opening was asked for.</summary>
    public Stopwatch OpenSent { get; } = new();

    /// <summary>Enrols the nurse of this number (0 to 6) by her link, which works once, and signs her in.</summary>
    public static Task<Crew> Nurse(ThrowAway installation, int number, HttpClient? web = null) => Of(installation, Link(installation, "nurse", number), web);

    /// <summary>Enrols somebody by their link, which works once, and signs them in.</summary>
    public static async Task<Crew> Of(ThrowAway installation, EnrolmentLink link, HttpClient? web = null) =>
        await SignedIn(installation, link, await StaffClient.Enrol(web ?? installation.Web, link), web);

    /// <summary>With a passkey that is there already.</summary>
    public static async Task<Crew> SignedIn(ThrowAway installation, EnrolmentLink link, SoftwarePasskey passkey, HttpClient? web = null)
    {
        var crew = new Crew(installation, link, passkey, web);
        (await crew.Desk.SignIn(passkey)).Need($"sign a {link.Role} in");
        return crew;
    }

    public static EnrolmentLink Link(ThrowAway installation, string role, int number) => installation.Links.Where(l => l.Role == role).ElementAt(number);

    /// <summary>A new session of the same nurse; what the old one had open ends.</summary>
    public async Task SignInAgain()
    {
        (await Desk.SignOut()).Need("sign a nurse out");
        Desk.Dispose();
        Desk = new StaffClient(_link.Origin, _web);
        (await Desk.SignIn(Passkey)).Need("sign a nurse in again");
    }

    /// <summary>The charts of My day and of her teams, each once, with the health number shown beside it.</summary>
    public Task<IReadOnlyList<(string Chart, string HealthNumber)>> OwnPatients() => OwnPatients(Desk);

    public static async Task<IReadOnlyList<(string Chart, string HealthNumber)>> OwnPatients(StaffClient desk)
    {
        var now = TimeProvider.System.GetUtcNow();
        var day = (await desk.MyDay(now.AddHours(-12).ToUnixTimeMilliseconds(), now.AddHours(24).ToUnixTimeMilliseconds())).Need("see My day");
        return
        [
            .. day.GetProperty("visits").EnumerateArray().Concat(day.GetProperty("team").EnumerateArray())
                .Select(v => v.GetProperty("patient")).Select(p => (Answer.Text(p, "chart"), Answer.Text(p, "healthNumber"))).Distinct(),
        ];
    }

    /// <summary>Launch, open, redeem. Null with the keyholder's word when one of them is refused.</summary>
    public async Task<(OpenChart? Opened, string? Why)> TryOpen(string chart, string purpose = "TREAT", string? reason = null)
    {
        var client = new SmartClient(_installation.RecordsOrigin, _web, TimeProvider.System);
        var answer = await Desk.Launch(chart, SmartClient.ChartApplication);
        if (answer.Ok)
        {
            var open = client.Ask(answer.Text("launch"), chart, purpose, reason);
            OpenSent.Restart();
            answer = await Desk.Open(open);
        }

        if (answer.Ok) answer = await client.Redeem(answer.Text("code"));
        if (answer.Ok) return (new OpenChart(chart, client), null);
        client.Dispose();
        return (null, answer.Why ?? $"HTTP {answer.Status} {answer.Message}");
    }

    public async Task<OpenChart> Open(string chart) => await TryOpen(chart) switch
    {
        ({ } opened, _) => opened,
        (_, var why) => throw new DrillException($"A nurse could not open a chart of her own: {why}. The attack did not begin."),
    };

    /// <summary>People found by a name, as the desk shows them.</summary>
    public async Task<IReadOnlyList<JsonElement>> Find(string name)
    {
        var answer = await Desk.FindByName(name);
        return answer.Ok ? [.. answer.Body.GetProperty("found").EnumerateArray()] : [];
    }

    public void Dispose()
    {
        Desk.Dispose();
        Passkey.Dispose();
    }
}
