using System.Text;

namespace Holdfast.Records.Fhir.Searching;

/// <summary>R4 search.html#escaping: a backslash takes the meaning of separator from <c>, | $</c> and of itself.</summary>
internal static class Escaping
{
    /// <summary>At the separators that no backslash stands before; the pieces keep their backslashes.</summary>
    public static List<string> Split(string value, char separator)
    {
        var pieces = new List<string>();
        var piece = new StringBuilder();
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '\\' && i + 1 < value.Length) piece.Append(value[i]).Append(value[++i]);
            else if (value[i] == separator)
            {
                pieces.Add(piece.ToString());
                piece.Clear();
            }
            else piece.Append(value[i]);
        }

        pieces.Add(piece.ToString());
        return pieces;
    }

    public static string Unescape(string value)
    {
        if (!value.Contains('\\', StringComparison.Ordinal)) return value;
        var text = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
        {
            if (value[i] == '\\' && i + 1 < value.Length) i++;
            text.Append(value[i]);
        }

        return text.ToString();
    }
}
