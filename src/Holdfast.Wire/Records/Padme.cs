using System.Numerics;

namespace Holdfast.Wire.Records;

/// <summary>Padmé lengths (Nikitin et al., PURBs, 2019): a length of L bytes leaks O(log log L) bits, for at most 12 % more bytes.</summary>
public static class Padme
{
    /// <summary>Below this, all records look the same.</summary>
    public const int Smallest = 256;

    public static int Pad(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (length <= Smallest) return Smallest;
        var exponent = BitOperations.Log2((uint)length);
        var lowBits = exponent - (BitOperations.Log2((uint)exponent) + 1);
        var mask = (1L << lowBits) - 1;
        return checked((int)((length + mask) & ~mask));
    }
}
