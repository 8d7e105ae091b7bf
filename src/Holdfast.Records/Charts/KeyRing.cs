using System.Runtime.InteropServices;
using Holdfast.Wire;
using Holdfast.Wire.Records;

namespace Holdfast.Records.Charts;

/// <summary>
/// The subkeys of one chart that one release handed out, by generation and class. Zeroed on disposal, and the copies
/// in the message that brought them are zeroed at once.
/// </summary>
internal sealed class KeyRing : IDisposable
{
    private readonly Dictionary<(int Generation, string Class), Subkey> _keys = [];

    private KeyRing()
    {
    }

    /// <summary>Takes the keys of <paramref name="chart"/> out of a reply; those of other charts are left in it.</summary>
    public static KeyRing Take(ChartId chart, IEnumerable<ReleasedKey> released)
    {
        var ring = new KeyRing();
        foreach (var key in released.Where(k => ChartId.From(k.Chart) == chart))
        {
            if (!RecordClass.TryParse(key.RecordClass, out var recordClass)) continue;
            var subkey = new Subkey(key.Subkey.Span);
            MemoryMarshal.AsMemory(key.Subkey.Memory).Span.Clear();
            if (ring._keys.TryAdd((key.Generation, recordClass.Text), subkey)) continue;
            subkey.Dispose();
        }

        return ring;
    }

    /// <summary>Which keys are here, in words that say nothing about them. Two rings of one chart with equal names hold equal keys.</summary>
    public string Name => string.Join(' ', _keys.Keys.Order().Select(k => $"{k.Generation}/{k.Class}"));

    /// <summary>identity, clinical, documents: those of which at least one key is here.</summary>
    public IReadOnlySet<string> Contents => _keys.Keys.Select(k => k.Class.Split('@', 2)[0]).ToHashSet();

    public Subkey? Find(int generation, RecordClass recordClass) => _keys.GetValueOrDefault((generation, recordClass.Text));

    public void Dispose()
    {
        foreach (var key in _keys.Values) key.Dispose();
    }
}
