using System.Text;

namespace Holdfast.Keyholder.PatientDirectory;

/// <summary>
/// What a folded word sounds like to an ear that knows English and French: the first sound, and the consonants after it.
/// "Gauthier" and "Gotier", "Thibault" and "Tibeau", "Smith" and "Smyth", "Philips" and "Filips" have one sound.
/// </summary>
/// <remarks>
/// A code of our own because Soundex and its kin hear English only (a French "-ault" is not heard "lt"), and the ones that
/// hear both are thousands of lines of rules. It may bring together what differs (vowels do not count), never what it is
/// asked for alone: whoever asks sees how alike each answer is spelled, the likest first.
/// </remarks>
internal static class NameSound
{
    /// <summary>French endings that are one vowel: written in a dozen ways, and where a telephone mishears.</summary>
    private static readonly string[] EndsInO = ["eaults", "eault", "eauds", "eaud", "eaux", "eau", "aults", "ault", "auds", "aud", "aut", "aux", "ots", "ot"];

    /// <summary>Empty for a word of another script, which has no sound here.</summary>
    public static string Of(string word)
    {
        if (word.Length == 0 || !word.All(c => c is >= 'a' and <= 'z')) return "";
        var sound = new StringBuilder(word.Length);
        var written = Ending(word);
        for (var i = 0; i < written.Length;)
        {
            var (heard, length) = At(written, i);
            if (heard != '\0' && (sound.Length == 0 || heard is not 'a') && (sound.Length == 0 || sound[^1] != heard)) sound.Append(heard);
            i += length;
        }

        return sound.ToString();
    }

    /// <summary>The word without what is not heard at its end.</summary>
    private static string Ending(string word)
    {
        foreach (var ending in EndsInO)
            if (word.Length > ending.Length && word.EndsWith(ending, StringComparison.Ordinal)) return word[..^ending.Length] + "o";
        return word.Length > 3 && word[^1] == 'e' ? word[..^1] : word;
    }

    /// <summary>The sound at this place and how many letters make it. 'a' is any vowel, '\0' is silence.</summary>
    private static (char Heard, int Length) At(string word, int i)
    {
        char Next(int after) => i + after < word.Length ? word[i + after] : '\0';
        switch (word[i])
        {
            case 'a' or 'e' or 'i' or 'o' or 'u' or 'y':
                return ('a', 1);
            case 'h':
            case 'w' when i > 0:
                return ('\0', 1);
            case 'w':
                return Next(1) == 'r' ? ('r', 2) : ('v', 1);
            case 'p' when Next(1) == 'h':
                return ('f', 2);
            case 'c' when Next(1) == 'h':
                return ('s', 2);
            case 'c' when Next(1) is 'k' or 'q':
                return ('k', 2);
            case 'c':
                return (Next(1) is 'e' or 'i' or 'y' ? 's' : 'k', 1);
            case 's' when Next(1) == 'c' && Next(2) == 'h':
                return ('s', 3);
            case 's' when Next(1) == 'c' && Next(2) is 'e' or 'i' or 'y':
                return ('s', 2);
            case 'k' when i == 0 && Next(1) == 'n':
                return ('n', 2);
            case 'k' or 'q':
                return ('k', 1);
            case 'g' when Next(1) == 'h':
                return (i == 0 ? 'g' : '\0', 2);
            case 'g' when Next(1) == 'n':
                return ('n', 2);
            case 'g':
                return (Next(1) is 'e' or 'i' or 'y' ? 'j' : 'g', 1);
            case 'd' when Next(1) == 'g' && Next(2) is 'e' or 'i' or 'y':
                return ('j', 2);
            case 'x' or 'z' or 's':
                return ('s', 1);
            case 'b' when Next(1) == 'v':
                return ('v', 2);
            default:
                return (word[i] == 'm' ? 'n' : word[i], 1);
        }
    }
}
