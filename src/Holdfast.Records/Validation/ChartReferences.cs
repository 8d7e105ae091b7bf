using Hl7.Fhir.Model;
using Holdfast.Records.Charts;
using Holdfast.Records.Fhir;
using Holdfast.Records.Tokens;

namespace Holdfast.Records.Validation;

/// <summary>
/// References to what the chart does not hold. A warning of <c>$validate</c> only: a write is not refused for it, because
/// what it names may come later, and because a refusal would tell whoever writes what stands in the part of the chart that
/// their grant does not show. For the same reason nothing is said of a type that the grant does not cover.
/// </summary>
internal static class ChartReferences
{
    public static IEnumerable<FhirIssue> NotHere(LiveGrant live, Resource resource)
    {
        foreach (var node in new[] { resource.ToPocoNode(ModelInfo.ModelInspector) }.DescendantsAndSelf())
            if (node.Poco is ResourceReference { Reference: { Length: > 0 } reference } && reference.Split('/') is [var type, var id]
                && ModelInfo.SupportedResources.Contains(type) && IsShown(live, type) && !IsHere(live, type, id))
                yield return new FhirIssue("not-found", "This chart does not show what the reference names. Check it, or bring that in too.", node.GetLocation(), "warning");
    }

    private static bool IsShown(LiveGrant live, string type) =>
        live.Scope.Allows(Interaction.Read, type) && (!Compartment.IsOfPatients(type) || live.MayRead(live.ContentOf(type)));

    private static bool IsHere(LiveGrant live, string type, string id) =>
        live.Charts.Any(chart => chart.Find(type, id) is { IsDeleted: false }) || live.Provider.Find(type, id) is { IsDeleted: false };
}
