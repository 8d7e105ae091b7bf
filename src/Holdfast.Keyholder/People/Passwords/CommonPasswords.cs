using System.Collections.Frozen;

namespace Holdfast.Keyholder.People.Passwords;

/// <summary>
/// The passwords that are tried first: zxcvbn's list of the commonest (Dropbox, MIT; see common-passwords.LICENSE), those of six
/// characters and more, in lower case. Shorter ones are too short in any case.
/// </summary>
internal static class CommonPasswords
{
    private static readonly Lazy<FrozenSet<string>> List = new(Load);

    /// <param name="lower">In lower case.</param>
    public static bool Has(ReadOnlySpan<char> lower) => List.Value.GetAlternateLookup<ReadOnlySpan<char>>().Contains(lower);

    private static FrozenSet<string> Load()
    {
        using var stream = typeof(CommonPasswords).Assembly.GetManifestResourceStream("common-passwords.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
    }
}
