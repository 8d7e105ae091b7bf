using Holdfast.Records.Tokens;

namespace Holdfast.Records.Fhir.Searching;

/// <summary>
/// Understands one parameter of a search: a value of the resource's own, a chain to what it refers to
/// (<c>subject:Patient.name</c>), or <c>_has</c>, what refers to it. Keeps count over the whole search, so that the
/// bounds of <see cref="SearchLimits"/> hold for all parameters together.
/// </summary>
internal sealed class ConditionParser(GrantCharts charts)
{
    private int _alternatives;

    /// <summary>Null with the issue that says why.</summary>
    /// <param name="type">What is searched.</param>
    /// <param name="name">With modifiers and chain.</param>
    /// <param name="value">As sent.</param>
    /// <param name="wrong">Set when the answer is null.</param>
    /// <param name="depth">Links of chain passed already.</param>
    public SearchCondition? Parse(string type, string name, string value, out FhirIssue? wrong, int depth = 0)
    {
        if (depth > SearchLimits.DeepestChain) return Wrong(out wrong, "too-costly", $"Chains and _has go at most {SearchLimits.DeepestChain} steps. Search in two steps, or start at the other end.");
        if (name.StartsWith("_has:", StringComparison.Ordinal)) return Has(name, value, out wrong, depth);
        var dot = name.IndexOf('.', StringComparison.Ordinal);
        var (code, modifier) = Cut(dot < 0 ? name : name[..dot]);
        if (!SearchParameters.Of(type).TryGetValue(code, out var parameter)) return Unknown(type, code, out wrong);
        if (dot >= 0) return Chain(parameter, modifier, name[(dot + 1)..], value, out wrong, depth);
        if (Modifiers.Refusal(parameter, modifier) is { } refusal) return Wrong(out wrong, "not-supported", refusal);
        if (modifier == "missing") return Missing(parameter, value, out wrong);
        return Own(parameter, modifier, value, out wrong);
    }

    /// <summary>A parameter's name as it may stand in an answer: short, and nothing but name characters.</summary>
    public static string Shown(string code) => code.Length is > 0 and <= 64 && code.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or ':') ? code : "that parameter";

    private SearchCondition? Own(SearchParameter parameter, string modifier, string value, out FhirIssue? wrong)
    {
        wrong = null;
        var tests = new List<Func<SearchValue, bool>>();
        foreach (var alternative in Escaping.Split(value, ','))
        {
            if (++_alternatives > SearchLimits.MostAlternatives) return Wrong(out wrong, "too-costly", $"At most {SearchLimits.MostAlternatives} values in one search, commas included. Send several searches.");
            if (alternative.Length == 0 || Criterion.Of(parameter, modifier, alternative, charts) is not { } test) return Wrong(out wrong, "value", $"The value of {parameter.Code} is not understood. {Modifiers.Form(parameter)}");
            tests.Add(test);
        }

        var alternatives = tests.ToArray();
        return modifier == "not" ? (_, candidate) => !Holds(candidate) : (_, candidate) => Holds(candidate);

        bool Holds(InChart candidate)
        {
            foreach (var held in parameter.ValuesOf(candidate.Version))
                foreach (var test in alternatives)
                    if (test(held)) return true;
            return false;
        }
    }

    private static SearchCondition? Missing(SearchParameter parameter, string value, out FhirIssue? wrong)
    {
        wrong = null;
        return value switch
        {
            "true" => (_, candidate) => parameter.ValuesOf(candidate.Version).Count == 0,
            "false" => (_, candidate) => parameter.ValuesOf(candidate.Version).Count > 0,
            _ => Wrong(out wrong, "value", $"{parameter.Code}:missing is true or false."),
        };
    }

    /// <summary>Holds when a resource that the parameter refers to fulfils the rest of the chain.</summary>
    private SearchCondition? Chain(SearchParameter parameter, string target, string rest, string value, out FhirIssue? wrong, int depth)
    {
        if (parameter.Kind != SearchKind.Reference) return Wrong(out wrong, "not-supported", $"{parameter.Code} is not a reference, so nothing can be chained to it.");
        if (target.Length > 0 && !parameter.Targets.Contains(target)) return Wrong(out wrong, "not-supported", $"{parameter.Code} refers to {string.Join(", ", parameter.Targets.Take(8))}.");
        var byType = new Dictionary<string, SearchCondition>(StringComparer.Ordinal);
        FhirIssue? last = null, closed = null;
        foreach (var type in target.Length > 0 ? [target] : parameter.Targets)
        {
            if (charts.Refusal(Interaction.Search, type) is { } refused) closed = refused.Issues[0];
            else if (Parse(type, rest, value, out var issue, depth + 1) is { } condition) byType[type] = condition;
            else last = issue is { Code: "not-supported" } ? last ?? issue : issue; // A value that is wrong for one type is wrong, a parameter that one type lacks is not.
        }

        if (byType.Count == 0 || last is { Code: not "not-supported" })
        {
            wrong = last ?? closed ?? new FhirIssue("not-supported", $"{parameter.Code} refers to nothing that is kept here.");
            return null;
        }

        wrong = null;
        var key = new object();
        return (run, candidate) =>
        {
            var looked = run.Once(key, () => new Dictionary<InChart, bool>());
            foreach (var held in parameter.ValuesOf(candidate.Version))
                if (held is SearchValue.Reference { Type: { } type } reference && byType.TryGetValue(type, out var condition) && run.Charts.Resolve(candidate.Chart, reference, Interaction.Search) is { } found)
                {
                    if (!looked.TryGetValue(found, out var holds)) looked[found] = holds = condition(run, found);
                    if (holds) return true;
                }

            return false;
        };
    }

    /// <summary><c>_has:Observation:patient:code</c>: holds when an Observation whose "patient" points here fulfils the rest.</summary>
    private SearchCondition? Has(string name, string value, out FhirIssue? wrong, int depth)
    {
        if (name.Split(':', 4) is not [_, var type, var by, var rest]) return Wrong(out wrong, "value", "Write _has:Type:reference:parameter, such as _has:Observation:patient:code.");
        if (charts.Refusal(Interaction.Search, type) is { } refused)
        {
            wrong = refused.Issues[0];
            return null;
        }

        if (!SearchParameters.Of(type).TryGetValue(by, out var parameter) || parameter.Kind != SearchKind.Reference)
            return Wrong(out wrong, "not-supported", $"{type} has no reference parameter {Shown(by)}. It has {string.Join(", ", SearchParameters.Of(type).Values.Where(p => p.Kind == SearchKind.Reference).Select(p => p.Code).Order(StringComparer.Ordinal))}.");
        if (Parse(type, rest, value, out wrong, depth + 1) is not { } condition) return null;
        var key = new object();
        return (run, candidate) => run.Once(key, () => PointedTo(run, type, parameter, condition)).Contains(candidate);
    }

    private static HashSet<InChart> PointedTo(SearchRun run, string type, SearchParameter parameter, SearchCondition condition)
    {
        var targets = new HashSet<InChart>();
        foreach (var holder in run.Charts.All(type))
            if (condition(run, holder))
                foreach (var reference in parameter.ValuesOf(holder.Version).OfType<SearchValue.Reference>())
                    if (run.Charts.Resolve(holder.Chart, reference, Interaction.Search) is { } target) targets.Add(target);
        return targets;
    }

    private static (string Code, string Modifier) Cut(string name)
    {
        var colon = name.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (name, "") : (name[..colon], name[(colon + 1)..]);
    }

    private static SearchCondition? Unknown(string type, string code, out FhirIssue? wrong) => Wrong(out wrong, "not-supported", code switch
    {
        "_filter" => "_filter is not evaluated here. Write the conditions as parameters: repeated they must all hold, commas separate alternatives, chains and _has reach other resources.",
        "_query" => "There are no named queries here. Write the conditions as parameters.",
        "_contained" or "_containedType" => "Contained resources are not searched by themselves here. Search for those that contain them.",
        "near" => "Distances are not evaluated here. Search by address-city or address-postalcode.",
        _ => $"{type} cannot be searched by {Shown(code)} here. It can by {string.Join(", ", SearchParameters.Of(type).Keys.Order(StringComparer.Ordinal))}. Prefer: handling=lenient leaves a parameter out.",
    });

    private static SearchCondition? Wrong(out FhirIssue? wrong, string code, string details)
    {
        wrong = new FhirIssue(code, details);
        return null;
    }
}
