using Google.Protobuf;

namespace Holdfast.Wire;

/// <summary>One bulk export: from the kick-off until its files are gone.</summary>
public readonly record struct ExportId
{
    private readonly UInt128 _bits;

    private ExportId(UInt128 bits) => _bits = bits;

    public static ExportId New() => new(Bits128.Random());

    /// <exception cref="FormatException">Not 16 bytes.</exception>
    public static ExportId From(ByteString bytes) => new(Bits128.Read(bytes.Span));

    /// <summary>Reads 32 lower-case hexadecimal digits.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ExportId id)
    {
        var ok = Bits128.TryParse(text, out var bits);
        id = new ExportId(bits);
        return ok;
    }

    public byte[] ToBytes()
    {
        var bytes = new byte[Bits128.Length];
        Bits128.Write(_bits, bytes);
        return bytes;
    }

    public ByteString ToByteString() => ByteString.CopyFrom(ToBytes());

    public override string ToString() => Bits128.Text(_bits);
}
