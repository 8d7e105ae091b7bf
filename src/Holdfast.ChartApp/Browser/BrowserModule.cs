using System.Runtime.InteropServices.JavaScript;

namespace Holdfast.ChartApp.Browser;

/// <summary>The functions of wwwroot/browser.js: everything that only a browser can do. Strings and numbers cross, nothing else.</summary>
internal static partial class BrowserModule
{
    private const string Name = "browser";

    /// <summary>Relative to _framework, where the runtime lives.</summary>
    public static async Task Load() => await JSHost.ImportAsync(Name, "../browser.js");

    [JSImport("proofPublicJwk", Name)] public static partial Task<string> ProofPublicJwk();
    [JSImport("proofSign", Name)] public static partial Task<string> ProofSign(string text);

    [JSImport("saveDraft", Name)] public static partial Task<bool> SaveDraft(string person, string chart, string secret, string id, string json);
    [JSImport("readDrafts", Name)] public static partial Task<string> ReadDrafts(string person, string chart, string secret);
    [JSImport("dropDraft", Name)] public static partial Task DropDraft(string person, string chart, string id);
    [JSImport("countDrafts", Name)] public static partial Task<int> CountDrafts();

    [JSImport("address", Name)] public static partial string Address();
    [JSImport("cleanAddress", Name)] public static partial void CleanAddress();
    [JSImport("leaveFor", Name)] public static partial void LeaveFor(string address);
    [JSImport("reload", Name)] public static partial void Reload();
    [JSImport("print", Name)] public static partial void Print();

    [JSImport("takeRemembered", Name)] public static partial string? TakeRemembered();

    [JSImport("language", Name)] public static partial string Language();
    [JSImport("chooseLanguage", Name)] public static partial void ChooseLanguage(string tag);
    [JSImport("speak", Name)] public static partial void Speak(string tag);

    [JSImport("online", Name)] public static partial bool Online();
    [JSImport("idleMilliseconds", Name)] public static partial double IdleMilliseconds();
    [JSImport("watch", Name)] public static partial void Watch([JSMarshalAs<JSType.Function>] Action changed);

    [JSImport("focus", Name)] public static partial void Focus(string id);
    [JSImport("showSection", Name)] public static partial void ShowSection(string id);
    [JSImport("showBroken", Name)] public static partial void ShowBroken();
    [JSImport("guardLeaving", Name)] public static partial void GuardLeaving(bool unsaved);
}
