namespace Holdfast.Records.Fhir.Searching;

/// <summary>
/// Turns one alternative of a parameter's value into a test of a single value. The test is plain comparison: no pattern,
/// no expression, so a value can only ever be compared.
/// </summary>
internal static class Criterion
{
    /// <summary>Null when the value is not of the kind's form.</summary>
    /// <param name="parameter">What is searched by.</param>
    /// <param name="modifier">One that <see cref="Modifiers"/> allows.</param>
    /// <param name="value">One alternative, escaped.</param>
    /// <param name="charts">For this server's address and the time.</param>
    public static Func<SearchValue, bool>? Of(SearchParameter parameter, string modifier, string value, GrantCharts charts) => parameter.Kind switch
    {
        SearchKind.Composite => Composite(parameter, value, charts),
        SearchKind.Reference => Reference(parameter, modifier, value, charts),
        _ => Of(parameter.Kind, modifier, value, charts),
    };

    private static Func<SearchValue, bool>? Of(SearchKind kind, string modifier, string value, GrantCharts charts)
    {
        switch (kind)
        {
            case SearchKind.Token:
                return Token(modifier, value);
            case SearchKind.Date:
                return DateCriterion.Parse(Escaping.Unescape(value), charts.Now) is { } date ? v => v is SearchValue.Date d && date.Matches(d.Range) : null;
            case SearchKind.Number:
                return NumberCriterion.Parse(Escaping.Unescape(value)) is { } number ? v => v is SearchValue.Number n && number.Matches(n.Low, n.High) : null;
            case SearchKind.Quantity:
                return QuantityCriterion.Parse(value) is { } quantity ? v => v is SearchValue.Quantity q && quantity.Matches(q) : null;
            case SearchKind.Text:
                return Text(modifier, Escaping.Unescape(value));
            case SearchKind.Address:
                return Address(modifier, Escaping.Unescape(value));
            case SearchKind.Words:
                return Words(Escaping.Unescape(value));
            default:
                return null;
        }
    }

    private static Func<SearchValue, bool>? Token(string modifier, string value)
    {
        var parts = Escaping.Split(value, '|').Select(Escaping.Unescape).ToList();
        if (modifier == "text")
        {
            var folded = TextFolding.Fold(Escaping.Unescape(value));
            return v => v is SearchValue.Display words && words.Folded.Contains(folded, StringComparison.Ordinal);
        }

        if (modifier == "of-type")
        {
            if (parts is not [{ Length: > 0 } typeSystem, { Length: > 0 } typeCode, { Length: > 0 } typed]) return null;
            return v => v is SearchValue.TypedIdentifier identifier && identifier.System == typeSystem && identifier.Code == typeCode && identifier.Value == typed;
        }

        return Pair(parts) is { } pair ? v => v is SearchValue.Token token && pair(token.System, token.Code) : null;
    }

    /// <summary>code, system|code, |code or system|.</summary>
    private static Func<string?, string, bool>? Pair(List<string> parts) => parts switch
    {
        [{ Length: > 0 } any] => (_, code) => code == any,
        ["", ""] => null,
        [var system, ""] => (of, _) => of == system,
        ["", var bare] => (of, code) => code == bare && string.IsNullOrEmpty(of),
        [var system, var wanted] => (of, code) => code == wanted && of == system,
        _ => null,
    };

    private static Func<SearchValue, bool> Text(string modifier, string value)
    {
        var folded = TextFolding.Fold(value);
        return modifier switch
        {
            "contains" => v => v is SearchValue.Text text && text.Folded.Contains(folded, StringComparison.Ordinal),
            "exact" => v => v is SearchValue.Text text && text.Value == value,
            _ => v => v is SearchValue.Text text && text.Folded.StartsWith(folded, StringComparison.Ordinal),
        };
    }

    /// <summary>Whole segments: …/fhir is below … but …/fhirpath is not below …/fhir.</summary>
    private static Func<SearchValue, bool> Address(string modifier, string value) => modifier switch
    {
        "below" => v => v is SearchValue.Address address && IsBelow(address.Value, value),
        "above" => v => v is SearchValue.Address address && IsBelow(value, address.Value),
        _ => v => v is SearchValue.Address address && address.Value == value,
    };

    private static bool IsBelow(string address, string root) =>
        address.StartsWith(root, StringComparison.Ordinal) && (address.Length == root.Length || root.EndsWith('/') || address[root.Length] is '/' or '#' or '|' or '?');

    private static Func<SearchValue, bool>? Words(string value)
    {
        var words = TextFolding.Fold(value).Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return words.Length == 0 ? null : v => v is SearchValue.Words text && Array.TrueForAll(words, w => text.Folded.Contains(w, StringComparison.Ordinal));
    }

    private static Func<SearchValue, bool>? Reference(SearchParameter parameter, string modifier, string value, GrantCharts charts)
    {
        if (modifier == "identifier")
            return Pair([.. Escaping.Split(value, '|').Select(Escaping.Unescape)]) is { } pair ? v => v is SearchValue.LogicalReference logical && pair(logical.System, logical.Value) : null;
        var text = charts.Relative(Escaping.Unescape(value));
        if (modifier.Length > 0)
        {
            if (text.StartsWith(modifier + "/", StringComparison.Ordinal)) text = text[(modifier.Length + 1)..];
            return ResourceParser.IsId(text) ? Named(modifier, text, charts) : null;
        }

        if (text.Split('/') is [var type, var id] && ResourceParser.IsKnownType(type))
            return Named(type, id, charts);
        if (ResourceParser.IsId(text))
        {
            var other = charts.OtherName(text);
            return v => v is SearchValue.Reference reference && (((reference.Id == text || (other is not null && reference.Id == other && reference.Type == "Patient")) && IsHere(reference, charts)) || reference.Written == text);
        }

        return v => v is SearchValue.Reference reference && (reference.Written == text || (!text.Contains('|', StringComparison.Ordinal) && reference.Written.StartsWith(text + "|", StringComparison.Ordinal)));
    }

    private static Func<SearchValue, bool> Named(string type, string id, GrantCharts charts)
    {
        var other = type == "Patient" ? charts.OtherName(id) : null;
        return v => v is SearchValue.Reference reference && reference.Type == type && (reference.Id == id || (other is not null && reference.Id == other)) && IsHere(reference, charts);
    }

    private static bool IsHere(SearchValue.Reference reference, GrantCharts charts) => !charts.IsElsewhere(reference.Written);

    private static Func<SearchValue, bool>? Composite(SearchParameter parameter, string value, GrantCharts charts)
    {
        var parts = Escaping.Split(value, '$');
        if (parts.Count != parameter.Components.Count) return null;
        var tests = parts.Zip(parameter.Components, (part, component) => component.Kind == SearchKind.Reference ? Reference(parameter, "", part, charts) : Of(component.Kind, "", part, charts)).ToList();
        if (tests.Contains(null)) return null;
        return v => v is SearchValue.Composite composite && composite.Parts.Zip(tests, (values, test) => values.Any(test!)).All(holds => holds);
    }
}
