using System.CommandLine;
using Holdfast.Cli.Running;

namespace Holdfast.Cli.Installation;

/// <summary><c>holdfast verify DATA</c>: everything again, offline: the ledger and its store, the witness's copy, the heads against the rows.</summary>
internal static class VerifyVerb
{
    public static Command Command()
    {
        var data = new Argument<string>("DATA") { Description = "The installation's folder. It must not be running: verify works on what lies on the disk." };
        var json = new Option<bool>("--json") { Description = "Print one JSON line per part." };
        var command = new Command("verify", "Re-verify the ledger, its checkpoints and cosignatures, the stores, and every chart's rows against its head. Names the first thing that is wrong.") { data, json };
        command.SetAction(async (parsed, cancel) => await Run(Path.GetFullPath(parsed.GetRequiredValue(data)), parsed.GetValue(json), cancel));
        return command;
    }

    public static async Task<int> Run(string data, bool json, CancellationToken cancel)
    {
        InstallationFile.Load(data);
        if (RunningInstallation.IsRunning(data)) throw new PlainFailure($"{data} is running. Stop it first, or verify a copy of the folder.", 2);
        var ledger = Path.Combine(data, "keyholder", "ledger");
        string[] format = json ? ["--json"] : [];
        (string Program, string[] Arguments)[] parts =
        [
            ("Holdfast.Keyholder", ["verify", Path.Combine(data, "keyholder"), .. format]),
            ("Holdfast.Watch", ["verify", Path.Combine(data, "watch"), "--ledger", ledger, .. format]),
            ("Holdfast.Records", ["verify", Path.Combine(data, "records"), "--ledger", ledger, .. format]),
        ];
        foreach (var (program, arguments) in parts)
            if (await Programs.RunInFront(program, arguments, cancel) is var code and not 0) return code;
        if (!json) Console.WriteLine("Everything verifies.");
        return 0;
    }
}
