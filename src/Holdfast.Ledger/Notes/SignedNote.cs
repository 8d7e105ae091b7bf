using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Holdfast.Ledger;

/// <summary>What a note says about one key.</summary>
public enum NoteSignatureState
{
    /// <summary>No signature by this key.</summary>
    Absent,

    /// <summary>This key signed the text.</summary>
    Good,

    /// <summary>A signature claims to be this key's and is not. The whole note must be refused.</summary>
    Bad,
}

/// <summary>One signature line of a note: whose it claims to be, and what follows the key id.</summary>
public sealed record NoteSignature(string Name, uint KeyId, ReadOnlyMemory<byte> Blob)
{
    /// <summary>The line with its end, as it stands in a note.</summary>
    public override string ToString()
    {
        var bytes = new byte[4 + Blob.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, KeyId);
        Blob.CopyTo(bytes.AsMemory(4));
        return $"\u2014 {Name} {Convert.ToBase64String(bytes)}\n";
    }
}

/// <summary>
/// A text with signatures below it (c2sp.org/signed-note):
/// <code>
/// text, each line ending in \n
/// \n
/// — NAME BASE64(4-byte key id ‖ signature)\n      one or more
/// </code>
/// The text ends at the last blank line.
/// </summary>
public sealed class SignedNote
{
    /// <summary>A checkpoint with every witness anybody has is far below this; more is somebody filling our memory.</summary>
    public const int MaxLength = 64 * 1024;

    /// <summary>The specification asks for at least 16.</summary>
    public const int MaxSignatures = 64;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private SignedNote(string text, IReadOnlyList<NoteSignature> signatures) => (Text, Signatures) = (text, signatures);

    /// <summary>What is signed, with its last line end.</summary>
    public string Text { get; }

    public IReadOnlyList<NoteSignature> Signatures { get; }

    internal static SignedNote Of(string text, params NoteSignature[] signatures) => new(text, signatures);

    /// <summary>The same note with further signatures. A key has one: the newer takes the older's place, so that a witness asked every few seconds does not fill the note.</summary>
    public SignedNote With(IReadOnlyCollection<NoteSignature> more)
    {
        var keys = more.Select(s => (s.Name, s.KeyId)).ToHashSet();
        return new SignedNote(Text, [.. Signatures.Where(s => !keys.Contains((s.Name, s.KeyId))), .. more]);
    }

    public override string ToString() => $"{Text}\n{string.Concat(Signatures)}";

    public static bool TryParse(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out SignedNote? note)
    {
        note = null;
        if (utf8.Length > MaxLength) return false;
        try
        {
            return TryParse(StrictUtf8.GetString(utf8), out note);
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    public static bool TryParse(string text, [NotNullWhen(true)] out SignedNote? note)
    {
        note = null;
        if (text.Length > MaxLength || text.Any(c => c < ' ' && c != '\n') || text.Any(char.IsSurrogate) && !IsWellFormed(text)) return false;
        var split = text.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (split < 0 || !TryParseSignatures(text[(split + 2)..], out var signatures)) return false;
        note = new SignedNote(text[..(split + 1)], signatures);
        return true;
    }

    /// <summary>Signature lines, as a witness answers them.</summary>
    public static bool TryParseSignatures(string lines, out IReadOnlyList<NoteSignature> signatures)
    {
        var found = new List<NoteSignature>();
        signatures = found;
        if (!lines.EndsWith('\n')) return false;
        foreach (var line in lines[..^1].Split('\n'))
        {
            if (found.Count == MaxSignatures || !line.StartsWith("\u2014 ", StringComparison.Ordinal)) return false;
            var parts = line[2..].Split(' ');
            if (parts.Length != 2 || !Ed25519Text.IsName(parts[0])) return false;
            if (Ed25519Text.FromBase64(parts[1]) is not { Length: > 4 } blob) return false;
            found.Add(new NoteSignature(parts[0], BinaryPrimitives.ReadUInt32BigEndian(blob), blob.AsMemory(4)));
        }

        return true;
    }

    /// <summary>One bad signature by the key makes it <see cref="NoteSignatureState.Bad"/>, whatever others say.</summary>
    public NoteSignatureState Check(NoteVerifier verifier)
    {
        var state = NoteSignatureState.Absent;
        foreach (var signature in Signatures)
        {
            if (signature.Name != verifier.Name || signature.KeyId != verifier.KeyId) continue;
            if (!verifier.Verify(Text, signature.Blob.Span)) return NoteSignatureState.Bad;
            state = NoteSignatureState.Good;
        }

        return state;
    }

    private static bool IsWellFormed(string text)
    {
        try
        {
            StrictUtf8.GetByteCount(text);
            return true;
        }
        catch (EncoderFallbackException)
        {
            return false;
        }
    }
}
