using System.Security.Cryptography;
using Google.Protobuf;
using Holdfast.Records.Charts;
using Holdfast.Records.Store;
using Holdfast.Wire;
using Holdfast.Wire.Records;

namespace Holdfast.Records.Import;

/// <summary>
/// One chart that the import writes: what it wrote before, and how more is added. What is there already, to the byte, is
/// not written again; the rest goes into rows of about <see cref="ImportLimits.RowContent"/> and one move of the head.
/// </summary>
internal sealed class ImportedChart : IDisposable
{
    private const int MostAttempts = 8;
    private readonly ImportGrant _grant;
    private readonly RowStore _store;
    private readonly OpenChart _chart;
    private readonly SemaphoreSlim _writing = new(1, 1);

    private ImportedChart(ImportGrant grant, RowStore store, OpenChart chart) => (_grant, _store, _chart) = (grant, store, chart);

    public ChartId Id => _chart.Id;

    public static ImportedChart Open(ImportGrant grant, RowStore store, ChartId id, IEnumerable<ReleasedKey> keys, ChartHead head)
    {
        var chart = new OpenChart(grant.Installation, id, KeyRing.Take(id, keys), store, ChainWalk.Follow);
        chart.MoveTo(ChainHead.From(head), isLatest: true);
        return new ImportedChart(grant, store, chart);
    }

    public IEnumerable<StoredVersion> Everything() => _chart.Types().SelectMany(_chart.All);

    /// <summary>Brings the entries in and answers how many were new or changed. All of a commit's rows stand, or none.</summary>
    /// <exception cref="ImportRefusedException">The keyholder refuses.</exception>
    public async Task<int> Put(IReadOnlyList<ContentEntry> entries, CancellationToken cancellation)
    {
        await _writing.WaitAsync(cancellation);
        try
        {
            var fresh = entries.Where(IsNew).ToList();
            foreach (var rows in Pack(fresh).Chunk(ImportLimits.RowsPerCommit)) await Commit(rows, cancellation);
            return fresh.Count;
        }
        finally
        {
            _writing.Release();
        }
    }

    public void Dispose()
    {
        _chart.Dispose();
        _writing.Dispose();
    }

    private bool IsNew(ContentEntry entry) =>
        _chart.Find(entry.Type, entry.Id) is not { IsDeleted: false } known
        || !known.Entry.Rest.Span.SequenceEqual(entry.Rest.Span) || !known.Entry.Meta.Span.SequenceEqual(entry.Meta.Span);

    /// <summary>Rows in the order identity, clinical, documents; a row is closed before it would grow too large.</summary>
    private List<RowDraft> Pack(List<ContentEntry> entries)
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

        return drafts;
    }

    /// <summary>The service's own class where the release brought its key, else the plain one (the provider's chart).</summary>
    private RowDraft Draft(RecordClass content, List<ContentEntry> entries)
    {
        foreach (var recordClass in new[] { content.Of(ImportGrant.Service), content })
            if (_chart.Keys.Find(_grant.WriteGeneration, recordClass) is { } key) return new RowDraft(recordClass, _grant.WriteGeneration, key, entries);
        throw new InvalidOperationException($"The release brought no key of generation {_grant.WriteGeneration} for {content}.");
    }

    private async Task Commit(IReadOnlyList<RowDraft> drafts, CancellationToken cancellation)
    {
        for (var attempt = 0; attempt < MostAttempts; attempt++)
        {
            var expected = _chart.Head;
            var candidates = RowSealer.Seal(_grant.Installation, Id, _grant.Grant, expected, drafts);
            await _store.Insert(candidates.Rows);
            var request = new CommitRequest { Expected = expected.ToMessage(Id), IdempotencyKey = ByteString.CopyFrom(RandomNumberGenerator.GetBytes(16)) };
            request.Rows.AddRange(candidates.Wire);
            var reply = await _grant.Commit(request, cancellation);
            if (reply.Refusal is null)
            {
                _chart.Adopt(candidates.Contents, candidates.Head);
                return;
            }

            await _store.Sweep(candidates.Rows);
            if (reply.Refusal.Why != Why.Conflict || reply.Head is null) throw new ImportRefusedException(reply.Refusal.Why, reply.Refusal.Detail);
            _chart.MoveTo(ChainHead.From(reply.Head), isLatest: true);
        }

        throw new ImportRefusedException(Why.Conflict, "others write to this chart without pause; run the import again");
    }
}
