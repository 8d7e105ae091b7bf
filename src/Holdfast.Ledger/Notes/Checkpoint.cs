using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Holdfast.Ledger;

/// <summary>
/// What a log says of itself (c2sp.org/tlog-checkpoint): which log, how many entries, and the root over them.
/// <code>
/// ORIGIN\n
/// SIZE\n            decimal, no leading zero
/// BASE64(ROOT)\n
/// extension lines   read over; we write none
/// </code>
/// </summary>
public sealed record Checkpoint(string Origin, long Size, ReadOnlyMemory<byte> Root)
{
    public bool Equals(Checkpoint? other) => other is not null && Origin == other.Origin && Size == other.Size && Root.Span.SequenceEqual(other.Root.Span);

    public override int GetHashCode() => HashCode.Combine(Origin, Size);

    /// <summary>The text to sign.</summary>
    public string Format() => string.Create(CultureInfo.InvariantCulture, $"{Origin}\n{Size}\n{Convert.ToBase64String(Root.Span)}\n");

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Size} entries, root {Convert.ToHexStringLower(Root.Span)}");

    public static bool TryParse(string text, [NotNullWhen(true)] out Checkpoint? checkpoint)
    {
        checkpoint = null;
        if (!text.EndsWith('\n')) return false;
        var lines = text[..^1].Split('\n');
        if (lines.Length < 3 || lines.Any(line => line.Length == 0)) return false;
        if (!long.TryParse(lines[1], NumberStyles.None, CultureInfo.InvariantCulture, out var size) || (lines[1].Length > 1 && lines[1][0] == '0')) return false;
        if (Ed25519Text.FromBase64(lines[2]) is not { Length: MerkleTree.HashLength } root) return false;
        checkpoint = new Checkpoint(lines[0], size, root);
        return true;
    }

    /// <summary>The checkpoint of a note that <paramref name="log"/> signed under its own name as origin; null with the reason otherwise.</summary>
    public static Checkpoint? Read(SignedNote note, NoteVerifier log, out string why)
    {
        why = note.Check(log) switch
        {
            NoteSignatureState.Absent => $"it is not signed by {log.Name}",
            NoteSignatureState.Bad => $"its signature by {log.Name} is wrong",
            _ => "",
        };
        if (why.Length > 0) return null;
        if (!TryParse(note.Text, out var checkpoint)) why = "it is signed but is no checkpoint";
        else if (checkpoint.Origin != log.Name) why = $"its origin is not {log.Name}";
        return why.Length == 0 ? checkpoint : null;
    }

    /// <summary>As above, from the text of a note.</summary>
    public static Checkpoint? Read(string note, NoteVerifier log, out string why)
    {
        if (SignedNote.TryParse(note, out var signed)) return Read(signed, log, out why);
        why = "it is not a signed note";
        return null;
    }
}
