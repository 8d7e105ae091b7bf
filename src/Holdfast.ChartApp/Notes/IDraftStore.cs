namespace Holdfast.ChartApp.Notes;

/// <summary>
/// Where drafts are sealed: in the browser IndexedDB. What seals them has two halves: a key of this device that no script can
/// read, one for each person and chart, and a secret that only the person's own grant on the chart brings. So the next
/// person of a shared tablet, with whatever tools, has one half.
/// A process boundary, so tests put a store in memory in its place.
/// </summary>
internal interface IDraftStore
{
    /// <summary>True once the draft is on disk.</summary>
    Task<bool> Save(string person, string chart, string secret, string draftId, string json);

    /// <summary>The drafts of this person for this chart that this device can open, as a JSON array, and how many it cannot.</summary>
    Task<string> Read(string person, string chart, string secret);

    Task Drop(string person, string chart, string draftId);

    /// <summary>How many drafts of anybody are kept on this device: the only thing that is known without a grant.</summary>
    Task<int> Count();
}
