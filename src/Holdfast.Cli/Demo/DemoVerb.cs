using System.CommandLine;
using System.Globalization;
using Holdfast.Cli.Installation;
using Holdfast.Cli.Running;

namespace Holdfast.Cli.Demo;

/// <summary><c>holdfast demo</c>: a home-care provider with synthetic patients, running on this machine.</summary>
internal static class DemoVerb
{
    private const string Provider = "Riverbend Home Care";
    private const string LinksFile = "demo-links.jsonl";

    private sealed record Choices(string Folder, int Ports, int Patients, bool Check, bool Browser, bool Json, bool Once);

    public static Command Command()
    {
        var folder = new Option<string>("--folder") { Description = "Where the demo provider lives. A second run starts it again.", DefaultValueFactory = _ => "holdfast-demo" };
        var ports = new Option<int>("--ports") { Description = "First of five ports on 127.0.0.1; 0 takes free ones.", DefaultValueFactory = _ => 7400 };
        var patients = new Option<int>("--patients") { Description = "How many synthetic patients, 10 to 5000.", DefaultValueFactory = _ => 200 };
        var check = new Option<bool>("--check") { Description = "In a temporary folder: do a nurse's job through the public interfaces, verify everything, print a line per step." };
        var browser = new Option<bool>("--browser") { Description = "Open Debian's Chromium with a virtual authenticator, for a computer without passkeys." };
        var json = new Option<bool>("--json") { Description = "With --check: a JSON line per step." };
        var command = new Command("demo", "A home-care provider to try: 200 synthetic Ontario patients, a staff of 16, a month of visits.") { folder, ports, patients, check, browser, json };
        command.SetAction(async (parsed, cancel) =>
        {
            if (parsed.GetValue(patients) is < 10 or > 5000) throw new PlainFailure("--patients must be between 10 and 5000.", 2);
            var isCheck = parsed.GetValue(check);
            using var temporary = isCheck ? new TemporaryFolder() : null;
            var data = Path.GetFullPath(temporary is null ? parsed.GetRequiredValue(folder) : Path.Combine(temporary.Path, "data"));
            var choices = new Choices(data, isCheck ? 0 : parsed.GetValue(ports), parsed.GetValue(patients), isCheck, parsed.GetValue(browser), parsed.GetValue(json), isCheck);
            return isCheck ? await Check(choices, cancel) : await Show(choices, cancel);
        });
        return command;
    }

    private static async Task<int> Show(Choices choices, CancellationToken cancel)
    {
        var isNew = !File.Exists(Path.Combine(choices.Folder, "installation.json"));
        if (isNew) await Make(choices, cancel);
        await using var running = await Terminal.Step("Starting keyholder, watch, records and desk", () => RunningInstallation.Start(choices.Folder, Console.Error.WriteLine, cancel));
        if (isNew) await Seed(choices, cancel);
        Welcome(choices, running.File);
        using var chromium = choices.Browser ? await DemoBrowser.Open(running.File.DeskOrigin, Path.Combine(choices.Folder, "browser"), cancel) : null;
        return await UpVerb.Wait(running, cancel);
    }

    private static async Task<int> Check(Choices choices, CancellationToken cancel)
    {
        await Make(choices, cancel);
        int result;
        await using (await Terminal.Step("Starting keyholder, watch, records and desk", () => RunningInstallation.Start(choices.Folder, Console.Error.WriteLine, cancel)))
        {
            await Seed(choices, cancel);
            string[] format = choices.Json ? ["--json"] : [];
            result = await Programs.RunInFront("Holdfast.Drill", ["check", choices.Folder, "--links", Path.Combine(choices.Folder, LinksFile), .. format], cancel);
        }

        if (result != 0) return result;
        return await Terminal.Step("Verifying ledger, stores and charts", () => VerifyVerb.Run(choices.Folder, choices.Json, cancel));
    }

    /// <summary>Cohort, installation and import: everything that needs no signed-in person.</summary>
    private static async Task Make(Choices choices, CancellationToken cancel)
    {
        using var cohort = new TemporaryFolder();
        string At(string name) => Path.Combine(cohort.Path, name);
        var today = TimeProvider.System.GetLocalNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await Terminal.Step($"Inventing {choices.Patients} patients, 16 staff and a month of visits", () => Programs.Run("Holdfast.Drill",
            ["cohort", At("patients"), "--patients", $"{choices.Patients}", "--seed", "1", "--until", today, "--staff-out", At("staff.json"), "--schedule-out", At("schedule.json"), "--canaries-out", At("canaries.json")],
            quiet: true, cancel));
        var made = await Terminal.Step("Making the installation", () => InitVerb.Create(
            choices.Folder, Addresses.Choose(null, null, null, choices.Ports), Provider, "en", "", FirstPeople.Gather(At("staff.json"), []), cancel));
        PrivateFile.Write(Path.Combine(choices.Folder, LinksFile), string.Join('\n', made.Links.Select(l => l.Json)) + "\n");
        File.Copy(At("schedule.json"), Path.Combine(choices.Folder, "demo-schedule.json"));
        File.Copy(At("canaries.json"), Path.Combine(choices.Folder, "demo-canaries.json"));
        await using (await RunningInstallation.Start(choices.Folder, _ => { }, cancel, "watch", "keyholder"))
            await Terminal.Step("Importing their charts, sealed", () => Programs.Run("Holdfast.Records", ImportVerb.WorkerArguments(choices.Folder, [At("patients")], ["--json"]), quiet: true, cancel));
    }

    /// <summary>The schedule and the canaries, by two members of staff with passkeys of their own, through the desk and the watch.</summary>
    private static async Task Seed(Choices choices, CancellationToken cancel)
    {
        string At(string name) => Path.Combine(choices.Folder, name);
        await Terminal.Step("Two people let a planner in, which schedules the visits, and set canaries", () => Programs.Run("Holdfast.Drill",
            ["seed", choices.Folder, "--links", At(LinksFile), "--schedule", At("demo-schedule.json"), "--canaries", At("demo-canaries.json")], quiet: true, cancel));
        File.Delete(At("demo-schedule.json"));
        File.Delete(At("demo-canaries.json"));
    }

    private static void Welcome(Choices choices, InstallationFile file)
    {
        var links = File.ReadLines(Path.Combine(choices.Folder, LinksFile)).Where(l => l.Length > 0).Select(EnrolmentLink.Read).ToList();
        Console.WriteLine($"\n{Provider} is running: synthetic patients, nobody real.\n");
        Console.WriteLine("Enrol once with a link (it works once, within 24 hours), then sign in at the address:\n");
        foreach (var (role, address, what) in new[]
        {
            ("nurse", file.DeskOrigin, "My day, charts, visit notes"),
            ("coordinator", file.DeskOrigin, "admit, schedule, find"),
            ("privacy-officer", file.WatchOrigin, "what happened, by whom; alerts"),
        })
        {
            var link = links.First(l => l.Role == role);
            Console.WriteLine($"  {link.Name}, {role} ({what})\n    enrol    {link.Link}\n    sign in  {address}\n");
        }

        Console.WriteLine("""
            A passkey is needed: an iPhone or iPad (iOS 16 or later), an Android phone (9 or later), Windows Hello, a Mac with
            Touch ID, a FIDO2 security key, or a password manager that keeps passkeys. On another computer's browser the
            addresses do not resolve: *.localhost is this machine. No authenticator here?  ./holdfast demo --browser
            opens Debian's Chromium with a virtual one.

            Ctrl-C stops everything.
            """);
    }
}

/// <summary>A folder under the system's temporary one, gone with its owner.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("holdfast-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
