using System.Globalization;
using Holdfast.Records.Charts;
using Holdfast.Records.Fhir.Searching;
using Holdfast.Records.Tokens;
using Holdfast.Wire.Connections;

namespace Holdfast.Records.Fhir;

/// <summary>
/// The versions of a resource, of a type, or of everything, within what the grant covers; the latest first. Deletions are
/// among them. <c>_since</c>: not older than; <c>_at</c>: those that stood then; <c>_count</c>: on a page.
/// <para>
/// A page's link says after which version it goes on, so what is written meanwhile neither repeats nor hides a version.
/// It opens nothing: another client with it sees what its own grant covers.
/// </para>
/// </summary>
internal static class History
{
    private const string After = "_after";
    private static readonly string[] Methods = [HttpMethods.Get, HttpMethods.Head];

    public static void Map(IEndpointRouteBuilder fhir)
    {
        fhir.MapMethods("/_history", Methods, (HttpContext http, ReportedViews views, RoleSettings settings) => Answer(http, views, settings, null, null));
        fhir.MapMethods("/{type}/_history", Methods, (HttpContext http, string type, ReportedViews views, RoleSettings settings) => Answer(http, views, settings, type, null));
        fhir.MapMethods("/{type}/{id}/_history", Methods, (HttpContext http, string type, string id, ReportedViews views, RoleSettings settings) => Answer(http, views, settings, type, id));
    }

    /// <summary>What is asked of a history.</summary>
    /// <param name="SinceMs">Versions from this time on.</param>
    /// <param name="At">Versions that stood at some moment of this time.</param>
    /// <param name="Goes">The place of the last version that was shown.</param>
    private sealed record Asked(long SinceMs, DateRange? At, int Count, bool OnlyTotal, Place? Goes);

    /// <summary>Where a version stands in a history: by time, then by sequence, then by name.</summary>
    private readonly record struct Place(long Ms, long Sequence, string Name) : IComparable<Place>
    {
        public static Place Of(StoredVersion version) => new(version.Entry.LastUpdatedMs, version.Sequence, $"{version.Type}/{version.Id}");

        public static bool TryParse(string text, out Place place)
        {
            place = default;
            if (text.Split('.', 3) is not [var ms, var sequence, var name] || !long.TryParse(ms, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
                || !long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var row) || name.Length > 128) return false;
            place = new Place(at, row, name);
            return true;
        }

        public int CompareTo(Place other) =>
            Ms != other.Ms ? Ms.CompareTo(other.Ms) : Sequence != other.Sequence ? Sequence.CompareTo(other.Sequence) : string.CompareOrdinal(Name, other.Name);

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Ms}.{Sequence}.{Name}");
    }

    private static Task Answer(HttpContext http, ReportedViews views, RoleSettings settings, string? type, string? id)
    {
        var live = GrantGuard.Of(http);
        return FhirHttp.Write(http, live, Answer(live, views, settings, type, id, Search.Pairs(http.Request.Query), Preferences.Of(http.Request).IsLenient));
    }

    /// <summary>Also as an entry of a batch.</summary>
    public static FhirAnswer Answer(LiveGrant live, ReportedViews views, RoleSettings settings, string? type, string? id, IReadOnlyList<KeyValuePair<string, string>> parameters, bool lenient)
    {
        var query = new QueryCollection(parameters.GroupBy(p => p.Key).ToDictionary(p => p.Key, p => new Microsoft.Extensions.Primitives.StringValues(p.Select(one => one.Value).ToArray())));
        var answer = Decide(live, settings, type, id, query, lenient);
        if (answer is FhirAnswer.Versions { Set: var set }) views.Add(live.Grant, "history", set.Entries);
        return answer;
    }

    private static FhirAnswer Decide(LiveGrant live, RoleSettings settings, string? type, string? id, QueryCollection query, bool lenient)
    {
        if (type is not null && Access.Refusal(live, Interaction.Read, type) is { } refused) return refused;
        if (id is not null && !ResourceParser.IsId(id)) return Read.NotAnId();
        if (Parameters.Unknown(query.Keys, lenient, "_since", "_at", "_count", After) is { } unknown) return unknown;
        if (Understand(query) is not { } asked) return new FhirAnswer.Refused(400, "value", "_since is a time with its zone, _at a time, _count a number.");
        var latest = id is null ? [.. Types(live, type).SelectMany(t => Latest(live, t))] : Read.Find(live, type!, id) is { } one ? new[] { one } : [];
        if (latest.Length == 0 && id is not null) return Read.NotHere(type!);
        var all = latest.SelectMany(version => Versions(version, asked)).OrderByDescending(Place.Of).ToList();
        var rest = asked.Goes is { } goes ? all.FindAll(v => Place.Of(v).CompareTo(goes) < 0) : all;
        var page = asked.OnlyTotal ? [] : rest.Take(asked.Count).ToList();
        var address = $"{settings.RecordsOrigin}/fhir/{(type is null ? "" : type + "/")}{(id is null ? "" : id + "/")}_history";
        var next = page.Count > 0 && page.Count < rest.Count ? Link(address, query, Place.Of(page[^1])) : null;
        return new FhirAnswer.Versions(new HistorySet(page, [.. FhirHttp.Notes(live)], asked.Goes is null ? all.Count : null, Link(address, query, asked.Goes), next));
    }

    private static Asked? Understand(IQueryCollection query)
    {
        var (count, since, at) = (Limits.LargestHistoryPage, long.MinValue, default(DateRange?));
        if (query["_count"] is [{ } counted, ..] && !int.TryParse(counted, NumberStyles.None, CultureInfo.InvariantCulture, out count)) return null;
        if (query["_since"] is [{ } from, ..])
        {
            if (!DateRange.TryParse(from, out var start, out var hasZone) || !hasZone) return null;
            since = start.FromMs;
        }

        if (query["_at"] is [{ } moment, ..])
        {
            if (!DateRange.TryParse(moment, out var range, out _)) return null;
            at = range;
        }

        Place? goes = null;
        if (query[After] is [{ } after, ..])
        {
            if (!Place.TryParse(after, out var place)) return null;
            goes = place;
        }

        return new Asked(since, at, Math.Min(count, Limits.LargestHistoryPage), count == 0 || query["_summary"] == "count", goes);
    }

    /// <summary>The types that the grant may read.</summary>
    private static IEnumerable<string> Types(LiveGrant live, string? type) =>
        (type is not null ? [type] : live.Charts.SelectMany(chart => chart.Types()).Distinct()).Where(t => Access.Refusal(live, Interaction.Read, t) is null);

    private static IEnumerable<StoredVersion> Latest(LiveGrant live, string type) =>
        (Compartment.MayBeProviders(type) ? live.Charts.Append(live.Provider) : live.Charts).SelectMany(chart => chart.Latest(type));

    /// <summary>Those of one resource that were asked for. What was merely shown (version 0) gives way to the first that is written.</summary>
    private static IEnumerable<StoredVersion> Versions(StoredVersion latest, Asked asked)
    {
        var untilMs = long.MaxValue;
        for (var version = latest; version is not null && (version.Sequence > 0 || version == latest); version = version.Previous)
        {
            var fromMs = version.Entry.LastUpdatedMs;
            if (fromMs >= asked.SinceMs && (asked.At is not { } at || (fromMs < at.ToMs && untilMs > at.FromMs))) yield return version;
            untilMs = fromMs;
        }
    }

    private static string Link(string address, IQueryCollection query, Place? goes)
    {
        var kept = query.Where(p => p.Key != After).SelectMany(p => p.Value.Select(v => $"{Uri.EscapeDataString(p.Key)}={Uri.EscapeDataString(v ?? "")}"));
        var pairs = (goes is { } place ? kept.Append($"{After}={Uri.EscapeDataString(place.ToString())}") : kept).ToList();
        return pairs.Count == 0 ? address : $"{address}?{string.Join('&', pairs)}";
    }
}
