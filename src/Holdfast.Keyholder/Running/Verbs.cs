using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Serving;
using Holdfast.Ledger;
using Holdfast.Wire.Connections;

namespace Holdfast.Keyholder.Running;

/// <summary>The program's verbs. Exit codes: 0 well, 1 verify found something, 2 arguments or configuration, 3 broken machinery.</summary>
internal static class Verbs
{
    private const int Well = 0;
    private const int FoundSomething = 1;
    private const int Misconfigured = 2;
    private const int Broken = 3;

    private const string Usage = """
        Holdfast.Keyholder init FOLDER --staff FILE
        Holdfast.Keyholder run FOLDER [--stop-with-stdin]
        Holdfast.Keyholder verify FOLDER [--json]
        """;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static async Task<int> Run(string[] arguments)
    {
        try
        {
            return arguments switch
            {
                ["init", var folder, "--staff", var staff] => await RunInit(folder, staff),
                ["run", var folder] => await RunRole(folder, stopWithInput: false),
                ["run", var folder, "--stop-with-stdin"] => await RunRole(folder, stopWithInput: true),
                ["verify", var folder] => await RunVerify(folder, json: false),
                ["verify", var folder, "--json"] => await RunVerify(folder, json: true),
                _ => Say(Usage, Misconfigured),
            };
        }
        catch (VerifyException e)
        {
            return Say(e.Message, FoundSomething);
        }
        catch (SettingsException e)
        {
            return Say(e.Message, Misconfigured);
        }
        catch (Exception e) when (e is LedgerException or StoreDoubtException or UnavailableException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            return Say(e.Message, arguments is ["verify", ..] && e is not (IOException or UnauthorizedAccessException) ? FoundSomething : Broken);
        }
    }

    private static async Task<int> RunInit(string folder, string staff)
    {
        var (logVkey, links, paper) = await Init.Create(folder, staff, TimeProvider.System);
        Console.Out.WriteLine(JsonSerializer.Serialize(new { logVkey }, Json));
        foreach (var link in links) Console.Out.WriteLine(JsonSerializer.Serialize(link, Json));
        Console.Out.WriteLine(JsonSerializer.Serialize(new { paper }, Json));
        return Well;
    }

    private static async Task<int> RunRole(string folder, bool stopWithInput)
    {
        var settings = RoleSettings.Load(folder, "keyholder");
        using var tls = InternalTls.Load(folder);
        await using var role = await KeyholderRole.Start(folder, TimeProvider.System, tls.ClientHandler(InternalTls.Watch));
        await using var app = Listener.Build(role, tls);
        await app.StartAsync();
        Console.Error.WriteLine($"keyholder {settings.Node} {KeyholderRole.Version} listens on {settings.InternalListen}, ledger of {role.State.Ledger.Size} entries; waiting for the witness");
        _ = Announce(role);
        if (stopWithInput) StopAtEndOfInput(app.Lifetime);

        var broken = role.Broken();
        var stopped = Task.Delay(Timeout.Infinite, app.Lifetime.ApplicationStopping).ContinueWith(_ => { }, TaskScheduler.Default);
        if (await Task.WhenAny(broken, stopped) == stopped) return Well;
        // What was answered is on the disk; what is in memory beyond it is worth nothing. No tidy end: it would write.
        Environment.Exit(Say(await broken, Broken));
        return Broken;
    }

    private static async Task Announce(KeyholderRole role)
    {
        await role.Working;
        Console.Error.WriteLine("the witness agrees; the keyholder works");
    }

    private static async Task<int> RunVerify(string folder, bool json)
    {
        var watch = Stopwatch.StartNew();
        var progress = Console.IsErrorRedirected ? null : new Progress<string>(text => Console.Error.Write($"\r{text}   "));
        var found = await Verify.Run(folder, TimeProvider.System, progress);
        Console.Out.WriteLine(json
            ? JsonSerializer.Serialize(new { found.Entries, found.Witnessed, found.Charts, found.Rows, Seconds = Math.Round(watch.Elapsed.TotalSeconds, 2) }, Json)
            : $"Ledger of {found.Entries} entries ({found.Witnessed} cosigned by the witness), store of {found.Rows} rows and {found.Charts} charts: sound.");
        return Well;
    }

    /// <summary>A process whose parent died has no business left: the end of standard input says so.</summary>
    private static void StopAtEndOfInput(IHostApplicationLifetime lifetime) => _ = Task.Run(async () =>
    {
        var input = Console.OpenStandardInput();
        var buffer = new byte[256];
        while (await input.ReadAsync(buffer) > 0)
        {
        }

        lifetime.StopApplication();
    });

    private static int Say(string message, int code)
    {
        Console.Error.WriteLine(message);
        return code;
    }
}
