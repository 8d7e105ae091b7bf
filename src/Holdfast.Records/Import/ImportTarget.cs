using System.Collections.Concurrent;
using Holdfast.Records.Fhir;
using Holdfast.Records.Store;
using Holdfast.Wire;

namespace Holdfast.Records.Import;

/// <summary>Where things go: the provider's chart, open for the whole import, and patients' charts, one at a time each.</summary>
internal sealed class ImportTarget : IDisposable
{
    private readonly ImportGrant _grant;
    private readonly RowStore _store;
    private readonly ImportReport _report;
    private readonly TimeProvider _time;
    private readonly ImportedChart _provider;
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _patients = new();

    public ImportTarget(ImportGrant grant, RowStore store, ImportReport report, TimeProvider time)
    {
        (_grant, _store, _report, _time) = (grant, store, report, time);
        _provider = ImportedChart.Open(grant, store, grant.ProviderChart, grant.Provider.Keys, grant.Provider.ProviderChart);
        foreach (var version in _provider.Everything())
            using (var json = System.Text.Json.JsonDocument.Parse(version.ToJson()))
                Identifiers.Add(version.Type, version.Id, json.RootElement);
    }

    /// <summary>What of the provider's chart can be found by identifier.</summary>
    public IdentifierIndex Identifiers { get; } = new();

    public async Task PutProvider(IReadOnlyList<ImportItem> items, Func<string, string?>? map, CancellationToken cancellation)
    {
        if (items.Count == 0) return;
        try
        {
            var written = await _provider.Put(Entries(items, map), cancellation);
            foreach (var item in items) Identifiers.Add(item.Type, item.Id, item.Json);
            _report.Taken(_provider.Id.ToString(), isPatients: false, items.Count, written);
        }
        catch (ImportRefusedException e)
        {
            Refuse(items, e);
        }
    }

    /// <param name="patient">The Patient resource; it is one of <paramref name="items"/>.</param>
    /// <param name="items">All that goes into this patient's chart.</param>
    /// <param name="map">New texts of references.</param>
    /// <param name="cancellation">Before the head has moved; what was committed stands.</param>
    public async Task PutPatient(ImportItem patient, IReadOnlyList<ImportItem> items, Func<string, string?>? map, CancellationToken cancellation)
    {
        var key = PatientIdentity.SourceKey(patient);
        var turn = _patients.GetOrAdd(key, _ => new SemaphoreSlim(1, 1));
        await turn.WaitAsync(cancellation);
        try
        {
            var admitted = await _grant.Admit(key, PatientIdentity.Directory(patient.Json), cancellation);
            var id = ChartId.From(admitted.Chart);
            using var chart = ImportedChart.Open(_grant, _store, id, admitted.Keys, admitted.Head);
            var written = await chart.Put(Entries(items, map), cancellation);
            _report.Taken(id.ToString(), isPatients: true, items.Count, written);
        }
        catch (ImportRefusedException e)
        {
            Refuse(items, e);
        }
        finally
        {
            turn.Release();
        }
    }

    public void Dispose() => _provider.Dispose();

    private List<ContentEntry> Entries(IReadOnlyList<ImportItem> items, Func<string, string?>? map)
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        // The same resource twice in one input: the later one stands.
        return [.. items.GroupBy(i => i.Reference).Select(g => g.Last()).Select(i => ResourceText.From(i.Json, map).ToEntry(i.Id, now, author: null))];
    }

    private void Refuse(IReadOnlyList<ImportItem> items, ImportRefusedException e)
    {
        var problem = e.Why == Why.Conflict
            ? "another chart has this patient's health number already; find out whether they are one person, then correct the number here or there"
            : $"the keyholder refused it ({e.Why}): {e.Message}";
        foreach (var item in items) _report.Refuse(item.File, item.Path, problem);
    }
}
