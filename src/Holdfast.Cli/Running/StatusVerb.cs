using System.CommandLine;
using System.Text.Json;
using Holdfast.Cli.Installation;
using Spectre.Console;

namespace Holdfast.Cli.Running;

/// <summary><c>holdfast status DATA</c>: each role's address, health and version, and which promises this deployment does not keep.</summary>
internal static class StatusVerb
{
    public static Command Command()
    {
        var data = new Argument<string>("DATA") { Description = "The installation's folder." };
        var json = new Option<bool>("--json") { Description = "Print JSON." };
        var command = new Command("status", "Each role's address, health and version; and the promises that this deployment does not keep.") { data, json };
        command.SetAction(async (parsed, cancel) =>
        {
            var folder = Path.GetFullPath(parsed.GetRequiredValue(data));
            var file = InstallationFile.Load(folder);
            var roles = await Health.Ask(folder, file, cancel);
            var limits = DeploymentLimits.Of(folder, file, roles.Single(role => role.Role == "keyholder").BearerApps);
            if (parsed.GetValue(json))
                Console.WriteLine(JsonSerializer.Serialize(new { installation = file.Installation, roles, promisesNotKept = limits }, JsonSerializerOptions.Web));
            else
                Print(roles, limits);
            return roles.All(r => r.State == "ok") ? 0 : 1;
        });
        return command;
    }

    private static void Print(IReadOnlyList<RoleCondition> roles, IReadOnlyList<string> limits)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("role", "address", "health", "version", "");
        foreach (var role in roles) table.AddRow([.. new[] { role.Role, role.Address, role.State, role.Version, role.Detail }.Select(Markup.Escape)]);
        AnsiConsole.Write(table);
        if (limits.Count == 0) return;
        Console.WriteLine("Promises that this deployment does not keep:");
        foreach (var limit in limits) Console.WriteLine($"  - {limit}");
    }
}
