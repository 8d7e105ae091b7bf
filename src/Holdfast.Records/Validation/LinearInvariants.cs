using Hl7.Fhir.Model;
using Holdfast.Records.Fhir;

namespace Holdfast.Records.Validation;

/// <summary>
/// The invariants whose expressions in the specification compare everything with everything (ref-1, dom-3, que-2, csd-1), so
/// that a sender could make them last: gathered during the walk, decided after it, in time that grows with the resource.
/// </summary>
internal sealed class LinearInvariants
{
    private readonly Dictionary<string, PocoNode> _contained = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PocoNode> _localReferences = new(StringComparer.Ordinal);
    private readonly HashSet<string> _pointingOut = new(StringComparer.Ordinal);
    private readonly HashSet<string> _linkIds = new(StringComparer.Ordinal);
    private readonly HashSet<string> _codes = new(StringComparer.Ordinal);
    private readonly List<FhirIssue> _issues = [];

    public void See(PocoNode element, PocoNode root)
    {
        switch (element.Poco)
        {
            case Resource { Id: { } id } when element.Parent == root: _contained.TryAdd(id, element); break;
            case ResourceReference { Reference: { } reference } when reference.StartsWith('#'): Local(reference, element); break;
            case FhirUri { Value: ['#', ..] uri }: Mention(uri, element); break;
            case Canonical { Value: ['#', ..] canonical }: Mention(canonical, element); break;
            case FhirUrl { Value: ['#', ..] url }: Mention(url, element); break;
            case Questionnaire.ItemComponent { LinkId: { } linkId } when !_linkIds.Add(linkId):
                _issues.Add(new FhirIssue("invariant", "The link ids for groups and questions must be unique within the questionnaire (que-2). Give this item one of its own.", element.GetLocation()));
                break;
            case CodeSystem.ConceptDefinitionComponent { Code: { } code } when !_codes.Add(code):
                _issues.Add(new FhirIssue("invariant", "Within a code system definition, all the codes must be unique (csd-1). Leave one of them out.", element.GetLocation()));
                break;
        }
    }

    public IEnumerable<FhirIssue> Broken(PocoNode root)
    {
        foreach (var (id, reference) in _localReferences)
            if (id.Length > 0 && !_contained.ContainsKey(id))
                _issues.Add(new FhirIssue("invariant", "A reference that begins with # must be to a resource that is contained here (ref-1). Contain it, or refer to it by type and id.", reference.GetLocation()));
        foreach (var (id, resource) in _contained)
            if (!_mentioned.Contains(id) && !_pointingOut.Contains(id))
                _issues.Add(new FhirIssue("invariant", "A contained resource must be referred to from the resource around it, or refer to that (dom-3). Refer to it by # and its id, or leave it out.", resource.GetLocation()));
        return _issues.Take(Rules.MostIssues);
    }

    private readonly HashSet<string> _mentioned = new(StringComparer.Ordinal);

    private void Local(string reference, PocoNode element)
    {
        _localReferences.TryAdd(reference[1..], element);
        Mention(reference, element);
    }

    private void Mention(string reference, PocoNode element)
    {
        if (reference.Length > 1) _mentioned.Add(reference[1..]);
        else
            for (var at = element.Parent; at is not null; at = at.Parent)
                if (at is PocoNode { Poco: Resource { Id: { } id } }) _pointingOut.Add(id);
    }
}
