using Holdfast.Wire;

namespace Holdfast.Keyholder.PatientDirectory;

/// <summary>Finds by the sound of names and by what a slip of the hand makes of them; the likest in spelling first.</summary>
internal sealed class SoundSearch(SortedWords names, Dictionary<string, List<IndexedWord>> bySound, IReadOnlyCollection<char> letters, List<IndexedPerson?> people)
{
    private const int Whole = 1000;

    public DirectoryAnswer Find(UnderstoodQuestion question, UInt128? wanted, int most)
    {
        var alike = question.Sounds.Select(Alike).ToList();
        var rarest = alike.MinBy(words => words.Values.Sum(word => word.Word.Count))!;
        var found = new List<(ChartId Chart, int Alike)>();
        var seen = new HashSet<int>();
        var compared = 0;
        foreach (var (word, _) in rarest.Values.OrderByDescending(known => known.Alike).ThenBy(known => known.Word.Text, StringComparer.Ordinal))
        {
            for (var i = 0; i < word.Count; i++)
            {
                if (++compared > DirectoryIndex.MostComparedPeople) return new DirectoryAnswer.Refused(Why.TooBroad, "too many people have a name that sounds like this: add the birth date, or another name");
                var slot = word.Slots[i];
                if (!people[slot]!.Fits(question, wanted) || LikenessOf(people[slot]!, alike) is not { } likeness || !seen.Add(slot)) continue;
                found.Add((people[slot]!.Chart, likeness));
                if (found.Count > most) return Answer(found, most, more: true);
            }
        }

        return Answer(found, most, more: false);
    }

    private static DirectoryAnswer.Found Answer(List<(ChartId Chart, int Alike)> found, int most, bool more)
    {
        var shown = found.Take(most).OrderByDescending(f => f.Alike).ToList();
        return new DirectoryAnswer.Found([.. shown.Select(f => f.Chart)], more) { Alike = [.. shown.Select(f => f.Alike)] };
    }

    /// <summary>Words of names that sound like this one or are a slip away, each with its likeness in thousandths.</summary>
    private Dictionary<string, (IndexedWord Word, int Alike)> Alike(string typed)
    {
        var alike = new Dictionary<string, (IndexedWord Word, int Alike)>(StringComparer.Ordinal);
        Add(names.Find(typed));
        if (NameSound.Of(typed) is { Length: > 0 } sound && bySound.TryGetValue(sound, out var sounding))
            foreach (var word in sounding) Add(word);
        foreach (var slip in NameLikeness.OneSlipFrom(typed, letters)) Add(names.Find(slip));
        return alike;

        void Add(IndexedWord? word)
        {
            if (word is { Count: > 0 }) alike[word.Text] = (word, LikenessOf(typed, word.Text));
        }
    }

    /// <summary>The mean over the typed words of the likest that the person bears; null when they bear none like one of them.</summary>
    private static int? LikenessOf(IndexedPerson person, List<Dictionary<string, (IndexedWord Word, int Alike)>> alike)
    {
        var sum = 0;
        foreach (var words in alike)
        {
            var best = -1;
            foreach (var name in person.Names)
                if (words.TryGetValue(name, out var known)) best = Math.Max(best, known.Alike);
            if (best < 0) return null;
            sum += best;
        }

        return sum / alike.Count;
    }

    private static int LikenessOf(string typed, string word)
    {
        if (typed == word) return Whole;
        var longer = Math.Max(typed.Length, word.Length);
        var slips = Math.Min(NameLikeness.Slips(typed, word), longer - 1); // far apart in spelling, yet of one sound
        return Whole - Whole * slips / longer;
    }
}
