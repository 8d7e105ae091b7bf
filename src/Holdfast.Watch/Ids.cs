namespace Holdfast.Watch;

/// <summary>Ids in bodies and arguments.</summary>
internal static class Ids
{
    public delegate bool TryParse<T>(ReadOnlySpan<char> text, out T id);

    /// <summary>A node's name, or one run of it.</summary>
    public const int MaximumNode = 32;

    /// <summary>False when there is a text and it is no such id.</summary>
    public static bool Read<T>(string? text, TryParse<T> parse, out T? id) where T : struct
    {
        id = null;
        if (text is null) return true;
        if (!parse(text, out var parsed)) return false;
        id = parsed;
        return true;
    }
}
