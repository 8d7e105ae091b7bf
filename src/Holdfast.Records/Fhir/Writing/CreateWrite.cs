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

    private FhirAnswer.Refused _second = BroughtBefore;

    public override Target Resolve(OpenChart chart, IReadOnlySet<string> gone) => (Unless is null ? [] : Matching(Unless, chart, gone)) switch
    {
        [] when Type == "Patient" => chart.All("Patient").Count > 0 ? Target.Refuse(_second) : new Target(chart.Id.ToString(), null), // the one of its chart, under the chart's own id
        [] => new Target(NewId, null),
        [var one] => new Target(one.Id, one),
        _ => Target.Refuse(Condition.Several()),
    };

    public override Decided Decide(Target target, Scene scene, Func<string, string?>? map)
    {
        if (target.Present is { } present) return new Decided.Stands(200, present);
        if (Type == "Patient" && !scene.Live.MakesCharts) return new Decided.No(OnePatient(scene.Live));
        return (Resource.Misplaced(scene.Live, map) ?? Attachments.Refusal(Resource, scene, map)) is { } misplaced ? new Decided.No(misplaced) : new Decided.Writes(201, [scene.Put(Resource.Text(map), target.Id!)]);
    }

    public static FhirAnswer.Refused OnePatient(LiveGrant live) =>
        new(422, "business-rule", $"A chart has one patient{(live.IsService ? "" : $", Patient/{live.Patient}")}. Update it with PUT; new patients are admitted at the desk, or brought by a service that is registered for charts of its own.");

    private static FhirAnswer.Refused BroughtBefore { get; } =
        new(409, "duplicate", "You have brought this patient before. Search Patient by the identifier, or create with If-None-Exist; nothing was written.");

    /// <summary>Null, with the reason, when the grant may not do this or the condition is not understood.</summary>
    public static (CreateWrite? Write, FhirAnswer.Refused? Refused) Ask(Scene scene, ReceivedResource resource, string? ifNoneExist)
    {
        if (Access.Refusal(scene.Live, Interaction.Create, resource.Type) is { } refused) return (null, refused);
        if (string.IsNullOrEmpty(ifNoneExist)) return resource.Type == "Patient" && !scene.Live.MakesCharts ? (null, OnePatient(scene.Live)) : (new CreateWrite(resource, null), null);
        return Condition.TryParse(scene, resource.Type, ifNoneExist, out var unless, out var wrong)
            ? (new CreateWrite(resource, unless) { _second = scene.Live.MakesCharts ? BroughtBefore : OnePatient(scene.Live) }, null) : (null, wrong);
    }
}
