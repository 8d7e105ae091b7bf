using Google.Protobuf;

namespace Holdfast.Wire;

/// <summary>Somebody of whom a provisioning source told: the id by which SCIM knows them.</summary>
public readonly record struct ProvisionedId
{
    private readonly UInt128 _bits;

    private ProvisionedId(UInt128 bits) => _bits = bits;

    public static ProvisionedId New() => new(Bits128.Random());

    /// <exception cref="FormatException">Not 16 bytes.</exception>
    public static ProvisionedId From(ByteString bytes) => new(Bits128.Read(bytes.Span));

    /// <summary>Reads 32 lower-case hexadecimal digits.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ProvisionedId id)
    {
        var ok = Bits128.TryParse(text, out var bits);
        id = new ProvisionedId(bits);
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
