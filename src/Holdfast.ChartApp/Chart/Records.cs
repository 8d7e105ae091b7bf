using Holdfast.ChartApp.Words;

namespace Holdfast.ChartApp.Chart;

// The lean records of a chart: what is shown, and nothing else of a resource is kept in memory.

internal sealed record Patient(
    string Id, string Name, FhirTime? Born, FhirTime? Died, string? Gender,
    string? HealthNumber, string? HealthNumberVersion, string? Telephone, string? Address, string? SpokenLanguage,
    IReadOnlyList<Kin> Kin);

/// <summary>Whom to call.</summary>
internal sealed record Kin(string Name, string? Relation, string? Telephone);

internal enum Criticality { Unknown, Low, High }

/// <summary><paramref name="NothingKnown"/>: the entry says that there is no allergy, which is not the same as an empty list.</summary>
internal sealed record Allergy(
    string Id, string What, bool Active, bool NothingKnown, Criticality Criticality, bool Confirmed,
    IReadOnlyList<string> Reactions, bool SevereReaction, string? Note);

internal sealed record Alert(string Id, string What, bool Active);

internal sealed record Problem(string Id, string What, bool Active, FhirTime? Since, FhirTime? Until, string? Note);

internal sealed record Operation(string Id, string What, FhirTime? When, bool Done, string? Note);

internal sealed record Medication(
    string Id, string? What, string? MedicationId, string? Din, string? Dose, string? Reason, bool Active, bool AsNeeded, FhirTime? Since, string? By);

internal sealed record Goal(string Id, string What, bool Active, string? State, FhirTime? Due);

internal sealed record Activity(string What, string? How, bool Open);

internal sealed record Plan(string Id, string Title, bool Active, FhirTime? Since, FhirTime? Until, IReadOnlyList<Activity> Activities, IReadOnlyList<string> GoalIds);

internal sealed record Visit(string Id, bool AtHome, string? ClassCode, string? Kind, string? Reason, FhirTime? Start, FhirTime? End, string? Who, string State);

/// <summary>What somebody wrote: a Composition, a DocumentReference or a report with text.
/// <paramref name="Happened"/> is the time of the event, <paramref name="Written"/> the time of writing.</summary>
internal sealed record Note(
    string Id, string? VisitId, string Title, FhirTime? Happened, FhirTime? Written, string? Author, IReadOnlyList<NotePart> Parts, bool Replaced);

internal sealed record NotePart(string? Title, string Text);

/// <summary>One Observation. <paramref name="Code"/> is its LOINC code where it has one; a blood pressure has two parts.</summary>
internal sealed record Measurement(
    string Id, string? VisitId, string? Code, string What, FhirTime? When, decimal? Value, string? UnitCode, string? Words, IReadOnlyList<MeasuredPart> Parts);

internal sealed record MeasuredPart(string? Code, string What, decimal? Value, string? UnitCode, string? Words);
