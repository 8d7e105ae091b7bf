using Holdfast.Records.Charts;
using Holdfast.Records.Tokens;

namespace Holdfast.Records.Fhir.Writing;

/// <summary>
/// A deletion: a version that says that the resource is gone. Earlier versions stay in the history. What is not there, and
/// what is in another chart, is answered alike: there is nothing left to delete.
/// </summary>
/// <param name="Id">Null when a condition names what is to go.</param>
/// <param name="By">The condition; none when there is an id.</param>
/// <param name="Most">How many matches of the condition may go: one, unless the sender says how many they expect at most.</param>
/// <param name="IfMatch">The version that the writer has seen; may be empty.</param>
internal sealed record DeleteWrite(string Type, string? Id, Condition? By, int Most, string IfMatch) : Write(Type)
{
    public override Target Resolve(OpenChart chart, IReadOnlySet<string> gone)
    {
        if (Id is not null) return new Target(Id, chart.Find(Type, Id));
        var found = By!.Matching(chart);
        if (found.Count > Most)
            return Target.Refuse(new FhirAnswer.Refused(412, "multiple-matches", $"{found.Count} resources of this chart match. Nothing was deleted; name one, or say with _count how many may go at most."));
        return found.Count == 0 ? new Target(null, null) : new Target(found[0].Id, found[0]) { More = [.. found.Skip(1)] };
    }

    public override Decided Decide(Target target, Scene scene, Func<string, string?>? map)
    {
        if (Precondition.Optional(target.Present, IfMatch) is { } unmet) return new Decided.No(unmet);
        if (!target.Exists) return new Decided.Stands(204, null);
        return new Decided.Writes(204, [.. target.More.Prepend(target.Present!).Select(scene.Tombstone)]);
    }

    /// <summary>DELETE [type]/[id]. Null, with the reason, when it cannot be asked for like this.</summary>
    public static (DeleteWrite? Write, FhirAnswer.Refused? Refused) Ask(Scene scene, string type, string id, string ifMatch)
    {
        if (Refusal(scene.Live, type) is { } refused) return (null, refused);
        return ResourceParser.IsId(id) ? (new DeleteWrite(type, id, null, 1, ifMatch), null) : (null, Read.NotAnId());
    }

    /// <summary>DELETE [type]?condition, one match; with <c>_count=N</c> up to N.</summary>
    public static (DeleteWrite? Write, FhirAnswer.Refused? Refused) AskByCondition(Scene scene, string type, string condition, string ifMatch)
    {
        if (Refusal(scene.Live, type) is { } refused) return (null, refused);
        var parameters = condition.Split('&', StringSplitOptions.RemoveEmptyEntries);
        var counts = parameters.Where(p => p.StartsWith("_count=", StringComparison.Ordinal)).ToList();
        var most = 1;
        if (counts.Count > 0 && (counts.Count > 1 || !int.TryParse(counts[0]["_count=".Length..], out most) || most < 1 || most > Limits.MostDeleted))
            return (null, new FhirAnswer.Refused(400, "value", $"_count says how many resources may be deleted at most, from 1 to {Limits.MostDeleted}."));
        return Condition.TryParse(scene, type, string.Join('&', parameters.Except(counts)), out var by, out var wrong) ? (new DeleteWrite(type, null, by, most, ifMatch), null) : (null, wrong);
    }

    private static FhirAnswer.Refused? Refusal(LiveGrant live, string type) => Access.Refusal(live, Interaction.Delete, type)
        ?? (type == "Patient" ? new FhirAnswer.Refused(422, "business-rule", "The Patient of a chart is not deleted by itself: a chart is disposed of as a whole, when its time has come.") : null);
}
