using System.Text;
using Holdfast.Ledger;

namespace Holdfast.Tests.Ledger;

public sealed class LedgerWriterTests : IDisposable
{
    private const string Origin = "holdfast.internal/ledger/test";

    private readonly TemporaryFolder _folder = new();
    private readonly NoteSigner _signer = NoteSigner.Create(Origin);

    public void Dispose()
    {
        _signer.Dispose();
        _folder.Dispose();
    }

    private string Root => _folder["ledger"];

    private LedgerWriter Open() => LedgerWriter.Open(Root, _signer, TimeProvider.System);

    private static byte[] Entry(long i) => Encoding.UTF8.GetBytes($"{{\"entry\":{i}}}");

    private static byte[] Attachment(long i) => Encoding.UTF8.GetBytes($"change {i}");

    private static async Task Append(LedgerWriter writer, long count)
    {
        var from = writer.Size;
        var tasks = Enumerable.Range(0, (int)count).Select(i => writer.Append(Entry(from + i), Attachment(from + i))).ToList();
        for (var i = 0; i < count; i++) Assert.Equal(from + i, await tasks[i]);
    }

    private static Checkpoint Read(string note, NoteSigner signer) =>
        Checkpoint.Read(note, signer.Verifier, out var why) ?? throw new InvalidOperationException(why);

    [Theory]
    [InlineData(1)]
    [InlineData(255)]
    [InlineData(256)]
    [InlineData(257)]
    [InlineData(1000)]
    [InlineData(66000)]
    public async Task What_is_appended_is_read_back_and_proved_after_a_restart(int count)
    {
        LedgerWriter.Create(Root, _signer);
        await using (var writer = Open()) await Append(writer, count);
        await using var again = Open();
        Assert.Equal(count, again.Size);
        await Append(again, 3);
        await again.WaitForCheckpoint(count + 3, default);

        var reader = new LedgerReader(Root);
        Assert.Equal(Enumerable.Range(0, count + 3).Select(i => Encoding.UTF8.GetString(Entry(i))), reader.ReadEntries(0, long.MaxValue).Select(e => Encoding.UTF8.GetString(e.Entry)));
        var checkpoint = Read(again.PublishedCheckpoint, _signer);
        Assert.Equal(count + 3, checkpoint.Size);
        foreach (var i in new long[] { 0, count / 2, count, count + 2 })
            Assert.True(MerkleProofs.VerifyInclusion(MerkleTree.LeafHash(Entry(i)), i, checkpoint.Size, reader.InclusionProof(i, checkpoint.Size), checkpoint.Root.Span));
        Assert.Equal(Enumerable.Range(0, count + 3).Select(i => (long)i), again.ReadJournal(0).Select(item => item.Index));
        Assert.Equal(Attachment(count), again.ReadJournal(count).First().Attachment);
    }
}
