using System.Collections.Frozen;

namespace Holdfast.Records.Fhir.Searching;

/// <summary>
/// HL7's five compartments: by which parameters a resource of each type belongs to one. Taken from the
/// CompartmentDefinitions of npm hl7.fhir.r4.examples 4.0.1 (CC0-1.0), where {def} is the resource itself.
/// </summary>
internal static class Compartments
{
    private static readonly FrozenDictionary<string, FrozenDictionary<string, string[]>> Definitions = new Dictionary<string, FrozenDictionary<string, string[]>>
    {
        ["Patient"] = Read("""
            Account:subject AdverseEvent:subject AllergyIntolerance:patient,recorder,asserter Appointment:actor AppointmentResponse:actor
            AuditEvent:patient Basic:patient,author BodyStructure:patient CarePlan:patient,performer CareTeam:patient,participant
            ChargeItem:subject Claim:patient,payee ClaimResponse:patient ClinicalImpression:subject Communication:subject,sender,recipient
            CommunicationRequest:subject,sender,recipient,requester Composition:subject,author,attester Condition:patient,asserter
            Consent:patient Coverage:policy-holder,subscriber,beneficiary,payor CoverageEligibilityRequest:patient
            CoverageEligibilityResponse:patient DetectedIssue:patient DeviceRequest:subject,performer DeviceUseStatement:subject
            DiagnosticReport:subject DocumentManifest:subject,author,recipient DocumentReference:subject,author Encounter:patient
            EnrollmentRequest:subject EpisodeOfCare:patient ExplanationOfBenefit:patient,payee FamilyMemberHistory:patient Flag:patient
            Goal:patient Group:member ImagingStudy:patient Immunization:patient ImmunizationEvaluation:patient
            ImmunizationRecommendation:patient Invoice:subject,patient,recipient List:subject,source MeasureReport:patient Media:subject
            MedicationAdministration:patient,performer,subject MedicationDispense:subject,patient,receiver MedicationRequest:subject
            MedicationStatement:subject MolecularSequence:patient NutritionOrder:patient Observation:subject,performer Patient:link
            Person:patient Procedure:patient,performer Provenance:patient QuestionnaireResponse:subject,author RelatedPerson:patient
            RequestGroup:subject,participant ResearchSubject:individual RiskAssessment:subject Schedule:actor ServiceRequest:subject,performer
            Specimen:subject SupplyDelivery:patient SupplyRequest:subject VisionPrescription:patient
            """),
        ["Encounter"] = Read("""
            CarePlan:encounter CareTeam:encounter ChargeItem:context Claim:encounter ClinicalImpression:encounter Communication:encounter
            CommunicationRequest:encounter Composition:encounter Condition:encounter DeviceRequest:encounter DiagnosticReport:encounter
            DocumentManifest:related-ref DocumentReference:encounter Encounter:{def} ExplanationOfBenefit:encounter Media:encounter
            MedicationAdministration:context MedicationRequest:encounter NutritionOrder:encounter Observation:encounter Procedure:encounter
            QuestionnaireResponse:encounter RequestGroup:encounter ServiceRequest:encounter VisionPrescription:encounter
            """),
        ["RelatedPerson"] = Read("""
            AdverseEvent:recorder AllergyIntolerance:asserter Appointment:actor AppointmentResponse:actor Basic:author CarePlan:performer
            CareTeam:participant ChargeItem:enterer,performer-actor Claim:payee Communication:sender,recipient
            CommunicationRequest:sender,recipient,requester Composition:author Condition:asserter Coverage:policy-holder,subscriber,payor
            DocumentManifest:author,recipient DocumentReference:author Encounter:participant ExplanationOfBenefit:payee Invoice:recipient
            MedicationAdministration:performer MedicationStatement:source Observation:performer Patient:link Person:link Procedure:performer
            Provenance:agent QuestionnaireResponse:author,source RelatedPerson:{def} RequestGroup:participant Schedule:actor
            ServiceRequest:performer SupplyRequest:requester
            """),
        ["Practitioner"] = Read("""
            Account:subject AdverseEvent:recorder AllergyIntolerance:recorder,asserter Appointment:actor AppointmentResponse:actor
            AuditEvent:agent Basic:author CarePlan:performer CareTeam:participant ChargeItem:enterer,performer-actor
            Claim:enterer,provider,payee,care-team ClaimResponse:requestor ClinicalImpression:assessor Communication:sender,recipient
            CommunicationRequest:sender,recipient,requester Composition:subject,author,attester Condition:asserter
            CoverageEligibilityRequest:enterer,provider CoverageEligibilityResponse:requestor DetectedIssue:author
            DeviceRequest:requester,performer DiagnosticReport:performer DocumentManifest:subject,author,recipient
            DocumentReference:subject,author,authenticator Encounter:practitioner,participant EpisodeOfCare:care-manager
            ExplanationOfBenefit:enterer,provider,payee,care-team Flag:author Group:member Immunization:performer Invoice:participant
            Linkage:author List:source Media:subject,operator MedicationAdministration:performer MedicationDispense:performer,receiver
            MedicationRequest:requester MedicationStatement:source MessageHeader:receiver,author,responsible,enterer NutritionOrder:provider
            Observation:performer Patient:general-practitioner PaymentNotice:provider PaymentReconciliation:requestor Person:practitioner
            Practitioner:{def} PractitionerRole:practitioner Procedure:performer Provenance:agent QuestionnaireResponse:author,source
            RequestGroup:participant,author ResearchStudy:principalinvestigator RiskAssessment:performer Schedule:actor
            ServiceRequest:performer,requester Specimen:collector SupplyDelivery:supplier,receiver SupplyRequest:requester
            VisionPrescription:prescriber
            """),
        ["Device"] = Read("""
            Account:subject Appointment:actor AppointmentResponse:actor AuditEvent:agent ChargeItem:enterer,performer-actor
            Claim:procedure-udi,item-udi,detail-udi,subdetail-udi Communication:sender,recipient CommunicationRequest:sender,recipient
            Composition:author DetectedIssue:author DeviceRequest:device,subject,requester,performer DeviceUseStatement:device
            DiagnosticReport:subject DocumentManifest:subject,author DocumentReference:subject,author
            ExplanationOfBenefit:procedure-udi,item-udi,detail-udi,subdetail-udi Flag:author Group:member Invoice:participant
            List:subject,source Media:subject MedicationAdministration:device MessageHeader:target Observation:subject,device Provenance:agent
            QuestionnaireResponse:author RequestGroup:author RiskAssessment:performer Schedule:actor ServiceRequest:performer,requester
            Specimen:subject SupplyRequest:requester
            """),
    }.ToFrozenDictionary();

    public static IReadOnlyList<string> Names => [.. Definitions.Keys.Order(StringComparer.Ordinal)];

    /// <summary>The types that have members in this compartment; none when there is no such compartment.</summary>
    public static IReadOnlyList<string> Types(string compartment) => Definitions.TryGetValue(compartment, out var types) ? [.. types.Keys.Order(StringComparer.Ordinal)] : [];

    /// <summary>Holds for what belongs to the compartment of one resource, itself among it.</summary>
    /// <param name="compartment">Patient, Encounter, RelatedPerson, Practitioner or Device.</param>
    /// <param name="id">Of the resource whose compartment it is.</param>
    public static SearchCondition Member(string compartment, string id) => (run, candidate) =>
    {
        if (candidate.Version.Type == compartment && candidate.Version.Id == id) return true;
        var other = compartment == "Patient" ? run.Charts.OtherName(id) : null;
        foreach (var code in Definitions[compartment].GetValueOrDefault(candidate.Version.Type) ?? [])
        {
            if (!SearchParameters.Of(candidate.Version.Type).TryGetValue(code, out var parameter)) continue;
            foreach (var value in parameter.ValuesOf(candidate.Version))
                if (value is SearchValue.Reference reference && reference.Type == compartment && (reference.Id == id || (other is not null && reference.Id == other)) && !run.Charts.IsElsewhere(reference.Written)) return true;
        }

        return false;
    };

    private static FrozenDictionary<string, string[]> Read(string table) =>
        table.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(entry => entry.Split(':')).ToFrozenDictionary(e => e[0], e => e[1].Split(','), StringComparer.Ordinal);
}
