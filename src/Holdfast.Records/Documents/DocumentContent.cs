using System.Buffers;
using System.Security.Cryptography;
using Holdfast.Records.Charts;
using Holdfast.Records.Store;
using Holdfast.Wire.Records;
using Microsoft.Win32.SafeHandles;

namespace Holdfast.Records.Documents;

/// <summary>A chunk of a document is not as it was sealed, or not there. Kind: missing or edited.</summary>
internal sealed class DamagedDocumentException(string kind) : Exception($"A document is {kind} in the store.")
{
    public string Kind => kind;
}

/// <summary>
/// The content of a document as a stream that can be read from any place: one chunk is in memory at a time, opened when it
/// is reached, checked against its hash and its seal. When the grant ends, the next chunk does not open.
/// </summary>
internal sealed class DocumentContent : Stream
{
    private readonly OpenChart _chart;
    private readonly BlobManifest _manifest;
    private readonly SafeFileHandle _file;
    private readonly IDisposable _place;
    private readonly byte[] _sealed = ArrayPool<byte>.Shared.Rent(SealedChunk.SealedLength);
    private readonly byte[] _plain = ArrayPool<byte>.Shared.Rent(SealedChunk.ContentLength);
    private int _loaded = -1;
    private bool _disposed;

    private DocumentContent(OpenChart chart, BlobManifest manifest, SafeFileHandle file, IDisposable place) => (_chart, _manifest, _file, _place) = (chart, manifest, file, place);

    /// <param name="place">Given back when the stream is disposed of.</param>
    /// <exception cref="DamagedDocumentException">The file is missing or has another length.</exception>
    public static DocumentContent Open(BlobFolder folder, OpenChart chart, BlobManifest manifest, IDisposable place)
    {
        var path = folder.PathOf(chart.Id, manifest.Blob);
        if (!File.Exists(path)) throw new DamagedDocumentException("missing");
        var file = File.OpenHandle(path);
        if (RandomAccess.GetLength(file) == manifest.SealedLength) return new DocumentContent(chart, manifest, file, place);
        file.Dispose();
        throw new DamagedDocumentException("edited");
    }

    public override bool CanRead => true;
    public override bool CanSeek => true;
    public override bool CanWrite => false;
    public override long Length => _manifest.Length;
    public override long Position { get; set; }

    /// <exception cref="DamagedDocumentException">What was sealed is not what is there.</exception>
    /// <exception cref="ObjectDisposedException">The grant has ended.</exception>
    public override int Read(Span<byte> buffer)
    {
        var index = (int)(Position / SealedChunk.ContentLength);
        var within = (int)(Position % SealedChunk.ContentLength);
        var count = (int)Math.Min(Math.Min(buffer.Length, SealedChunk.ContentLength - within), Length - Position);
        if (count <= 0) return 0;
        if (_loaded != index) Load(index);
        _plain.AsSpan(within, count).CopyTo(buffer);
        Position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => new(Read(buffer.Span));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Task.FromResult(Read(buffer.AsSpan(offset, count)));

    public override long Seek(long offset, SeekOrigin origin) =>
        Position = offset + origin switch { SeekOrigin.Begin => 0, SeekOrigin.Current => Position, _ => Length };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (!_disposed)
        {
            _disposed = true;
            _file.Dispose();
            _place.Dispose();
            CryptographicOperations.ZeroMemory(_plain);
            ArrayPool<byte>.Shared.Return(_plain);
            ArrayPool<byte>.Shared.Return(_sealed);
        }

        base.Dispose(disposing);
    }

    private void Load(int index)
    {
        _loaded = -1;
        var isLast = index == _manifest.Chunks - 1;
        var at = (long)index * SealedChunk.SealedLength;
        var chunk = _sealed.AsSpan(0, (int)Math.Min(SealedChunk.SealedLength, _manifest.SealedLength - at));
        if (RandomAccess.Read(_file, chunk, at) != chunk.Length) throw new DamagedDocumentException("edited");
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(chunk, hash);
        var key = _chart.Keys.Find(_manifest.Generation, _manifest.Class) ?? throw new InvalidOperationException("The row was opened with a key that is not here for its document.");
        var place = new ChunkPlace(_chart.Installation, _chart.Id, _manifest.Class, _manifest.Generation, _manifest.Blob, index, isLast);
        if (!hash.SequenceEqual(_manifest.ChunkHash(index)) || !SealedChunk.Open(place, key, chunk, _plain.AsSpan(0, chunk.Length - SealedChunk.Overhead))) throw new DamagedDocumentException("edited");
        _loaded = index;
    }
}
