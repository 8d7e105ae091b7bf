using System.Text;
using Holdfast.Records.Charts;

namespace Holdfast.Records.Fhir.Searching;

/// <summary>Turns one parameter with its modifier and value (alternatives after commas) into a condition on a resource.</summary>
internal static class SearchCondition
{
    /// <summary>Null when the value or the modifier is not understood.</summary>
    public static Func<StoredVersion, bool>? Make(SearchParameter parameter, string modifier, string value)
    {
        if (modifier == "missing") return Missing(parameter, value);
        var alternatives = new List<Func<SearchValue, bool>>();
        foreach (var alternative in Split(value, ','))
        {
            if (alternative.Length == 0) return null;
            if (One(parameter.Kind, modifier, alternative) is not { } matches) return null;
            alternatives.Add(matches);
        }

        bool Holds(StoredVersion version)
        {
            var values = parameter.ValuesOf(version);
            foreach (var candidate in values)
                foreach (var matches in alternatives)
                    if (matches(candidate)) return true;
            return false;
        }

        return parameter.Kind == SearchKind.Token && modifier == "not" ? v => !Holds(v) : Holds;
    }

    /// <summary>What a value of this kind looks like.</summary>
    public static string Mend(SearchKind kind) => kind switch
    {
        SearchKind.Token => "Give code, system|code, |code or system|; modifiers :not and :missing.",
        SearchKind.Date => "Give a date such as 2026-11-22 or a time with its zone, with eq, ne, gt, lt, ge, le, sa or eb before it; modifier :missing.",
        SearchKind.Text => "Give the beginning of the text; modifiers :exact, :contains and :missing.",
        SearchKind.Reference => "Give an id or Type/id; modifiers :Type and :missing.",
        _ => "Give the whole address; modifiers :below and :missing.",
    };

    private static Func<StoredVersion, bool>? Missing(SearchParameter parameter, string value) => value switch
    {
        "true" => v => parameter.ValuesOf(v).Count == 0,
        "false" => v => parameter.ValuesOf(v).Count > 0,
        _ => null,
    };

    private static Func<SearchValue, bool>? One(SearchKind kind, string modifier, string value) => kind switch
    {
        SearchKind.Token when modifier is "" or "not" => Token(value),
        SearchKind.Date when modifier is "" => DateCriterion.Parse(Unescape(value)) is { } criterion ? v => v is SearchValue.Date date && criterion.Matches(date.Range) : null,
        SearchKind.Text => Text(modifier, Unescape(value)),
        SearchKind.Reference => Reference(modifier, Unescape(value)),
        SearchKind.Address when modifier is "" => v => v is SearchValue.Text text && text.Value == Unescape(value),
        SearchKind.Address when modifier is "below" => v => v is SearchValue.Text text && text.Value.StartsWith(Unescape(value), StringComparison.Ordinal),
        _ => null,
    };

    private static Func<SearchValue, bool>? Token(string value)
    {
        switch (Split(value, '|').Select(Unescape).ToList())
        {
            case [var code]: return v => v is SearchValue.Token token && token.Code == code;
            case ["", ""]: return null;
            case [var system, ""]: return v => v is SearchValue.Token token && token.System == system;
            case ["", var code]: return v => v is SearchValue.Token token && token.Code == code && string.IsNullOrEmpty(token.System);
            case [var system, var code]: return v => v is SearchValue.Token token && token.Code == code && token.System == system;
            default: return null;
        }
    }

    private static Func<SearchValue, bool>? Text(string modifier, string value)
    {
        var folded = TextFolding.Fold(value);
        return modifier switch
        {
            "" => v => v is SearchValue.Text text && TextFolding.Fold(text.Value).StartsWith(folded, StringComparison.Ordinal),
            "contains" => v => v is SearchValue.Text text && TextFolding.Fold(text.Value).Contains(folded, StringComparison.Ordinal),
            "exact" => v => v is SearchValue.Text text && text.Value == value,
            _ => null,
        };
    }

    private static Func<SearchValue, bool>? Reference(string modifier, string value)
    {
        if (modifier.Length > 0)
        {
            if (!ResourceParser.IsKnownType(modifier) || value.Contains('/', StringComparison.Ordinal)) return null;
            return v => v is SearchValue.Reference reference && reference.Type == modifier && reference.Id == value;
        }

        if (value.Split('/') is [var type, var id] && ResourceParser.IsKnownType(type)) return v => v is SearchValue.Reference reference && reference.Type == type && reference.Id == id;
        return ResourceParser.IsId(value) ? v => v is SearchValue.Reference reference && (reference.Id == value || reference.Written == value) : v => v is SearchValue.Reference reference && reference.Written == value;
    }

    /// <summary>At the separators that no backslash stands before; the pieces keep their backslashes.</summary>
    private static List<string> Split(string value, char separator)
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

    /// <summary>R4 search.html#escaping: \, \| \$ \\.</summary>
    private static string Unescape(string value)
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
