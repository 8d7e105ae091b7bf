using SharpFuzz;

namespace Holdfast.Fuzz;

/// <summary>The way in for AFL++, whose process this is a child of: `with-coverage` instruments the parsers and starts it.</summary>
internal static class Afl
{
    /// <summary>AFL++ slows down with many large seeds; the small ones bring most of the paths.</summary>
    private const int MostSeeds = 60;
    private const int LargestSeed = 8 * 1024;

    /// <summary>Targets are made within the first run: instrumented code has no place to count in before.</summary>
    public static void Run(string name)
    {
        Target? target = null;
        Fuzzer.Run(stream =>
        {
            using var input = new MemoryStream();
            stream.CopyTo(input);
            target ??= AllTargets.Find(name)!;
            if (Trial.Of(target, input.ToArray()).Fault is { } fault) throw new Broken(fault);
        });
    }

    /// <summary>What AFL++ begins with: each in a file, none that is a finding already.</summary>
    public static int WriteSeeds(Target target, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var (place, seed) in target.Seeds().Concat(Seeds.Corpus(target.Name).Select(once => once.Input)).Where(seed => seed.Length is > 0 and <= LargestSeed && Trial.Of(target, seed).Fault is null).Take(MostSeeds).Index())
            File.WriteAllBytes(Path.Combine(folder, $"{place:D4}"), seed);
        return 0;
    }
}
