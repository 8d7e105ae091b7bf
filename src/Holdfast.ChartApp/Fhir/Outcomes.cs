using System.Text.Json;

namespace Holdfast.ChartApp.Fhir;

/// <summary>OperationOutcome: the server's words, and what they say about the completeness of an answer.</summary>
internal static class Outcomes
{
    /// <summary>Set by records when rows of a chart are missing or do not authenticate.</summary>
    public const string GapHeader = "Holdfast-Gap";

    public static bool Is(JsonElement resource) => resource.Text("resourceType") == "OperationOutcome";

    /// <summary>The first issue in words, for people.</summary>
    public static string? Words(JsonElement outcome)
    {
        if (!Is(outcome)) return null;
        var issue = outcome.Get("issue").First();
        return issue.Get("details").Text("text") ?? issue.Text("diagnostics");
    }

    public static bool SaysGap(JsonElement outcome) => HasIssue(outcome, "incomplete");

    public static bool SaysWithheld(JsonElement outcome) => HasIssue(outcome, "suppressed");

    private static bool HasIssue(JsonElement outcome, string code) =>
        Is(outcome) && outcome.Get("issue").Items().Any(issue => issue.Text("code") == code);
}
