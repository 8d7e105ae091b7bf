using System.Runtime.InteropServices.JavaScript;

namespace Holdfast.ChartApp.Browser;

/// <summary>The functions of wwwroot/documents.js: bytes stay on that side. Strings and numbers cross, nothing else.</summary>
internal static partial class DocumentModule
{
    private const string Name = "documents";
    private static Task? _loading;

    /// <summary>Once, when the first document is asked for.</summary>
    public static Task Load() => _loading ??= JSHost.ImportAsync(Name, "../documents.js");

    [JSImport("chosen", Name)] public static partial string Chosen(string inputId);
    [JSImport("drop", Name)] public static partial void Drop(string handle);
    [JSImport("send", Name)] public static partial Task<string> Send(string method, string address, string headers, string handle, double from, double to);
    [JSImport("read", Name)] public static partial Task<string> Read(string address, string headers);
    [JSImport("picture", Name)] public static partial string Picture(string handle);
    [JSImport("dropPicture", Name)] public static partial void DropPicture(string address);
    [JSImport("text", Name)] public static partial Task<string> Text(string handle);
    [JSImport("save", Name)] public static partial void Save(string handle, string name);
    [JSImport("showDialog", Name)] public static partial void ShowDialog(string id, [JSMarshalAs<JSType.Function>] Action closed);
    [JSImport("showPdf", Name)] public static partial void ShowPdf(string handle, string frameId, string words, string language, [JSMarshalAs<JSType.Function<JSType.String>>] Action<string> told);
}
