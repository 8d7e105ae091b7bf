using System.Diagnostics;
using System.Reflection;
using System.Runtime.Loader;
using Holdfast.Mutate;

// The mutants of the keyholder's pure decisions: which of them do the tables of cases notice? docs/MUTATION.md.
//   dotnet run -c Release --project bench/Holdfast.Mutate [PART OF A FILE'S NAME ...]
string[] decisions =
[
    "Grants/OpenDecision.cs", "Grants/RoleTable.cs", "Grants/SessionDecision.cs", "Budgets/SearchDecision.cs", "Budgets/DistinctWindow.cs",
    "Directory/DirectoryRules.cs", "Directory/HealthNumbers.cs", "Directory/NameLikeness.cs", "Approvals/ApprovalDecision.cs", "Sessions/StepUpDecision.cs",
    "Sessions/SessionLimits.cs", "Staff/WorkDecision.cs", "Staff/NarrowingDecision.cs", "Clients/AuthorizationDecision.cs", "Clients/ScopeGrammar.cs",
    "Clients/RedirectUris.cs", "BackendServices/ServiceDecision.cs",
];
// Classes of tests: those that begin with the name of such a file, and these.
string[] besides = ["DirectoryIndexTests", "RedirectUriTests"];

var root = new DirectoryInfo(AppContext.BaseDirectory);
while (root is not null && !File.Exists(Path.Combine(root.FullName, "Holdfast.slnx"))) root = root.Parent;
var project = Path.Combine(root!.FullName, "src/Holdfast.Keyholder");
var binaries = Path.Combine(root.FullName, "tests/Holdfast.Tests/bin/Debug/net10.0");
AssemblyLoadContext.Default.Resolving += (context, name) =>
    Path.Combine(binaries, name.Name + ".dll") is var path && File.Exists(path) ? context.LoadFromAssemblyPath(path) : null;

var started = Stopwatch.StartNew();
var files = decisions.Where(file => args.Length == 0 || args.Any(file.Contains)).ToList();
var build = MutatedBuild.Of(project, files, binaries);
var most = build.Mutants.Max(mutant => mutant.Number) + 1;
var names = decisions.Select(file => Path.GetFileNameWithoutExtension(file)).ToList();
Trial Load() => new(binaries, build.Assembly, most, type => besides.Contains(type.Name) || names.Any(name => type.Name.StartsWith(name + "Tests") || type.Name.StartsWith(name + "PropertyTests")));

// Without a mutant every test passes; and what each reaches, and costs, is seen on the way.
var clean = Load();
var tests = new List<(MethodInfo Test, bool[] Reached, int Calls)>();
foreach (var test in clean.Tests)
{
    Array.Clear(clean.Reached);
    if (clean.Run(test, -1) is { } failure) throw new InvalidOperationException($"{test.DeclaringType!.Name}.{test.Name} fails without a mutant: build the tests again. {failure}");
    tests.Add((test, (bool[])clean.Reached.Clone(), clean.Calls));
}

tests.Sort((one, other) => one.Calls.CompareTo(other.Calls));
Console.WriteLine($"{build.Mutants.Count} mutants in {files.Count} files, {tests.Count} tests in {clean.Classes.Count} classes, ready after {started.Elapsed.TotalSeconds:0} s");

var fates = new List<(Mutant Mutant, string Fate)>();
foreach (var mutant in build.Mutants)
{
    var trial = mutant.AtLoad ? Load() : clean;
    var facing = mutant.AtLoad
        ? tests.Select(known => trial.Tests.Single(test => test.Name == known.Test.Name && test.DeclaringType!.FullName == known.Test.DeclaringType!.FullName))
        : tests.Where(known => known.Reached[mutant.Number]).Select(known => known.Test);
    var fate = !mutant.AtLoad && !facing.Any() ? "unreached" : "survived";
    foreach (var test in facing)
    {
        if (trial.Run(test, mutant.Number) is not { } failure) continue;
        fate = failure is TimeoutException ? "ran away" : "killed";
        break;
    }

    fates.Add((mutant, fate));
}

Console.WriteLine($"{"file",-34}{"mutants",8}{"killed",8}{"ran away",10}{"survived",10}{"unreached",11}{"score",8}");
foreach (var file in fates.GroupBy(one => one.Mutant.File).Append(fates.GroupBy(_ => "all").Single()))
{
    int Of(string fate) => file.Count(one => one.Fate == fate);
    Console.WriteLine($"{file.Key,-34}{file.Count(),8}{Of("killed"),8}{Of("ran away"),10}{Of("survived"),10}{Of("unreached"),11}{100.0 * (Of("killed") + Of("ran away")) / file.Count(),7:0.0}%");
}

foreach (var (mutant, fate) in fates.Where(one => one.Fate is "survived" or "unreached")) Console.WriteLine($"{fate}: {mutant.File}:{mutant.Line}  {mutant.Change}");
Console.WriteLine($"{started.Elapsed.TotalSeconds:0} s");
