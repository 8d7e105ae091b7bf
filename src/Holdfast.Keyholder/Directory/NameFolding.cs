using System.Collections.Frozen;
using System.Text;

namespace Holdfast.Keyholder.PatientDirectory;

/// <summary>
/// Names as they are compared: lower case, without accents, hyphens or apostrophes. "Éloïse Côté-O'Brien" and
/// "eloise cote obrien" are the same. Written as a table because .NET without ICU leaves "é" as it is in
/// <see cref="string.Normalize()"/>; it covers Latin script (U+00C0–U+024F, U+1E00–U+1EFF). Other scripts compare as
/// they are written.
/// </summary>
internal static class NameFolding
{
    private static readonly FrozenDictionary<char, string> Folds = Table();

    private enum Kind
    {
        Letter,
        Joint,
        Gap,
    }

    /// <summary>The words of a name: parted at spaces, hyphens and apostrophes. "Jean-Pierre" has two.</summary>
    public static List<string> Words(string name)
    {
        var words = new List<string>();
        var word = new StringBuilder(name.Length);
        foreach (var c in name)
        {
            if (KindOf(c) == Kind.Letter) Fold(c, word);
            else End(word, words);
        }

        End(word, words);
        return words;
    }

    /// <summary>The name in one piece: "Jean-Pierre" is "jeanpierre".</summary>
    public static string Joined(string name)
    {
        var joined = new StringBuilder(name.Length);
        foreach (var c in name)
            if (KindOf(c) == Kind.Letter) Fold(c, joined);
        return joined.ToString();
    }

    /// <summary>The words that somebody typed: parted at white space and commas only, so that "o'brien" stays one.</summary>
    public static List<string> Typed(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            var kind = KindOf(c);
            if (kind == Kind.Letter) Fold(c, word);
            else if (kind == Kind.Gap) End(word, words);
        }

        End(word, words);
        return words;
    }

    private static void End(StringBuilder word, List<string> words)
    {
        if (word.Length > 0) words.Add(word.ToString());
        word.Clear();
    }

    /// <summary>Letters, digits and marks are kept; hyphens, apostrophes and full stops join; all else parts.</summary>
    private static Kind KindOf(char c) => c switch
    {
        '-' or '\'' or '.' or '’' or '‘' or 'ʼ' or '`' or '´' or '‐' or '‑' or '–' => Kind.Joint,
        _ when char.IsLetterOrDigit(c) || char.IsSurrogate(c) || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.NonSpacingMark
            or System.Globalization.UnicodeCategory.SpacingCombiningMark => Kind.Letter,
        _ => Kind.Gap,
    };

    private static void Fold(char c, StringBuilder into)
    {
        if (c is >= '\u0300' and <= '\u036F') return; // a combining accent, as a decomposed name has it
        if (Folds.TryGetValue(c, out var fold)) into.Append(fold);
        else into.Append(char.ToLowerInvariant(c));
    }

    private static FrozenDictionary<char, string> Table()
    {
        var folds = new Dictionary<char, string>();
        foreach (var (plain, accented) in new[]
        {
            ("a", "ÀÁÂÃÄÅàáâãäåĀāĂăĄąǍǎǞǟǠǡǺǻȀȁȂȃȦȧḀḁẠạẢảẤấẦầẨẩẪẫẬậẮắẰằẲẳẴẵẶặ"), ("ae", "ÆæǢǣǼǽ"), ("b", "ƁḂḃḄḅḆḇ"),
            ("c", "ÇçĆćĈĉĊċČčḈḉ"), ("d", "ÐðĎďĐđḊḋḌḍḎḏḐḑḒḓ"), ("e", "ÈÉÊËèéêëĒēĔĕĖėĘęĚěƏȄȅȆȇȨȩḔḕḖḗḘḙḚḛḜḝẸẹẺẻẼẽẾếỀềỂểỄễỆệ"),
            ("f", "ƑƒḞḟ"), ("g", "ĜĝĞğĠġĢģǦǧǴǵḠḡ"), ("h", "ĤĥĦħȞȟḢḣḤḥḦḧḨḩḪḫẖ"), ("i", "ÌÍÎÏìíîïĨĩĪīĬĭĮįİıǏǐȈȉȊȋḬḭḮḯỈỉỊị"),
            ("ij", "Ĳĳ"), ("j", "Ĵĵǰ"), ("k", "ĶķĸǨǩḰḱḲḳḴḵ"), ("l", "ĹĺĻļĽľĿŀŁłḶḷḸḹḺḻḼḽ"), ("m", "ḾḿṀṁṂṃ"), ("n", "ÑñŃńŅņŇňŉŊŋǸǹṄṅṆṇṈṉṊṋ"),
            ("o", "ÒÓÔÕÖØòóôõöøŌōŎŏŐőƠơǑǒǪǫǬǭǾǿȌȍȎȏȪȫȬȭȮȯȰȱṌṍṎṏṐṑṒṓỌọỎỏỐốỒồỔổỖỗỘộỚớỜờỞởỠỡỢợ"), ("oe", "Œœ"), ("p", "ṔṕṖṗ"),
            ("r", "ŔŕŖŗŘřȐȑȒȓṘṙṚṛṜṝṞṟ"), ("s", "ŚśŜŝŞşŠšſȘșṠṡṢṣṤṥṦṧṨṩẛ"), ("ss", "ßẞ"), ("t", "ŢţŤťŦŧȚțṪṫṬṭṮṯṰṱẗ"), ("th", "Þþ"),
            ("u", "ÙÚÛÜùúûüŨũŪūŬŭŮůŰűŲųƯưǓǔǕǖǗǘǙǚǛǜȔȕȖȗṲṳṴṵṶṷṸṹṺṻỤụỦủỨứỪừỬửỮữỰự"), ("v", "ṼṽṾṿ"), ("w", "ŴŵẀẁẂẃẄẅẆẇẈẉẘ"),
            ("x", "ẊẋẌẍ"), ("y", "ÝýÿŶŷŸȲȳẎẏẙỲỳỴỵỶỷỸỹ"), ("z", "ŹźŻżŽžẐẑẒẓẔẕ"),
        })
        {
            foreach (var c in accented) folds[c] = plain;
        }

        return folds.ToFrozenDictionary();
    }
}
