using System.Buffers.Binary;

namespace Holdfast.Keyholder.Ledger;

/// <summary>A number modulo 2^256: the sum over rows in <see cref="StoreDigest"/>.</summary>
internal readonly record struct Sum256(UInt128 High, UInt128 Low)
{
    public const int Length = 32;

    public static Sum256 Read(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt128BigEndian(bytes), BinaryPrimitives.ReadUInt128BigEndian(bytes[16..]));

    public void WriteTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt128BigEndian(destination, High);
        BinaryPrimitives.WriteUInt128BigEndian(destination[16..], Low);
    }

    public static Sum256 operator +(Sum256 a, Sum256 b)
    {
        var low = unchecked(a.Low + b.Low);
        return new Sum256(unchecked(a.High + b.High + (low < a.Low ? UInt128.One : UInt128.Zero)), low);
    }

    public static Sum256 operator -(Sum256 a, Sum256 b) =>
        new(unchecked(a.High - b.High - (a.Low < b.Low ? UInt128.One : UInt128.Zero)), unchecked(a.Low - b.Low));
}
