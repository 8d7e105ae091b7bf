using System.CommandLine;

namespace Holdfast.Cli.Running;

/// <summary><c>holdfast up DATA</c>: the four roles as processes, until Ctrl-C or until one of them ends.</summary>
internal static class UpVerb
{
    public static Command Command()
    {
        var data = new Argument<string>("DATA") { Description = "The installation's folder." };
        var json = new Option<bool>("--json") { Description = "Print one JSON line when everything is ready." };
        var command = new Command("up", "Start the four roles, wait until they are well, stop them on Ctrl-C. Restarts nothing by itself.") { data, json };
        command.SetAction(async (parsed, cancel) =>
        {
            var folder = Path.GetFullPath(parsed.GetRequiredValue(data));
            await using var running = await Terminal.Step("Starting keyholder, watch, records and desk", () => RunningInstallation.Start(folder, Console.Error.WriteLine, cancel));
            var file = running.File;
            if (parsed.GetValue(json))
                Console.WriteLine(System.Text.Json.JsonSerializer.Serialize(new
                {
                    ready = true, desk = file.DeskOrigin, records = file.RecordsOrigin, watch = file.WatchOrigin,
                    processes = running.Roles.ToDictionary(r => r.Role, r => r.ProcessId),
                }));
            else
                Console.WriteLine($"ready\n  desk     {file.DeskOrigin}\n  records  {file.RecordsOrigin}/fhir\n  watch    {file.WatchOrigin}\nCtrl-C stops them.");
            return await Wait(running, cancel);
        });
        return command;
    }

    /// <summary>0 after Ctrl-C; a <see cref="PlainFailure"/> when a role ended by itself.</summary>
    public static async Task<int> Wait(RunningInstallation running, CancellationToken cancel)
    {
        try
        {
            var ended = await running.FirstToEnd(cancel);
            throw new PlainFailure($"{ended.Epitaph}\nThe other roles were stopped. Mend the cause, then start again: nothing restarts silently.");
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine("Stopping.");
            return 0;
        }
    }
}
