using System.Collections.Frozen;
using Hl7.Fhir.FhirPath;
using Hl7.Fhir.Model;
using Hl7.FhirPath;
using Hl7.FhirPath.Expressions;
using Holdfast.Records.Fhir;

namespace Holdfast.Records.Validation;

/// <summary>One thing that a profile demands of its resources beyond FHIR R4.</summary>
/// <param name="Element">The id of the element's definition in the profile.</param>
/// <param name="Where">FHIRPath of the elements of which it is demanded.</param>
/// <param name="Rule">FHIRPath of the condition; null when <paramref name="Targets"/> says it.</param>
/// <param name="Targets">What the references there may be to; null when a rule says it.</param>
/// <param name="Words">The condition in words.</param>
internal sealed record Demand(string Element, CompiledExpression Where, CompiledExpression? Rule, FrozenSet<string>? Targets, string Words);

/// <summary>
/// A profile of CA Baseline (HL7 Canada) that a resource can be held against on request. The table says what each demands,
/// where it comes from and what of the guide it leaves out.
/// </summary>
internal sealed record Profile(string Url, string Version, string Type, string? BaseUrl, IReadOnlyList<Demand> Demands)
{
    private const string Canonical = "http://hl7.org/fhir/ca/baseline/StructureDefinition/";

    private static readonly Lazy<FrozenDictionary<string, Profile>> Table = new(() => ReadTable().ToFrozenDictionary(p => p.Url, StringComparer.Ordinal));

    public static IEnumerable<Profile> All => Table.Value.Values.OrderBy(p => p.Url, StringComparer.Ordinal);

    /// <param name="canonical">With or without a version behind a bar. A version that is not ours is not known.</param>
    public static Profile? Find(string canonical)
    {
        var bar = canonical.IndexOf('|', StringComparison.Ordinal);
        var profile = Table.Value.GetValueOrDefault(bar < 0 ? canonical : canonical[..bar]);
        return profile is not null && (bar < 0 || canonical[(bar + 1)..] == profile.Version) ? profile : null;
    }

    /// <summary>What of the profile, and of the one that it builds on, the resource does not meet. The resource itself is valid R4 of the profile's type.</summary>
    public IReadOnlyList<FhirIssue> Broken(Resource resource)
    {
        var root = resource.ToPocoNode(ModelInfo.ModelInspector);
        var context = new FhirEvaluationContext { Resource = root, RootResource = root };
        var issues = BaseUrl is { } parent ? [.. Find(parent)!.Broken(resource)] : new List<FhirIssue>();
        foreach (var demand in Demands)
            foreach (var element in demand.Where(root, context))
                if (Broken(demand, element, context) is { } issue && !issues.Exists(i => i.Path == issue.Path && i.Details == issue.Details)) issues.Add(issue);
        return [.. issues.Take(Rules.MostIssues)];
    }

    private FhirIssue? Broken(Demand demand, PocoNode element, FhirEvaluationContext context)
    {
        var broken = demand.Rule is { } rule ? !rule.Predicate(element, context)
            : element.Poco is ResourceReference reference && ReferenceTargets.Wrong(reference, demand.Targets!) is not null;
        return broken ? new FhirIssue("business-rule", $"{demand.Words} ({Url[Canonical.Length..]}, {demand.Element}).", element.GetLocation()) : null;
    }

    private static IEnumerable<Profile> ReadTable()
    {
        var compiler = new FhirPathCompiler(new SymbolTable(FhirPathCompiler.DefaultSymbolTable).AddFhirExtensions());
        using var table = new StreamReader(typeof(Profile).Assembly.GetManifestResourceStream("ca-baseline.tsv")!);
        Profile? open = null;
        var demands = new List<Demand>();
        while (table.ReadLine() is { } line)
        {
            if (line.StartsWith('#')) continue;
            var fields = line.Split('\t');
            if (fields is [['@', .. var name], var version, var type, var parent])
            {
                if (open is not null) yield return open;
                demands = [];
                open = new Profile(Canonical + name, version, type, parent.Length == 0 ? null : Canonical + parent, demands);
            }
            else if (fields is [var element, var kind, var where, var what, var words])
            {
                demands.Add(kind == "rule"
                    ? new Demand(element, compiler.Compile(where), compiler.Compile(what), null, words)
                    : new Demand(element, compiler.Compile(where), null, what.Split(',').ToFrozenSet(StringComparer.Ordinal), $"the reference must be to {what.Replace(",", " or ", StringComparison.Ordinal)}"));
            }
        }

        if (open is not null) yield return open;
    }
}
