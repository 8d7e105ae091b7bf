using System.Security.Cryptography;
using Google.Protobuf;

namespace Holdfast.Wire;

/// <summary>128 random bits, written as 32 lower-case hexadecimal digits. The typed ids below wrap it, so that one cannot stand for another.</summary>
internal static class Bits128
{
    public const int Length = 16;

    public static UInt128 Random()
    {
        Span<byte> bytes = stackalloc byte[Length];
        RandomNumberGenerator.Fill(bytes);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }

    public static UInt128 Read(ReadOnlySpan<byte> bytes) => bytes.Length == Length
        ? System.Buffers.Binary.BinaryPrimitives.ReadUInt128BigEndian(bytes)
        : throw new FormatException($"An id has {Length} bytes, this one {bytes.Length}.");

    public static bool TryParse(ReadOnlySpan<char> text, out UInt128 value)
    {
        value = default;
        if (text.Length != 2 * Length) return false;
        foreach (var c in text)
            if (c is not ((>= '0' and <= '9') or (>= 'a' and <= 'f'))) return false;
        value = UInt128.Parse(text, System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture);
        return true;
    }

    public static void Write(UInt128 value, Span<byte> destination) =>
        System.Buffers.Binary.BinaryPrimitives.WriteUInt128BigEndian(destination, value);

    public static string Text(UInt128 value) => value.ToString("x32", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Everything held about one person. Random, so it says nothing about who it is.</summary>
public readonly record struct ChartId
{
    private readonly UInt128 _bits;

    private ChartId(UInt128 bits) => _bits = bits;

    public static ChartId New() => new(Bits128.Random());

    /// <exception cref="FormatException">Not 16 bytes.</exception>
    public static ChartId From(ReadOnlySpan<byte> bytes) => new(Bits128.Read(bytes));

    /// <exception cref="FormatException">Not 16 bytes.</exception>
    public static ChartId From(ByteString bytes) => From(bytes.Span);

    /// <summary>Reads 32 lower-case hexadecimal digits.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ChartId id)
    {
        var ok = Bits128.TryParse(text, out var bits);
        id = new ChartId(bits);
        return ok;
    }

    public void WriteTo(Span<byte> destination) => Bits128.Write(_bits, destination);

    public byte[] ToBytes()
    {
        var bytes = new byte[Bits128.Length];
        WriteTo(bytes);
        return bytes;
    }

    public ByteString ToByteString() => ByteString.CopyFrom(ToBytes());

    public override string ToString() => Bits128.Text(_bits);
}

/// <summary>A member of staff. Also the WebAuthn user handle.</summary>
public readonly record struct PersonId
{
    private readonly UInt128 _bits;

    private PersonId(UInt128 bits) => _bits = bits;

    public static PersonId New() => new(Bits128.Random());

    /// <exception cref="FormatException">Not 16 bytes.</exception>
    public static PersonId From(ReadOnlySpan<byte> bytes) => new(Bits128.Read(bytes));

    /// <exception cref="FormatException">Not 16 bytes.</exception>
    public static PersonId From(ByteString bytes) => From(bytes.Span);

    /// <summary>Reads 32 lower-case hexadecimal digits.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out PersonId id)
    {
        var ok = Bits128.TryParse(text, out var bits);
        id = new PersonId(bits);
        return ok;
    }

    public void WriteTo(Span<byte> destination) => Bits128.Write(_bits, destination);

    public byte[] ToBytes()
    {
        var bytes = new byte[Bits128.Length];
        WriteTo(bytes);
        return bytes;
    }

    public ByteString ToByteString() => ByteString.CopyFrom(ToBytes());

    public override string ToString() => Bits128.Text(_bits);
}

/// <summary>A signed-in person on one device.</summary>
public readonly record struct SessionId
{
    private readonly UInt128 _bits;

    private SessionId(UInt128 bits) => _bits = bits;

    public static SessionId New() => new(Bits128.Random());

    /// <exception cref="FormatException">Not 16 bytes.</exception>
    public static SessionId From(ReadOnlySpan<byte> bytes) => new(Bits128.Read(bytes));

    /// <exception cref="FormatException">Not 16 bytes.</exception>
    public static SessionId From(ByteString bytes) => From(bytes.Span);

    /// <summary>Reads 32 lower-case hexadecimal digits.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out SessionId id)
    {
        var ok = Bits128.TryParse(text, out var bits);
        id = new SessionId(bits);
        return ok;
    }

    public void WriteTo(Span<byte> destination) => Bits128.Write(_bits, destination);

    public byte[] ToBytes()
    {
        var bytes = new byte[Bits128.Length];
        WriteTo(bytes);
        return bytes;
    }

    public ByteString ToByteString() => ByteString.CopyFrom(ToBytes());

    public override string ToString() => Bits128.Text(_bits);
}

/// <summary>The right of one person or service to one chart, for one purpose, until it expires. Not the secret: that is the access token.</summary>
public readonly record struct GrantId
{
    private readonly UInt128 _bits;

    private GrantId(UInt128 bits) => _bits = bits;

    public static GrantId New() => new(Bits128.Random());

    /// <exception cref="FormatException">Not 16 bytes.</exception>
    public static GrantId From(ReadOnlySpan<byte> bytes) => new(Bits128.Read(bytes));

    /// <exception cref="FormatException">Not 16 bytes.</exception>
    public static GrantId From(ByteString bytes) => From(bytes.Span);

    /// <summary>Reads 32 lower-case hexadecimal digits.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out GrantId id)
    {
        var ok = Bits128.TryParse(text, out var bits);
        id = new GrantId(bits);
        return ok;
    }

    public void WriteTo(Span<byte> destination) => Bits128.Write(_bits, destination);

    public byte[] ToBytes()
    {
        var bytes = new byte[Bits128.Length];
        WriteTo(bytes);
        return bytes;
    }

    public ByteString ToByteString() => ByteString.CopyFrom(ToBytes());

    public override string ToString() => Bits128.Text(_bits);
}

/// <summary>One run of one records process: made at its start, gone at its end.</summary>
public readonly record struct NodeInstanceId
{
    private readonly UInt128 _bits;

    private NodeInstanceId(UInt128 bits) => _bits = bits;

    public static NodeInstanceId New() => new(Bits128.Random());

    /// <exception cref="FormatException">Not 16 bytes.</exception>
    public static NodeInstanceId From(ReadOnlySpan<byte> bytes) => new(Bits128.Read(bytes));

    /// <exception cref="FormatException">Not 16 bytes.</exception>
    public static NodeInstanceId From(ByteString bytes) => From(bytes.Span);

    /// <summary>Reads 32 lower-case hexadecimal digits.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out NodeInstanceId id)
    {
        var ok = Bits128.TryParse(text, out var bits);
        id = new NodeInstanceId(bits);
        return ok;
    }

    public void WriteTo(Span<byte> destination) => Bits128.Write(_bits, destination);

    public byte[] ToBytes()
    {
        var bytes = new byte[Bits128.Length];
        WriteTo(bytes);
        return bytes;
    }

    public ByteString ToByteString() => ByteString.CopyFrom(ToBytes());

    public override string ToString() => Bits128.Text(_bits);
}

/// <summary>One provider's installation. Bound into every sealed record and statement.</summary>
public readonly record struct InstallationId
{
    private readonly UInt128 _bits;

    private InstallationId(UInt128 bits) => _bits = bits;

    public static InstallationId New() => new(Bits128.Random());

    /// <exception cref="FormatException">Not 16 bytes.</exception>
    public static InstallationId From(ReadOnlySpan<byte> bytes) => new(Bits128.Read(bytes));

    /// <exception cref="FormatException">Not 16 bytes.</exception>
    public static InstallationId From(ByteString bytes) => From(bytes.Span);

    /// <summary>Reads 32 lower-case hexadecimal digits.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out InstallationId id)
    {
        var ok = Bits128.TryParse(text, out var bits);
        id = new InstallationId(bits);
        return ok;
    }

    public void WriteTo(Span<byte> destination) => Bits128.Write(_bits, destination);

    public byte[] ToBytes()
    {
        var bytes = new byte[Bits128.Length];
        WriteTo(bytes);
        return bytes;
    }

    public ByteString ToByteString() => ByteString.CopyFrom(ToBytes());

    public override string ToString() => Bits128.Text(_bits);
}

/// <summary>One sealed record (a row of a chart).</summary>
public readonly record struct RecordId
{
    private readonly UInt128 _bits;

    private RecordId(UInt128 bits) => _bits = bits;

    public static RecordId New() => new(Bits128.Random());

    /// <exception cref="FormatException">Not 16 bytes.</exception>
    public static RecordId From(ReadOnlySpan<byte> bytes) => new(Bits128.Read(bytes));

    /// <exception cref="FormatException">Not 16 bytes.</exception>
    public static RecordId From(ByteString bytes) => From(bytes.Span);

    /// <summary>Reads 32 lower-case hexadecimal digits.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out RecordId id)
    {
        var ok = Bits128.TryParse(text, out var bits);
        id = new RecordId(bits);
        return ok;
    }

    public void WriteTo(Span<byte> destination) => Bits128.Write(_bits, destination);

    public byte[] ToBytes()
    {
        var bytes = new byte[Bits128.Length];
        WriteTo(bytes);
        return bytes;
    }

    public ByteString ToByteString() => ByteString.CopyFrom(ToBytes());

    public override string ToString() => Bits128.Text(_bits);
}

/// <summary>The content of one document, sealed in chunks outside the rows: of one version of one Binary.</summary>
public readonly record struct BlobId
{
    private readonly UInt128 _bits;

    private BlobId(UInt128 bits) => _bits = bits;

    public static BlobId New() => new(Bits128.Random());

    /// <exception cref="FormatException">Not 16 bytes.</exception>
    public static BlobId From(ReadOnlySpan<byte> bytes) => new(Bits128.Read(bytes));

    /// <exception cref="FormatException">Not 16 bytes.</exception>
    public static BlobId From(ByteString bytes) => From(bytes.Span);

    /// <summary>Reads 32 lower-case hexadecimal digits.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out BlobId id)
    {
        var ok = Bits128.TryParse(text, out var bits);
        id = new BlobId(bits);
        return ok;
    }

    public void WriteTo(Span<byte> destination) => Bits128.Write(_bits, destination);

    public byte[] ToBytes()
    {
        var bytes = new byte[Bits128.Length];
        WriteTo(bytes);
        return bytes;
    }

    public ByteString ToByteString() => ByteString.CopyFrom(ToBytes());

    public override string ToString() => Bits128.Text(_bits);
}
