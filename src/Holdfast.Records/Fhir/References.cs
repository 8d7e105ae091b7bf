using System.Text;
using System.Text.Json;
using Holdfast.Records.Charts;

namespace Holdfast.Records.Fhir;

/// <summary>Finds the references in stored JSON. It has no white space between tokens (<see cref="ResourceText"/>), so a search for bytes is enough.</summary>
internal static class References
{
    private static ReadOnlySpan<byte> Member => "\"reference\":\""u8;

    /// <summary>The provider's resources that these refer to, each once, in order of type and id.</summary>
    public static List<StoredVersion> Providers(LiveGrant live, IReadOnlyList<StoredVersion> from)
    {
        var found = new SortedDictionary<string, StoredVersion>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var version in from)
            foreach (var reference in In(version.Tail))
                if (seen.Add(reference) && reference.Split('/') is [var type, var id] && Compartment.MayBeProviders(type)
                    && live.FindProviders(type, id) is { IsDeleted: false } provider) found[reference] = provider;
        return [.. found.Values];
    }

    /// <summary>The texts of all Reference.reference in a resource, as written.</summary>
    public static IEnumerable<string> In(JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Array) return element.EnumerateArray().SelectMany(In);
        if (element.ValueKind != JsonValueKind.Object) return [];
        return element.EnumerateObject().SelectMany(member => member.NameEquals("reference"u8) && member.Value.ValueKind == JsonValueKind.String ? [member.Value.GetString()!] : In(member.Value));
    }

    /// <summary>True for <c>Type?search</c>.</summary>
    public static bool IsConditional(string reference) =>
        reference.IndexOf('?', StringComparison.Ordinal) is > 0 and var question && ResourceParser.IsKnownType(reference[..question]);

    /// <summary>The same of stored JSON.</summary>
    public static IEnumerable<string> In(ReadOnlyMemory<byte> json)
    {
        for (var at = Next(json, 0); at >= 0; at = Next(json, at))
        {
            var end = json.Span[at..].IndexOf((byte)'"');
            if (end < 0) yield break;
            yield return Encoding.UTF8.GetString(json.Span.Slice(at, end));
            at += end;
        }
    }

    private static int Next(ReadOnlyMemory<byte> json, int from)
    {
        var at = json.Span[from..].IndexOf(Member);
        return at < 0 ? -1 : from + at + Member.Length;
    }
}
