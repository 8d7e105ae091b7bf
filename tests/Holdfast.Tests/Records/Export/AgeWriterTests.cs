using System.Security.Cryptography;
using System.Text;
using Holdfast.Records.Export;

namespace Holdfast.Tests.Records.Export;

/// <summary>Files for a receiver who uses the age tools. SystemTests/Export opens them with Debian's age.</summary>
public class AgeWriterTests
{
    private static byte[] Write(AgeReader to, byte[] plain, int pieces = 1)
    {
        using var file = new MemoryStream();
        using var writer = new AgeWriter(file, to.Recipient);
        foreach (var piece in plain.Chunk(Math.Max(1, plain.Length / pieces))) writer.Write(piece);
        writer.Finish();
        return file.ToArray();
    }

    /// <summary>Around the chunk of 64 KiB, where the format is easily got wrong.</summary>
    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(65535, 3)]
    [InlineData(65536, 1)]
    [InlineData(65536, 7)]
    [InlineData(65537, 2)]
    [InlineData(131072, 2)]
    [InlineData(200_001, 1000)]
    public void The_receiver_reads_what_was_written(int length, int pieces)
    {
        using var receiver = new AgeReader();
        var plain = RandomNumberGenerator.GetBytes(length);
        Assert.Equal(plain, receiver.Read(Write(receiver, plain, pieces)));
    }

    [Fact]
    public void Nobody_else_reads_it_and_nothing_of_it_stands_in_the_file()
    {
        using AgeReader receiver = new(), stranger = new();
        var plain = Encoding.UTF8.GetBytes("Marie Tremblay, 1941-05-17");
        var file = Write(receiver, plain);
        Assert.ThrowsAny<CryptographicException>(() => stranger.Read(file));
        Assert.Equal(-1, file.AsSpan().IndexOf("Tremblay"u8));
        Assert.NotEqual(Write(receiver, plain), file);
    }

    /// <summary>What a crash leaves, or a thief bends, does not open.</summary>
    [Fact]
    public void A_file_that_was_cut_short_or_altered_does_not_open()
    {
        using var receiver = new AgeReader();
        var plain = new byte[3 * 65536 + 10];
        var file = Write(receiver, plain);
        foreach (var cut in new[] { 1, 26, 27, 65536 + 16 + 26 }) Assert.ThrowsAny<CryptographicException>(() => receiver.Read(file.AsSpan(0, file.Length - cut)));
        foreach (var at in new[] { 40, 90, 140, 190, file.Length / 2, file.Length - 1 })
        {
            var bent = file.ToArray();
            bent[at] ^= 1;
            Assert.ThrowsAny<Exception>(() => receiver.Read(bent));
        }

        using var unfinished = new MemoryStream();
        using (var writer = new AgeWriter(unfinished, receiver.Recipient)) writer.Write(plain);
        Assert.ThrowsAny<CryptographicException>(() => receiver.Read(unfinished.ToArray()));
    }
}
