using System.Diagnostics;
using Spectre.Console;

namespace Holdfast.Cli;

/// <summary>What people see while something long runs: steps with their times on standard error, plain when it is no terminal. Standard output is for results.</summary>
internal static class Terminal
{
    private static readonly IAnsiConsole Errors = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });

    public static async Task<T> Step<T>(string what, Func<Task<T>> work)
    {
        var watch = Stopwatch.StartNew();
        T result;
        if (Console.IsErrorRedirected) result = await work();
        else result = await Errors.Status().StartAsync(Markup.Escape(what) + " …", _ => work());
        Console.Error.WriteLine($"{what}  {watch.Elapsed.TotalSeconds:0.0} s");
        return result;
    }

    public static Task Step(string what, Func<Task> work) => Step(what, async () =>
    {
        await work();
        return 0;
    });
}
