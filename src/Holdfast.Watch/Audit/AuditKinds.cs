using System.Collections.Frozen;
using Holdfast.Watch.Events;
using Holdfast.Wire;

namespace Holdfast.Watch.Audit;

/// <summary>What is an AuditEvent like for one kind of interaction (IHE Basic Audit Log Patterns, RESTful activities).</summary>
/// <param name="Profile">Last part of the BALP profile's address; null where there is none: failures, and what BALP does not know.</param>
/// <param name="Action">C, R, U, D or E (http://hl7.org/fhir/audit-event-action).</param>
/// <param name="Subtype">A code of http://hl7.org/fhir/restful-interaction.</param>
internal sealed record AuditKind(string? Profile, char Action, string Subtype)
{
    public static AuditKind Read { get; } = new("IHE.BasicAudit.PatientRead", 'R', "read");
    public static AuditKind Query { get; } = new("IHE.BasicAudit.PatientQuery", 'E', "search");
    public static AuditKind Create { get; } = new("IHE.BasicAudit.PatientCreate", 'C', "create");
    public static AuditKind Update { get; } = new("IHE.BasicAudit.PatientUpdate", 'U', "update");
    public static AuditKind Delete { get; } = new("IHE.BasicAudit.PatientDelete", 'D', "delete");

    /// <summary>What records reports of an interaction, by its word there. History is read; $everything is a query.</summary>
    private static readonly FrozenDictionary<string, AuditKind> ByInteraction = new Dictionary<string, AuditKind>
    {
        ["read"] = Read,
        ["vread"] = Read with { Subtype = "vread" },
        ["history"] = Read with { Subtype = "history" },
        ["search"] = Query,
        ["everything"] = Query with { Subtype = "operation" },
        ["create"] = Create,
        ["update"] = Update,
        ["patch"] = Update with { Subtype = "patch" },
        ["delete"] = Delete,
    }.ToFrozenDictionary();

    /// <summary>Of a word that this version does not know: an operation, without a profile.</summary>
    public static AuditKind Of(string interaction) => ByInteraction.GetValueOrDefault(interaction) ?? new AuditKind(null, 'E', "operation");

    /// <summary>A refusal. BALP describes what succeeded.</summary>
    public static AuditKind Refused { get; } = new(null, 'E', "operation");

    public bool IsQuery => Profile == Query.Profile;
}

/// <summary>One AuditEvent to be: an entry of the ledger, or a part of one, as far as it is about one chart.</summary>
/// <param name="Id">Number of the entry, and of the part: the same whenever it is asked for.</param>
/// <param name="Kind">What was done.</param>
/// <param name="Entry">The entry, its grant resolved.</param>
/// <param name="Chart">Whose; null when the entry does not say.</param>
/// <param name="At">Unix ms.</param>
/// <param name="What">Kind of information: classes of records, or which list of names.</param>
/// <param name="Resources">How many were seen or written, where that is said.</param>
internal sealed record AuditFact(string Id, AuditKind Kind, LedgerEvent Entry, ChartId? Chart, long At, string What, int? Resources);

/// <summary>Which AuditEvents an entry of the ledger becomes. Pure.</summary>
internal static class AuditFacts
{
    private const string Names = "identity";

    public static IEnumerable<AuditFact> Of(LedgerEvent entry) => entry.Kind switch
    {
        EventKind.Release => [One(entry, AuditKind.Read, string.Join(' ', entry.Classes))],
        EventKind.Views => entry.Viewed.Select((view, part) => new AuditFact($"{entry.Index}.{part}", AuditKind.Of(view.Interaction), entry, entry.Chart, view.At, view.Class, view.Resources)),
        EventKind.Admitted => [One(entry, AuditKind.Create, Names)],
        EventKind.Head => [One(entry, AuditKind.Update, string.Join(' ', entry.Classes))],
        EventKind.Heads => Each(entry, AuditKind.Update, string.Join(' ', entry.Classes)),
        EventKind.Search or EventKind.MyDay or EventKind.Uncovered => Each(entry, AuditKind.Query, Names),
        EventKind.Refused when entry.Chart is not null || entry.Person is not null => [One(entry, AuditKind.Refused, entry.What ?? "")],
        _ => [],
    };

    private static AuditFact One(LedgerEvent entry, AuditKind kind, string what) => new($"{entry.Index}.0", kind, entry, entry.Chart, entry.At, what, null);

    /// <summary>BALP: one for each patient, so that none names another.</summary>
    private static IEnumerable<AuditFact> Each(LedgerEvent entry, AuditKind kind, string what) =>
        entry.Charts.Distinct().Select((chart, part) => new AuditFact($"{entry.Index}.{part}", kind, entry, chart, entry.At, what, null));
}
