using Holdfast.Records.Charts;
using Holdfast.Records.Tokens;
using Holdfast.Wire;

namespace Holdfast.Records.Fhir.Writing;

/// <summary>
/// A new resource. With a condition (<c>If-None-Exist</c>) it is written once however often it is sent: what matches
/// already is the answer.
/// </summary>
internal sealed record CreateWrite(ReceivedResource Resource, Condition? Unless) : Write(Resource.Type)
{
    public override ReceivedResource? Sent => Resource;

    /// <summary>The id that it will have, the same when it is decided again.</summary>
    public string NewId { get; } = RecordId.New().ToString();

    public override Target Resolve(OpenChart chart, IReadOnlySet<string> gone) => (Unless is null ? [] : Matching(Unless, chart, gone)) switch
    {
        [] => new Target(NewId, null),
        [var one] => new Target(one.Id, one),
        _ => Target.Refuse(Condition.Several()),
    };

    public override Decided Decide(Target target, Scene scene, Func<string, string?>? map)
    {
        if (target.Present is { } present) return new Decided.Stands(200, present);
        if (Type == "Patient") return new Decided.No(OnePatient(scene.Live));
        return (Resource.Misplaced(scene.Live, map) ?? Attachments.Refusal(Resource, scene, map)) is { } misplaced ? new Decided.No(misplaced) : new Decided.Writes(201, [scene.Put(Resource.Text(map), NewId)]);
    }

    public static FhirAnswer.Refused OnePatient(LiveGrant live) =>
        new(422, "business-rule", $"A chart has one patient{(live.IsService ? "" : $", Patient/{live.Patient}")}. Update it with PUT; new patients are admitted at the desk.");

    /// <summary>Null, with the reason, when the grant may not do this or the condition is not understood.</summary>
    public static (CreateWrite? Write, FhirAnswer.Refused? Refused) Ask(Scene scene, ReceivedResource resource, string? ifNoneExist)
    {
        if (Access.Refusal(scene.Live, Interaction.Create, resource.Type) is { } refused) return (null, refused);
        if (string.IsNullOrEmpty(ifNoneExist)) return resource.Type == "Patient" ? (null, OnePatient(scene.Live)) : (new CreateWrite(resource, null), null);
        return Condition.TryParse(scene, resource.Type, ifNoneExist, out var unless, out var wrong) ? (new CreateWrite(resource, unless), null) : (null, wrong);
    }
}
