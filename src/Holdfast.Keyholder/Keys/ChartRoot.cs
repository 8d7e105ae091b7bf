using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Wire;
using Holdfast.Wire.Records;

namespace Holdfast.Keyholder.Keys;

/// <summary>
/// The 256 random bits under which everything of one chart stands. In what follows, chart context is installation[16] ‖ chart[16].
/// <code>
///  generation key = HKDF-Expand-SHA-256(chart root,     "holdfast/generation/v1" ‖ chart context ‖ yyyymm[4, big-endian], 32)
///  subkey         = HKDF-Expand-SHA-256(generation key, "holdfast/class/v1" ‖ class name, ASCII, 32)
///  wrapped root   = SealedBox(epoch key,  "holdfast/chart-root/v1", chart context)
///  directory      = SealedBox(chart root, "holdfast/directory/v1",  chart context)
///  reason         = SealedBox(chart root, "holdfast/reason/v1",     chart context)
/// </code>
/// Only subkeys leave the keyholder. Deleting the wrapped root disposes of the chart, its directory entry and its reasons.
/// </summary>
internal sealed class ChartRoot : KeyHandle
{
    private const int ContextLength = 32;
    private const int PersonLength = 16;
    private static ReadOnlySpan<byte> GenerationLabel => "holdfast/generation/v1"u8;
    private static ReadOnlySpan<byte> ClassLabel => "holdfast/class/v1"u8;
    private static ReadOnlySpan<byte> DraftLabel => "holdfast/draft/v1"u8;
    private static ReadOnlySpan<byte> WrapLabel => "holdfast/chart-root/v1"u8;
    private static ReadOnlySpan<byte> DirectoryLabel => "holdfast/directory/v1"u8;
    private static ReadOnlySpan<byte> ReasonLabel => "holdfast/reason/v1"u8;

    private readonly byte[] _context;

    private ChartRoot(ReadOnlySpan<byte> bytes, byte[] context) : base(bytes) => _context = context;

    public static ChartRoot New(InstallationId installation, ChartId chart)
    {
        Span<byte> bytes = stackalloc byte[Length];
        RandomNumberGenerator.Fill(bytes);
        var root = new ChartRoot(bytes, Context(installation, chart));
        CryptographicOperations.ZeroMemory(bytes);
        return root;
    }

    public byte[] WrapUnder(EpochKey epoch) => SealedBox.Seal(epoch, WrapLabel, _context, Reveal());

    /// <summary>Null when the box was not sealed under this epoch for this chart of this installation.</summary>
    public static ChartRoot? Unwrap(EpochKey epoch, InstallationId installation, ChartId chart, ReadOnlySpan<byte> box)
    {
        var context = Context(installation, chart);
        if (SealedBox.Open(epoch, WrapLabel, context, box) is not { } bytes) return null;
        var root = new ChartRoot(bytes, context);
        CryptographicOperations.ZeroMemory(bytes);
        return root;
    }

    /// <summary>Writes the 32 bytes of one class's subkey of one generation.</summary>
    public void Derive(int generation, RecordClass recordClass, Span<byte> subkey)
    {
        Span<byte> generationInfo = stackalloc byte[GenerationLabel.Length + ContextLength + 4];
        GenerationLabel.CopyTo(generationInfo);
        _context.CopyTo(generationInfo[GenerationLabel.Length..]);
        BinaryPrimitives.WriteInt32BigEndian(generationInfo[^4..], generation);

        Span<byte> classInfo = stackalloc byte[ClassLabel.Length + recordClass.Text.Length];
        ClassLabel.CopyTo(classInfo);
        Encoding.ASCII.GetBytes(recordClass.Text, classInfo[ClassLabel.Length..]);

        Span<byte> generationKey = stackalloc byte[Length];
        Expand(generationInfo, generationKey);
        Expand(generationKey, classInfo, subkey);
        CryptographicOperations.ZeroMemory(generationKey);
    }

    /// <summary>
    /// Writes 32 bytes that one person gets with each grant on this chart, and nobody else ever: half of what seals the
    /// drafts that the person keeps on a device. The other half never leaves the device.
    /// </summary>
    public void DeriveDraft(PersonId person, Span<byte> secret)
    {
        Span<byte> info = stackalloc byte[DraftLabel.Length + ContextLength + PersonLength];
        DraftLabel.CopyTo(info);
        _context.CopyTo(info[DraftLabel.Length..]);
        person.WriteTo(info[^PersonLength..]);
        Expand(info, secret);
    }

    public byte[] SealDirectory(ReadOnlySpan<byte> plaintext) => SealedBox.Seal(this, DirectoryLabel, _context, plaintext);

    public byte[]? OpenDirectory(ReadOnlySpan<byte> box) => SealedBox.Open(this, DirectoryLabel, _context, box);

    public byte[] SealReason(ReadOnlySpan<byte> plaintext) => SealedBox.Seal(this, ReasonLabel, _context, plaintext);

    public byte[]? OpenReason(ReadOnlySpan<byte> box) => SealedBox.Open(this, ReasonLabel, _context, box);

    private static byte[] Context(InstallationId installation, ChartId chart)
    {
        var context = new byte[ContextLength];
        installation.WriteTo(context);
        chart.WriteTo(context.AsSpan(16));
        return context;
    }
}
