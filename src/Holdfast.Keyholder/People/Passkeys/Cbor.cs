using System.Formats.Cbor;

namespace Holdfast.Keyholder.People.Passkeys;

/// <summary>CBOR as CTAP2 demands it (CTAP 2.1 §8): shortest lengths, sorted keys, no indefinite lengths, no tags, nothing twice.</summary>
internal static class Cbor
{
    /// <summary>The first data item, still encoded; <paramref name="rest"/> is what follows it. Null when there is none in canonical form.</summary>
    public static ReadOnlyMemory<byte>? TakeOne(ref ReadOnlyMemory<byte> rest)
    {
        try
        {
            var reader = new CborReader(rest, CborConformanceMode.Ctap2Canonical, allowMultipleRootLevelValues: true);
            var value = reader.ReadEncodedValue();
            rest = rest[value.Length..];
            return value;
        }
        catch (Exception e) when (IsMalformed(e))
        {
            return null;
        }
    }

    /// <summary>What a <see cref="CborReader"/> throws at bytes that are not what was expected of them.</summary>
    public static bool IsMalformed(Exception e) => e is CborContentException or InvalidOperationException or OverflowException or FormatException;
}
