using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Holdfast.Ledger;

/// <summary>
/// The body of <c>POST PREFIX/add-checkpoint</c> (c2sp.org/tlog-witness):
/// <code>
/// old SIZE\n
/// BASE64 HASH\n        the consistency proof, at most 63
/// \n
/// the signed checkpoint
/// </code>
/// </summary>
/// <param name="OldSize">What the log believes that the witness has seen.</param>
public sealed record WitnessRequest(long OldSize, IReadOnlyList<byte[]> Proof, SignedNote Note)
{
    /// <summary>More than a proof of 63 hashes and a note take.</summary>
    public const int MaxLength = SignedNote.MaxLength + 8 * 1024;

    private const int MaxProof = 63;

    public byte[] Format()
    {
        var text = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"old {OldSize}\n"));
        foreach (var hash in Proof) text.Append(Convert.ToBase64String(hash)).Append('\n');
        return Encoding.UTF8.GetBytes(text.Append('\n').Append(Note).ToString());
    }

    public static bool TryParse(ReadOnlySpan<byte> body, [NotNullWhen(true)] out WitnessRequest? request)
    {
        request = null;
        if (body.Length > MaxLength) return false;
        var end = body.IndexOf("\n\n"u8);
        if (end < 0 || !SignedNote.TryParse(body[(end + 2)..], out var note)) return false;
        var lines = Encoding.ASCII.GetString(body[..end]).Split('\n');
        if (lines.Length > 1 + MaxProof || !lines[0].StartsWith("old ", StringComparison.Ordinal)) return false;
        var size = lines[0].AsSpan(4);
        if (!long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var old) || (size.Length > 1 && size[0] == '0')) return false;
        var proof = lines.Skip(1).Select(line => Ed25519Text.FromBase64(line)).ToList();
        if (proof.Exists(hash => hash is not { Length: MerkleTree.HashLength })) return false;
        request = new WitnessRequest(old, proof!, note);
        return true;
    }
}
