using System.Buffers;

namespace Holdfast.Wire;

/// <summary>Base64url without padding (RFC 4648 §5), strict: no other alphabet, no white space, no spare bits.</summary>
public static class Base64Url
{
    public static string Encode(ReadOnlySpan<byte> bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    /// <summary>False when the text is not the one encoding of its bytes, or longer than <paramref name="maximumBytes"/> decoded.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, int maximumBytes, out byte[] bytes)
    {
        bytes = [];
        if (text.Length > (maximumBytes * 4L + 2) / 3) return false;
        foreach (var c in text)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_')) return false;
        if (text.Length % 4 == 1) return false;
        var decoded = new byte[text.Length * 3L / 4];
        // Not the form that throws: spare bits that are set come from strangers, and are no bug of ours.
        if (System.Buffers.Text.Base64Url.DecodeFromChars(text, decoded, out _, out var written) != OperationStatus.Done) return false;
        if (written != decoded.Length || written > maximumBytes || !text.SequenceEqual(Encode(decoded))) return false;
        bytes = decoded;
        return true;
    }
}
