namespace Holdfast.Keyholder.PatientDirectory;

/// <summary>
/// Could two folded names of people born on the same day be one person's? Generous: a coordinator looks at the answer,
/// and a second chart for one patient hides her allergies.
/// </summary>
internal static class NameLikeness
{
    private const int ShortestShared = 3;
    private const int TwoSlipsFrom = 7;

    public static bool Similar(FoldedName a, FoldedName b) =>
        (Similar(a.Family, b.Family) && Similar(a.Given, b.Given)) || (Similar(a.Family, b.Given) && Similar(a.Given, b.Family));

    /// <summary>The same but for a slip of the hand, a shortened form, or one of two names left out. A missing name is like any.</summary>
    private static bool Similar(string[] a, string[] b)
    {
        if (a.Length == 0 || b.Length == 0) return true;
        var (left, right) = (a[^1], b[^1]); // the name in one piece
        if (left.Length >= ShortestShared && right.StartsWith(left, StringComparison.Ordinal)) return true;
        if (right.Length >= ShortestShared && left.StartsWith(right, StringComparison.Ordinal)) return true;
        if (a.Any(word => word.Length >= ShortestShared && b.Contains(word, StringComparer.Ordinal))) return true;
        return Slips(left, right) <= (Math.Min(left.Length, right.Length) >= TwoSlipsFrom ? 2 : 1);
    }

    /// <summary>Every word that is one slip of the hand away: a letter changed, left out, put in, or swapped with its neighbour. Some hundreds, so that no index of slips is needed.</summary>
    /// <param name="letters">Those that names here are written with.</param>
    public static IEnumerable<string> OneSlipFrom(string word, IReadOnlyCollection<char> letters)
    {
        for (var i = 0; i <= word.Length; i++)
        {
            foreach (var letter in letters)
            {
                yield return string.Concat(word.AsSpan(0, i), [letter], word.AsSpan(i));
                if (i < word.Length) yield return string.Concat(word.AsSpan(0, i), [letter], word.AsSpan(i + 1));
            }

            if (i < word.Length) yield return word.Remove(i, 1);
            if (i + 1 < word.Length) yield return string.Concat(word.AsSpan(0, i), [word[i + 1], word[i]], word.AsSpan(i + 2));
        }
    }

    /// <summary>Letters to change, leave out, put in or swap with a neighbour (optimal string alignment distance).</summary>
    internal static int Slips(string a, string b)
    {
        if (Math.Abs(a.Length - b.Length) > 2) return int.MaxValue;
        int[] beforeLast = new int[b.Length + 1], last = new int[b.Length + 1], row = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++) last[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var same = a[i - 1] == b[j - 1];
                row[j] = Math.Min(Math.Min(last[j] + 1, row[j - 1] + 1), last[j - 1] + (same ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
            }

            (beforeLast, last, row) = (last, row, beforeLast);
        }

        return last[b.Length];
    }
}

/// <summary>A name's folded words; the last of each array is the name in one piece ("jean", "pierre", "jeanpierre").</summary>
internal sealed record FoldedName(string[] Family, string[] Given)
{
    public static FoldedName Of(string family, string given) => new(Fold(family), Fold(given));

    public IEnumerable<string> Words => Family.Concat(Given).Distinct(StringComparer.Ordinal);

    private static string[] Fold(string name)
    {
        var words = NameFolding.Words(name);
        if (words.Count > 1) words.Add(NameFolding.Joined(name));
        return [.. words];
    }
}
