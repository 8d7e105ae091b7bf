using System.CommandLine;
using Holdfast.Cli.Running;

namespace Holdfast.Cli.Demo;

/// <summary><c>holdfast drill [N...]</c>: attacks a throw-away installation and prints what the attacker got.</summary>
internal static class DrillVerb
{
    public static Command Command()
    {
        var attacks = new Argument<int[]>("N") { Description = "Numbers of attacks (docs/DRILL.md). None: all that exist.", Arity = ArgumentArity.ZeroOrMore };
        var json = new Option<bool>("--json") { Description = "Print one JSON line per attack." };
        var command = new Command("drill", "Attack a throw-away installation in each known way, and print what the attacker got, how soon it was noticed, and who must be told.") { attacks, json };
        command.SetAction(async (parsed, cancel) =>
        {
            var work = Directory.CreateTempSubdirectory("holdfast-drill-");
            try
            {
                return await Programs.RunInFront("Holdfast.Drill",
                    ["attack", .. parsed.GetValue(attacks)!.Select(n => $"{n}"), "--programs", Programs.Folder, "--work", work.FullName, .. parsed.GetValue(json) ? new[] { "--json" } : []], cancel);
            }
            finally
            {
                work.Delete(recursive: true);
            }
        });
        return command;
    }
}
