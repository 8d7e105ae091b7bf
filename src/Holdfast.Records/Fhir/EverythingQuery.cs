using System.Globalization;
using System.Text.Json;
using Holdfast.Records.Charts;
using Holdfast.Records.Fhir.Searching;

namespace Holdfast.Records.Fhir;

/// <summary>What is asked of $everything, by its address or by a Parameters resource: R4's start, end, _since, _type and _count.</summary>
internal sealed class EverythingQuery
{
    public const string After = "_after";

    private readonly List<KeyValuePair<string, string>> _used = [];
    private HashSet<string>? _types;
    private DateCriterion? _since;
    private DateRange? _start, _end;

    /// <summary>Resources on a page.</summary>
    public int Count { get; private set; } = int.MaxValue;

    /// <summary>The place of the last resource that was shown; empty at the beginning.</summary>
    public string Goes { get; private set; } = "";

    /// <summary>False when types were named: then nothing else goes with them.</summary>
    public bool WithOthers => _types is null;

    public List<FhirIssue> Ignored { get; } = [];

    /// <summary>What was asked for, for the link to the next page. Types and dates say nothing about anybody.</summary>
    public IEnumerable<KeyValuePair<string, string>> Used => _used.Where(pair => pair.Key != After);

    public static (EverythingQuery? Query, FhirAnswer.Refused? Refused) Read(IEnumerable<KeyValuePair<string, string>> pairs, bool lenient)
    {
        var query = new EverythingQuery();
        foreach (var (name, value) in pairs)
        {
            if (Parameters.OfPresentation.Contains(name)) query._used.Add(KeyValuePair.Create(name, value));
            else if (query.Take(name, value) is not { } known)
            {
                if (!lenient) return (null, new FhirAnswer.Refused(400, "not-supported", "$everything knows start, end, _since, _type and _count. Prefer: handling=lenient leaves others out."));
                query.Ignored.Add(new FhirIssue("not-supported", "A parameter that $everything does not know was left out.", null, "warning"));
            }
            else if (known) query._used.Add(KeyValuePair.Create(name, value));
            else return (null, new FhirAnswer.Refused(400, "value", "start and end are days (2026-11-22), _since is a time with its zone, _type names types with commas, _count is a number from 1."));
        }

        return (query, null);
    }

    /// <summary>The parameters of a Parameters resource; null when it is none, or one of them has no simple value.</summary>
    public static List<KeyValuePair<string, string>>? Pairs(JsonElement resource)
    {
        if (ResourceParser.TypeOf(resource) != "Parameters") return null;
        if (!resource.TryGetProperty("parameter"u8, out var list)) return [];
        if (list.ValueKind != JsonValueKind.Array) return null;
        var pairs = new List<KeyValuePair<string, string>>();
        foreach (var parameter in list.EnumerateArray())
        {
            if (parameter.ValueKind != JsonValueKind.Object || !parameter.TryGetProperty("name"u8, out var name) || name.ValueKind != JsonValueKind.String) return null;
            var value = parameter.EnumerateObject().FirstOrDefault(member => member.Name.StartsWith("value", StringComparison.Ordinal)).Value;
            if (value.ValueKind is not (JsonValueKind.String or JsonValueKind.Number)) return null;
            pairs.Add(KeyValuePair.Create(name.GetString()!, value.ToString()));
        }

        return pairs;
    }

    public bool Takes(string type) => _types is null || _types.Contains(type);

    public bool Takes(StoredVersion version) =>
        (_since is null || _since.Matches(DateRange.Instant(version.Entry.LastUpdatedMs)))
        && ((_start is null && _end is null) || CareDates.IsWithin(version, DateRange.Between(_start, _end)));

    /// <summary>Null when $everything has no such parameter; false when the value is not of its form.</summary>
    private bool? Take(string name, string value)
    {
        switch (name)
        {
            case "start": return (_start = Day(value)) is not null;
            case "end": return (_end = Day(value)) is not null;
            case "_since": return (_since = DateCriterion.Parse("ge" + value)) is { HasZone: true };
            case "_type":
                (_types ??= []).UnionWith(value.Split(',', StringSplitOptions.TrimEntries));
                return _types.All(ResourceParser.IsKnownType);
            case "_count":
                var isNumber = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var count);
                Count = count;
                return isNumber && count > 0;
            case After:
                Goes = value;
                return true;
            default: return null;
        }
    }

    private static DateRange? Day(string text) => !text.Contains('T', StringComparison.Ordinal) && DateRange.TryParse(text, out var range, out _) ? range : null;
}
