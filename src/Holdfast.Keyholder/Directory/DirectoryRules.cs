using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.PatientDirectory;

/// <summary>What is wrong with one field: its JSON name, and what to do about it. Never its content.</summary>
internal sealed record FieldProblem(string Field, string Mend);

internal static class DirectoryRules
{
    /// <summary>Everything that is wrong, or nothing.</summary>
    public static IReadOnlyList<FieldProblem> Check(DirectoryFields fields, DateOnly today) => throw new NotImplementedException();
}
