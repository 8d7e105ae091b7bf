namespace Holdfast.Tests;

/// <summary>
/// Published vectors and synthetic cohorts that stand beside the checkout: in the folder named by HOLDFAST_SHARED,
/// else in ../shared/data. A test that needs them and does not find them is skipped, and says so.
/// </summary>
public static class SharedData
{
    public static string? Root { get; } = Find();

    /// <summary>The path of a file or folder of the shared data; skips the calling test, loudly, when it is not there.</summary>
    public static string Path(string relative)
    {
        var path = Root is null ? null : System.IO.Path.Combine(Root, relative);
        if (path is null || !(File.Exists(path) || Directory.Exists(path)))
            Assert.Skip($"SKIPPED: shared data '{relative}' not found. Set HOLDFAST_SHARED to the folder that holds it.");
        return path!;
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("HOLDFAST_SHARED") is { Length: > 0 } named) return named;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "Holdfast.slnx")))
                return System.IO.Path.GetFullPath(System.IO.Path.Combine(folder.FullName, "..", "shared", "data"));
        return null;
    }
}
