using System.Collections.Frozen;
using Hl7.Fhir.Model;

namespace Holdfast.Records.Validation;

/// <summary>
/// A value set of which an element must hold a code (binding strength <c>required</c>). Elements of type <c>code</c> are held
/// to theirs by the parser; these are the other ones of R4, from the ValueSet expansions of npm package
/// hl7.fhir.r4.examples 4.0.1 (CC0-1.0). Left out: UCUM units (a grammar, not a list) and MolecularSequence's variant type
/// (LOINC's list, under a licence).
/// </summary>
internal sealed record RequiredCodes(string System, FrozenSet<string> Codes)
{
    private const string Terminology = "http://terminology.hl7.org/CodeSystem/";

    private static readonly FrozenDictionary<string, RequiredCodes> ByPath = new Dictionary<string, RequiredCodes>
    {
        ["AdverseEvent.severity"] = Set("adverse-event-severity", "mild", "moderate", "severe"),
        ["AdverseEvent.outcome"] = Set("adverse-event-outcome", "resolved", "recovering", "ongoing", "resolvedWithSequelae", "fatal", "unknown"),
        ["AllergyIntolerance.clinicalStatus"] = Set("allergyintolerance-clinical", "active", "inactive", "resolved"),
        ["AllergyIntolerance.verificationStatus"] = Set("allergyintolerance-verification", "unconfirmed", "confirmed", "refuted", "entered-in-error"),
        ["Condition.clinicalStatus"] = Set("condition-clinical", "active", "recurrence", "relapse", "inactive", "remission", "resolved"),
        ["Condition.verificationStatus"] = Set("condition-ver-status", "unconfirmed", "provisional", "differential", "confirmed", "refuted", "entered-in-error"),
        ["InsurancePlan.plan.specificCost.benefit.cost.applicability"] = Set("applicability", "in-network", "out-of-network", "other"),
        ["Measure.improvementNotation"] = Set("measure-improvement-notation", "increase", "decrease"),
        ["MeasureReport.improvementNotation"] = Set("measure-improvement-notation", "increase", "decrease"),
        ["SupplyDelivery.type"] = Set("supply-item-type", "medication", "device"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static IReadOnlyDictionary<string, RequiredCodes> All => ByPath;

    public static RequiredCodes? Of(string path) => ByPath.GetValueOrDefault(path);

    public bool Has(CodeableConcept concept) => concept.Coding.Any(c => c.System == System && c.Code is { } code && Codes.Contains(code));

    private static RequiredCodes Set(string system, params string[] codes) => new(Terminology + system, codes.ToFrozenSet(StringComparer.Ordinal));
}
