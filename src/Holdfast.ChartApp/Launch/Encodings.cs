using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Holdfast.ChartApp.Launch;

/// <summary>The few encodings of OAuth and JOSE.</summary>
internal static class Encodings
{
    public static string OfText(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    public static string HashOf(string ascii) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(ascii)));

    /// <summary>Random text of 256 bits: a PKCE verifier, a state.</summary>
    public static string Secret() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
