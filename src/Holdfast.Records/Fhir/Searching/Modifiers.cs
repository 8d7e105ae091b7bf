namespace Holdfast.Records.Fhir.Searching;

/// <summary>Which modifiers a parameter takes, and what to do instead of those that it does not.</summary>
internal static class Modifiers
{
    /// <summary>By kind; a reference takes the name of a type as well.</summary>
    public static IReadOnlyList<string> Of(SearchKind kind) => kind switch
    {
        SearchKind.Text => ["missing", "exact", "contains"],
        SearchKind.Token => ["missing", "not", "text", "of-type"],
        SearchKind.Reference => ["missing", "identifier"],
        SearchKind.Address => ["missing", "above", "below"],
        _ => ["missing"],
    };

    /// <summary>Null when the modifier may stand there, else the words that refuse it.</summary>
    public static string? Refusal(SearchParameter parameter, string modifier)
    {
        if (modifier.Length == 0 || Of(parameter.Kind).Contains(modifier)) return null;
        if (parameter.Kind == SearchKind.Reference && parameter.Targets.Contains(modifier)) return null;
        return modifier switch
        {
            "in" or "not-in" => $"{parameter.Code}:{modifier} needs a terminology server, which this is not: expand the value set and give its codes with commas.",
            "above" or "below" when parameter.Kind is SearchKind.Token or SearchKind.Reference => $"{parameter.Code}:{modifier} needs a hierarchy that is not known here: give the codes or references with commas.",
            _ when parameter.Kind == SearchKind.Reference => $"{parameter.Code} takes the modifiers missing, identifier and the types {string.Join(", ", parameter.Targets.Take(8))}.",
            _ => $"{parameter.Code} takes the modifiers {string.Join(", ", Of(parameter.Kind))}.",
        };
    }

    /// <summary>What a value of this kind looks like.</summary>
    public static string Form(SearchParameter parameter) => parameter.Kind switch
    {
        SearchKind.Token => "Give code, system|code, |code or system|; with :of-type system|code|value.",
        SearchKind.Date => "Give a date such as 2026-11-22 or a time with its zone, with eq, ne, gt, lt, ge, le, sa, eb or ap before it.",
        SearchKind.Text => "Give the beginning of the text.",
        SearchKind.Reference => "Give an id, Type/id or the whole address; with :identifier system|value.",
        SearchKind.Number => "Give a number such as 100 or 0.8, with eq, ne, gt, lt, ge, le, sa, eb or ap before it.",
        SearchKind.Quantity => "Give number, number|system|code or number||unit, with eq, ne, gt, lt, ge, le, sa, eb or ap before it.",
        SearchKind.Composite => $"Give {parameter.Components.Count} parts with $ between them.",
        SearchKind.Words => "Give words; all of them must be there.",
        _ => "Give the whole address; :below and :above compare by segments.",
    };
}
