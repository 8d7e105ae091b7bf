using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Holdfast.Drill.Cohort;

/// <summary>
/// Numbers that are the same on every machine for the same seed: SHA-256 over (key, counter), eight bytes at a time.
/// For the synthetic cohort only; nothing secret comes from here. <see cref="For"/> gives each patient, day or table
/// its own sequence, so that a change in one leaves all others as they were.
/// </summary>
internal sealed class SeededNumbers
{
    private readonly byte[] _block = new byte[40];

    public SeededNumbers(int seed) : this(SHA256.HashData(Encoding.UTF8.GetBytes($"holdfast/cohort/{seed}")))
    {
    }

    private SeededNumbers(ReadOnlySpan<byte> key) => key.CopyTo(_block);

    public SeededNumbers For(string label) => new(SHA256.HashData([.. _block.AsSpan(0, 32), .. Encoding.UTF8.GetBytes(label)]));

    public ulong Next()
    {
        BinaryPrimitives.WriteInt64BigEndian(_block.AsSpan(32), BinaryPrimitives.ReadInt64BigEndian(_block.AsSpan(32)) + 1);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(_block, hash);
        return BinaryPrimitives.ReadUInt64BigEndian(hash);
    }

    /// <summary>At least <paramref name="from"/>, below <paramref name="below"/>. The bias of the remainder is below one in 2^32.</summary>
    public int Between(int from, int below)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(from, below);
        return from + (int)(Next() % (ulong)(below - from));
    }

    public double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));

    public bool Chance(double probability) => Fraction() < probability;

    /// <summary>About normal, mean 0, deviation 1: the sum of twelve fractions, which needs no function whose last bit differs between processors.</summary>
    public double Spread()
    {
        var sum = -6.0;
        for (var i = 0; i < 12; i++) sum += Fraction();
        return sum;
    }

    public T Pick<T>(IReadOnlyList<T> from) => from[Between(0, from.Count)];

    /// <summary>Up to <paramref name="count"/> different members, in the order drawn.</summary>
    public IReadOnlyList<T> Draw<T>(IReadOnlyList<T> from, int count)
    {
        var left = from.ToList();
        var drawn = new List<T>();
        while (drawn.Count < count && left.Count > 0)
        {
            var at = Between(0, left.Count);
            drawn.Add(left[at]);
            left.RemoveAt(at);
        }

        return drawn;
    }

    /// <summary>A random-looking UUID (RFC 9562 version 4 layout), lower case.</summary>
    public string Uuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, Next());
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], Next());
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x40);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString();
    }
}
