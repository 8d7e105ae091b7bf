namespace Holdfast.Drill.Searching;

/// <summary>
/// Finds many byte strings in one pass (Aho and Corasick, 1975). Built once for everything that is known of a cohort, it
/// reads a stolen disk or a memory dump at the speed of the disk.
/// </summary>
internal sealed class WordSearch
{
    private const int Root = 0;

    private readonly List<Dictionary<byte, int>> _next = [[]];
    private readonly List<int> _fail = [Root];
    private readonly List<List<int>> _ends = [[]];
    private readonly int[] _fromRoot = new int[256];
    private bool _ready;

    /// <summary>Several words may share a <paramref name="label"/>, and several labels a word.</summary>
    public void Add(ReadOnlySpan<byte> word, int label)
    {
        if (_ready) throw new InvalidOperationException("Add every word before the first search.");
        var at = Root;
        foreach (var b in word)
        {
            if (!_next[at].TryGetValue(b, out var to))
            {
                to = _next.Count;
                _next.Add([]);
                _fail.Add(Root);
                _ends.Add([]);
                _next[at][b] = to;
            }

            at = to;
        }

        _ends[at].Add(label);
    }

    /// <summary>Reports the label of every word in the bytes, and where it ends. Give one <see cref="Position"/> along when a file comes in pieces: a word may lie across two.</summary>
    public void Search(ReadOnlySpan<byte> bytes, ref Position position, Action<int, int> found)
    {
        if (!_ready) Prepare();
        var at = position.State;
        for (var i = 0; i < bytes.Length; i++)
        {
            var b = bytes[i];
            if (at == Root)
            {
                at = _fromRoot[b];
            }
            else
            {
                int to;
                while (!_next[at].TryGetValue(b, out to) && at != Root) at = _fail[at];
                at = at == Root ? _fromRoot[b] : to;
            }

            if (at == Root) continue;
            foreach (var label in _ends[at]) found(label, i + 1);
        }

        position.State = at;
    }

    public struct Position
    {
        internal int State { get; set; }
    }

    private void Prepare()
    {
        var queue = new Queue<int>();
        foreach (var (b, to) in _next[Root])
        {
            _fromRoot[b] = to;
            queue.Enqueue(to);
        }

        while (queue.Count > 0)
        {
            var at = queue.Dequeue();
            foreach (var (b, to) in _next[at])
            {
                var fail = _fail[at];
                while (fail != Root && !_next[fail].ContainsKey(b)) fail = _fail[fail];
                _fail[to] = _next[fail].TryGetValue(b, out var shared) && shared != to ? shared : Root;
                _ends[to].AddRange(_ends[_fail[to]]);
                queue.Enqueue(to);
            }
        }

        _ready = true;
    }
}
