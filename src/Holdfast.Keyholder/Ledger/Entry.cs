using System.Buffers;
using System.Text.Json;

namespace Holdfast.Keyholder.Ledger;

/// <summary>
/// One entry of the ledger while it is made: <c>{"v":1,"t":…,"kind":…, members, "store":…}</c>. The last member is known
/// only when its changes are applied, so the object stays open until <see cref="Finish"/>.
/// </summary>
internal sealed class Entry
{
    /// <summary>c2sp.org/tlog-tiles: an entry's length is a 16-bit number.</summary>
    public const int MaximumBytes = 65_535;

    private const int RoomForStore = 96;

    private readonly ArrayBufferWriter<byte> _buffer = new(384);
    private readonly Utf8JsonWriter _json;

    /// <exception cref="InvalidOperationException">A bug: whoever lists things in an entry bounds the list.</exception>
    public Entry(string kind, long atMs, Action<Utf8JsonWriter> members)
    {
        _json = new Utf8JsonWriter(_buffer);
        _json.WriteStartObject();
        _json.WriteNumber("v", 1);
        _json.WriteNumber("t", atMs);
        _json.WriteString("kind", kind);
        members(_json);
        _json.Flush();
        if (_buffer.WrittenCount > MaximumBytes - RoomForStore) throw new InvalidOperationException($"An entry of kind {kind} is too long.");
    }

    public ReadOnlyMemory<byte> Finish(string store)
    {
        _json.WriteString("store", store);
        _json.WriteEndObject();
        _json.Dispose();
        return _buffer.WrittenMemory;
    }
}
