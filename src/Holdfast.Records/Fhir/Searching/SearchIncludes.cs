using Holdfast.Records.Tokens;

namespace Holdfast.Records.Fhir.Searching;

/// <summary>
/// _include and _revinclude: what matches refer to, and what refers to them. With :iterate also from what was included.
/// Only types that the grant reads come along; one that is named and may not be read is refused by name.
/// </summary>
internal sealed class SearchIncludes
{
    private readonly List<Rule> _rules = [];

    /// <param name="Reverse">True for _revinclude.</param>
    /// <param name="Iterate">Goes on from what was included.</param>
    /// <param name="Source">The type that holds the reference; null for any.</param>
    /// <param name="Code">The reference parameter; null for all.</param>
    /// <param name="Target">The type that is pointed to; null for any.</param>
    private sealed record Rule(bool Reverse, bool Iterate, string? Source, string? Code, string? Target);

    public bool IsEmpty => _rules.Count == 0;

    /// <summary>True for the names of these parameters, with and without a modifier.</summary>
    public static bool IsName(string name) => name is "_include" or "_include:iterate" or "_revinclude" or "_revinclude:iterate";

    /// <summary>Takes one parameter; the issue when it may not stand there.</summary>
    public FhirIssue? Take(GrantCharts charts, IReadOnlyList<string> types, string name, string value)
    {
        if (_rules.Count >= SearchLimits.MostIncludes) return new FhirIssue("too-costly", $"At most {SearchLimits.MostIncludes} of _include and _revinclude in one search.");
        var reverse = name.StartsWith("_revinclude", StringComparison.Ordinal);
        var iterate = name.EndsWith(":iterate", StringComparison.Ordinal);
        var (source, code, target) = value.Split(':') switch
        {
            ["*"] => ((string?)null, (string?)null, (string?)null),
            [var s, "*"] => (s, null, null),
            [var s, var c] => (s, c, null),
            [var s, "*", var t] => (s, null, t),
            [var s, var c, var t] => (s, c, t),
            _ => ("", null, null),
        };
        foreach (var named in new[] { source, target }.OfType<string>())
            if (charts.Refusal(source == named && reverse ? Interaction.Search : Interaction.Read, named) is { } refused) return refused.Issues[0];
        if (source is not null && code is not null)
        {
            if (!SearchParameters.Of(source).TryGetValue(code, out var parameter) || parameter.Kind != SearchKind.Reference)
                return new FhirIssue("not-supported", $"{source} has no reference parameter {ConditionParser.Shown(code)}. It has {string.Join(", ", References(source).Select(p => p.Code))}.");
            if (target is not null && !parameter.Targets.Contains(target)) return new FhirIssue("not-supported", $"{source}:{code} refers to {string.Join(", ", parameter.Targets.Take(8))}.");
            if (!reverse && target is null && parameter.Targets.Count > 0 && parameter.Targets.All(t => charts.Refusal(Interaction.Read, t) is not null))
                return charts.Refusal(Interaction.Read, parameter.Targets[0])!.Issues[0];
        }

        if (!iterate && !reverse && source is not null && !types.Contains(source))
            return new FhirIssue("not-supported", $"_include={source}:… says nothing about what is searched. Begin it with a type that is, or write _include:iterate for what is included.");
        _rules.Add(new Rule(reverse, iterate, source, code, target));
        return null;
    }

    /// <summary>What goes with these matches, each once and none that is a match; and whether there was more than may go with one page.</summary>
    public (IReadOnlyList<InChart> Included, bool IsCut) With(SearchRun run, IReadOnlyList<InChart> page)
    {
        var seen = page.ToHashSet();
        var included = new List<InChart>();
        IReadOnlyList<InChart> from = page;
        for (var round = 0; from.Count > 0 && round <= SearchLimits.MostIterations; round++)
        {
            var next = new List<InChart>();
            foreach (var rule in _rules.Where(r => round == 0 || r.Iterate))
                foreach (var found in rule.Reverse ? PointingTo(run, rule, from) : PointedToBy(run, rule, from))
                {
                    if (!seen.Add(found)) continue;
                    if (included.Count >= SearchLimits.MostIncluded) return (included, true);
                    included.Add(found);
                    next.Add(found);
                }

            from = next;
        }

        return (included, from.Count > 0);
    }

    private static IEnumerable<InChart> PointedToBy(SearchRun run, Rule rule, IReadOnlyList<InChart> from)
    {
        foreach (var holder in from)
            foreach (var parameter in ParametersOf(rule, holder.Version.Type))
                foreach (var reference in parameter.ValuesOf(holder.Version).OfType<SearchValue.Reference>())
                    if ((rule.Target is null || reference.Type == rule.Target) && run.Charts.Resolve(holder.Chart, reference, Interaction.Read) is { } target) yield return target;
    }

    private static IEnumerable<InChart> PointingTo(SearchRun run, Rule rule, IReadOnlyList<InChart> targets)
    {
        var wanted = targets.Where(t => rule.Target is null || t.Version.Type == rule.Target).ToHashSet();
        if (wanted.Count == 0) return [];
        return run.Once((rule, "pointing"), () => Pointers(run, rule)).Where(p => wanted.Contains(p.Target)).Select(p => p.Holder);
    }

    private static List<(InChart Holder, InChart Target)> Pointers(SearchRun run, Rule rule)
    {
        var pointers = new List<(InChart, InChart)>();
        foreach (var type in rule.Source is { } source ? [source] : run.Charts.Types())
            foreach (var holder in run.Charts.All(type))
                foreach (var parameter in ParametersOf(rule, type))
                    foreach (var reference in parameter.ValuesOf(holder.Version).OfType<SearchValue.Reference>())
                        if (run.Charts.Resolve(holder.Chart, reference, Interaction.Search) is { } target) pointers.Add((holder, target));
        return pointers;
    }

    private static IEnumerable<SearchParameter> ParametersOf(Rule rule, string type) =>
        rule.Source is not null && rule.Source != type ? [] : rule.Code is { } code ? [SearchParameters.Of(type)[code]] : References(type);

    /// <summary>The reference parameters of a type, in order.</summary>
    public static IEnumerable<SearchParameter> References(string type) => SearchParameters.Of(type).Values.Where(p => p.Kind == SearchKind.Reference).OrderBy(p => p.Code, StringComparer.Ordinal);
}
