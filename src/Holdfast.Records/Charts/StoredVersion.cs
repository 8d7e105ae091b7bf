using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Holdfast.Records.Store;

namespace Holdfast.Records.Charts;

/// <summary>
/// One version of one resource in an opened chart, ready to be served: what was stored, with id and meta put before it.
/// Immutable but for two caches that are filled when first asked for.
/// </summary>
internal sealed class StoredVersion(ContentEntry entry, long sequence, string content, StoredVersion? previous)
{
    private byte[]? _head;
    private ConcurrentDictionary<string, object>? _searchValues;

    public string Type => entry.Type;

    public string Id => entry.Id;

    /// <summary>The sequence of its row: FHIR's version id.</summary>
    public long Sequence => sequence;

    public string VersionId => sequence.ToString(CultureInfo.InvariantCulture);

    public string ETag => $"W/\"{VersionId}\"";

    /// <summary>identity, clinical or documents.</summary>
    public string Content => content;

    public bool IsDeleted => entry.Operation == RowOperation.Delete;

    public ContentEntry Entry => entry;

    public StoredVersion? Previous => previous;

    public DateTimeOffset LastUpdated => DateTimeOffset.FromUnixTimeMilliseconds(entry.LastUpdatedMs);

    /// <summary>What search extracted from this version, by parameter.</summary>
    public ConcurrentDictionary<string, object> SearchValues => LazyInitializer.EnsureInitialized(ref _searchValues, () => new ConcurrentDictionary<string, object>());

    /// <summary>The length of the resource's JSON.</summary>
    public int Length => Head.Length + entry.Rest.Length + 1;

    /// <summary>The resource's JSON is <see cref="Head"/>, <see cref="Tail"/> and a closing brace.</summary>
    public ReadOnlyMemory<byte> Head => _head ??= MakeHead();

    public ReadOnlyMemory<byte> Tail => entry.Rest;

    public byte[] ToJson()
    {
        var json = new byte[Length];
        Head.Span.CopyTo(json);
        Tail.Span.CopyTo(json.AsSpan(Head.Length));
        json[^1] = (byte)'}';
        return json;
    }

    private byte[] MakeHead()
    {
        var updated = LastUpdated.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var meta = entry.Meta.Length == 0 ? "" : "," + Encoding.UTF8.GetString(entry.Meta.Span);
        var end = entry.Rest.Length == 0 ? "" : ",";
        return Encoding.UTF8.GetBytes($$"""{"resourceType":"{{Type}}","id":"{{Id}}","meta":{"versionId":"{{VersionId}}","lastUpdated":"{{updated}}"{{meta}}}{{end}}""");
    }
}
