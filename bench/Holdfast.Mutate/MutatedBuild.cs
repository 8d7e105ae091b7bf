using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Holdfast.Mutate;

/// <summary>The keyholder with all mutants of some of its files in one assembly, compiled in memory from the sources as they are now.</summary>
/// <param name="Mutants">Those that compile.</param>
internal sealed record MutatedBuild(byte[] Assembly, IReadOnlyList<Mutant> Mutants)
{
    /// <summary>Calls of the switch in one test before it is taken for a loop without end: the longest test makes under two million.</summary>
    private const int MostCalls = 50_000_000;

    private const string Switch = """
        namespace Holdfast;
        public static class Mutants
        {
            public static int Active = -1;
            public static int Calls;
            public static bool[] Reached = new bool[0];
            public static bool On(int number)
            {
                if (++Calls > MOST) throw new global::System.TimeoutException("ran away");
                Reached[number] = true;
                return number == Active;
            }
        }
        """;

    /// <param name="files">Below <paramref name="project"/>.</param>
    /// <param name="binaries">Where the tests were built: what the project refers to.</param>
    public static MutatedBuild Of(string project, IReadOnlyList<string> files, string binaries)
    {
        var options = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest).WithFeatures([new("InterceptorsNamespaces", "")]);
        var sources = Directory.GetFiles(project, "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/bin/") && (!path.Contains("/obj/") || (path.Contains("/obj/Debug/net10.0/") && (path.EndsWith(".GlobalUsings.g.cs") || path.EndsWith(".AssemblyInfo.cs")))))
            .Select(path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), options, path));
        var platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(':').Where(path => path.Contains("/shared/"));
        var ours = Directory.GetFiles(binaries, "*.dll").Where(path =>
            (!Path.GetFileName(path).StartsWith("Holdfast.", StringComparison.Ordinal) || Path.GetFileName(path) is "Holdfast.Ledger.dll" or "Holdfast.Wire.dll") && IsManaged(path));
        var compilation = CSharpCompilation.Create("Holdfast.Keyholder", sources,
            ours.Concat(platform).DistinctBy(Path.GetFileName).Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable, optimizationLevel: OptimizationLevel.Release));
        var clean = (CSharpCompilation)Generated(compilation, options);
        if (clean.GetDiagnostics().FirstOrDefault(IsError) is { } broken) throw new InvalidOperationException($"The sources do not compile: {broken}");

        HashSet<int> dropped = [];
        while (true)
        {
            var mutants = new List<Mutant>();
            var mutated = clean;
            foreach (var file in files)
            {
                var tree = clean.SyntaxTrees.Single(one => one.FilePath == Path.Combine(project, file));
                var root = new Mutator(clean.GetSemanticModel(tree), file, mutants, dropped).Visit(tree.GetRoot());
                mutated = mutated.ReplaceSyntaxTree(tree, CSharpSyntaxTree.Create((CompilationUnitSyntax)root, options, tree.FilePath));
            }

            mutated = mutated.AddSyntaxTrees(CSharpSyntaxTree.ParseText(Switch.Replace("MOST", MostCalls.ToString()), options));
            using var assembly = new MemoryStream();
            var errors = mutated.Emit(assembly).Diagnostics.Where(IsError).ToList();
            if (errors.Count == 0) return new MutatedBuild(assembly.ToArray(), [.. mutants.Where(mutant => !dropped.Contains(mutant.Number))]);
            var before = dropped.Count;
            foreach (var error in errors) dropped.UnionWith(Blamed(error));
            if (dropped.Count == before) throw new InvalidOperationException($"No mutant to blame for {string.Join('\n', errors)}");
        }
    }

    /// <summary>The mutant whose own text does not compile; else those around or inside the place.</summary>
    private static IEnumerable<int> Blamed(Diagnostic error)
    {
        var node = error.Location.SourceTree!.GetRoot().FindNode(error.Location.SourceSpan, getInnermostNodeForTie: true);
        var marked = node.AncestorsAndSelf().FirstOrDefault(one => one.HasAnnotations(Mutator.Mark)) is { } around
            ? [around] : node.GetAnnotatedNodes(Mutator.Mark);
        return marked.SelectMany(one => one.GetAnnotations(Mutator.Mark)).Select(mark => int.Parse(mark.Data!));
    }

    /// <summary>What the platform's source generators add (regular expressions, log messages).</summary>
    private static Compilation Generated(CSharpCompilation compilation, CSharpParseOptions options)
    {
        var packs = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "../../../packs"));
        string[] names = ["System.Text.RegularExpressions.Generator.dll", "Microsoft.Extensions.Logging.Generators.dll"];
        var generators = names.Select(name => Directory.GetFiles(packs, name, SearchOption.AllDirectories).Max() ?? throw new FileNotFoundException(name))
            .SelectMany(path => new Microsoft.CodeAnalysis.Diagnostics.AnalyzerFileReference(path, new Loader()).GetGenerators(LanguageNames.CSharp));
        CSharpGeneratorDriver.Create(generators, parseOptions: options).RunGeneratorsAndUpdateCompilation(compilation, out var generated, out _);
        return generated;
    }

    private static bool IsError(Diagnostic diagnostic) => diagnostic.Severity == DiagnosticSeverity.Error;

    private static bool IsManaged(string path)
    {
        try
        {
            AssemblyName.GetAssemblyName(path);
            return true;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }

    private sealed class Loader : IAnalyzerAssemblyLoader
    {
        public void AddDependencyLocation(string fullPath)
        {
        }

        public System.Reflection.Assembly LoadFromPath(string fullPath) => System.Reflection.Assembly.LoadFrom(fullPath);
    }
}
