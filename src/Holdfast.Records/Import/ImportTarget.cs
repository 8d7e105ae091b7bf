using System.Collections.Concurrent;
using Holdfast.Records.Fhir;
using Holdfast.Records.Store;
using Holdfast.Wire;

namespace Holdfast.Records.Import;

/// <summary>All that goes into one patient's chart.</summary>
/// <param name="Key">The patient's source key.</param>
/// <param name="Patient">The Patient resource, one of the items; null when it went in before.</param>
/// <param name="Items">All of them.</param>
internal sealed record PatientItems(string Key, ImportItem? Patient, IReadOnlyList<ImportItem> Items)
{
    public static PatientItems Of(ImportItem patient, IReadOnlyList<ImportItem> items) => new(PatientIdentity.SourceKey(patient), patient, items);
}

/// <summary>
/// Where things go: the provider's chart, open for the whole import, and patients' charts, one writer at a time each.
/// What is given together goes in together, or not at all. Rehearsing, it asks the keyholder for nobody's chart (asking is an
/// admission) and writes nothing: what is about patients counts as new, what is the provider's is compared with what is there.
/// </summary>
internal sealed class ImportTarget : IDisposable
{
    private readonly ImportGrant _grant;
    private readonly RowStore _store;
    private readonly ImportReport _report;
    private readonly TimeProvider _time;
    private readonly bool _rehearse;
    private readonly JointCommit _commit;
    private readonly ImportedChart _provider;
    private readonly SemaphoreSlim _providersTurn = new(1, 1);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _patientsTurns = new();
    private readonly ConcurrentDictionary<string, string> _keysById = new(StringComparer.Ordinal);

    public ImportTarget(ImportGrant grant, RowStore store, ImportReport report, TimeProvider time, bool rehearse = false)
    {
        (_grant, _store, _report, _time, _rehearse) = (grant, store, report, time, rehearse);
        _commit = new JointCommit(grant, store);
        _provider = ImportedChart.Open(grant, store, grant.ProviderChart, grant.Provider.Keys, grant.Provider.ProviderChart);
        foreach (var version in _provider.Everything())
            using (var json = System.Text.Json.JsonDocument.Parse(version.ToJson()))
                Identifiers.Add(version.Type, version.Id, json.RootElement);
    }

    /// <summary>What of the provider's chart can be found by identifier.</summary>
    public IdentifierIndex Identifiers { get; } = new();

    /// <summary>The source key of the one patient of this id who came in with this input; null when none or several did.</summary>
    public string? KeyOf(string patientId) => _keysById.GetValueOrDefault(patientId) is { Length: > 0 } key ? key : null;

    /// <summary>
    /// Brings all of it in by one commit. A patient whom the keyholder does not admit is reported and left out; so is
    /// everything when the commit is refused.
    /// </summary>
    /// <param name="patients">What goes into patients' charts.</param>
    /// <param name="provider">What goes into the provider's chart.</param>
    /// <param name="map">New texts of references.</param>
    /// <param name="cancellation">Before the heads have moved; what was committed stands.</param>
    public async Task Put(IReadOnlyList<PatientItems> patients, IReadOnlyList<ImportItem> provider, Func<string, string?>? map, CancellationToken cancellation)
    {
        // In one order for everybody, the provider's chart last, so that no two wait for each other.
        var byKey = patients.GroupBy(p => p.Key, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).ToList();
        var turns = byKey.ConvertAll(g => _patientsTurns.GetOrAdd(g.Key, _ => new SemaphoreSlim(1, 1)));
        if (provider.Count > 0) turns.Add(_providersTurn);
        var taken = 0;
        try
        {
            foreach (var turn in turns)
            {
                await turn.WaitAsync(cancellation);
                taken++;
            }

            await PutInTurn(byKey, provider, map, cancellation);
        }
        finally
        {
            foreach (var turn in turns.Take(taken)) turn.Release();
        }
    }

    public void Dispose()
    {
        _provider.Dispose();
        _providersTurn.Dispose();
    }

    private sealed record OpenPart(ChartPart Part, IReadOnlyList<ImportItem> Items, bool IsPatients);

    private async Task PutInTurn(IReadOnlyList<IGrouping<string, PatientItems>> byKey, IReadOnlyList<ImportItem> provider, Func<string, string?>? map, CancellationToken cancellation)
    {
        var parts = new List<OpenPart>();
        try
        {
            if (byKey.Count + Math.Sign(provider.Count) > ImportLimits.ChartsPerCommit)
            {
                Refuse([.. byKey.SelectMany(g => g).SelectMany(p => p.Items), .. provider], ImportLimits.TooMuchAtOnce());
                return;
            }

            if (_rehearse)
            {
                Rehearse(byKey, provider, map);
                return;
            }

            foreach (var patient in byKey)
                if (await Open(patient, map, cancellation) is { } part) parts.Add(part);
            if (provider.Count > 0) parts.Add(new OpenPart(new ChartPart(_provider, Entries(provider, map)), provider, IsPatients: false));
            var written = await _commit.Put(parts.ConvertAll(p => p.Part), cancellation);
            foreach (var item in provider) Identifiers.Add(item.Type, item.Id, item.Json);
            foreach (var (part, fresh) in parts.Zip(written)) _report.Taken(part.Part.Chart.Id.ToString(), part.IsPatients, part.Items, Names(fresh));
        }
        catch (ImportRefusedException e)
        {
            Refuse([.. parts.SelectMany(p => p.Items)], e);
        }
        finally
        {
            foreach (var part in parts.Where(p => p.IsPatients)) part.Part.Chart.Dispose();
        }
    }

    /// <summary>The patient's chart, made on first sight; null, reported, when the keyholder does not admit them.</summary>
    private async Task<OpenPart?> Open(IGrouping<string, PatientItems> patient, Func<string, string?>? map, CancellationToken cancellation)
    {
        var items = patient.SelectMany(p => p.Items).ToList();
        try
        {
            var resource = patient.Select(p => p.Patient).FirstOrDefault(p => p is not null);
            // One who went in before is known by the key alone.
            var admitted = await _grant.Admit(patient.Key, resource is null ? new DirectoryEntry() : PatientIdentity.Directory(resource.Json), cancellation);
            if (admitted.LooksLikeAnother && resource is not null) _report.WarnOfLikeness(resource);
            Remember(patient);
            var chart = ImportedChart.Open(_grant, _store, ChartId.From(admitted.Chart), admitted.Keys, admitted.Head);
            return new OpenPart(new ChartPart(chart, Entries(items, map)), items, IsPatients: true);
        }
        catch (ImportRefusedException e)
        {
            Refuse(items, e);
            return null;
        }
    }

    private void Rehearse(IReadOnlyList<IGrouping<string, PatientItems>> byKey, IReadOnlyList<ImportItem> provider, Func<string, string?>? map)
    {
        foreach (var patient in byKey)
        {
            var items = patient.SelectMany(p => p.Items).ToList();
            Remember(patient);
            _report.Taken(patient.Key, isPatients: true, items, items.Select(i => i.Reference).ToHashSet(StringComparer.Ordinal));
        }

        foreach (var item in provider) Identifiers.Add(item.Type, item.Id, item.Json);
        _report.Taken(_provider.Id.ToString(), isPatients: false, provider, Names(_provider.New(Entries(provider, map))));
    }

    private void Remember(IGrouping<string, PatientItems> patient)
    {
        foreach (var part in patient)
            if (part.Patient is { } resource) _keysById.AddOrUpdate(resource.Id, part.Key, (_, known) => known == part.Key ? known : "");
    }

    private static HashSet<string> Names(IEnumerable<ContentEntry> entries) => entries.Select(e => $"{e.Type}/{e.Id}").ToHashSet(StringComparer.Ordinal);

    private List<ContentEntry> Entries(IReadOnlyList<ImportItem> items, Func<string, string?>? map)
    {
        var now = _time.GetUtcNow().ToUnixTimeMilliseconds();
        // The same resource twice in one input: the later one stands.
        return [.. items.GroupBy(i => i.Reference).Select(g => g.Last()).Select(i => ResourceText.From(i.Json, map).ToEntry(i.Id, now, author: null))];
    }

    private void Refuse(IReadOnlyList<ImportItem> items, ImportRefusedException e)
    {
        var problem = e.Why switch
        {
            Why.Conflict => "another chart has this patient's health number already; find out whether they are one person, then correct the number here or there",
            Why.TooLarge => e.Message,
            _ => $"the keyholder refused it ({e.Why}): {e.Message}",
        };
        foreach (var item in items) _report.Refuse(item, problem);
    }
}
