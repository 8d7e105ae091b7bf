using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Holdfast.Keyholder.Keys;

/// <summary>What the root key is used for beside wrapping epochs.</summary>
internal enum KeyUse
{
    /// <summary>Seals names of staff, labels of passkeys, and reasons that belong to no chart.</summary>
    Staff,

    /// <summary>Keys the digest of the store.</summary>
    StoreDigest,

    /// <summary>Keys the hashes of searches and of import source keys: equal questions show, their words do not.</summary>
    Hashes,

    /// <summary>Authenticates refresh tokens.</summary>
    RefreshTokens,

    /// <summary>Makes the key that signs id tokens.</summary>
    IdTokens,
}

/// <summary>A key derived from the root for one <see cref="KeyUse"/>.</summary>
internal sealed class UseKey(ReadOnlySpan<byte> bytes) : KeyHandle(bytes)
{
    public const int MacLength = 32;

    private const int OnStack = 2048;

    /// <summary>HMAC-SHA-256 over the parts, each led by its length, so that no two lists of parts look the same.</summary>
    public byte[] Mac(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third = default)
    {
        var length = 12 + first.Length + second.Length + third.Length;
        var text = length <= OnStack ? stackalloc byte[length] : new byte[length];
        var rest = text;
        Put(ref rest, first);
        Put(ref rest, second);
        Put(ref rest, third);
        return HMACSHA256.HashData(Reveal(), text);
    }

    private static void Put(ref Span<byte> rest, ReadOnlySpan<byte> part)
    {
        BinaryPrimitives.WriteInt32BigEndian(rest, part.Length);
        part.CopyTo(rest[4..]);
        rest = rest[(4 + part.Length)..];
    }
}
