using Hl7.Fhir.Model;

namespace Holdfast.Records.Fhir.Searching;

/// <summary>One value that a resource holds for a search parameter.</summary>
internal abstract record SearchValue
{
    private SearchValue()
    {
    }

    public sealed record Token(string? System, string Code) : SearchValue;

    public sealed record Date(DateRange Range) : SearchValue;

    public sealed record Text(string Value) : SearchValue;

    /// <param name="Type">Of the target, when the reference says it.</param>
    /// <param name="Id">Of the target, when the reference is to a resource by id.</param>
    /// <param name="Written">As it stands in the resource.</param>
    public sealed record Reference(string? Type, string? Id, string Written) : SearchValue;

    /// <summary>The values of an element that FHIRPath found, for a parameter of this kind.</summary>
    public static IEnumerable<SearchValue> From(Base element, SearchKind kind) => kind switch
    {
        SearchKind.Token => Tokens(element),
        SearchKind.Date => Dates(element),
        SearchKind.Text => Texts(element).Where(t => !string.IsNullOrEmpty(t)).Select(t => new Text(t!)),
        SearchKind.Reference => References(element),
        SearchKind.Address => element is PrimitiveType { JsonValue: string uri } ? [new Text(uri)] : [],
        _ => [],
    };

    private static IEnumerable<SearchValue> Tokens(Base element) => element switch
    {
        CodeableConcept concept => concept.Coding.SelectMany(Tokens),
        Coding { Code: { Length: > 0 } code } coding => [new Token(coding.System, code)],
        Identifier { Value: { Length: > 0 } value } identifier => [new Token(identifier.System, value)],
        ContactPoint { Value: { Length: > 0 } value } => [new Token(null, value)],
        FhirBoolean { Value: { } truth } => [new Token(null, truth ? "true" : "false")],
        ICoded coded => coded.ToCodings().SelectMany(Tokens),
        PrimitiveType { JsonValue: bool truth } => [new Token(null, truth ? "true" : "false")],
        PrimitiveType { JsonValue: string { Length: > 0 } text } => [new Token(null, text)],
        _ => [],
    };

    private static IEnumerable<SearchValue> Dates(Base element) => element switch
    {
        PrimitiveType primitive => RangeOf(primitive) is { } range ? [new Date(range)] : [],
        Period period when period.StartElement is not null || period.EndElement is not null => [new Date(DateRange.Between(RangeOf(period.StartElement), RangeOf(period.EndElement)))],
        Timing timing => timing.EventElement.SelectMany(Dates).Concat(timing.Repeat?.Bounds is Period bounds ? Dates(bounds) : []),
        _ => [],
    };

    private static DateRange? RangeOf(PrimitiveType? primitive) => primitive switch
    {
        null => null,
        Instant { Value: { } instant } => DateRange.TryParse(primitive.JsonValue as string ?? "", out var exact, out _) ? exact : DateRange.Instant(instant.ToUnixTimeMilliseconds()),
        { JsonValue: string text } when DateRange.TryParse(text, out var range, out _) => range,
        _ => null,
    };

    private static IEnumerable<string?> Texts(Base element) => element switch
    {
        HumanName name => [name.Family, .. name.Given, .. name.Prefix, .. name.Suffix, name.Text],
        Address address => [.. address.Line, address.City, address.District, address.State, address.PostalCode, address.Country, address.Text],
        CodeableConcept concept => [concept.Text, .. concept.Coding.Select(c => c.Display)],
        PrimitiveType { JsonValue: string text } => [text],
        _ => [],
    };

    private static IEnumerable<SearchValue> References(Base element) => element switch
    {
        ResourceReference { Reference: { Length: > 0 } written } reference => [Split(written, reference.Type)],
        PrimitiveType { JsonValue: string { Length: > 0 } canonical } => [new Reference(null, null, canonical)],
        _ => [],
    };

    private static Reference Split(string written, string? statedType)
    {
        var parts = written.Split('/');
        var history = Array.IndexOf(parts, "_history");
        var last = (history > 0 ? history : parts.Length) - 1;
        return last >= 1 && ResourceParser.IsKnownType(parts[last - 1]) ? new Reference(parts[last - 1], parts[last], written) : new Reference(statedType, null, written);
    }
}
