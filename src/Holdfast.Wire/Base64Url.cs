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
        var decoded = System.Buffers.Text.Base64Url.DecodeFromChars(text);
        if (decoded.Length > maximumBytes || !text.SequenceEqual(Encode(decoded))) return false;
        bytes = decoded;
        return true;
    }
}
