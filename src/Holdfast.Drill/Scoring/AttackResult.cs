using System.Text.Json;
using System.Text.Json.Nodes;

namespace Holdfast.Drill.Scoring;

internal enum Verdict
{
    /// <summary>The promise was kept.</summary>
    Held,

    /// <summary>Kept, but for a promise that this deployment does not make (`holdfast status` lists them).</summary>
    Limited,

    /// <summary>Broken, or not shown: an attack whose control fails shows nothing.</summary>
    Failed,
}

/// <summary>What an attacker got, written down by the attacker, and what the installation noticed of it.</summary>
/// <param name="Obtained">Distinct patients.</param>
/// <param name="NoticedSeconds">From the first hostile act to the first sign in ledger or at opening; null when there was none, or nothing to notice.</param>
/// <param name="FrozenSeconds">From the first hostile act to the freeze; null when nobody was frozen.</param>
/// <param name="Notes">For people: what was tried, what remains visible, what the figure hides.</param>
internal sealed record AttackResult(
    int Number, string Name, int Obtained, int Of, double? NoticedSeconds, double? FrozenSeconds,
    SetComparison Exposure, bool ControlSucceeded, Verdict Verdict, string TakesPart, IReadOnlyList<string> Notes)
{
    /// <summary>Issue 2's line: these members, in this order, and no others.</summary>
    public string ToJsonLine() => new JsonObject
    {
        ["attack"] = Number,
        ["name"] = Name,
        ["obtained"] = Obtained,
        ["of"] = Of,
        ["noticedSeconds"] = NoticedSeconds is { } noticed ? Math.Round(noticed, 3) : null,
        ["frozenSeconds"] = FrozenSeconds is { } frozen ? Math.Round(frozen, 3) : null,
        ["precision"] = Math.Round(Exposure.Precision, 3),
        ["recall"] = Math.Round(Exposure.Recall, 3),
        ["control"] = ControlSucceeded ? "succeeded" : "failed",
        ["verdict"] = Word(Verdict),
    }.ToJsonString(new JsonSerializerOptions { WriteIndented = false });

    public static string Word(Verdict verdict) => verdict switch
    {
        Verdict.Held => "held",
        Verdict.Limited => "limited",
        _ => "failed",
    };
}
