using System.Collections.Frozen;
using System.Text;

namespace Holdfast.Records.Fhir.Searching;

/// <summary>
/// Text as string parameters compare it: lower case, without accents. Written as a table because .NET without ICU leaves
/// "é" as it is in <see cref="string.Normalize()"/>; it covers Latin script (U+00C0–U+024F, U+1E00–U+1EFF). Other scripts
/// compare as they are written.
/// </summary>
internal static class TextFolding
{
    private static readonly (string Plain, string Accented)[] Letters =
    [
        ("a", "àáâãäåāăąǎǟǡǻȁȃȧḁạảấầẩẫậắằẳẵặ"),
        ("b", "ḃḅḇ"),
        ("c", "çćĉċčḉ"),
        ("d", "ďḋḍḏḑḓđð"),
        ("e", "èéêëēĕėęěȅȇȩḕḗḙḛḝẹẻẽếềểễệ"),
        ("f", "ḟ"),
        ("g", "ĝğġģǧǵḡ"),
        ("h", "ĥȟḣḥḧḩḫẖħ"),
        ("i", "ìíîïĩīĭįǐȉȋḭḯỉịı"),
        ("j", "ĵǰ"),
        ("k", "ķǩḱḳḵ"),
        ("l", "ĺļľḷḹḻḽł"),
        ("m", "ḿṁṃ"),
        ("n", "ñńņňǹṅṇṉṋ"),
        ("o", "òóôõöōŏőơǒǫǭȍȏȫȭȯȱṍṏṑṓọỏốồổỗộớờởỡợøǿ"),
        ("p", "ṕṗ"),
        ("r", "ŕŗřȑȓṙṛṝṟ"),
        ("s", "śŝşšșṡṣṥṧṩ"),
        ("t", "ţťțṫṭṯṱẗŧ"),
        ("u", "ùúûüũūŭůűųưǔǖǘǚǜȕȗṳṵṷṹṻụủứừửữự"),
        ("v", "ṽṿ"),
        ("w", "ŵẁẃẅẇẉẘ"),
        ("x", "ẋẍ"),
        ("y", "ýÿŷȳẏẙỳỵỷỹ"),
        ("z", "źżžẑẓẕ"),
    ];

    private static readonly FrozenDictionary<char, string> Folds = Letters
        .SelectMany(l => l.Accented.Select(c => KeyValuePair.Create(c, l.Plain)))
        .Concat([KeyValuePair.Create('æ', "ae"), KeyValuePair.Create('œ', "oe"), KeyValuePair.Create('ß', "ss"), KeyValuePair.Create('þ', "th")])
        .ToFrozenDictionary();

    public static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is >= '\u0300' and <= '\u036F') continue; // a combining accent, as a decomposed name has it
            var lower = char.ToLowerInvariant(c);
            if (Folds.TryGetValue(lower, out var plain)) folded.Append(plain);
            else folded.Append(lower);
        }

        return folded.ToString();
    }
}
