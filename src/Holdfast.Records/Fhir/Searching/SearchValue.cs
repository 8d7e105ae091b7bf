using System.Globalization;
using System.Text.Json;

namespace Holdfast.Records.Fhir.Searching;

/// <summary>One value that a resource holds for a search parameter.</summary>
internal abstract record SearchValue
{
    private const string Currencies = "urn:iso:std:iso:4217";

    private SearchValue()
    {
    }

    public sealed record Token(string? System, string Code) : SearchValue;

    /// <summary>The words beside a token: of a concept, a coding, or an identifier's type. For <c>:text</c>.</summary>
    public sealed record Display(string Folded) : SearchValue;

    /// <summary>An identifier with a coded type. For <c>:of-type</c>.</summary>
    public sealed record TypedIdentifier(string? System, string Code, string Value) : SearchValue;

    public sealed record Date(DateRange Range) : SearchValue;

    public sealed record Text(string Value) : SearchValue
    {
        public string Folded { get; } = TextFolding.Fold(Value);
    }

    /// <param name="Folded">All words of a resource.</param>
    public sealed record Words(string Folded) : SearchValue;

    public sealed record Address(string Value) : SearchValue;

    /// <param name="Type">Of the target, when the reference says it.</param>
    /// <param name="Id">Of the target, when the reference is to a resource by id.</param>
    /// <param name="Written">As it stands in the resource.</param>
    public sealed record Reference(string? Type, string? Id, string Written) : SearchValue;

    /// <summary>The identifier by which a reference names its target. For <c>:identifier</c>.</summary>
    public sealed record LogicalReference(string? System, string Value) : SearchValue;

    /// <summary>A number as the span that it says: a point, or the open side of a comparator or range.</summary>
    public sealed record Number(decimal Low, decimal High) : SearchValue;

    /// <param name="Low">As of a number.</param>
    /// <param name="High">As of a number.</param>
    /// <param name="System">Of the unit's code.</param>
    /// <param name="Code">The unit's code.</param>
    /// <param name="Unit">The unit as people read it.</param>
    public sealed record Quantity(decimal Low, decimal High, string? System, string? Code, string? Unit) : SearchValue;

    /// <param name="Parts">For each component what the holding element has.</param>
    public sealed record Composite(IReadOnlyList<IReadOnlyList<SearchValue>> Parts) : SearchValue;

    /// <summary>The values of an element that a parameter's path found.</summary>
    public static IEnumerable<SearchValue> From(TypedElement element, SearchKind kind) => kind switch
    {
        SearchKind.Token => Tokens(element),
        SearchKind.Date => Dates(element),
        SearchKind.Text => Texts(element).Where(t => !string.IsNullOrEmpty(t)).Select(t => new Text(t!)),
        SearchKind.Reference => References(element),
        SearchKind.Address => element.Text is { Length: > 0 } address ? [new Address(address)] : [],
        SearchKind.Number => element.Json.ValueKind == JsonValueKind.Number && element.Json.TryGetDecimal(out var number) ? [new Number(number, number)] : [],
        SearchKind.Quantity => Quantities(element),
        _ => [],
    };

    /// <summary>A reference as written, cut into type and id when it names a resource by them.</summary>
    public static Reference Split(string written, string? statedType)
    {
        var parts = written.Split('/');
        var history = Array.IndexOf(parts, "_history");
        var last = (history > 0 ? history : parts.Length) - 1;
        return last >= 1 && ResourceParser.IsKnownType(parts[last - 1]) ? new Reference(parts[last - 1], parts[last], written) : new Reference(statedType, null, written);
    }

    private static IEnumerable<SearchValue> Tokens(TypedElement element)
    {
        switch (element.Type.Name)
        {
            case "CodeableConcept":
                return [.. element.Children("coding").SelectMany(Tokens), .. Displays(element.TextOf("text"))];
            case "Coding":
                return [.. element.TextOf("code") is { } code ? [new Token(element.TextOf("system"), code)] : Array.Empty<SearchValue>(), .. Displays(element.TextOf("display"))];
            case "Identifier":
                return Identifiers(element);
            case "ContactPoint":
                return element.TextOf("value") is { } contact ? [new Token(null, contact)] : [];
            default:
                return element.Text is { Length: > 0 } text ? [new Token(element.Type.Systems?.GetValueOrDefault(text), text)] : [];
        }
    }

    private static IEnumerable<SearchValue> Identifiers(TypedElement element)
    {
        if (element.TextOf("value") is { } value)
        {
            yield return new Token(element.TextOf("system"), value);
            foreach (var type in element.Children("type").SelectMany(t => t.Children("coding")))
                if (type.TextOf("code") is { } code) yield return new TypedIdentifier(type.TextOf("system"), code, value);
        }

        foreach (var words in element.Children("type").SelectMany(t => Displays(t.TextOf("text")))) yield return words;
    }

    private static IEnumerable<SearchValue> Displays(string? text) => text is null ? [] : [new Display(TextFolding.Fold(text))];

    private static IEnumerable<SearchValue> Dates(TypedElement element) => element.Type.Name switch
    {
        "Period" => Between(element),
        "Timing" => element.Children("event").SelectMany(Dates).Concat(element.Children("repeat").SelectMany(r => r.Children("bounds")).SelectMany(b => b.Type.Name == "Period" ? Between(b) : [])),
        _ => RangeOf(element.Text) is { } range ? [new Date(range)] : [],
    };

    private static IEnumerable<SearchValue> Between(TypedElement period)
    {
        var (start, end) = (RangeOf(period.TextOf("start")), RangeOf(period.TextOf("end")));
        if (start is not null || end is not null) yield return new Date(DateRange.Between(start, end));
    }

    private static DateRange? RangeOf(string? text) => text is not null && DateRange.TryParse(text, out var range, out _) ? range : null;

    private static IEnumerable<string?> Texts(TypedElement element) => element.Type.Name switch
    {
        "HumanName" => [element.TextOf("family"), .. All(element, "given"), .. All(element, "prefix"), .. All(element, "suffix"), element.TextOf("text")],
        "Address" => [.. All(element, "line"), element.TextOf("city"), element.TextOf("district"), element.TextOf("state"), element.TextOf("postalCode"), element.TextOf("country"), element.TextOf("text")],
        "CodeableConcept" => [element.TextOf("text"), .. element.Children("coding").Select(c => c.TextOf("display"))],
        _ => [element.Text],
    };

    private static IEnumerable<string?> All(TypedElement element, string member) => element.Children(member).Select(c => c.Text);

    private static IEnumerable<SearchValue> References(TypedElement element)
    {
        if (element.Json.ValueKind == JsonValueKind.String) return element.Text is { Length: > 0 } canonical ? [canonical.Contains("://", StringComparison.Ordinal) ? new Reference(null, null, canonical) : Split(canonical, null)] : [];
        if (element.Type.Name == "Identifier") return Logical(element);
        return [.. element.TextOf("reference") is { } written ? [Split(written, element.TextOf("type"))] : Array.Empty<SearchValue>(), .. element.Children("identifier").SelectMany(Logical)];
    }

    private static IEnumerable<SearchValue> Logical(TypedElement identifier) => identifier.TextOf("value") is { } value ? [new LogicalReference(identifier.TextOf("system"), value)] : [];

    private static IEnumerable<SearchValue> Quantities(TypedElement element)
    {
        switch (element.Type.Name)
        {
            case "Range":
                var (low, high) = (element.Children("low").FirstOrDefault(), element.Children("high").FirstOrDefault());
                var (from, to) = (ValueOf(low), ValueOf(high));
                if (from is null && to is null) return [];
                var unit = from is null ? high : low;
                return [new Quantity(from ?? decimal.MinValue, to ?? decimal.MaxValue, unit.TextOf("system"), unit.TextOf("code"), unit.TextOf("unit"))];
            case "SampledData":
                return Sampled(element);
            case "Money":
                return ValueOf(element) is { } amount ? [new Quantity(amount, amount, Currencies, element.TextOf("currency"), element.TextOf("currency"))] : [];
            default:
                if (ValueOf(element) is not { } value) return [];
                var comparator = element.TextOf("comparator");
                return [new Quantity(comparator is "<" or "<=" ? decimal.MinValue : value, comparator is ">" or ">=" ? decimal.MaxValue : value, element.TextOf("system"), element.TextOf("code"), element.TextOf("unit"))];
        }
    }

    /// <summary>The span of the samples: origin + factor × each point.</summary>
    private static IEnumerable<SearchValue> Sampled(TypedElement data)
    {
        var origin = data.Children("origin").FirstOrDefault();
        if (ValueOf(origin) is not { } zero || data.TextOf("data") is not { } samples) return [];
        var factor = data.Json.TryGetProperty("factor", out var f) && f.TryGetDecimal(out var given) ? given : 1;
        var points = samples.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Point).OfType<decimal>().ToList();
        return points.Count == 0 ? [] : [new Quantity(points.Min(), points.Max(), origin.TextOf("system"), origin.TextOf("code"), origin.TextOf("unit"))];

        // Null for E, U and L, and beyond what a decimal holds.
        decimal? Point(string sample)
        {
            try
            {
                return decimal.TryParse(sample, NumberStyles.Float, CultureInfo.InvariantCulture, out var read) ? zero + (factor * read) : null;
            }
            catch (OverflowException)
            {
                return null;
            }
        }
    }

    private static decimal? ValueOf(TypedElement quantity) =>
        quantity.Json.ValueKind == JsonValueKind.Object && quantity.Json.TryGetProperty("value", out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) ? number : null;
}
