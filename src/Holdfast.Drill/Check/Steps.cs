using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace Holdfast.Drill.Check;

/// <summary>A line for each step with its time: coloured on a terminal, plain elsewhere, JSON where a machine reads.</summary>
internal sealed class Steps(bool json)
{
    public async Task<T> Do<T>(string step, Func<Task<T>> work)
    {
        var watch = Stopwatch.StartNew();
        try
        {
            var result = await work();
            Say(step, watch.Elapsed.TotalSeconds, null);
            return result;
        }
        catch (Exception e) when (e is Clients.UnexpectedAnswerException or HttpRequestException or TaskCanceledException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            Say(step, watch.Elapsed.TotalSeconds, e.Message);
            throw new StepFailedException(step, e.Message);
        }
    }

    private void Say(string step, double seconds, string? failure)
    {
        if (json)
            Console.WriteLine(JsonSerializer.Serialize(failure is null ? (object)new { step, seconds = Math.Round(seconds, 3), ok = true } : new { step, seconds = Math.Round(seconds, 3), ok = false, failure }));
        else if (Console.IsOutputRedirected)
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(failure is null ? "ok" : "FAILED"),-7}{seconds,7:0.000} s  {step}"));
        else
            AnsiConsole.MarkupLine(string.Create(CultureInfo.InvariantCulture, $"{(failure is null ? "[green]ok[/]" : "[red]failed[/]")}  [grey]{seconds:0.000} s[/]  {Markup.Escape(step)}"));
    }
}

/// <summary>The step that stopped the job, for the last line of standard error.</summary>
internal sealed class StepFailedException(string step, string why) : Exception($"Step failed: {step}. {why}");
