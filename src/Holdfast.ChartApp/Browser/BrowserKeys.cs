using Holdfast.ChartApp.Launch;
using Holdfast.ChartApp.Notes;

namespace Holdfast.ChartApp.Browser;

/// <summary>The device's proof key, made by WebCrypto and not extractable.</summary>
internal sealed class BrowserProofKey : IProofKey
{
    private Task<string>? _jwk;

    public Task<string> PublicJwk() => _jwk ??= BrowserModule.ProofPublicJwk();

    public Task<string> Sign(string text) => BrowserModule.ProofSign(text);
}

/// <summary>Drafts in IndexedDB, sealed by browser.js.</summary>
internal sealed class BrowserDraftStore : IDraftStore
{
    public Task<bool> Save(string person, string chart, string secret, string draftId, string json) => BrowserModule.SaveDraft(person, chart, secret, draftId, json);

    public Task<string> Read(string person, string chart, string secret) => BrowserModule.ReadDrafts(person, chart, secret);

    public Task Drop(string person, string chart, string draftId) => BrowserModule.DropDraft(person, chart, draftId);

    public Task<int> Count() => BrowserModule.CountDrafts();
}
