using System.Text.Json;
using Holdfast.Keyholder.Budgets;
using Holdfast.Keyholder.Keys;
using Holdfast.Keyholder.Ledger;
using Holdfast.Wire;

namespace Holdfast.Keyholder.PatientDirectory;

/// <summary>
/// Who of the found is shown to a person, at the desk or through an application: within one budget of identities, and
/// entered. What was asked is entered as a keyed hash only; who was shown, by chart. A search that finds nobody counts as
/// one, too.
/// </summary>
internal sealed class ShowPeople(Journal journal, UseKey hashes)
{
    /// <summary>Looked at beyond what is shown, because the asker's own patients are shown free.</summary>
    public const int Candidates = 2 * Limits.FoundPerSearch;

    public const string NothingLeft = "the person has been shown as many people as a day allows";

    /// <param name="Charts">Those that are shown, in their order.</param>
    /// <param name="Entries">Their entries, to be unsealed after the lock was given back.</param>
    /// <param name="Alike">For a question by sound, as of <see cref="DirectoryAnswer.Found.Alike"/>.</param>
    /// <param name="Left">Identities that the person may still be shown.</param>
    internal sealed record Shown(IReadOnlyList<ChartId> Charts, IReadOnlyList<DirectoryTable.Sealed> Entries, IReadOnlyList<int> Alike, bool More, int Left);

    /// <summary>Null when nothing is left of the budget.</summary>
    /// <param name="through">Writes of an application's search under which grant and through which node it went; null at the desk.</param>
    public Shown? Show(Draft draft, PersonId person, SessionId session, DirectoryQuery query, DirectoryAnswer.Found found, int most, Action<Utf8JsonWriter>? through)
    {
        var tables = journal.Tables;
        var facts = found.Charts.Select(chart => new FoundFact(
            tables.Assignments.Explains(person, chart, draft.Now), tables.Counted.Holds(Counted.Identity, person, chart, draft.Now))).ToList();
        if (SearchDecision.Decide(tables.Counted.CountOf(Counted.Identity, person, draft.Now), facts, tables.Budgets.Of(person, draft.Now).Identities, most) is not SearchDecision.Allowed allowed)
            return null;

        var miss = found.Charts.Count == 0;
        foreach (var index in allowed.Count) draft.Change(tables.Counted.Use(Counted.Identity, person, found.Charts[index], draft.NowMs));
        if (miss) draft.Change(tables.Counted.Use(Counted.Identity, person, ChartId.New(), draft.NowMs)); // nobody's id
        var shown = allowed.Show.Select(index => found.Charts[index]).ToList();
        var more = found.More || allowed.Withheld || shown.Count < found.Charts.Count;
        Record(draft, person, session, Convert.ToHexStringLower(hashes.Mac("holdfast/search/v1"u8, RowJson.Write(query))), shown, more, through);
        return new Shown(
            shown, [.. shown.Select(chart => tables.Directory.Of(chart)!)], found.Alike.Count == 0 ? [] : [.. allowed.Show.Select(index => found.Alike[index])],
            more, Math.Max(0, allowed.Left - (miss ? 1 : 0)));
    }

    public static void Record(Draft draft, PersonId person, SessionId session, string queryHash, IReadOnlyList<ChartId> shown, bool more, Action<Utf8JsonWriter>? through = null) => draft.Record("search", json =>
    {
        Entries.Id(json, "person", person);
        Entries.Id(json, "session", session);
        json.WriteString("query", queryHash);
        Entries.List(json, "charts", shown);
        json.WriteBoolean("more", more);
        through?.Invoke(json);
    });
}
