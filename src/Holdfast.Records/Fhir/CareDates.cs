using System.Collections.Frozen;
using Holdfast.Records.Charts;
using Holdfast.Records.Fhir.Searching;

namespace Holdfast.Records.Fhir;

/// <summary>
/// When care was given, type by type, for <c>$everything?start=…&amp;end=…</c>: by the search parameters whose elements say it,
/// the first that has a value. What no date bounds (the patient, an allergy, a consent, a resource without its date) belongs to
/// every period: left out, it would be missed.
/// </summary>
internal static class CareDates
{
    /// <summary>Type:parameter, alternatives with |; from..to where a condition lasts until another date says that it ended.</summary>
    private const string Table = """
        AdverseEvent:date Appointment:date CarePlan:date CareTeam:date ChargeItem:occurrence ClinicalImpression:date
        Communication:sent|received CommunicationRequest:occurrence|authored Composition:date Condition:onset-date..abatement-date
        DeviceRequest:event-date|authored-on DiagnosticReport:date DocumentReference:period|date Encounter:date EpisodeOfCare:date
        Flag:date ImagingStudy:started Immunization:date List:date Media:created MedicationAdministration:effective-time
        MedicationDispense:whenhandedover|whenprepared MedicationRequest:date|authoredon MedicationStatement:effective
        NutritionOrder:datetime Observation:date Procedure:date QuestionnaireResponse:authored RiskAssessment:date
        ServiceRequest:occurrence|authored Specimen:collected SupplyRequest:date Task:period|authored-on VisionPrescription:datewritten
        """;

    private static readonly FrozenDictionary<string, IReadOnlyList<(string From, string? To)>> Of =
        Table.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(row => row.Split(':')).ToFrozenDictionary(
            row => row[0],
            row => (IReadOnlyList<(string, string?)>)[.. row[1].Split('|').Select(code => code.Split("..") is [var from, var to] ? (from, to) : (code, (string?)null))],
            StringComparer.Ordinal);

    /// <summary>Type and search parameter of every date that is looked at.</summary>
    public static IEnumerable<(string Type, string Code)> Codes =>
        Of.SelectMany(row => row.Value.SelectMany(dates => dates.To is { } to ? new[] { (row.Key, dates.From), (row.Key, to) } : [(row.Key, dates.From)]));

    /// <summary>Does the resource belong to this span of calendar days?</summary>
    public static bool IsWithin(StoredVersion version, DateRange days)
    {
        foreach (var (from, to) in Of.GetValueOrDefault(version.Type) ?? [])
        {
            var starts = Dates(version, from);
            if (starts.Count == 0) continue;
            if (to is null) return starts.Any(date => Meet(date, days));
            var ends = Dates(version, to);
            return Meet(DateRange.Between(starts[0], ends.Count == 0 ? null : ends[^1]), days);
        }

        return true;
    }

    private static List<DateRange> Dates(StoredVersion version, string code) => [.. SearchParameters.Of(version.Type)[code].ValuesOf(version).OfType<SearchValue.Date>().Select(date => date.Range)];

    private static bool Meet(DateRange one, DateRange other) => one.LocalFromMs < other.LocalToMs && one.LocalToMs > other.LocalFromMs;
}
