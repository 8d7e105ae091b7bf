using System.Collections.Concurrent;
using System.Text.Json;

namespace Holdfast.Records.Import;

/// <summary>Resources by type and identifier. One identifier on two resources resolves nothing: a guess would join strangers. Safe for several threads.</summary>
internal sealed class IdentifierIndex
{
    private const string Several = "";
    private readonly ConcurrentDictionary<ConditionalReference, string> _ids = new();

    public void Add(string type, string id, JsonElement resource)
    {
        if (!resource.TryGetProperty("identifier"u8, out var identifiers)) return;
        foreach (var identifier in identifiers.ValueKind == JsonValueKind.Array ? [.. identifiers.EnumerateArray()] : new[] { identifiers })
        {
            if (identifier.ValueKind != JsonValueKind.Object || !identifier.TryGetProperty("value"u8, out var value) || value.ValueKind != JsonValueKind.String) continue;
            var system = identifier.TryGetProperty("system"u8, out var s) && s.ValueKind == JsonValueKind.String ? s.GetString()! : "";
            _ids.AddOrUpdate(new ConditionalReference(type, system, value.GetString()!), id, (_, known) => known == id ? id : Several);
        }
    }

    /// <summary>Type/id, or null when none or several have it.</summary>
    public string? Find(ConditionalReference conditional) =>
        _ids.TryGetValue(conditional, out var id) && id != Several ? $"{conditional.Type}/{id}" : null;
}
