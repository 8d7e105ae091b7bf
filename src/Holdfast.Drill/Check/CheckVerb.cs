using System.Text.Json;
using Holdfast.Drill.Clients;
using Holdfast.Drill.Cohort;
using Holdfast.Wire.Connections;

namespace Holdfast.Drill.Check;

/// <summary>
/// <c>Holdfast.Drill check</c>: one morning of a nurse, through the public addresses only, with a software passkey and no
/// shortcut. It is the first test of every change: what it does must work, and what it is refused must be refused.
/// </summary>
internal sealed class CheckVerb(HttpClient web, string recordsOrigin, EnrolmentLink link, Steps steps, TimeProvider time)
{
    private const string EmergencyReason = "Found on the floor by a neighbour, the assigned nurse cannot be reached.";

    public static async Task<int> Run(Arguments arguments)
    {
        var data = arguments.Required("DATA");
        var links = EnrolmentLink.ReadAll(arguments.NeededText("--links"));
        var json = arguments.Flag("--json");
        arguments.Done();
        var settings = RoleSettings.Load(Path.Combine(data, "cli"), "cli");
        var nurse = links.FirstOrDefault(l => l.Role == "nurse") ?? throw new UsageException("--links holds no nurse.");
        using var web = LocalWeb.Client();
        await new CheckVerb(web, settings.RecordsOrigin, nurse, new Steps(json), TimeProvider.System).Morning();
        return 0;
    }

    private async Task Morning()
    {
        using var passkey = await steps.Do("enrol a passkey by link", () => StaffClient.Enrol(web, link));
        using var nurse = new StaffClient(link.Origin, web);
        await steps.Do("sign in", async () => (await nurse.SignIn(passkey)).Need("sign in"));
        var chart = await steps.Do("see My day", () => FirstVisit(nurse));
        using (var app = new SmartClient(recordsOrigin, web, time))
        {
            await steps.Do("open a chart", () => Open(nurse, app, chart, "TREAT", null));
            await steps.Do("read it as FHIR", () => ReadEverything(app));
            var note = await steps.Do("add a visit note", () => new VisitNoteWriter(app, time).Write());
            await steps.Do("find the note again", () => FindAgain(app, note));
        }

        var other = await steps.Do("find a patient who is not hers", () => FindStranger(nurse));
        await steps.Do("be refused that chart", () => BeRefused(nurse, other));
        using (var app = new SmartClient(recordsOrigin, web, time))
        {
            await steps.Do("open it by emergency access with a reason", () => Open(nurse, app, other, "ETREAT", EmergencyReason));
            await steps.Do("read it", () => ReadEverything(app));
        }

        await steps.Do("sign out", async () => (await nurse.SignOut()).Need("sign out"));
    }

    private async Task<string> FirstVisit(StaffClient nurse)
    {
        var now = time.GetUtcNow();
        var day = (await nurse.MyDay(now.AddHours(-12).ToUnixTimeMilliseconds(), now.AddHours(24).ToUnixTimeMilliseconds())).Need("see My day");
        var visits = day.GetProperty("visits");
        if (visits.GetArrayLength() == 0) throw new UnexpectedAnswerException("see My day: no visits today");
        return Answer.Text(visits[0].GetProperty("patient"), "chart");
    }

    public static async Task<JsonElement> Open(StaffClient nurse, SmartClient app, string chart, string purpose, string? reason)
    {
        var launch = (await nurse.Launch(chart, SmartClient.ChartApplication)).Need("launch the chart application");
        var code = (await nurse.Open(app.Ask(Answer.Text(launch, "launch"), chart, purpose, reason))).Need("open");
        return (await app.Redeem(Answer.Text(code, "code"))).Need("redeem the code");
    }

    private static async Task<int> ReadEverything(SmartClient app)
    {
        var bundle = (await app.Get($"Patient/{app.Patient}/$everything")).Need("read $everything");
        var count = bundle.GetProperty("entry").GetArrayLength();
        return count > 1 ? count : throw new UnexpectedAnswerException($"read $everything: {count} resources");
    }

    private static async Task<int> FindAgain(SmartClient app, WrittenNote note)
    {
        var notes = (await app.Get($"Composition?type=http://loinc.org|34109-9&date=ge{note.Date}&_id={note.Composition}")).Need("search for the note");
        if (Count(notes) != 1) throw new UnexpectedAnswerException($"search for the note: {Count(notes)} found, 1 was written");
        var pulses = (await app.Get($"Observation?code=8867-4&date=ge{note.Date}")).Need("search for the pulse");
        if (!pulses.GetProperty("entry").EnumerateArray().Any(e => Answer.Text(e.GetProperty("resource"), "id") == note.Observation))
            throw new UnexpectedAnswerException("search for the pulse: what was written is not among what was found");
        return 2;
    }

    private static int Count(JsonElement bundle) => bundle.TryGetProperty("entry", out var entries) ? entries.GetArrayLength() : 0;

    /// <summary>Looks people up by common names, as anybody at a desk could, until one is found who is not on her schedule.</summary>
    public static async Task<string> FindStranger(StaffClient nurse)
    {
        foreach (var name in Names.EnglishFamily.Concat(Names.FrenchFamily))
        {
            var found = (await nurse.FindByName(name)).Need("find a patient");
            var hers = found.GetProperty("assigned").EnumerateArray().Select(c => c.GetString()).ToHashSet();
            foreach (var patient in found.GetProperty("found").EnumerateArray())
                if (Answer.Text(patient, "chart") is var chart && !hers.Contains(chart)) return chart;
        }

        throw new UnexpectedAnswerException("find a patient who is not hers: everybody is");
    }

    private async Task<string> BeRefused(StaffClient nurse, string chart)
    {
        using var app = new SmartClient(recordsOrigin, web, time);
        var launch = await nurse.Launch(chart, SmartClient.ChartApplication);
        var answer = launch.Ok ? await nurse.Open(app.Ask(launch.Text("launch"), chart, "TREAT", null)) : launch;
        if (answer.Ok) throw new UnexpectedAnswerException("a chart that is not hers was opened without a reason");
        if (answer.Why != "NOT_ASSIGNED" || answer.Status != 403) throw new UnexpectedAnswerException($"refused with {answer.Status} {answer.Why}, expected 403 NOT_ASSIGNED");
        return answer.Message.Length > 0 ? answer.Message : throw new UnexpectedAnswerException("refused without words for the reader");
    }
}
