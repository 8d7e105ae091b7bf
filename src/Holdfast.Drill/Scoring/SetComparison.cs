namespace Holdfast.Drill.Scoring;

/// <summary>
/// What the watch says could have been read, against what the attacker could read: two sets of ids. Too much said is as
/// wrong as too little, because every name on that list gets a letter. Empty against empty is right: 1 and 1.
/// </summary>
internal sealed record SetComparison(int Said, int True, int Both)
{
    public static SetComparison Of(IEnumerable<string> said, IEnumerable<string> truth)
    {
        var (left, right) = (said.ToHashSet(StringComparer.Ordinal), truth.ToHashSet(StringComparer.Ordinal));
        return new SetComparison(left.Count, right.Count, left.Count(right.Contains));
    }

    public double Precision => Said == 0 ? (True == 0 ? 1 : 0) : (double)Both / Said;

    public double Recall => True == 0 ? (Said == 0 ? 1 : 0) : (double)Both / True;

    public bool Exact => Said == Both && True == Both;
}
