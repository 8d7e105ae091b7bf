using System.Text;
using Holdfast.Keyholder.Clients;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Keys;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.PatientDirectory;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.BackendServices;

/// <summary>
/// Patients whom a backend service brings into charts of its own: all that are asked for together, or none. One whom it
/// brought before is the same chart. Whether somebody is here already is no service's business, but two charts of one
/// person are a danger: it is told that a coordinator has to look, not whether a name or a number fits, nor whose. Each such
/// answer counts against the day's tries, so that nobody reads the directory by them.
/// </summary>
internal sealed class AdmitOwn(Journal journal, NodeGate nodes, Refusals refusals, RegisteredClients clients, ChartVault vault, UseKey hashes, Readiness readiness)
{
    private const string Name = "admit-own";
    private const int LongestSourceKey = 512;

    /// <param name="Source">Keyed hash of the service's own key for the patient.</param>
    private sealed record Brought(string Source, DirectoryFields Fields);

    public Task<AdmitOwnReply> Run(CallerIdentity caller, AdmitOwnRequest request) => nodes.Ask<AdmitOwnReply>(caller, request.Instance, Name, (draft, instance) =>
    {
        if (request.Grant.Length != 16 || request.Patients.Count is 0 or > GrantLimits.ChartsPerCommit || !request.Patients.All(IsOfItsForm))
            return refusals.Unsigned<AdmitOwnReply>(draft, caller, Name, Why.Malformed, "grant or patients are not of their form, or are too many");
        var (tables, id) = (journal.Tables, GrantId.From(request.Grant));
        var subject = new RefusalSubject(Grant: id);
        if (tables.ServiceGrants.Find(id) is not { } grant || grant.Instance != instance.Id) return nodes.Misuse<AdmitOwnReply>(draft, caller, Name, Why.Unknown, "no such grant of this node", subject);
        if (grant.Ended is not null || !grant.HasAccess(AccessTokens.HashOf(request.AccessToken), draft.NowMs))
            return refusals.Unsigned<AdmitOwnReply>(draft, caller, Name, Why.Expired, "the grant has ended, or the access token has expired", subject);

        var brought = request.Patients.Select(patient => new Brought(SourceOf(grant.Client, patient.SourceKey), DirectoryTable.Fields(patient.Directory))).ToList();
        if (brought.DistinctBy(patient => patient.Source).Count() != brought.Count) return refusals.Unsigned<AdmitOwnReply>(draft, caller, Name, Why.Malformed, "one patient is brought twice", subject);
        var fresh = brought.Where(patient => tables.Sources.Find((grant.Client, patient.Source)) is null).ToList();
        return ServiceDecision.Admits(clients.Find(grant.Client), grant.Scope, tables.Admissions.CountOf(grant.Client, draft.Now), fresh.Count, readiness.Witness, draft.Now) switch
        {
            null => Withheld(grant, brought.Except(fresh), draft.Now) is { } why ? refusals.Unsigned<AdmitOwnReply>(draft, caller, Name, why, "the service does not have one of these charts now", subject)
                : Admit(draft, caller, grant, brought, fresh),
            Why.NotAllowed => nodes.Misuse<AdmitOwnReply>(draft, caller, Name, Why.NotAllowed, "the service makes no charts", subject),
            { } why => refusals.Unsigned<AdmitOwnReply>(draft, caller, Name, why, "the service does not make charts now", subject),
        };
    });

    private AdmitOwnReply Admit(Draft draft, CallerIdentity caller, ServiceGrantRow grant, List<Brought> brought, List<Brought> fresh)
    {
        var today = DateOnly.FromDateTime(draft.Now.UtcDateTime);
        foreach (var patient in fresh)
            if (DirectoryRules.Check(patient.Fields, today) is { Count: > 0 } problems)
                return No(patient, refusals.Unsigned<AdmitOwnReply>(draft, caller, Name, Why.Malformed, string.Join("; ", problems), new RefusalSubject(Grant: grant.Id)));
        if (fresh.Find(patient => MayBeHere(patient.Fields) || HasNumberOfAnother(patient, fresh)) is { } doubtful)
        {
            foreach (var _ in fresh) draft.Change(journal.Tables.Admissions.Put(new AdmissionRow(grant.Client, ChartId.New(), draft.NowMs)));
            // Entered each time: the day's tries bound them.
            return No(doubtful, refusals.Signed<AdmitOwnReply>(draft, caller, Name, Why.Duplicate, "a coordinator looks whether the patient is here already", new RefusalSubject(Grant: grant.Id)));
        }

        var reply = new AdmitOwnReply();
        foreach (var patient in brought) reply.Charts.Add(fresh.Contains(patient) ? Make(draft, caller, grant, patient) : Again(draft, caller, grant, patient));
        return reply;

        AdmitOwnReply No(Brought about, AdmitOwnReply refused)
        {
            refused.RefusedAt = brought.IndexOf(about);
            return refused;
        }
    }

    /// <summary>Why one of those whom it brought before is not opened to it now, or null.</summary>
    private Why? Withheld(ServiceGrantRow grant, IEnumerable<Brought> before, DateTimeOffset now)
    {
        var tables = journal.Tables;
        var charts = before.Select(patient => tables.Sources.Find((grant.Client, patient.Source))!.Chart);
        return charts.Select(chart => tables.Charts.Contains(chart) ? ServiceCharts.Reaches(tables, clients.Find(grant.Client), chart, now) : Why.Unknown).FirstOrDefault(why => why is not null);
    }

    private bool MayBeHere(DirectoryFields fields)
    {
        var index = journal.Tables.Directory.Index;
        return (fields.HealthNumber.Length > 0 && index.HolderOf(fields.HealthNumberSystem, fields.HealthNumber) is not null) || index.LikelyDuplicates(fields, most: 1).Count > 0;
    }

    private static bool HasNumberOfAnother(Brought patient, List<Brought> together) => patient.Fields.HealthNumber.Length > 0
        && together.Exists(other => other != patient && other.Fields.HealthNumber == patient.Fields.HealthNumber && other.Fields.HealthNumberSystem == patient.Fields.HealthNumberSystem);

    private AdmittedOwn Make(Draft draft, CallerIdentity caller, ServiceGrantRow grant, Brought patient)
    {
        var tables = journal.Tables;
        var (chart, root) = vault.Make(draft.NowMs);
        using (root) Admission.Write(draft, tables, vault.Installation, chart, root, patient.Fields);
        draft.Change(tables.Sources.Put(new Imports.SourceRow(grant.Client, patient.Source, chart.Id)));
        draft.Change(tables.Admissions.Put(new AdmissionRow(grant.Client, chart.Id, draft.NowMs)));
        draft.Record("admitted", json =>
        {
            Entries.Id(json, "chart", chart.Id);
            Entries.Id(json, "grant", grant.Id);
            json.WriteString("client", grant.Client);
        });
        return Release(draft, caller, grant, chart, HeadRow.Start(vault.Installation, chart.Id), created: true);
    }

    private AdmittedOwn Again(Draft draft, CallerIdentity caller, ServiceGrantRow grant, Brought patient)
    {
        var tables = journal.Tables;
        var chart = tables.Sources.Find((grant.Client, patient.Source))!.Chart;
        return Release(draft, caller, grant, tables.Charts.Find(chart)!, tables.Heads.Find(chart)!, created: false);
    }

    private AdmittedOwn Release(Draft draft, CallerIdentity caller, ServiceGrantRow grant, ChartRow chart, HeadRow head, bool created)
    {
        var plan = ReleasePlan.OfService(chart, head, grant.Client, Generation.At(draft.Now));
        Releases.Record(draft, caller, grant.Id, grant.Instance, plan, refresh: false, json => json.WriteString("service", grant.Client));
        var admitted = new AdmittedOwn { Chart = chart.Id.ToByteString(), Created = created, Head = head.Head.ToMessage(chart.Id) };
        draft.After(() => plan.Derive(vault, admitted.Keys));
        return admitted;
    }

    private string SourceOf(string client, string key) => Convert.ToHexStringLower(hashes.Mac("holdfast/source/v1"u8, Encoding.UTF8.GetBytes(client), Encoding.UTF8.GetBytes(key)));

    private static bool IsOfItsForm(OwnPatient patient) => patient is { SourceKey.Length: > 0, Directory: not null } && Encoding.UTF8.GetByteCount(patient.SourceKey) <= LongestSourceKey;
}
