namespace Holdfast.Fuzz;

/// <summary>
/// One parser of what strangers send, and what must hold of its answer. <see cref="Try"/> reads an input and says in a few
/// words what came of it; inputs with new words are kept and changed further. An exception is a finding, whichever it is:
/// the parser's own, or <see cref="Broken"/> when an answer contradicts itself.
/// </summary>
/// <param name="Name">On the command line, and of the folder in Corpus.</param>
/// <param name="Parser">Its file.</param>
/// <param name="Seeds">What it is fed with at first.</param>
/// <param name="Words">Pieces that mean something to it.</param>
internal sealed record Target(string Name, string Parser, Func<IEnumerable<byte[]>> Seeds, IReadOnlyList<string> Words, Func<byte[], string> Try)
{
    /// <summary>Inputs grow to this.</summary>
    public int Longest { get; init; } = 4 * 1024;

    /// <summary>
    /// What one input may make the parser allocate: work that is counted, not timed. Twice to ten times what the largest seed
    /// needs; a parser whose work grows faster than its input passes it long before it takes seconds.
    /// </summary>
    public long WorkBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>Beside it, for each byte of the input.</summary>
    public int WorkBytesPerByte { get; init; } = 1024;

    /// <summary>Its words are bytes, not UTF-8.</summary>
    public bool IsBinary { get; init; }

    /// <summary>It is JSON: trees are changed as trees, too.</summary>
    public bool IsJson { get; init; }

    public long MostWork(byte[] input) => WorkBytes + (long)WorkBytesPerByte * input.Length;
}

/// <summary>A parser said two things that cannot both be so.</summary>
internal sealed class Broken(string what) : Exception(what)
{
    public static void Unless(bool holds, string what)
    {
        if (!holds) throw new Broken(what);
    }
}
