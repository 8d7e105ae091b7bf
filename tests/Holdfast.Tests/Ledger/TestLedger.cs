using System.Text;
using Holdfast.Ledger;

namespace Holdfast.Tests.Ledger;

/// <summary>A ledger in a temporary folder, its key, and entries to put into it.</summary>
internal sealed class TestLedger : IDisposable
{
    public const string Origin = "holdfast.internal/ledger/test";

    public TemporaryFolder Folder { get; } = new();

    public NoteSigner Signer { get; } = NoteSigner.Create(Origin);

    public string Root => Folder["ledger"];

    public void Create() => LedgerWriter.Create(Root, Signer);

    public LedgerWriter Open() => LedgerWriter.Open(Root, Signer, TimeProvider.System);

    /// <summary>Makes a ledger of that many entries, and closes it.</summary>
    public async Task Fill(int count)
    {
        if (!Directory.Exists(Root)) Create();
        await using var writer = Open();
        await Append(writer, count);
    }

    public static async Task Append(LedgerWriter writer, int count)
    {
        var from = writer.Size;
        var tasks = Enumerable.Range(0, count).Select(i => writer.Append(Entry(from + i), Attachment(from + i))).ToList();
        for (var i = 0; i < count; i++) Assert.Equal(from + i, await tasks[i]);
    }

    public static byte[] Entry(long i) => Encoding.UTF8.GetBytes($"{{\"entry\":{i}}}");

    public static byte[] Attachment(long i) => Encoding.UTF8.GetBytes($"change {i}");

    public Checkpoint Read(string note) => Checkpoint.Read(note, Signer.Verifier, out var why) ?? throw new InvalidOperationException(why);

    /// <summary>Changes one byte of a file, the last when no offset is given.</summary>
    public void Flip(string path, int offset = -1)
    {
        var full = Path.Combine(Root, path);
        var bytes = File.ReadAllBytes(full);
        bytes[offset < 0 ? bytes.Length + offset : offset] ^= 1;
        File.WriteAllBytes(full, bytes);
    }

    public void Dispose()
    {
        Signer.Dispose();
        Folder.Dispose();
    }
}
