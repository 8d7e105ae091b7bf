namespace Holdfast.Records.Import;

/// <summary>
/// What the references in a Bundle become: <c>urn:uuid:…</c> and full addresses of entries become <c>Type/id</c>, and
/// conditional ones (<c>Practitioner?identifier=system|value</c>) what they find in the Bundle or in the provider's chart.
/// </summary>
internal sealed class ReferenceMap
{
    private readonly Dictionary<string, string> _byUrl = new(StringComparer.Ordinal);
    private readonly IdentifierIndex _inBundle = new();
    private readonly IdentifierIndex _atProvider;

    public ReferenceMap(IReadOnlyList<ImportItem> items, IdentifierIndex atProvider)
    {
        _atProvider = atProvider;
        foreach (var item in items)
        {
            if (item.FullUrl is { } url) _byUrl.TryAdd(url, item.Reference);
            _inBundle.Add(item.Type, item.Id, item.Json);
        }
    }

    /// <summary>The new text, or null to leave it as it is.</summary>
    public string? Map(string reference)
    {
        if (_byUrl.TryGetValue(reference, out var local)) return local;
        return ConditionalReference.TryParse(reference, out var conditional) ? Resolve(conditional) : null;
    }

    public bool CanResolve(string reference) => !ConditionalReference.TryParse(reference, out var conditional) || Resolve(conditional) is not null;

    private string? Resolve(ConditionalReference conditional) => _inBundle.Find(conditional) ?? _atProvider.Find(conditional);
}

/// <summary><c>Type?identifier=system|value</c>: a reference by what is known of the other (FHIR R4, transaction).</summary>
internal readonly record struct ConditionalReference(string Type, string System, string Value)
{
    public static bool TryParse(string reference, out ConditionalReference conditional)
    {
        conditional = default;
        var question = reference.IndexOf("?identifier=", StringComparison.Ordinal);
        if (question <= 0 || reference.Contains('&', StringComparison.Ordinal) || !reference[..question].All(char.IsAsciiLetter)) return false;
        var token = Uri.UnescapeDataString(reference[(question + "?identifier=".Length)..]);
        var bar = token.IndexOf('|', StringComparison.Ordinal);
        conditional = bar < 0 ? new(reference[..question], "", token) : new(reference[..question], token[..bar], token[(bar + 1)..]);
        return conditional.Value.Length > 0;
    }
}
