using Holdfast.Records.Charts;
using Holdfast.Records.Tokens;
using Holdfast.Wire;

namespace Holdfast.Records.Fhir.Writing;

/// <summary>A resource put in the place of its present version, or under an id that is new to the chart.</summary>
/// <param name="Resource">What is to stand.</param>
/// <param name="Id">Of the resource in the address; null when a condition names it.</param>
/// <param name="By">The condition that names it; none when there is an id.</param>
/// <param name="IfMatch">The versions that the writer has seen, as in the header.</param>
internal sealed record UpdateWrite(ReceivedResource Resource, string? Id, Condition? By, string IfMatch) : Write(Resource.Type)
{
    public override ReceivedResource? Sent => Resource;

    private readonly string _newId = RecordId.New().ToString();

    public override Target Resolve(OpenChart chart, IReadOnlySet<string> gone)
    {
        if (Id is not null) return new Target(Id, chart.Find(Type, Id));
        return Matching(By!, chart, gone) switch
        {
            [] when Resource.Id is { } own => chart.Find(Type, own) is { IsDeleted: false }
                ? Target.Refuse(new FhirAnswer.Refused(409, "conflict", "Nothing matches the condition, but there is a resource with the id in the body. Update it by its id."))
                : new Target(own, chart.Find(Type, own)),
            [] => new Target(_newId, null),
            [var one] when Resource.Id is null || Resource.Id == one.Id => new Target(one.Id, one),
            [_] => Target.Refuse(new FhirAnswer.Refused(400, "invalid", "What matches the condition has another id than the body. Leave the id out.", $"{Type}.id")),
            _ => Target.Refuse(Condition.Several()),
        };
    }

    public override Decided Decide(Target target, Scene scene, Func<string, string?>? map)
    {
        var (live, id) = (scene.Live, target.Id!);
        if (Type == "Patient" && id != live.Patient)
            return new Decided.No(new FhirAnswer.Refused(422, "business-rule", $"A chart has one patient, Patient/{live.Patient}. New patients are admitted at the desk."));
        if (Precondition.Required(target.Present, IfMatch) is { } unmet) return new Decided.No(unmet);
        if (!target.Exists && !live.Scope.Allows(Interaction.Create, Type))
            return new Decided.No(new FhirAnswer.Refused(403, "forbidden", $"There is no such {Type} in this chart, and the scope of this token does not allow to create one."));
        if ((Resource.Misplaced(live, map) ?? Attachments.Refusal(Resource, scene, map)) is { } misplaced) return new Decided.No(misplaced);
        return new Decided.Writes(target.Exists ? 200 : 201, [scene.Put(Resource.Text(map), id)]);
    }

    /// <summary>PUT [type]/[id]. Null, with the reason, when it cannot be asked for like this.</summary>
    public static (UpdateWrite? Write, FhirAnswer.Refused? Refused) Ask(Scene scene, ReceivedResource resource, string id, string ifMatch)
    {
        if (Access.Refusal(scene.Live, Interaction.Update, resource.Type) is { } refused) return (null, refused);
        if (!ResourceParser.IsId(id)) return (null, Read.NotAnId());
        if (resource.Id != id) return (null, new FhirAnswer.Refused(400, "invalid", "The resource's id must be the one in the address.", $"{resource.Type}.id"));
        return (new UpdateWrite(resource, id, null, ifMatch), null);
    }

    /// <summary>PUT [type]?condition.</summary>
    public static (UpdateWrite? Write, FhirAnswer.Refused? Refused) AskByCondition(Scene scene, ReceivedResource resource, string condition, string ifMatch)
    {
        if (Access.Refusal(scene.Live, Interaction.Update, resource.Type) is { } refused) return (null, refused);
        if (resource.Id is { } own && !ResourceParser.IsId(own)) return (null, Read.NotAnId());
        return Condition.TryParse(scene, resource.Type, condition, out var by, out var wrong) ? (new UpdateWrite(resource, null, by, ifMatch), null) : (null, wrong);
    }
}
