using System.Globalization;
using System.Reflection;
using System.Text;
using Holdfast.Keyholder.Approvals;
using Holdfast.Ledger;
using Holdfast.Watch.Events;
using Holdfast.Wire.Statements;

namespace Holdfast.Fuzz.Targets;

/// <summary>The ledger's formats, read by the keyholder, the watch, and whoever verifies; and entries, as the watch reads them.</summary>
internal static class LedgerTargets
{
    private static readonly NoteSigner Log = NoteSigner.Create("holdfast.example/ledger");
    private static readonly NoteSigner Cosigner = NoteSigner.CreateCosigner("witness.example/w");
    private static readonly string Root = Convert.ToBase64String(new byte[32]);

    private static readonly string Note = Log.Sign(new Checkpoint("holdfast.example/ledger", 7, new byte[32])).ToString();

    public static readonly Target[] All =
    [
        new("signed-note", "src/Holdfast.Ledger/Notes/SignedNote.cs", () => Seeds.Texts(Note, "a\n\n\u2014 n AAAAAAA=\n"), ["\n\n", "\u2014 ", "\n", "=", "AAAAAAAA", " "], OfNote),
        new("checkpoint", "src/Holdfast.Ledger/Notes/Checkpoint.cs", () => Seeds.Texts($"o\n7\n{Root}\n", $"o\n0\n{Root}\nextension\n"), ["\n", "0", "9223372036854775808", "=", "\u0661"], OfCheckpoint),
        new("verifier-key", "src/Holdfast.Ledger/Notes/NoteVerifier.cs", () => Seeds.Texts(Log.Verifier.ToString(), Cosigner.Verifier.ToString()), ["+", "=", "AQ", "BA"], OfVerifier),
        new("witness-request", "src/Holdfast.Ledger/Witness/WitnessRequest.cs", () => Seeds.Texts($"old 0\n\n{Note}", $"old 3\n{Root}\n{Root}\n\n{Note}"), ["old ", "\n", "\n\n", Root + "\n", "-1", "\u2014 "], Request),
        new("entry-bundle", "src/Holdfast.Ledger/Tiles/EntryBundle.cs", () => [EntryBundle.Write(["a"u8.ToArray(), [], "ccc"u8.ToArray()])], ["\0\0", "\0\u0001"], Bundle) { IsBinary = true },
        new("tile-path", "src/Holdfast.Ledger/Tiles/TilePath.cs", () => Seeds.Texts("tile/0/x001/x234/067", "tile/entries/000.p/7", "tile/7/000"), ["tile/", "x", ".p/", "000", "entries", "/", "..", "256", "\u0660"], Tile),
        new("journal-frame", "src/Holdfast.Ledger/Journal/JournalFrame.cs", () => [Frame(0, false), [.. Frame(0, true), .. Frame(1, false)]], ["HFFRAME1", "\u0080\0\0\0", "\u00ff\u00ff\u00ff\u00ff"], OfFrame) { IsBinary = true, WorkBytes = 64 * 1024 * 1024 },
        new("consistency-proof", "src/Holdfast.Ledger/Merkle/MerkleProofs.cs", () => [[5, 5], [0, 1], [1, 2, .. new byte[64]], [3, 7, .. new byte[160]]], [], Proof) { IsBinary = true },
        new("ledger-entry", "src/Holdfast.Watch/Events/EventReader.cs", () => Seeds.Texts(
            """{"v":1,"t":1795000000000,"kind":"session","person":"0d6ca95a3990c0419d0898f50193a1f1","session":"2613bc3ed9f8e3f53baad9eb3ea1e7a2","store":"00"}""",
            """{"v":1,"t":1795000000000,"kind":"release","grant":"7f99d77f0a8cc8b4ae737078d7efd867","chart":"447542b31cd487ec0e9c4d51fdcd30bf","classes":["identity","clinical"],"generations":[202611],"node":"records-1","instance":"7f99d77f0a8cc8b4ae737078d7efd867"}""",
            """{"v":1,"t":1,"kind":"views","items":[{"grant":"7f99d77f0a8cc8b4ae737078d7efd867","count":3}]}"""), ["kind", "t", "v", "items", "moves", "charts", "rows", "sequence", "count", "reason", "what", "why", "refused", "open", "commit", "gap", "1e99", "\\ud800"], Entry) { IsJson = true, WorkBytesPerByte = 8 * 1024 },
        new("proposal", "src/Holdfast.Keyholder/Approvals/ProposalKind.cs", () => Seeds.Texts("""{"person":"0d6ca95a3990c0419d0898f50193a1f1","reason":"because of it"}""", """{"client":"app","reason":"because of it"}"""), ["person", "reason", "client", "scope", "name", "charts", "until", "roles", "keys", "what", "limit"], Proposal) { IsJson = true, WorkBytesPerByte = 32 * 1024 },
    ];

    private static string OfNote(byte[] input)
    {
        if (!SignedNote.TryParse(input, out var read)) return "no note";
        Broken.Unless(Encoding.UTF8.GetBytes(read.ToString()).AsSpan().SequenceEqual(input), "A note that is read is not what is written.");
        var state = read.Check(Log.Verifier);
        Broken.Unless(state != NoteSignatureState.Good || Note.StartsWith(read.Text, StringComparison.Ordinal), "A signature that nobody made is good.");
        var checkpoint = Checkpoint.Read(read, Log.Verifier, out var why);
        Broken.Unless(checkpoint is null || checkpoint.Size == 7, "A checkpoint that nobody signed is read.");
        return $"{state} {read.Signatures.Count} {why}";
    }

    private static string OfCheckpoint(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        if (!Checkpoint.TryParse(text, out var checkpoint)) return "none";
        Broken.Unless(text.StartsWith(checkpoint.Format(), StringComparison.Ordinal), "A checkpoint that is read is not what is written.");
        return $"{checkpoint.Size.ToString(CultureInfo.InvariantCulture).Length} {text.Count(c => c == '\n')}";
    }

    private static string OfVerifier(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        if (!NoteVerifier.TryParse(text, out var verifier)) return "none";
        Broken.Unless(verifier.ToString() == text.Trim(), "A key that is read is not what is written.");
        return $"{verifier.Kind}";
    }

    private static string Request(byte[] input)
    {
        if (!WitnessRequest.TryParse(input, out var request)) return "none";
        Broken.Unless(request.Format().AsSpan().SequenceEqual(input), "A request that is read is not what is written.");
        return $"{request.Proof.Count} {request.OldSize == 0} {request.Note.Signatures.Count}";
    }

    private static string Bundle(byte[] input)
    {
        for (var width = 1; width <= 4; width++)
            if (EntryBundle.Read(input, width) is { } entries)
            {
                Broken.Unless(entries.Count == width && EntryBundle.Write(entries).AsSpan().SequenceEqual(input), "A bundle that is read is not what is written.");
                return $"{width} {entries[0].Length}";
            }

        return EntryBundle.Read(input, TilePath.FullWidth) is null ? "none" : "full";
    }

    private static string Tile(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        if (!TilePath.TryParse(text, out var path)) return "none";
        Broken.Unless(path.ToString() == text && !text.Contains("..", StringComparison.Ordinal) && path is { Number: >= 0, Level: >= TilePath.Entries and < TilePath.Levels, Width: >= 1 and <= TilePath.FullWidth }, "A path that climbs out.");
        return $"{path.Level} {path.IsFull} {text.Length}";
    }

    private static byte[] Frame(long index, bool goesOn)
    {
        byte[] entry = [.. "entry"u8], attachment = [1, 2, 3];
        var frame = new byte[JournalFrame.Length(entry, attachment)];
        JournalFrame.Write(frame, index, 0, goesOn, entry, attachment);
        return frame;
    }

    private static string OfFrame(byte[] input)
    {
        if (JournalFrame.Read(input) is not { } frame) return "none";
        var item = frame.Item(input);
        var written = new byte[frame.Length];
        JournalFrame.Write(written, frame.Index, frame.Settled, frame.GoesOn, item.Entry, item.Attachment);
        Broken.Unless(input.AsSpan().StartsWith(written), "A frame that is read is not what is written.");
        return $"{frame.EntryLength} {frame.AttachmentLength} {frame.GoesOn}";
    }

    /// <summary>Two bytes of sizes, then hashes: nothing that was made up proves anything but by the roots that it makes.</summary>
    private static string Proof(byte[] input)
    {
        if (input.Length < 2) return "none";
        var hashes = input[2..].Chunk(32).ToList();
        long old = (sbyte)input[0], larger = (sbyte)input[1];
        var consistent = MerkleProofs.VerifyConsistency(old, larger, hashes, new byte[32], new byte[32]);
        Broken.Unless(!consistent || (old == larger && old > 0), "Two trees with one root, and not one size.");
        var included = MerkleProofs.VerifyInclusion(new byte[32], old, larger, hashes, new byte[32]);
        Broken.Unless(!included || (old == 0 && larger == 1), "An entry that is in no tree is proved.");
        return $"{consistent} {included}";
    }

    private static string Entry(byte[] input)
    {
        var read = EventReader.Read(3, input);
        Broken.Unless(read.Index == 3 && (read.Kind != EventKind.Unreadable || read.Doubt is not null), "An entry that cannot be read is not doubted.");
        return $"{read.Kind} {read.Doubt}";
    }

    private static readonly MethodInfo[] Payloads =
    [
        .. typeof(ProposalKind).Assembly.GetTypes().Where(t => t is { IsAbstract: false, BaseType.IsGenericType: true } && t.BaseType.GetGenericTypeDefinition() == typeof(ProposalKind<>)).Select(t => t.BaseType!.GetGenericArguments()[0]).Distinct().OrderBy(t => t.Name, StringComparer.Ordinal)
            .Select(payload => typeof(LedgerTargets).GetMethod(nameof(Payload), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(payload)),
    ];

    private static string Proposal(byte[] input) => string.Join(' ', Payloads.Select(read => (string)read.Invoke(null, [input])!).Where(said => said.Length > 0));

    private static string Payload<T>(byte[] input) where T : class
    {
        if (StatementJson.Read<T>(input) is not { } payload) return "";
        var written = StatementJson.Write(payload);
        Broken.Unless(StatementJson.Read<T>(written) is { } again && StatementJson.Write(again).AsSpan().SequenceEqual(written), "A payload that is read is not what is written.");
        return typeof(T).Name;
    }
}
