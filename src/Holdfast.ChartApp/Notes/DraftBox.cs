using System.Text.Json;
using Holdfast.ChartApp.Fhir;
using Holdfast.ChartApp.Launch;

namespace Holdfast.ChartApp.Notes;

/// <summary>The drafts of the person of the grant for the open chart. What one person wrote is never listed for another, nor can be read without a grant of theirs.</summary>
internal sealed class DraftBox(IDraftStore store, Grant grant)
{
    private readonly List<NoteDraft> _drafts = [];

    /// <summary>Oldest first.</summary>
    public IReadOnlyList<NoteDraft> Drafts => _drafts;

    /// <summary>Some draft is there that this version cannot read; it is left where it is.</summary>
    public bool SomeUnreadable { get; private set; }

    public async Task Load()
    {
        _drafts.Clear();
        using var all = JsonDocument.Parse(await store.Read(grant.PersonId, grant.PatientId, grant.DraftSecret));
        foreach (var item in all.RootElement.Items())
            if (NoteDraft.Read(item) is { } draft) _drafts.Add(draft);
            else SomeUnreadable = true;
        _drafts.Sort((a, b) => a.Started.CompareTo(b.Started));
    }

    public async Task<bool> Save(NoteDraft draft)
    {
        var place = _drafts.FindIndex(d => d.Id == draft.Id);
        if (place < 0) _drafts.Add(draft);
        else _drafts[place] = draft;
        return await store.Save(grant.PersonId, grant.PatientId, grant.DraftSecret, draft.Id, draft.Write());
    }

    public async Task Drop(NoteDraft draft)
    {
        _drafts.RemoveAll(d => d.Id == draft.Id);
        await store.Drop(grant.PersonId, grant.PatientId, draft.Id);
    }
}
