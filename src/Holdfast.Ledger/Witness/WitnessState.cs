using System.Security.Cryptography;
using System.Text;

namespace Holdfast.Ledger;

/// <summary>
/// A witness: for each log one cosigned checkpoint, replaced only by one that continues it, on the disk before it is
/// answered. That memory is all that stands between a rolled-back ledger and its acceptance, so it is made by one command
/// and opened by another: a witness whose folder went missing does not begin again at nothing.
/// </summary>
public sealed class WitnessState
{
    private readonly LedgerFolder _folder;
    private readonly NoteSigner _signer;
    private readonly TimeProvider _time;
    private readonly IReadOnlyDictionary<string, NoteVerifier> _logs;
    private readonly Dictionary<string, PublishedNote> _seen = [];
    private readonly Lock _gate = new();

    private WitnessState(LedgerFolder folder, NoteSigner signer, IEnumerable<NoteVerifier> logs, TimeProvider time)
    {
        (_folder, _signer, _time) = (folder, signer, time);
        _logs = logs.ToDictionary(log => log.Name);
        foreach (var log in _logs.Values)
            if (File.Exists(PathOf(log.Name))) _seen[log.Name] = Load(log);
    }

    /// <summary>Makes the folder of a witness that has seen nothing.</summary>
    /// <exception cref="LedgerException">There is one already.</exception>
    public static void Create(string folder)
    {
        if (Directory.Exists(folder)) throw new LedgerException($"{folder} exists already. A witness is not made to forget; choose another folder.");
        new LedgerFolder(folder, new StorageFiles()).CreateEmpty();
    }

    /// <exception cref="LedgerException">The folder is missing, or what it remembers is not what this witness signed.</exception>
    public static WitnessState Open(string folder, NoteSigner cosigner, IEnumerable<NoteVerifier> logs, TimeProvider time) => Open(folder, cosigner, logs, time, new StorageFiles());

    internal static WitnessState Open(string folder, NoteSigner cosigner, IEnumerable<NoteVerifier> logs, TimeProvider time, StorageFiles files)
    {
        if (cosigner.Verifier.Kind != NoteKeyKind.Cosignature) throw new LedgerException($"The key of {cosigner.Name} is a log's key, not a witness's.");
        if (!Directory.Exists(folder)) throw new LedgerException($"{folder} is missing: this witness forgot what it has seen. Restore it from a backup; only a new installation begins with nothing.");
        return new WitnessState(new LedgerFolder(folder, files), cosigner, logs, time);
    }

    /// <summary>Answers the body of a <c>POST add-checkpoint</c>. What it accepts is on the disk when it returns.</summary>
    /// <exception cref="IOException">The disk failed; nothing was cosigned. The owner must stop.</exception>
    public WitnessAnswer AddCheckpoint(ReadOnlySpan<byte> body)
    {
        lock (_gate)
        {
            switch (WitnessDecision.Decide(body, _logs, origin => _seen.GetValueOrDefault(origin)?.Checkpoint))
            {
                case WitnessDecision.Refuse refuse:
                    return refuse.Answer;
                case WitnessDecision.Accept accept:
                    var cosignature = _signer.Cosign(accept.Note.Text, _time.GetUtcNow());
                    var note = accept.Note.With([cosignature]);
                    _folder.Put(PathOf(accept.Checkpoint.Origin), Encoding.UTF8.GetBytes(note.ToString()));
                    _folder.FlushNames();
                    _seen[accept.Checkpoint.Origin] = new PublishedNote(note, accept.Checkpoint);
                    return new WitnessAnswer(200, WitnessAnswer.TextContentType, cosignature.ToString());
                default:
                    throw new InvalidOperationException("A witness accepts or refuses.");
            }
        }
    }

    /// <summary>The newest checkpoint that was cosigned for a log, or null.</summary>
    public Checkpoint? Seen(string origin)
    {
        lock (_gate) return _seen.GetValueOrDefault(origin)?.Checkpoint;
    }

    /// <summary>The witness's read side, <c>GET PREFIX/HASH/checkpoint</c>: the cosigned note for the log whose origin has that SHA-256 (lower-case hexadecimal), or null.</summary>
    public string? ReadCheckpoint(string originHash)
    {
        lock (_gate) return _seen.Values.FirstOrDefault(note => Name(note.Checkpoint.Origin) == originHash)?.Note.ToString();
    }

    private static string Name(string origin) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(origin)));

    private string PathOf(string origin) => Path.Combine(_folder.Root, Name(origin));

    private PublishedNote Load(NoteVerifier log)
    {
        var path = PathOf(log.Name);
        if (!SignedNote.TryParse(File.ReadAllBytes(path), out var note) || note.Check(_signer.Verifier) != NoteSignatureState.Good)
            throw new LedgerException($"{path} is not what this witness signed. Restore it from a backup; do not delete it.");
        return new PublishedNote(note, Checkpoint.Read(note, log, out var why) ?? throw new LedgerException($"{path} is refused: {why}. Is log.vkey the log's key?"));
    }
}
