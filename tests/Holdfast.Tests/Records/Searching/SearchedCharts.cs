using System.Text;
using System.Text.Json;
using Holdfast.Records.Charts;
using Holdfast.Records.Fhir;
using Holdfast.Records.Fhir.Searching;
using Holdfast.Records.Tokens;
using Holdfast.Wire;
using Holdfast.Wire.Records;

namespace Holdfast.Tests.Records.Searching;

/// <summary>Charts in memory, searched without a server.</summary>
internal sealed class SearchedCharts
{
    public const string Origin = "http://records.localhost";
    public static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    private readonly List<OpenChart> _own = [];

    public SearchedCharts(params string[] resources)
    {
        Provider = Empty();
        AddChart(resources);
    }

    public OpenChart Provider { get; }

    public OpenChart Own => _own[0];

    /// <summary>Types that the grant does not cover.</summary>
    public HashSet<string> Closed { get; } = [];

    public GrantCharts Charts => new(_own, Provider, Refusal, Origin + "/fhir/", Now);

    public OpenChart AddChart(params string[] resources)
    {
        var chart = Empty();
        _own.Add(chart);
        foreach (var resource in resources) Put(chart, Encoding.UTF8.GetBytes(resource));
        return chart;
    }

    public static StoredVersion? Put(OpenChart chart, ReadOnlyMemory<byte> resource)
    {
        using var json = JsonDocument.Parse(resource);
        var text = ResourceText.From(json.RootElement);
        chart.Show(text.ToEntry(text.Id ?? "x", Now.ToUnixTimeMilliseconds(), null), ResourceClasses.ContentOf(text.Type));
        return chart.Find(text.Type, text.Id ?? "x");
    }

    /// <summary>Ids of what a search finds, in order; fails when it is refused.</summary>
    public IReadOnlyList<string> Find(string type, params (string Name, string Value)[] parameters)
    {
        var charts = Charts;
        Assert.True(SearchQuery.TryParse(charts, [type], Pairs(parameters), false, out var query, out var refused), refused?.Issues[0].Details);
        return [.. query.Matching(new SearchRun(charts)).Select(f => f.Version.Id)];
    }

    /// <summary>As a query string after the type: <c>Observation?code=8867-4</c>.</summary>
    public IReadOnlyList<string> Find(string search)
    {
        var (type, parameters) = Cut(search);
        return Find(type, parameters);
    }

    public FhirAnswer.Refused Refused(string search)
    {
        var (type, parameters) = Cut(search);
        Assert.False(SearchQuery.TryParse(Charts, [type], Pairs(parameters), false, out _, out var refused), "It was not refused.");
        return refused!;
    }

    /// <summary>Type/id of what goes with the matches.</summary>
    public IReadOnlyList<string> Included(string search)
    {
        var (type, parameters) = Cut(search);
        var charts = Charts;
        Assert.True(SearchQuery.TryParse(charts, [type], Pairs(parameters), false, out var query, out var refused), refused?.Issues[0].Details);
        var run = new SearchRun(charts);
        return [.. query.Includes.With(run, query.Matching(run)).Included.Select(f => $"{f.Version.Type}/{f.Version.Id}").Order(StringComparer.Ordinal)];
    }

    private static (string Type, (string, string)[] Parameters) Cut(string search)
    {
        var parts = search.Split('?', 2);
        return (parts[0], parts.Length == 1 ? [] : [.. parts[1].Split('&').Select(p => p.Split('=', 2)).Select(p => (p[0], Uri.UnescapeDataString(p[1])))]);
    }

    private static List<KeyValuePair<string, string>> Pairs((string Name, string Value)[] parameters) => [.. parameters.Select(p => KeyValuePair.Create(p.Name, p.Value))];

    private FhirAnswer.Refused? Refusal(Interaction interaction, string type) =>
        !ResourceParser.IsKnownType(type) || !Compartment.IsStored(type) ? new FhirAnswer.Refused(404, "not-supported", "There is no such type.")
        : Closed.Contains(type) ? new FhirAnswer.Refused(403, "forbidden", $"This grant does not cover {type}.") : null;

    private static OpenChart Empty()
    {
        var id = ChartId.New();
        return new OpenChart(InstallationId.New(), id, KeyRing.Take(id, []), null!, ChartWalk);
    }

    private static ChainWalk ChartWalk(ChainHead from, ChainHead to, IReadOnlyList<Holdfast.Records.Store.ChartRow> rows) => throw new InvalidOperationException("These charts have no rows.");
}
