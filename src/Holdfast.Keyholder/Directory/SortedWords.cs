namespace Holdfast.Keyholder.PatientDirectory;

/// <summary>One distinct word, and the slots of the people who bear it: an array that grows by half, because most words have one bearer.</summary>
internal sealed class IndexedWord(string text)
{
    private int[] _slots = [];

    public string Text { get; } = text;

    public int Count { get; private set; }

    public ReadOnlySpan<int> Slots => _slots.AsSpan(0, Count);

    public void Add(int slot)
    {
        if (Count == _slots.Length) Array.Resize(ref _slots, Count + 1 + Count / 2);
        _slots[Count++] = slot;
    }

    public void Remove(int slot)
    {
        var at = Slots.IndexOf(slot);
        if (at < 0) return;
        _slots[at] = _slots[--Count];
    }
}

/// <summary>
/// Distinct words in ordinal order, in pages of a few hundred: adding one never moves more than a page, and all words
/// with a prefix stand side by side.
/// </summary>
internal sealed class SortedWords
{
    private const int LargestPage = 512;

    private readonly List<List<IndexedWord>> _pages = [[]];

    /// <summary>The word, made on first sight.</summary>
    public IndexedWord Get(string text)
    {
        var (page, at) = Locate(text);
        var words = _pages[page];
        if (at < words.Count && words[at].Text == text) return words[at];
        var word = new IndexedWord(text);
        words.Insert(at, word);
        if (words.Count > LargestPage)
        {
            _pages.Insert(page + 1, words[(LargestPage / 2)..]);
            words.RemoveRange(LargestPage / 2, words.Count - LargestPage / 2);
        }

        return word;
    }

    /// <summary>The word, or null when nobody ever bore it.</summary>
    public IndexedWord? Find(string text)
    {
        var (page, at) = Locate(text);
        return at < _pages[page].Count && _pages[page][at].Text == text ? _pages[page][at] : null;
    }

    /// <summary>Every word that begins with the prefix, in order: the word itself comes first.</summary>
    public IEnumerable<IndexedWord> StartingWith(string prefix)
    {
        var (page, at) = Locate(prefix);
        for (; page < _pages.Count; page++, at = 0)
        {
            for (; at < _pages[page].Count; at++)
            {
                var word = _pages[page][at];
                if (!word.Text.StartsWith(prefix, StringComparison.Ordinal)) yield break;
                yield return word;
            }
        }
    }

    /// <summary>Where the first word that is not before the text stands, or would stand.</summary>
    private (int Page, int At) Locate(string text)
    {
        int low = 0, high = _pages.Count - 1; // the last page whose first word is not after the text
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (string.CompareOrdinal(_pages[middle][0].Text, text) <= 0) low = middle;
            else high = middle - 1;
        }

        var words = _pages[low];
        int from = 0, to = words.Count;
        while (from < to)
        {
            var middle = (from + to) / 2;
            if (string.CompareOrdinal(words[middle].Text, text) < 0) from = middle + 1;
            else to = middle;
        }

        return (low, from);
    }
}
