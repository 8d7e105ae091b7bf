namespace Holdfast.Drill.Installations;

/// <summary>
/// The weakened host of the controls: the same roles with one protection taken out, in tests/ of the source tree and in
/// no installed product. Without it a control cannot succeed, and says so.
/// </summary>
internal static class WeakHost
{
    private const string Name = "Holdfast.WeakHost";

    /// <summary>The newest build in the source tree around <paramref name="folder"/>; null when there is none.</summary>
    public static string? Find(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
        {
            var bin = Path.Combine(at.FullName, "tests", Name, "bin");
            if (!File.Exists(Path.Combine(at.FullName, "Holdfast.slnx"))) continue;
            return !Directory.Exists(bin) ? null : Directory.GetFiles(bin, $"{Name}.dll", SearchOption.AllDirectories)
                .Where(f => File.Exists(Path.ChangeExtension(f, ".runtimeconfig.json"))).OrderByDescending(File.GetLastWriteTimeUtc).FirstOrDefault();
        }

        return null;
    }
}
