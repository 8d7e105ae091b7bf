using System.Text;
using System.Text.Json;

namespace Holdfast.Fuzz;

/// <summary>What the targets begin with: texts in their own files, the vectors of docs/vectors, the corpus of what was once found, and HL7's examples where HOLDFAST_SHARED has them.</summary>
internal static class Seeds
{
    /// <summary>Larger examples would make each change of them slow.</summary>
    private const int LargestExample = 24 * 1024;

    public static readonly string Repository = Find();

    public static IEnumerable<byte[]> Texts(params IEnumerable<string> texts) => texts.Select(Encoding.UTF8.GetBytes);

    /// <summary>Inputs that once were a finding, by name.</summary>
    public static IEnumerable<(string Name, byte[] Input)> Corpus(string target)
    {
        var folder = Path.Combine(Repository, "tests", "Holdfast.Fuzz", "Corpus", target);
        return Directory.Exists(folder) ? Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Select(file => (Path.GetFileName(file), File.ReadAllBytes(file))) : [];
    }

    public static JsonElement Vectors(string name) => JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Repository, "docs", "vectors", name + ".json"))).RootElement;

    public static IEnumerable<byte[]> Examples() => Shared("hl7-r4-examples", "*.json");

    /// <summary>The small files of a folder of the shared data; none where there is no such folder.</summary>
    public static IEnumerable<byte[]> Shared(string folder, string pattern)
    {
        var root = Path.Combine(Environment.GetEnvironmentVariable("HOLDFAST_SHARED") ?? Path.Combine(Repository, "..", "shared", "data"), folder);
        return !WithShared || !Directory.Exists(root) ? [] : Directory.EnumerateFiles(root, pattern, SearchOption.AllDirectories).Where(file => new FileInfo(file).Length <= LargestExample).Order(StringComparer.Ordinal).Select(File.ReadAllBytes);
    }

    /// <summary>Off in the fast tests, which take the same seconds everywhere.</summary>
    public static bool WithShared { get; set; } = true;

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Holdfast.slnx"))) return folder.FullName;
        throw new InvalidOperationException("The fuzzers run from inside the checkout: the vectors and the corpus stand there.");
    }
}
