using Holdfast.Fuzz.Targets;

namespace Holdfast.Fuzz;

/// <summary>Every parser of what strangers, other roles or a disk send. docs/FUZZING.md lists what ran how long.</summary>
internal static class AllTargets
{
    public static readonly IReadOnlyList<Target> All = [.. FhirTargets.All, .. SearchTargets.All, .. WriteTargets.All, .. TokenTargets.All, .. PersonTargets.All, .. LedgerTargets.All];

    public static Target? Find(string name) => All.FirstOrDefault(target => target.Name == name);
}
