using Holdfast.ChartApp.Notes;

namespace Holdfast.Tests.ChartApp;

/// <summary>A device's drafts, without the seal: what is kept, for whom.</summary>
internal sealed class DraftsInMemory : IDraftStore
{
    private readonly Dictionary<(string Person, string Chart, string Id), string> _kept = [];

    public Task<bool> Save(string person, string chart, string secret, string draftId, string json)
    {
        _kept[(person, chart, draftId)] = json;
        return Task.FromResult(true);
    }

    public Task<string> Read(string person, string chart, string secret) =>
        Task.FromResult($"[{string.Join(',', _kept.Where(k => k.Key.Person == person && k.Key.Chart == chart).Select(k => k.Value))}]");

    public Task Drop(string person, string chart, string draftId)
    {
        _kept.Remove((person, chart, draftId));
        return Task.CompletedTask;
    }

    public Task<int> Count() => Task.FromResult(_kept.Count);
}
