using System.Security.Cryptography;
using System.Text;

namespace Holdfast.ChartApp.Notes;

/// <summary>
/// Random ids of drafts, and an id for each resource made from a draft: the same draft always gives the same, so a second
/// sending finds what the first one wrote. UUID version 8 (RFC 9562 §5.8), SHA-256 of "draft id|part".
/// </summary>
internal static class DerivedId
{
    private const int UuidBytes = 16;

    public static string NewDraft() => Uuid(RandomNumberGenerator.GetBytes(UuidBytes), version: 4);

    public static string Of(string draftId, string part) =>
        Uuid(SHA256.HashData(Encoding.UTF8.GetBytes($"{draftId}|{part}")).AsSpan(0, UuidBytes), version: 8);

    private static string Uuid(Span<byte> bytes, byte version)
    {
        bytes[6] = (byte)((bytes[6] & 0x0f) | (version << 4));
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true).ToString("D");
    }
}
