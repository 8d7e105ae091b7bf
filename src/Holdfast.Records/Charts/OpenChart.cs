using Holdfast.Records.Store;
using Holdfast.Wire;
using Holdfast.Wire.Records;

namespace Holdfast.Records.Charts;

/// <summary>
/// One chart, decoded in memory: its rows followed from the head that the keyholder gave, every hash and seal checked,
/// and the versions of its resources by type and id. Reading takes a short lock; changing (moving to another head,
/// appending) is serialised by <see cref="Changing"/>.
/// <para>
/// Rows of classes without a released key take part in the chain and stay sealed. After <see cref="Dispose"/> the keys
/// are zeroed and the index is empty; the decoded bytes are left to the garbage collector.
/// </para>
/// </summary>
internal sealed class OpenChart(InstallationId installation, ChartId chart, KeyRing keys, RowStore store, FollowChain follow) : IDisposable
{
    /// <summary>Taken away in one go when a chart is opened; the rest at the next opening.</summary>
    private const int LargestSweep = 64;

    private readonly Lock _reading = new();
    private Dictionary<string, Dictionary<string, StoredVersion>> _current = [];
    private List<ChartGap> _gaps = [];
    private IReadOnlySet<string> _sealed = new HashSet<string>();
    private readonly Dictionary<string, IReadOnlyList<StoredVersion>> _listed = [];
    private readonly Dictionary<long, ReadOnlyMemory<byte>> _passed = [];
    private ChainHead _head = ChartChain.Start(installation, chart);
    private bool _isEmpty = true;
    private bool _disposed;

    public ChartId Id => chart;

    public InstallationId Installation => installation;

    public KeyRing Keys => keys;

    /// <summary>Held while the head moves; owned by whoever changes the chart.</summary>
    public SemaphoreSlim Changing { get; } = new(1, 1);

    public ChainHead Head
    {
        get { lock (_reading) return _head; }
    }

    /// <summary>Rows that are missing or do not fit, lowest first. What is shown of the chart is incomplete when there are any.</summary>
    public IReadOnlyList<ChartGap> Gaps
    {
        get { lock (_reading) return _gaps; }
    }

    /// <summary>identity, clinical, documents: those of which the chart has rows without a released key.</summary>
    public IReadOnlySet<string> SealedContents
    {
        get { lock (_reading) return _sealed; }
    }

    /// <summary>Goes to the head that the keyholder names: forward over the new rows when they continue what is loaded, else from the beginning. The caller holds <see cref="Changing"/>.</summary>
    /// <param name="head">What the keyholder said.</param>
    /// <param name="isLatest">False when the answer may have been overtaken by a write of our own: then a head that the chart has passed already is left alone.</param>
    /// <returns>The gaps that were not known before.</returns>
    public IReadOnlyList<ChartGap> MoveTo(ChainHead head, bool isLatest)
    {
        if (!_isEmpty && head.Equals(_head)) return [];
        if (!_isEmpty && !isLatest && _passed.TryGetValue(head.Sequence, out var passed) && passed.Span.SequenceEqual(head.Hash.Span)) return [];
        if (!_isEmpty && head.Sequence > _head.Sequence)
        {
            var walk = follow(_head, head, store.Read(chart, _head.Sequence, head.Sequence));
            if (walk.ReachesBase) return Take(walk, head, fresh: false);
        }

        var start = ChartChain.Start(installation, chart);
        var whole = follow(start, head, store.Read(chart, 0, head.Sequence));
        return Take(whole, head, fresh: true);
    }

    /// <summary>Adds rows that the keyholder has just put on the chain. The caller holds <see cref="Changing"/>.</summary>
    public IReadOnlyList<StoredVersion> Adopt(IReadOnlyList<(long Sequence, RecordClass Class, IReadOnlyList<ContentEntry> Entries)> rows, ChainHead head)
    {
        lock (_reading)
        {
            if (_disposed) return [];
            foreach (var entry in rows.SelectMany(row => row.Entries)) _listed.Remove(entry.Type);
            var versions = rows.SelectMany(row => row.Entries.Select(entry => Put(_current, entry, row.Sequence, row.Class.Content))).ToList();
            Arrive(head);
            return versions;
        }
    }

    /// <summary>Shows a resource that is in no row: version 0, replaced by the first that is written.</summary>
    public void Show(ContentEntry entry, string content)
    {
        lock (_reading)
        {
            if (_disposed) return;
            _listed.Remove(entry.Type);
            Put(_current, entry, 0, content);
        }
    }

    /// <summary>The present version, deleted or not; null when this chart never had the resource.</summary>
    public StoredVersion? Find(string type, string id)
    {
        lock (_reading) return _current.TryGetValue(type, out var ofType) ? ofType.GetValueOrDefault(id) : null;
    }

    /// <summary>Is this the chart's Patient, by the FHIR id or by the chart's own?</summary>
    public bool IsOf(string patient) => patient == Id.ToString() || Find("Patient", patient) is { IsDeleted: false };

    /// <summary>As <see cref="Find"/>; the Patient also by the chart's own id, by which a service may have named it that does not read identity.</summary>
    public StoredVersion? FindNamed(string type, string id) =>
        Find(type, id) ?? (type == "Patient" && id == Id.ToString() && All(type) is [var patient] ? patient : null);

    /// <summary>The present versions of one type that are not deleted, in order of id.</summary>
    public IReadOnlyList<StoredVersion> All(string type)
    {
        lock (_reading)
        {
            // Kept until something of the type is written: a service's search by identifier asks this of hundreds of charts.
            if (_listed.TryGetValue(type, out var known)) return known;
            return _listed[type] = _current.TryGetValue(type, out var ofType) ? [.. ofType.Values.Where(v => !v.IsDeleted).OrderBy(v => v.Id, StringComparer.Ordinal)] : [];
        }
    }

    /// <summary>The present version of every resource of one type, deletions included.</summary>
    public IReadOnlyList<StoredVersion> Latest(string type)
    {
        lock (_reading) return _current.TryGetValue(type, out var ofType) ? [.. ofType.Values] : [];
    }

    /// <summary>The types of which there is something.</summary>
    public IReadOnlyList<string> Types()
    {
        lock (_reading) return [.. _current.Keys.Order(StringComparer.Ordinal)];
    }

    public void Dispose()
    {
        lock (_reading)
        {
            if (_disposed) return;
            _disposed = true;
            keys.Dispose();
            _current = [];
            _listed.Clear();
            _gaps = [];
        }
    }

    private List<ChartGap> Take(ChainWalk walk, ChainHead head, bool fresh)
    {
        var opened = new List<(AdoptedRow Row, IReadOnlyList<ContentEntry> Entries)>();
        var gaps = walk.Gaps.ToList();
        var stillSealed = new HashSet<string>();
        foreach (var row in walk.Adopted)
        {
            if (keys.Find(row.Header.Generation, row.Header.Class) is not { } key) stillSealed.Add(row.Header.Class.Content);
            else if (SealedRecord.Open(installation, chart, key, row.Row.Body) is { } content && RowContent.Read(content) is { } entries && HasWhatItSays(row.Header, entries)) opened.Add((row, entries));
            else gaps.Add(new ChartGap(row.Row.Sequence, "foreign"));
        }

        gaps.Sort((a, b) => a.Sequence.CompareTo(b.Sequence));
        lock (_reading)
        {
            if (_disposed) return [];
            var index = fresh ? [] : _current;
            foreach (var (row, entries) in opened)
                foreach (var entry in entries)
                    Put(index, entry, row.Row.Sequence, row.Header.Class.Content);
            var known = _gaps;
            _current = index;
            _listed.Clear();
            _gaps = fresh ? gaps : [.. known, .. gaps];
            if (!fresh) stillSealed.UnionWith(_sealed);
            _sealed = stillSealed;
            Arrive(head);
            if (_gaps.Count == 0) Sweep(walk.OffChain);
            return [.. gaps.Except(known)];
        }
    }

    /// <summary>What a row says in the open of contents outside is what it says inside: verification, which has no key, looks at the former.</summary>
    private static bool HasWhatItSays(RecordHeader header, IReadOnlyList<ContentEntry> entries) =>
        header.Blobs.SequenceEqual(entries.Where(e => e.Blob is not null).Select(e => e.Blob!.Seal));

    private void Arrive(ChainHead head)
    {
        _passed[_head.Sequence] = _head.Hash;
        _head = head;
        _isEmpty = false;
    }

    /// <summary>
    /// Rows of lost races and of writers that died before the head moved. Never on a chart with a gap, where they may be
    /// evidence, and only those that one of our own keys sealed.
    /// </summary>
    private void Sweep(IReadOnlyList<ChartRow> offChain)
    {
        var lost = offChain.Where(IsOurs).Take(LargestSweep).ToList();
        if (lost.Count > 0) _ = store.Sweep(lost);
    }

    private bool IsOurs(ChartRow row) =>
        SealedRecord.TryReadHeader(row.Body, out var header) && keys.Find(header.Generation, header.Class) is { } key
        && SealedRecord.Open(installation, chart, key, row.Body) is not null;

    private static StoredVersion Put(Dictionary<string, Dictionary<string, StoredVersion>> index, ContentEntry entry, long sequence, string content)
    {
        if (!index.TryGetValue(entry.Type, out var ofType)) index[entry.Type] = ofType = [];
        var version = new StoredVersion(entry, sequence, content, ofType.GetValueOrDefault(entry.Id));
        ofType[entry.Id] = version;
        return version;
    }
}
