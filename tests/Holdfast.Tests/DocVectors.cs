using System.Text.Json;

namespace Holdfast.Tests;

/// <summary>
/// The test vectors of docs/KEYS.md, which an outsider implements against. They were made by another program than this
/// one, from the document alone, so that a test that passes here shows that the document says enough.
/// </summary>
public static class DocVectors
{
    public static JsonElement Read(string name)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Holdfast.slnx")))
                return JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder.FullName, "docs", "vectors", name + ".json"))).RootElement;
        throw new InvalidOperationException("The tests do not run inside the repository.");
    }

    public static string Text(this JsonElement element, string member) => element.GetProperty(member).GetString()!;

    public static byte[] Hex(this JsonElement element, string member) => Convert.FromHexString(element.Text(member));
}
