using Holdfast.Keyholder.Assignments;
using Holdfast.Keyholder.Budgets;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Keys;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Sessions;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.PatientDirectory;

/// <summary>"admit": makes a chart and its directory entry, with a first place on the care team of somebody who will look after the patient.</summary>
internal sealed class Admit(Journal journal, StatementGate gate, Refusals refusals, ChartVault vault, UseKey hashes)
{
    private const int MostDuplicates = 5;

    /// <summary>Until the coordinator makes a schedule.</summary>
    private static readonly TimeSpan FirstPlace = TimeSpan.FromDays(90);

    public Task<AdmitReply> Run(CallerIdentity caller, SignedStatement request) => gate.Hear<AdmitStatement, AdmitReply>(caller, request, "admit", heard =>
    {
        var (draft, fields, tables) = (heard.Draft, heard.Statement.Directory, journal.Tables);
        if (DirectoryRules.Check(fields, DateOnly.FromDateTime(draft.Now.UtcDateTime)) is { Count: > 0 } problems) return No(Why.Malformed, string.Join("; ", problems));
        if (!PersonId.TryParse(heard.Statement.AssignTo, out var assignee) || !tables.People.Contains(assignee)) return No(Why.Unknown, "assignTo is nobody who works here");
        var holder = fields.HealthNumber.Length == 0 ? null : tables.Directory.Index.HolderOf(fields.HealthNumberSystem, fields.HealthNumber);
        if (holder is not null || !heard.Statement.DuplicatesSeen)
        {
            var likely = tables.Directory.Index.LikelyDuplicates(fields, MostDuplicates);
            if (likely.Count > 0) return Duplicates(heard, likely, holder is null ? Why.Duplicate : Why.Conflict);
        }

        var (chart, root) = vault.Make(draft.NowMs);
        using (root) Admission.Write(draft, tables, vault.Installation, chart, root, fields);
        draft.Record("admitted", json =>
        {
            Entries.Id(json, "chart", chart.Id);
            Entries.Id(json, "person", heard.Person.Id);
            Entries.Id(json, "session", heard.Session.Id);
        });
        var place = new AssignmentRow(assignee, chart.Id, AssignmentKind.Team, draft.NowMs, draft.NowMs + (long)FirstPlace.TotalMilliseconds);
        draft.Change(tables.Assignments.Put(place));
        Assign.Record(draft, heard.Person.Id, heard.Session.Id, [place]);
        return new AdmitReply { Chart = chart.Id.ToByteString() };

        AdmitReply No(Why why, string detail) => refusals.Signed<AdmitReply>(draft, caller, "admit", why, detail, heard.About());
    });

    /// <summary>Shows who this may be. Seeing them is a look-up like any other: entered, counted, and bounded by the same budget.</summary>
    private AdmitReply Duplicates(Heard<AdmitStatement> heard, IReadOnlyList<ChartId> likely, Why why)
    {
        var (draft, tables) = (heard.Draft, journal.Tables);
        if (tables.Counted.CountOf(Counted.Identity, heard.Person.Id, draft.Now) >= tables.Budgets.Of(heard.Person.Id, draft.Now).Identities)
            return refusals.Signed<AdmitReply>(draft, heard.Caller, "admit", Why.BudgetIdentities, "the person has been shown as many people as a day allows", heard.About());
        foreach (var chart in likely) draft.Change(tables.Counted.Use(Counted.Identity, heard.Person.Id, chart, draft.NowMs));
        ShowPeople.Record(heard.Draft, heard.Person.Id, heard.Session.Id, Convert.ToHexStringLower(hashes.Mac("holdfast/duplicates/v1"u8, StatementJson.Write(heard.Statement.Directory))), likely, more: false);
        var reply = refusals.Signed<AdmitReply>(draft, heard.Caller, "admit", why,
            why == Why.Conflict ? "the health number belongs to another chart" : "likely duplicates exist: look, then admit again with duplicatesSeen", heard.About());
        var entries = likely.Select(tables.Directory.Of).ToList();
        draft.After(() => reply.LikelyDuplicates.AddRange(entries.Select(entry => entry!.Show())));
        return reply;
    }
}

/// <summary>The rows of a new patient's chart.</summary>
internal static class Admission
{
    public static void Write(Draft draft, Tables tables, InstallationId installation, ChartRow chart, ChartRoot root, DirectoryFields fields)
    {
        draft.Change(tables.Charts.Put(chart));
        draft.Change(tables.Heads.Put(HeadRow.Start(installation, chart.Id)));
        draft.Change(tables.Directory.Put(new DirectoryRow(chart.Id, DirectoryTable.Seal(root, fields))));
    }
}
