using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Holdfast.Records.Documents;
using Holdfast.Wire.Connections;

namespace Holdfast.Tests.Records.Documents;

/// <summary>What becomes of a document by what clamd says, or fails to say. clamd itself runs in the system tests; here somebody at its socket does each thing that it can do wrong.</summary>
public class VirusScanTests
{
    [Theory]
    [InlineData("stream: OK\0", 201)]
    [InlineData("stream: Eicar-Signature FOUND\0", 422)]
    [InlineData("stream: OK\0stream: Eicar-Signature FOUND\0", 422)]
    [InlineData("INSTREAM size limit exceeded. ERROR\0", 503)]
    [InlineData("UNKNOWN COMMAND\0", 503)]
    [InlineData("OK", 503)]
    [InlineData("", 503)]
    public async Task Only_a_plain_OK_lets_a_document_in(string says, int status)
    {
        using var clamd = new Listener(says);
        await using var records = await RecordsUnderTest.Start(scan: new ScanPolicy(clamd.Address));
        using var app = await records.OpenChart();
        var head = records.State.Head(app.Chart);
        var bytes = Sent.Pdf(600_000);
        var answer = await app.PostBytes(bytes);
        Assert.Equal(status, answer.Status);
        Assert.Equal(bytes, clamd.Seen);
        Assert.Equal(status == 201, !head.Equals(records.State.Head(app.Chart)));
        Assert.Equal(status == 201 ? 1 : 0, records.Blobs().Count);
        if (status != 422) return;
        await RecordsUnderTest.Eventually(() => records.State.Views.Any(view => view.Interaction == "upload-infected"));
        Assert.Equal(app.Opening.Grant.ToByteString(), records.State.Views.Single(view => view.Interaction == "upload-infected").Grant);
    }

    [Fact]
    public async Task Nobody_at_the_socket_means_not_now_and_an_upload_can_be_finished_later()
    {
        var clamd = new Listener("stream: OK\0");
        clamd.Dispose();
        await using var records = await RecordsUnderTest.Start(scan: new ScanPolicy(clamd.Address));
        using var app = await records.OpenChart();
        Assert.Equal(503, (await app.PostBytes(Sent.Pdf(100))).Status);
        Assert.Empty(records.Blobs());
        var begun = await app.Send(HttpMethod.Post, "Binary", Sent.Body(Sent.Pdf(100), "application/pdf"), [("Upload-Complete", "?1")]);
        Assert.Equal((503, "?0"), (begun.Status, begun.Message.Headers.GetValues("Upload-Complete").Single()));
        using var back = new Listener("stream: OK\0", clamd.Port);
        var done = await app.Send(HttpMethod.Patch, begun.Message.Headers.Location!.ToString(), Sent.Body([], "application/partial-upload"), [("Upload-Offset", "100"), ("Upload-Complete", "?1")]);
        Assert.Equal(201, done.Status);
    }

    [Fact]
    public async Task Where_a_scan_is_only_wished_for_a_silent_scanner_keeps_nobody_from_working()
    {
        var clamd = new Listener("");
        clamd.Dispose();
        await using var records = await RecordsUnderTest.Start(scan: new ScanPolicy(clamd.Address, Required: false));
        using var app = await records.OpenChart();
        Assert.Equal(201, (await app.PostBytes(Sent.Pdf(100))).Status);
    }

    [Fact]
    public async Task What_the_scanner_would_not_see_is_refused_with_the_mend()
    {
        using var clamd = new Listener("stream: OK\0");
        await using var records = await RecordsUnderTest.Start(scan: new ScanPolicy(clamd.Address, LargestBytes: 1000));
        using var app = await records.OpenChart();
        var answer = await app.PostBytes(Sent.Pdf(1001));
        Assert.Equal(413, answer.Status);
        Assert.Contains("StreamMaxLength", answer.Issue);
        var data = Convert.ToBase64String("words"u8);
        Assert.Equal(422, (await app.Post("Binary", $$"""{"resourceType":"Binary","contentType":"text/plain","data":"{{data}}"}""")).Status);
        Assert.Equal(422, (await app.Post("DocumentReference", $$$"""{"resourceType":"DocumentReference","status":"current","subject":{"reference":"Patient/{{{app.Patient}}}"},"content":[{"attachment":{"contentType":"text/plain","data":"{{{data}}}"}}]}""")).Status);
        Assert.Equal(201, (await app.PostBytes(Sent.Pdf(1000))).Status);
    }

    [Theory]
    [InlineData("/run/clamav/clamd.ctl", 1L, true)]
    [InlineData("127.0.0.1:3310", 1L, true)]
    [InlineData("clamd", 1L, false)]
    [InlineData("clamd:port", 1L, false)]
    [InlineData(":3310", 1L, false)]
    [InlineData("/run/clamav/clamd.ctl", 0L, false)]
    public void A_doubtful_address_is_refused_at_start(string address, long largest, bool good) =>
        Assert.Equal(good, !new ScanPolicy(address, true, largest).Errors().Any());

    /// <summary>Takes one INSTREAM after the other, remembers what came, and says what it was told to.</summary>
    private sealed class Listener : IDisposable
    {
        private readonly TcpListener _listener;

        public Listener(string says, int port = 0)
        {
            _listener = new TcpListener(IPAddress.Loopback, port);
            _listener.Start();
            Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
            _ = Serve(says);
        }

        public int Port { get; }

        public string Address => $"127.0.0.1:{Port}";

        public byte[] Seen { get; private set; } = [];

        public void Dispose() => _listener.Dispose();

        private async Task Serve(string says)
        {
            while (true)
            {
                TcpClient client;
                try
                {
                    client = await _listener.AcceptTcpClientAsync();
                }
                catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
                {
                    return;
                }

                using (client)
                await using (var stream = client.GetStream())
                {
                    var command = new byte["zINSTREAM\0".Length];
                    await stream.ReadExactlyAsync(command);
                    Assert.Equal("zINSTREAM\0", Encoding.ASCII.GetString(command));
                    using var seen = new MemoryStream();
                    var length = new byte[4];
                    while (true)
                    {
                        await stream.ReadExactlyAsync(length);
                        var count = BinaryPrimitives.ReadInt32BigEndian(length);
                        if (count == 0) break;
                        var part = new byte[count];
                        await stream.ReadExactlyAsync(part);
                        seen.Write(part);
                    }

                    Seen = seen.ToArray();
                    await stream.WriteAsync(Encoding.ASCII.GetBytes(says));
                }
            }
        }
    }
}
