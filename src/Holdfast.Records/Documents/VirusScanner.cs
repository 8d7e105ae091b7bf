using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;
using Holdfast.Wire.Connections;

namespace Holdfast.Records.Documents;

/// <summary>What the scanner said.</summary>
internal abstract record ScanVerdict
{
    private ScanVerdict()
    {
    }

    public sealed record Clean : ScanVerdict;

    public sealed record Found : ScanVerdict;

    /// <summary>No word, or none that is understood. Why, without a value of the document.</summary>
    public sealed record Silent(string Why) : ScanVerdict;
}

/// <summary>
/// One document handed to clamd over its socket, part by part (clamd(8), INSTREAM): "zINSTREAM\0", then for each part its
/// length in 4 bytes, big-endian, and the part; a length of zero ends it; the answer is "stream: OK", or "… FOUND".
/// </summary>
internal sealed class VirusScan : IAsyncDisposable
{
    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(5);

    /// <summary>A scan of 1 GiB on a slow machine; clamd's own MaxScanTime is 2 minutes.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromMinutes(5);

    private const int LongestAnswer = 1024;

    private readonly Socket _socket;

    private VirusScan(Socket socket) => _socket = socket;

    /// <exception cref="SocketException">There is nobody.</exception>
    public static async Task<VirusScan> Begin(ScanPolicy policy, CancellationToken cancellation)
    {
        var (socket, end) = policy.Clamd.StartsWith('/')
            ? (new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified), (System.Net.EndPoint)new UnixDomainSocketEndPoint(policy.Clamd))
            : (new Socket(SocketType.Stream, ProtocolType.Tcp), new System.Net.DnsEndPoint(policy.Clamd[..policy.Clamd.LastIndexOf(':')], int.Parse(policy.Clamd[(policy.Clamd.LastIndexOf(':') + 1)..], System.Globalization.CultureInfo.InvariantCulture)));
        try
        {
            using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            soon.CancelAfter(ConnectWithin);
            await socket.ConnectAsync(end, soon.Token);
            await Send(socket, "zINSTREAM\0"u8.ToArray(), cancellation);
            return new VirusScan(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public async Task Look(ReadOnlyMemory<byte> part, CancellationToken cancellation)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, part.Length);
        await Send(_socket, length, cancellation);
        await Send(_socket, part, cancellation);
    }

    public async Task<ScanVerdict> End(CancellationToken cancellation)
    {
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        soon.CancelAfter(AnswerWithin);
        await Send(_socket, new byte[4], soon.Token);
        var answer = new byte[LongestAnswer];
        var length = 0;
        while (length < answer.Length && await _socket.ReceiveAsync(answer.AsMemory(length), SocketFlags.None, soon.Token) is var read and > 0) length += read;
        var text = Encoding.ASCII.GetString(answer, 0, length).TrimEnd('\0', '\n');
        return text == "stream: OK" ? new ScanVerdict.Clean()
            : text.StartsWith("stream: ", StringComparison.Ordinal) && text.EndsWith(" FOUND", StringComparison.Ordinal) ? new ScanVerdict.Found()
            : new ScanVerdict.Silent(text.Contains("size limit", StringComparison.OrdinalIgnoreCase) ? "its StreamMaxLength is less than largestBytes in role.json" : "its answer is not understood");
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task Send(Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        while (bytes.Length > 0) bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None, cancellation)..];
    }
}
