using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Holdfast.Fuzz;

// docs/FUZZING.md. Each target runs in a process of its own: an input may end it.
switch (args)
{
    case ["afl", { } name]:
        Afl.Run(name);
        return 0;
    case ["seeds", { } name, { } folder] when AllTargets.Find(name) is { } target:
        return Afl.WriteSeeds(target, folder);
    case ["list"]:
        foreach (var one in AllTargets.All) Console.WriteLine($"{one.Name,-22} {one.Parser}");
        return 0;
    case ["all", { } seconds] when int.TryParse(seconds, out var each):
        return await All(AllTargets.All, each, Path.Combine(Path.GetTempPath(), "holdfast-fuzz"));
    case ["all", { } seconds, { } folder] when int.TryParse(seconds, out var each):
        return await All(AllTargets.All, each, folder);
    case ["one", { } name, { } seconds, { } folder] when int.TryParse(seconds, out var each) && AllTargets.Find(name) is { } target:
        return One(target, each, folder);
    case ["show", { } name, { } file] when AllTargets.Find(name) is { } target:
        var trial = Trial.Of(target, File.ReadAllBytes(file));
        Console.WriteLine($"{trial.Fault ?? trial.Outcome} ({trial.Work.Bytes} bytes, {trial.Work.Seconds:F3} s)");
        return trial.Fault is null ? 0 : 1;
    default:
        Console.Error.WriteLine("Holdfast.Fuzz list | seeds NAME FOLDER | afl NAME | all SECONDS-EACH [FOLDER] | one NAME SECONDS FOLDER | show NAME FILE");
        return 2;
}

static int One(Target target, int seconds, string folder)
{
    Directory.CreateDirectory(folder);
    var clock = Stopwatch.StartNew();
    var hunt = new Hunt(target, BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(8)));
    hunt.Run(() => clock.Elapsed.TotalSeconds < seconds, Path.Combine(folder, target.Name + ".current"));
    foreach (var (fault, input) in hunt.Faults)
    {
        var file = Path.Combine(folder, $"{target.Name}-{Convert.ToHexStringLower(SHA256.HashData(input))[..12]}");
        File.WriteAllBytes(file, input);
        Console.WriteLine($"   FOUND {fault}\n         {file}");
    }

    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{target.Name,-22} {clock.Elapsed.TotalSeconds,5:F0} s {hunt.Inputs,10:N0} inputs {hunt.Outcomes,6} outcomes  at most {hunt.MostBytes >> 10,7} KiB {hunt.MostSeconds,6:F3} s  {hunt.Faults.Count} found"));
    File.Delete(Path.Combine(folder, target.Name + ".current"));
    return hunt.Faults.Count == 0 ? 0 : 1;
}

static async Task<int> All(IReadOnlyList<Target> targets, int seconds, string folder)
{
    var found = 0;
    foreach (var target in targets)
    {
        using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [.. Host(), "one", target.Name, $"{seconds}", folder]))!;
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(3 * seconds + 120));
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            await process.WaitForExitAsync();
        }

        if (process.ExitCode == 0) continue;
        found++;
        if (process.ExitCode != 1) Console.WriteLine($"   FOUND {target.Name} ended with {process.ExitCode}, at the input in {Path.Combine(folder, target.Name + ".current")} (4 bytes of length first)");
    }

    Console.WriteLine(found == 0 ? $"{targets.Count} targets, nothing found." : $"{found} of {targets.Count} targets have findings in {folder}.");
    return found == 0 ? 0 : 1;
}

/// As "dotnet X.dll" the process is dotnet, and the program its first argument.
static string[] Host() => Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [Environment.GetCommandLineArgs()[0]] : [];
