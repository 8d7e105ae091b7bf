using Holdfast.Records.Charts;
using Holdfast.Records.Tokens;

namespace Holdfast.Records.Fhir.Binaries;

/// <summary>
/// Whose chart a Binary goes into that is sent as bytes: the one of the grant, or where <c>X-Security-Context</c> says
/// (FHIR R4, binary.html), which has to name something of a chart of the grant.
/// </summary>
internal static class SecurityContext
{
    private const string Header = "X-Security-Context";

    public static (OpenChart? Chart, string Reference, FhirAnswer.Refused? Refused) Of(HttpRequest request, LiveGrant live, string origin)
    {
        var named = request.Headers[Header].ToString();
        if (named.Length == 0)
        {
            if (!live.IsService) return (live.Chart, $"Patient/{live.Patient}", null);
            return live.Charts is [var only] && only.All("Patient") is [var patient] ? (only, $"Patient/{patient.Id}", null)
                : Refuse($"Say whose document it is: {Header}: Patient/id.");
        }

        var reference = named.StartsWith($"{origin}/fhir/", StringComparison.Ordinal) ? named[$"{origin}/fhir/".Length..] : named;
        if (reference.Split('/') is not [var type, var id] || !ResourceParser.IsKnownType(type) || !ResourceParser.IsId(id)) return Refuse($"{Header} names a resource of this chart, as Patient/id.");
        if (!live.IsService && type == "Patient" && id == live.Patient) return (live.Chart, reference, null);
        if (Access.Refusal(live, Interaction.Read, type) is { } refused) return (null, "", refused);
        return live.Charts.FirstOrDefault(chart => chart.Find(type, id) is { IsDeleted: false }) is { } chart ? (chart, reference, null) : Refuse($"No chart of this grant has what {Header} names. Nothing was written.");
    }

    private static (OpenChart? Chart, string Reference, FhirAnswer.Refused? Refused) Refuse(string details) => (null, "", new FhirAnswer.Refused(422, "business-rule", details));
}
