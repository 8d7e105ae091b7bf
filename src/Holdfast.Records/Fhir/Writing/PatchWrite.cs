using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Records.Charts;
using Holdfast.Records.Tokens;

namespace Holdfast.Records.Fhir.Writing;

/// <summary>A change to what stands. The outcome is checked like anything else that is sent. It shows the whole resource, so it needs the right to read it too.</summary>
internal sealed record PatchWrite(string Type, string? Id, Condition? By, ResourceChange Change, string IfMatch) : Write(Type)
{
    public override Target Resolve(OpenChart chart, IReadOnlySet<string> gone)
    {
        if (Id is not null) return new Target(Id, chart.Find(Type, Id));
        return Matching(By!, chart, gone) switch
        {
            [] => new Target(null, null),
            [var one] => new Target(one.Id, one),
            _ => Target.Refuse(Condition.Several()),
        };
    }

    public override Decided Decide(Target target, Scene scene, Func<string, string?>? map)
    {
        if (target.Present is not { } present) return new Decided.No(Read.NotHere(Type));
        if (present.IsDeleted) return new Decided.No(new FhirAnswer.Refused(410, "deleted", $"This {Type} was deleted. There is nothing to change."));
        if (Precondition.Required(present, IfMatch) is { } unmet) return new Decided.No(unmet);
        var tree = JsonNode.Parse(present.ToJson())!.AsObject();
        if (Change.Apply(tree) is { } unfit) return new Decided.No(unfit);
        var (json, issues) = ResourceParser.ReadJson(RawJson.Write(tree));
        using (json)
        {
            if (json is null) return new Decided.No(new FhirAnswer.Refused(422, issues));
            var (resource, invalid) = ReceivedResource.Examine(json.RootElement, Type);
            if (resource is null) return new Decided.No(invalid! with { Status = 422 });
            if (resource.Id != present.Id) return new Decided.No(new FhirAnswer.Refused(422, "business-rule", "A patch does not change the id or type of a resource.", $"{Type}.id"));
            if ((resource.Misplaced(scene.Live, map) ?? Attachments.Refusal(resource, scene, map)) is { } misplaced) return new Decided.No(misplaced);
            return new Decided.Writes(200, [scene.Put(resource.Text(map) with { SourceUpdatedMs = present.Entry.SourceUpdatedMs }, present.Id)]);
        }
    }

    /// <summary>PATCH [type]/[id]. Null, with the reason, when it cannot be asked for like this.</summary>
    public static (PatchWrite? Write, FhirAnswer.Refused? Refused) Ask(Scene scene, string type, string id, ResourceChange change, string ifMatch)
    {
        if (Refusal(scene.Live, type) is { } refused) return (null, refused);
        return ResourceParser.IsId(id) ? (new PatchWrite(type, id, null, change, ifMatch), null) : (null, Read.NotAnId());
    }

    /// <summary>PATCH [type]?condition.</summary>
    public static (PatchWrite? Write, FhirAnswer.Refused? Refused) AskByCondition(Scene scene, string type, string condition, ResourceChange change, string ifMatch)
    {
        if (Refusal(scene.Live, type) is { } refused) return (null, refused);
        return Condition.TryParse(scene, type, condition, out var by, out var wrong) ? (new PatchWrite(type, null, by, change, ifMatch), null) : (null, wrong);
    }

    private static FhirAnswer.Refused? Refusal(LiveGrant live, string type) => Access.Refusal(live, Interaction.Update, type) ?? Access.Refusal(live, Interaction.Read, type);
}
