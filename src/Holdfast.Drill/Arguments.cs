using System.Globalization;

namespace Holdfast.Drill;

/// <summary>A verb's words: named options with a value each, flags, and what is left in order. Everything must be taken: a misspelt option is an error, not a default.</summary>
internal sealed class Arguments(IEnumerable<string> words)
{
    private readonly List<string> _left = [.. words];

    public bool Flag(string name) => _left.Remove(name);

    public string? Text(string name)
    {
        var at = _left.IndexOf(name);
        if (at < 0) return null;
        if (at + 1 >= _left.Count) throw new UsageException($"{name} needs a value.");
        var value = _left[at + 1];
        _left.RemoveRange(at, 2);
        return value;
    }

    public string NeededText(string name) => Text(name) ?? throw new UsageException($"{name} is missing.");

    public int Number(string name, int otherwise, int least, int most)
    {
        if (Text(name) is not { } text) return otherwise;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most
            ? value : throw new UsageException($"{name} takes a whole number from {least} to {most}.");
    }

    /// <summary>The first word, which stands before every option.</summary>
    public string Required(string what)
    {
        if (_left.Count == 0 || _left[0].StartsWith('-')) throw new UsageException($"{what} is missing: it comes first.");
        var word = _left[0];
        _left.RemoveAt(0);
        return word;
    }

    /// <summary>All words that are left, in order; none may be an option.</summary>
    public IReadOnlyList<string> Rest()
    {
        if (_left.Find(w => w.StartsWith('-')) is { } unknown) throw new UsageException($"{unknown} is unknown.");
        return _left;
    }

    public void Done()
    {
        if (_left.Count > 0) throw new UsageException($"{_left[0]} is unknown.");
    }
}

/// <summary>The command was not understood; the message says how to say it.</summary>
internal sealed class UsageException(string message) : Exception(message);
