using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Holdfast.Tests.Records;
using Holdfast.Tests.Records.Documents;

namespace Holdfast.SystemTests.Records;

/// <summary>A document is never whole in memory: neither on its way in nor on its way out.</summary>
public class LargeDocumentTests(ITestOutputHelper output)
{
    /// <summary>What records and its client together may grow by: buffers of a few connections, and what the garbage collector lets lie.</summary>
    private const long MostGrowth = 160L << 20;

    private const int Block = 1 << 20;

    /// <summary>By hand: HOLDFAST_DOCUMENT_MIB=1024 for the largest that is taken.</summary>
    private static int Mebibytes => int.TryParse(Environment.GetEnvironmentVariable("HOLDFAST_DOCUMENT_MIB"), NumberStyles.None, CultureInfo.InvariantCulture, out var set) ? set : 300;

    [Fact]
    public async Task Hundreds_of_MiB_go_in_and_out_in_little_memory()
    {
        await using var records = await RecordsUnderTest.Start();
        using var app = await records.OpenChart();
        Assert.Equal(201, (await app.PostBytes(Sent.Pdf(100_000))).Status); // everything that is loaded once is loaded
        var (before, watch) = (Peak(reset: true), Stopwatch.StartNew());

        var made = await app.Send(HttpMethod.Post, "Binary", new Generated(Mebibytes), []);
        Assert.Equal(201, made.Status);
        var (sent, sentAfter) = (Peak(reset: false), watch.Elapsed);
        Assert.InRange(sent - before, 0, MostGrowth);

        watch.Restart();
        Peak(reset: true);
        var path = $"/fhir/Binary/{made.NewId()}";
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Authorization", $"DPoP {app.Token}");
        request.Headers.TryAddWithoutValidation("DPoP", app.Proof("GET", path));
        using var answer = await records.Web.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var stream = await answer.Content.ReadAsStreamAsync();
        Assert.Equal(Hash(Mebibytes), await SHA256.HashDataAsync(stream));
        var read = Peak(reset: false);
        Assert.InRange(read - before, 0, MostGrowth);
        output.WriteLine($"{Mebibytes} MiB: in {sentAfter.TotalSeconds:0.0} s, peak memory +{(sent - before) >> 20} MiB; out {watch.Elapsed.TotalSeconds:0.0} s, +{(read - before) >> 20} MiB");
    }

    /// <summary>The most memory that this process, which holds both ends, has had since the last reset, in bytes.</summary>
    private static long Peak(bool reset)
    {
        if (reset)
        {
            GC.Collect();
            File.WriteAllText("/proc/self/clear_refs", "5");
        }

        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }

    private static byte[] BlockOf(int index)
    {
        var block = new byte[Block];
        for (var at = 0; at < Block; at += 4) BitConverter.TryWriteBytes(block.AsSpan(at), index * 7919 + at);
        if (index == 0) "%PDF-1.7\n"u8.CopyTo(block);
        return block;
    }

    private static byte[] Hash(int blocks)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var i = 0; i < blocks; i++) hash.AppendData(BlockOf(i));
        return hash.GetHashAndReset();
    }

    /// <summary>Made as it is sent.</summary>
    private sealed class Generated : HttpContent
    {
        private readonly int _blocks;

        public Generated(int blocks)
        {
            _blocks = blocks;
            Headers.ContentType = new MediaTypeHeaderValue("application/pdf");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            for (var i = 0; i < _blocks; i++) await stream.WriteAsync(BlockOf(i));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = (long)_blocks * Block;
            return true;
        }
    }
}
