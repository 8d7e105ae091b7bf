using System.Text.Json;
using Holdfast.Wire;
using Holdfast.Wire.Records;

namespace Holdfast.Watch.Events;

/// <summary>
/// Reads an entry's bytes. Strict about every member that it uses, and never throws on input: what does not fit is said
/// in <see cref="LedgerEvent.Doubt"/>, and what could be read is kept.
/// </summary>
internal static class EventReader
{
    /// <summary>Texts in an entry are names of nodes, methods and reasons; longer is not ours.</summary>
    private const int MaximumText = 256;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 4 };

    public static LedgerEvent Read(long index, ReadOnlyMemory<byte> entry)
    {
        try
        {
            using var document = JsonDocument.Parse(entry, Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? Read(index, document.RootElement)
                : Unreadable(index, "not a JSON object");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Unreadable(index, "not the JSON of an entry");
        }
    }

    private static LedgerEvent Unreadable(long index, string doubt) => new() { Index = index, Kind = EventKind.Unreadable, Doubt = doubt };

    private static LedgerEvent Read(long index, JsonElement root)
    {
        var kind = Text(root, "kind") ?? "";
        var draft = new LedgerEvent { Index = index, Kind = kind.Length == 0 ? EventKind.Unreadable : EventForm.KindOf(kind), KindText = kind };
        if (draft.Kind == EventKind.Unreadable) return draft with { Doubt = "kind is missing" };

        var members = new HashSet<string>();
        string? doubt = null;
        foreach (var member in root.EnumerateObject())
        {
            members.Add(member.Name);
            if (Take(draft, member.Name, member.Value) is { } taken) draft = taken;
            else doubt ??= $"{member.Name} has another form";
        }

        return draft with { Doubt = doubt ?? EventForm.Doubt(kind, members) };
    }

    /// <summary>The event with this member read into it; null when the value is not of the member's form.</summary>
    private static LedgerEvent? Take(LedgerEvent draft, string name, JsonElement value) => name switch
    {
        "v" => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var version) && version == 1 ? draft : null,
        "t" => Number(value) is { } at ? draft with { At = at } : null,
        "person" => PersonId.TryParse(Text(value), out var person) ? draft with { Person = person } : null,
        "by" => PersonId.TryParse(Text(value), out var by) ? draft with { By = by } : null,
        "asker" => PersonId.TryParse(Text(value), out var asker) ? draft with { By = asker } : null,
        "paper" => Flag(value) is { } paper ? draft with { Paper = paper } : null,
        "identity" => Flag(value) is not null ? draft : null,
        "approver" or "approved" => Flag(value) is { } on ? draft with { On = on } : null,
        "limit" => Number(value) is { } limit ? draft with { Count = (int)Math.Min(limit, int.MaxValue) } : null,
        "until" => Number(value) is not null ? draft : null,
        "request" or "user" => Text(value) is { Length: 32 } ? draft : null,
        "export" => Text(value) is { Length: 32 } export ? draft with { Export = export } : null,
        "recipient" => Hash(value) is not null ? draft : null,
        "types" => value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(type => Text(type) is not null) ? draft : null,
        "since" => Number(value) is not null ? draft : null,
        "system" => Flag(value) is not null ? draft : null,
        "refused-charts" => Number(value) is { } refused ? draft with { Failures = (int)Math.Min(refused, int.MaxValue) } : null,
        "files" => value.ValueKind == JsonValueKind.Array ? draft : null,
        "file" => Text(value) is not null ? draft : null,
        "expiry" => Number(value) is not null ? draft : null,
        "session" => SessionId.TryParse(Text(value), out var session) ? draft with { Session = session } : null,
        "grant" => GrantId.TryParse(Text(value), out var grant) ? draft with { Grant = grant } : null,
        "chart" => ChartId.TryParse(Text(value), out var chart) ? draft with { Chart = chart } : null,
        "instance" => NodeInstanceId.TryParse(Text(value), out var instance) ? draft with { Instance = instance } : null,
        "charts" => Charts(value) is { } charts ? draft with { Charts = charts } : null,
        "classes" => Classes(value) is { } classes ? draft with { Classes = classes } : null,
        "generations" => Generations(value) is { } generations ? draft with { Generations = generations } : null,
        "moves" => Moves(value) is { } moved ? draft with { Charts = moved } : null,
        "rows" => Rows(value) is { } rows ? draft with { Count = value.GetArrayLength(), Classes = rows } : null,
        "items" => draft.Kind == EventKind.Views ? Views(draft, value) : Assignments(draft, value),
        "sequence" => Number(value) is { } sequence ? draft with { Sequence = sequence } : null,
        "size" => Number(value) is { } size ? draft with { Size = size } : null,
        "count" => Number(value) is { } count ? draft with { Count = (int)Math.Min(count, int.MaxValue) } : null,
        "failures" => Number(value) is { } failures ? draft with { Failures = (int)Math.Min(failures, int.MaxValue) } : null,
        "source" => Hash(value) is { } source ? draft with { Source = source } : null,
        "more" => Flag(value) is { } more ? draft with { More = more } : null,
        "refresh" => Flag(value) is { } refresh ? draft with { Refresh = refresh } : null,
        "bearer" => Flag(value) is { } bearer ? draft with { Bearer = bearer } : null,
        "reason" => Hash(value) is { } reason ? draft with { Reason = reason } : null,
        "hash" when draft.Kind == EventKind.ReasonRead => Hash(value) is { } read ? draft with { Reason = read } : null,
        "store" or "credential" or "hash" => Hash(value) is not null ? draft : null,
        _ => Words(draft, name, value),
    };

    private static LedgerEvent? Words(LedgerEvent draft, string name, JsonElement value)
    {
        if (name is not ("node" or "service" or "role" or "origin" or "client" or "purpose" or "what" or "why" or "caller" or "gap" or "state"
            or "page" or "version" or "budget" or "before" or "method")) return draft;
        if (Text(value) is not { } text) return null;
        return name switch
        {
            "node" => draft with { Node = text },
            "service" => draft with { Service = text },
            "role" => draft with { Role = text },
            "origin" => draft with { Origin = text },
            "client" => draft with { Client = text },
            "purpose" => draft with { Purpose = text },
            "what" => draft with { What = text },
            "why" => draft with { Why = text },
            "caller" => draft with { Caller = text },
            "gap" => draft with { Gap = text },
            "state" => draft with { State = text },
            "method" => draft with { Method = text },
            "page" => draft with { Page = text },
            "budget" => draft with { What = text },
            "before" => draft,
            _ => draft with { Version = text },
        };
    }

    private static List<ChartId>? Charts(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array) return null;
        var charts = new List<ChartId>(value.GetArrayLength());
        foreach (var item in value.EnumerateArray())
        {
            if (!ChartId.TryParse(Text(item), out var chart)) return null;
            charts.Add(chart);
        }

        return charts;
    }

    /// <summary>[[chart, from, sequence, hash], …]</summary>
    private static List<ChartId>? Moves(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array) return null;
        var charts = new List<ChartId>(value.GetArrayLength());
        foreach (var move in value.EnumerateArray())
        {
            if (move.ValueKind != JsonValueKind.Array || move.GetArrayLength() != 4 || !ChartId.TryParse(Text(move[0]), out var chart)) return null;
            if (Number(move[1]) is not { } from || Number(move[2]) is not { } sequence || sequence <= from || Hash(move[3]) is null) return null;
            charts.Add(chart);
        }

        return charts;
    }

    private static List<string>? Classes(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array) return null;
        var classes = new List<string>(value.GetArrayLength());
        foreach (var item in value.EnumerateArray())
        {
            if (Text(item) is not { } text || !RecordClass.TryParse(text, out _)) return null;
            classes.Add(text);
        }

        return classes;
    }

    /// <summary>[[class, hash of the body], …]</summary>
    private static IReadOnlyList<string>? Rows(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array) return null;
        var classes = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var row in value.EnumerateArray())
        {
            if (row.ValueKind != JsonValueKind.Array || row.GetArrayLength() != 2 || Text(row[0]) is not { } text || !RecordClass.TryParse(text, out _) || Hash(row[1]) is null) return null;
            classes.Add(text);
        }

        return [.. classes];
    }

    private static List<int>? Generations(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array) return null;
        var generations = new List<int>(value.GetArrayLength());
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number || !item.TryGetInt32(out var generation)) return null;
            generations.Add(generation);
        }

        return generations;
    }

    /// <summary>[[person, chart, kind, start, end], …]</summary>
    private static LedgerEvent? Assignments(LedgerEvent draft, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array) return null;
        var charts = new List<ChartId>();
        var people = new List<PersonId>();
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Array || item.GetArrayLength() != 5) return null;
            if (!PersonId.TryParse(Text(item[0]), out var person) || !ChartId.TryParse(Text(item[1]), out var chart)) return null;
            people.Add(person);
            charts.Add(chart);
        }

        return draft with { Charts = charts, Assigned = people, Count = charts.Count };
    }

    /// <summary>[[class, resources, at, interaction], …]</summary>
    private static LedgerEvent? Views(LedgerEvent draft, JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array) return null;
        var classes = new SortedSet<string>(StringComparer.Ordinal);
        var viewed = new List<ViewItem>(value.GetArrayLength());
        var resources = 0L;
        foreach (var item in value.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Array || item.GetArrayLength() != 4) return null;
            if (Text(item[0]) is not { } text || !RecordClass.TryParse(text, out _) || Number(item[1]) is not { } count) return null;
            if (Number(item[2]) is not { } at || Text(item[3]) is not { } interaction) return null;
            viewed.Add(new ViewItem(text, (int)Math.Min(count, int.MaxValue), at, interaction));
            classes.Add(text);
            resources += count;
        }

        return draft with { Classes = [.. classes], Viewed = viewed, Count = (int)Math.Min(resources, int.MaxValue) };
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) ? Text(value) : null;

    private static string? Text(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= MaximumText } text ? text : null;

    private static long? Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= 0 ? number : null;

    private static bool? Flag(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static string? Hash(JsonElement value) =>
        Text(value) is { Length: 64 } text && text.All(c => c is (>= '0' and <= '9') or (>= 'a' and <= 'f')) ? text : null;
}
