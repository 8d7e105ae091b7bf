using System.Globalization;
using System.Text.Json;
using Holdfast.Ledger;
using Holdfast.Watch.Exposure;
using Holdfast.Wire.Connections;

namespace Holdfast.Watch;

/// <summary>The program's verbs. Exit codes: 0 well, 1 verify found something, 2 arguments or configuration, 3 broken machinery.</summary>
internal static class Verbs
{
    private const int Well = 0;
    private const int FoundSomething = 1;
    private const int Misconfigured = 2;
    private const int Broken = 3;

    private const string Usage = """
        Holdfast.Watch init FOLDER
        Holdfast.Watch run FOLDER [--stop-with-stdin]
        Holdfast.Watch verify FOLDER --ledger KEYHOLDERLEDGERFOLDER [--json]
        Holdfast.Watch exposure FOLDER [--person P] [--session S] [--grant G] [--node N] [--from MS] [--to MS] [--json]
        """;

    public static async Task<int> Run(string[] arguments)
    {
        try
        {
            return arguments is [var verb, var folder, .. var rest] ? await Run(verb, folder, rest) : throw new SettingsException(Usage);
        }
        catch (SettingsException e)
        {
            return Say(e.Message, Misconfigured);
        }
        catch (Exception e) when (e is LedgerException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return Say(e.Message, Broken);
        }
    }

    private static async Task<int> Run(string verb, string folder, string[] rest) => verb switch
    {
        "init" => Init(folder, Options.Read(rest, [], [])),
        "run" => await RunRole(folder, Options.Read(rest, [], ["--stop-with-stdin"])),
        "verify" => Verify(folder, Options.Read(rest, ["--ledger"], ["--json"])),
        "exposure" => Exposure(folder, Options.Read(rest, ["--person", "--session", "--grant", "--node", "--from", "--to"], ["--json"])),
        _ => throw new SettingsException(Usage),
    };

    private static int Init(string folder, Options _)
    {
        var key = new WatchFolder(folder).Create();
        Console.Out.WriteLine(JsonSerializer.Serialize(new { witnessVkey = key }, PlainJson));
        return Well;
    }

    private static async Task<int> RunRole(string folder, Options options)
    {
        using var stop = new CancellationTokenSource();
        if (options.Has("--stop-with-stdin")) StopAtEndOfInput(stop);
        await using var role = WatchRole.Open(folder, TimeProvider.System);
        await role.Run(stop.Token);
        return Well;
    }

    private static int Verify(string folder, Options options)
    {
        var ledger = options["--ledger"] ?? throw new SettingsException("verify needs --ledger and the keyholder's ledger folder.");
        var result = Verification.Run(new WatchFolder(folder), ledger, Progress());
        if (options.Has("--json"))
            Console.Out.WriteLine(JsonSerializer.Serialize(new { ok = result.Fault is null, entries = result.Entries, cosigned = result.Cosigned, fault = result.Fault }, PlainJson));
        else if (result.Fault is null)
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The watch's copy and the keyholder's ledger are one history: {result.Entries} entries, {result.Cosigned} of them cosigned."));
        return result.Fault is { } fault ? Say(fault, FoundSomething) : Well;
    }

    private static int Exposure(string folder, Options options)
    {
        var question = ExposureArguments.Read(options);
        var watch = new WatchFolder(folder);
        var (answer, size) = ExposureFromCopy.Answer(watch.Ledger, question);
        if (options.Has("--json")) Console.Out.WriteLine(System.Text.Encoding.UTF8.GetString(ExposureJson.Write(answer, size)));
        else ExposureText.Write(answer, Console.Out);
        return Well;
    }

    private static readonly JsonSerializerOptions PlainJson = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A process whose parent died has no business left: the end of standard input says so.</summary>
    private static void StopAtEndOfInput(CancellationTokenSource stop) => _ = Task.Run(async () =>
    {
        var input = Console.OpenStandardInput();
        var buffer = new byte[256];
        while (await input.ReadAsync(buffer) > 0) { }
        await stop.CancelAsync();
    });

    private static Progress<long>? Progress() =>
        Console.IsErrorRedirected ? null : new Progress<long>(n => Console.Error.Write(string.Create(CultureInfo.InvariantCulture, $"\r{n} entries")));

    private static int Say(string message, int code)
    {
        Console.Error.WriteLine(message);
        return code;
    }
}
