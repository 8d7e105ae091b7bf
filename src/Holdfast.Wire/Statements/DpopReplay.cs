using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Holdfast.Wire.Statements;

/// <summary>
/// Remembers the proofs that were used, until they would be too old anyway (RFC 9449 §11.1). Sixteen bytes of a hash
/// each, by the minute in which they expire. When it is full it says no: better a slow minute than a second use.
/// Safe to use from several threads.
/// </summary>
public sealed class DpopReplay(TimeProvider time, int capacity = DpopReplay.DefaultCapacity)
{
    /// <summary>4,000 requests a second for the four minutes that a proof can be remembered; about 40 MB when full.</summary>
    public const int DefaultCapacity = 1_000_000;

    private static readonly TimeSpan Slot = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, HashSet<UInt128>> _byExpiry = [];
    private int _count;

    /// <summary>True the first time; false when this key's jti was used before, has expired, or there is no room to remember it.</summary>
    public bool TryUse(string jkt, string jti, DateTimeOffset expires)
    {
        var now = time.GetUtcNow();
        if (expires <= now) return false;
        var id = BinaryPrimitives.ReadUInt128BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes($"{jkt} {jti}")));
        lock (_lock)
        {
            Forget(now);
            foreach (var used in _byExpiry.Values)
                if (used.Contains(id)) return false;
            if (_count >= capacity) return false;
            var slot = expires.UtcTicks / Slot.Ticks;
            if (!_byExpiry.TryGetValue(slot, out var slotOfIts)) _byExpiry[slot] = slotOfIts = [];
            slotOfIts.Add(id);
            _count++;
            return true;
        }
    }

    /// <summary>Uses it at once: the usual way.</summary>
    public bool TryUse(DpopOutcome.Accepted proof) => TryUse(proof.Jkt, proof.Jti, proof.Expires);

    private void Forget(DateTimeOffset now)
    {
        var present = now.UtcTicks / Slot.Ticks;
        while (_byExpiry.Count > 0)
        {
            var (slot, used) = _byExpiry.First();
            if (slot >= present) return;
            _count -= used.Count;
            _byExpiry.Remove(slot);
        }
    }
}
