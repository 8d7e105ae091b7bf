using System.Security.Cryptography;
using System.Text.Json;
using Holdfast.Wire;

namespace Holdfast.Records.Fhir.Searching;

/// <summary>
/// Where the next page starts, sealed: a link carries no search value (names stand in no URL), works for the grant that
/// it was made for and for no other, and dies with this process. Sealed under a key that is made at start:
/// nonce[12] ‖ AES-256-GCM(JSON) ‖ tag[16], with the grant and the type as associated data.
/// </summary>
internal sealed class PageLinks
{
    public const string Parameter = "_page";
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int LongestLink = 256 * 1024;

    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);

    /// <summary>What was searched for, and how many matches were shown already.</summary>
    internal sealed record Place(int Offset, bool Lenient, string[][] Parameters);

    public string Seal(GrantId grant, string type, Place place)
    {
        var text = JsonSerializer.SerializeToUtf8Bytes(place);
        var link = new byte[NonceLength + text.Length + TagLength];
        RandomNumberGenerator.Fill(link.AsSpan(0, NonceLength));
        using var aes = new AesGcm(_key, TagLength);
        aes.Encrypt(link.AsSpan(0, NonceLength), text, link.AsSpan(NonceLength, text.Length), link.AsSpan(NonceLength + text.Length), AssociatedData(grant, type));
        return Base64Url.Encode(link);
    }

    public Place? Open(GrantId grant, string type, string link)
    {
        if (!Base64Url.TryDecode(link, LongestLink, out var bytes) || bytes.Length < NonceLength + TagLength) return null;
        var text = new byte[bytes.Length - NonceLength - TagLength];
        try
        {
            using var aes = new AesGcm(_key, TagLength);
            aes.Decrypt(bytes.AsSpan(0, NonceLength), bytes.AsSpan(NonceLength, text.Length), bytes.AsSpan(NonceLength + text.Length), text, AssociatedData(grant, type));
            return JsonSerializer.Deserialize<Place>(text);
        }
        catch (AuthenticationTagMismatchException)
        {
            return null;
        }
    }

    private static byte[] AssociatedData(GrantId grant, string type) => [.. grant.ToBytes(), .. System.Text.Encoding.ASCII.GetBytes(type)];
}
