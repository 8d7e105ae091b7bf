using System.Globalization;
using Spectre.Console;

namespace Holdfast.Drill.Scoring;

/// <summary>The results for people: a table, then what was tried and what remains, attack by attack.</summary>
internal static class ResultTable
{
    public static void Print(IReadOnlyList<AttackResult> results)
    {
        if (Console.IsOutputRedirected) AnsiConsole.Profile.Width = 160; // a file has no edge to wrap at
        var table = new Table().Border(TableBorder.Simple);
        foreach (var column in new[] { "#", "attack", "obtained", "noticed", "frozen", "precision", "recall", "control", "verdict" }) table.AddColumn(column);
        foreach (var r in results)
            table.AddRow($"{r.Number}", Markup.Escape(r.Name), $"{r.Obtained} of {r.Of}", Seconds(r.NoticedSeconds), Seconds(r.FrozenSeconds),
                Three(r.Exposure.Precision), Three(r.Exposure.Recall), r.ControlSucceeded ? "succeeded" : "[red]failed[/]", Coloured(r.Verdict));
        AnsiConsole.Write(table);
        foreach (var r in results)
        {
            AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[bold]{r.Number}  {r.Name}[/]  ({r.TakesPart})");
            foreach (var note in r.Notes) AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"   {note}");
        }
    }

    private static string Seconds(double? seconds) => seconds is { } s ? string.Create(CultureInfo.InvariantCulture, $"{s:0.000} s") : "-";

    private static string Three(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Coloured(Verdict verdict) => verdict switch
    {
        Verdict.Held => "[green]held[/]",
        Verdict.Limited => "[yellow]limited[/]",
        _ => "[red]failed[/]",
    };
}
