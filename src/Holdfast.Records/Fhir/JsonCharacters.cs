using System.Globalization;

namespace Holdfast.Records.Fhir;

/// <summary>
/// Characters that JSON can write and no text of FHIR may hold: half of a pair, which no .NET string is made of without a
/// fault; control characters but tab and line ends (R4 datatypes.html#string); and U+FFFE and U+FFFF, which XML cannot
/// write. Looked for in the bytes, so that nothing has to be decoded first.
/// </summary>
internal static class JsonCharacters
{
    private const int EscapeLength = 6; // \u0000

    private static ReadOnlySpan<byte> NoncharacterStart => [0xEF, 0xBF];

    /// <param name="json">UTF-8. Where it is not well-formed JSON, the parser says so.</param>
    public static bool AreText(ReadOnlySpan<byte> json) => !HasNoncharacter(json) && EscapesAreText(json);

    private static bool EscapesAreText(ReadOnlySpan<byte> json)
    {
        for (var next = json.IndexOf((byte)'\\'); next >= 0; next = json.IndexOf((byte)'\\'))
        {
            json = json[next..];
            if (json.Length < EscapeLength) return json is not [_, (byte)'b' or (byte)'f', ..];
            switch (json[1])
            {
                case (byte)'b' or (byte)'f':
                    return false;
                case (byte)'u':
                    var unit = Unit(json);
                    json = json[EscapeLength..];
                    if (char.IsHighSurrogate(unit))
                    {
                        if (json.Length < EscapeLength || json is not [(byte)'\\', (byte)'u', ..] || !char.IsLowSurrogate(Unit(json))) return false;
                        json = json[EscapeLength..];
                    }
                    else if (char.IsLowSurrogate(unit) || unit is '\ufffe' or '\uffff' or (< ' ' and not ('\t' or '\n' or '\r')))
                    {
                        return false;
                    }

                    break;
                default:
                    json = json[2..];
                    break;
            }
        }

        return true;
    }

    private static char Unit(ReadOnlySpan<byte> escape) =>
        ushort.TryParse(escape[2..EscapeLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit) ? (char)unit : ' ';

    private static bool HasNoncharacter(ReadOnlySpan<byte> json)
    {
        for (var at = json.IndexOf(NoncharacterStart); at >= 0; at = json.IndexOf(NoncharacterStart))
        {
            json = json[(at + NoncharacterStart.Length)..];
            if (json is [0xBE or 0xBF, ..]) return true;
        }

        return false;
    }
}
