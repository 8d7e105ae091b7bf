using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Keyholder.Keys;
using Holdfast.Wire;

namespace Holdfast.Keyholder.Grants;

/// <summary>
/// The two tokens of a grant.
/// <code>
/// access   BASE64URL(32 random bytes)            the store has its SHA-256
/// refresh  BASE64URL(grant[16] ‖ serial[4, big-endian] ‖ HMAC-SHA-256(refresh key, grant, serial)[32])
/// </code>
/// A refresh token says by itself whose it is and how old: an earlier serial with a good tag is a token of ours that was
/// used before, without a list of all that ever were. What nobody here made has no good tag and is nothing.
/// </summary>
internal sealed class AccessTokens(UseKey refreshKey)
{
    private const int AccessLength = 32;
    private const int RefreshLength = 16 + 4 + UseKey.MacLength;

    public static (string Token, string Hash) NewAccess()
    {
        var token = Base64Url.Encode(RandomNumberGenerator.GetBytes(AccessLength));
        return (token, HashOf(token));
    }

    public static string HashOf(string accessToken) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(accessToken)));

    public string Refresh(GrantId grant, int serial)
    {
        var token = new byte[RefreshLength];
        grant.WriteTo(token);
        BinaryPrimitives.WriteInt32BigEndian(token.AsSpan(16), serial);
        refreshKey.Mac(token.AsSpan(0, 16), token.AsSpan(16, 4)).CopyTo(token.AsSpan(20));
        return Base64Url.Encode(token);
    }

    /// <summary>Null: not a token that this keyholder made.</summary>
    public (GrantId Grant, int Serial)? ReadRefresh(string token)
    {
        if (!Base64Url.TryDecode(token, RefreshLength, out var bytes) || bytes.Length != RefreshLength) return null;
        if (!CryptographicOperations.FixedTimeEquals(refreshKey.Mac(bytes.AsSpan(0, 16), bytes.AsSpan(16, 4)), bytes.AsSpan(20))) return null;
        return (GrantId.From(bytes.AsSpan(0, 16)), BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(16)));
    }
}
