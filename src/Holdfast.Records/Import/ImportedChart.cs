using Holdfast.Records.Charts;
using Holdfast.Records.Store;
using Holdfast.Wire;
using Holdfast.Wire.Records;

namespace Holdfast.Records.Import;

/// <summary>
/// One chart that the import writes: what it wrote before, and what of the input is new to it. What is there already, to
/// the byte, is not written again; the rest is packed into rows of about <see cref="ImportLimits.RowContent"/>.
/// </summary>
internal sealed class ImportedChart : IDisposable
{
    private readonly ImportGrant _grant;
    private readonly OpenChart _chart;

    private ImportedChart(ImportGrant grant, OpenChart chart) => (_grant, _chart) = (grant, chart);

    public ChartId Id => _chart.Id;

    public ChainHead Head => _chart.Head;

    public static ImportedChart Open(ImportGrant grant, RowStore store, ChartId id, IEnumerable<ReleasedKey> keys, ChartHead head)
    {
        var chart = new OpenChart(grant.Installation, id, KeyRing.Take(id, keys), store, ChainWalk.Follow);
        chart.MoveTo(ChainHead.From(head), isLatest: true);
        return new ImportedChart(grant, chart);
    }

    public IEnumerable<StoredVersion> Everything() => _chart.Types().SelectMany(_chart.All);

    /// <summary>Those that are not here yet, or differ from what is.</summary>
    public List<ContentEntry> New(IReadOnlyList<ContentEntry> entries) => [.. entries.Where(IsNew)];

    /// <summary>Rows that follow the head as it is known here: identity, clinical, documents; one is closed before it would grow too large.</summary>
    public CandidateRows Seal(IReadOnlyList<ContentEntry> entries)
    {
        var drafts = new List<RowDraft>();
        foreach (var content in RecordClass.Own)
        {
            var row = new List<ContentEntry>();
            var size = 0;
            foreach (var entry in entries.Where(e => ResourceClasses.ContentOf(e.Type) == content.Text))
            {
                if (row.Count > 0 && size + entry.EncodedLength > ImportLimits.RowContent)
                {
                    drafts.Add(Draft(content, row));
                    (row, size) = ([], 0);
                }

                row.Add(entry);
                size += entry.EncodedLength;
            }

            if (row.Count > 0) drafts.Add(Draft(content, row));
        }

        return RowSealer.Seal(_grant.Installation, Id, _grant.Grant, Head, drafts);
    }

    /// <summary>The keyholder has put these rows on the chain.</summary>
    public void Adopt(CandidateRows rows) => _chart.Adopt(rows.Contents, rows.Head);

    /// <summary>Others have written: goes to the head that the keyholder names.</summary>
    public void MoveTo(ChainHead head) => _chart.MoveTo(head, isLatest: true);

    public void Dispose() => _chart.Dispose();

    private bool IsNew(ContentEntry entry) =>
        _chart.Find(entry.Type, entry.Id) is not { IsDeleted: false } known
        || !known.Entry.Rest.Span.SequenceEqual(entry.Rest.Span) || !known.Entry.Meta.Span.SequenceEqual(entry.Meta.Span);

    /// <summary>The service's own class where the release brought its key, else the plain one (the provider's chart).</summary>
    private RowDraft Draft(RecordClass content, List<ContentEntry> entries)
    {
        foreach (var recordClass in new[] { content.Of(ImportGrant.Service), content })
            if (_chart.Keys.Find(_grant.WriteGeneration, recordClass) is { } key) return new RowDraft(recordClass, _grant.WriteGeneration, key, entries);
        throw new InvalidOperationException($"The release brought no key of generation {_grant.WriteGeneration} for {content}.");
    }
}
