using Holdfast.Records.Store;
using Holdfast.Wire;
using Holdfast.Wire.Records;

namespace Holdfast.Records.Charts;

/// <summary>A sealed row that is not on the chain yet, and what is in it.</summary>
internal sealed record CandidateRows(IReadOnlyList<ChartRow> Rows, IReadOnlyList<(long Sequence, RecordClass Class, IReadOnlyList<ContentEntry> Entries)> Contents, ChainHead Head, IReadOnlyList<CandidateRow> Wire);

/// <summary>Entries of one class that go into one row, and the key that seals it.</summary>
internal sealed record RowDraft(RecordClass Class, int Generation, Subkey Key, IReadOnlyList<ContentEntry> Entries);

/// <summary>Seals drafts as rows that follow a head, each naming its predecessor.</summary>
internal static class RowSealer
{
    /// <exception cref="ObjectDisposedException">The grant ended and its keys are gone.</exception>
    public static CandidateRows Seal(InstallationId installation, ChartId chart, GrantId grant, ChainHead head, IReadOnlyList<RowDraft> drafts)
    {
        var rows = new List<ChartRow>(drafts.Count);
        var contents = new List<(long, RecordClass, IReadOnlyList<ContentEntry>)>(drafts.Count);
        var wire = new List<CandidateRow>(drafts.Count);
        foreach (var draft in drafts)
        {
            var header = new RecordHeader(draft.Class, draft.Generation, grant, RecordId.New(), head.Sequence + 1, head.Hash) { Blobs = [.. draft.Entries.Where(e => e.Blob is not null).Select(e => e.Blob!.Seal)] };
            var row = ChartRow.Of(chart, header.Sequence, SealedRecord.Seal(installation, chart, header, draft.Key, RowContent.Write(draft.Entries)));
            rows.Add(row);
            contents.Add((row.Sequence, draft.Class, draft.Entries));
            wire.Add(new CandidateRow { RecordClass = draft.Class.Text, Generation = draft.Generation, Hash = Google.Protobuf.ByteString.CopyFrom(row.Hash) });
            head = ChartChain.Append(head, row.Hash);
        }

        return new CandidateRows(rows, contents, head, wire);
    }
}
