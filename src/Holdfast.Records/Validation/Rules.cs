using Hl7.Fhir.FhirPath;
using Hl7.Fhir.Model;
using Holdfast.Records.Fhir;

namespace Holdfast.Records.Validation;

/// <summary>
/// The rules of FHIR R4 that are not in its grammar, on a resource that was read without fault: invariants, required codes
/// outside <c>code</c>, what a reference may be to, and that what is contained is referred to. One walk over the elements.
/// </summary>
internal static class Rules
{
    /// <summary>
    /// A resource of more elements is refused unexamined: no time to examine it could be promised. The largest of HL7's examples
    /// and of the synthetic cohorts has some 9,000.
    /// </summary>
    public const int MostElements = 50_000;

    /// <summary>A resource with more wrong in it than this is told its first faults.</summary>
    public const int MostIssues = 20;

    /// <summary>What is broken; empty when nothing is.</summary>
    public static IReadOnlyList<FhirIssue> Broken(Resource resource)
    {
        var root = resource.ToPocoNode(ModelInfo.ModelInspector);
        var walk = new Walk(root);
        walk.Resource(root);
        return walk.Issues;
    }

    private sealed class Walk(PocoNode root)
    {
        private readonly LinearInvariants _linear = new();
        private int _elements;

        public List<FhirIssue> Issues { get; } = [];

        public void Resource(PocoNode resource)
        {
            Element(resource, new FhirEvaluationContext { Resource = resource, RootResource = root });
            if (resource == root) Issues.AddRange(_linear.Broken(root));
        }

        private void Element(PocoNode element, FhirEvaluationContext context)
        {
            if (++_elements == MostElements + 1) Issues.Add(new FhirIssue("too-costly", $"The resource has more than {MostElements} elements, so it was not examined. Send it in smaller parts."));
            if (_elements > MostElements || Issues.Count >= MostIssues) return;
            var rules = TypeRules.Of(element.Poco.GetType());
            Check(rules.Invariants, element, context);
            _linear.See(element, root);
            foreach (var children in element.Children())
            {
                var there = rules.Element(children.Name);
                foreach (var child in children)
                {
                    if (there is not null) Check(there, child, context);
                    if (child.Poco is Resource) Resource(child);
                    else Element(child, context);
                }
            }
        }

        private void Check(ElementRules rules, PocoNode element, FhirEvaluationContext context)
        {
            Check(rules.Invariants, element, context);
            if (rules.Codes is { } codes && element.Poco is CodeableConcept concept && !codes.Has(concept))
                Issues.Add(new FhirIssue("code-invalid", $"One coding must be of {codes.System}: {string.Join(", ", codes.Codes.Order(StringComparer.Ordinal))}.", element.GetLocation()));
            if (rules.Targets is { } targets && element.Poco is ResourceReference reference && ReferenceTargets.Wrong(reference, targets) is { } issue)
                Issues.Add(issue with { Path = element.GetLocation() });
        }

        private void Check(IReadOnlyList<Invariant> invariants, PocoNode element, FhirEvaluationContext context)
        {
            foreach (var invariant in invariants)
                if (!invariant.Holds(element, context)) Issues.Add(invariant.Issue(element));
        }
    }
}
