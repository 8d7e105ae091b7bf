using System.Buffers;
using System.Security.Cryptography;
using Holdfast.Records.Charts;
using Holdfast.Records.Store;
using Holdfast.Wire;
using Holdfast.Wire.Records;
using Microsoft.Win32.SafeHandles;

namespace Holdfast.Records.Documents;

/// <summary>
/// A document on its way in: what arrives is cut into chunks, each sealed and written as it fills. Held by one request at
/// a time. What does not fill a chunk yet is in memory, and in the sealed state when the request ends.
/// </summary>
internal sealed class Upload : IDisposable
{
    private readonly BlobFolder _folder;
    private readonly OpenChart _chart;
    private readonly RecordClass _class;
    private readonly int _generation;
    private readonly SafeFileHandle _file;
    private readonly byte[] _rest = ArrayPool<byte>.Shared.Rent(SealedChunk.ContentLength);
    private readonly byte[] _sealed = ArrayPool<byte>.Shared.Rent(SealedChunk.SealedLength);
    private int _restLength;
    private int _chunks;

    private Upload(BlobFolder folder, OpenChart chart, RecordClass recordClass, int generation, BlobId blob, UploadState state) =>
        (_folder, _chart, _class, _generation, Blob, State, _file) = (folder, chart, recordClass, generation, blob, state, folder.OpenToWrite(chart.Id, blob));

    public BlobId Blob { get; }

    public UploadState State { get; private set; }

    /// <summary>Bytes of content that are here.</summary>
    public long Offset => State.Final > 0 ? State.Final : (long)_chunks * SealedChunk.ContentLength + _restLength;

    public OpenChart Chart => _chart;

    /// <summary>The first bytes, while they are still in memory.</summary>
    public ReadOnlySpan<byte> Head => _chunks == 0 ? _rest.AsSpan(0, Math.Min(_restLength, ContentTypes.HeadLength)) : [];

    /// <summary>Is it sealed with the key under which this grant would write its row?</summary>
    public bool Fits(LiveGrant live) => live.WriteGeneration == _generation && live.WriteClass(live.ContentOf("Binary")) == _class;

    public static Upload Begin(BlobFolder folder, OpenChart chart, LiveGrant live, UploadState state) =>
        new(folder, chart, live.WriteClass(live.ContentOf("Binary"))!.Value, live.WriteGeneration, BlobId.New(), state);

    /// <summary>Goes on with one that an earlier request left; null when this chart has none of that id.</summary>
    public static Upload? Resume(BlobFolder folder, OpenChart chart, BlobId blob)
    {
        if (folder.ReadUpload(chart.Id, blob) is not { } file || UploadFile.KeyOf(file) is not var (recordClass, generation)) return null;
        if (chart.Keys.Find(generation, recordClass) is not { } key || UploadFile.Read(RestPlace(chart, recordClass, generation, blob), key, file) is not var (state, chunks, rest)) return null;
        var upload = new Upload(folder, chart, recordClass, generation, blob, state);
        upload.Recall(chunks, rest.Span);
        CryptographicOperations.ZeroMemory(System.Runtime.InteropServices.MemoryMarshal.AsMemory(rest).Span);
        return upload;
    }

    /// <summary>What is going on under that id in this chart, without taking it up.</summary>
    public static UploadState? Look(BlobFolder folder, OpenChart chart, BlobId blob)
    {
        if (folder.ReadUpload(chart.Id, blob) is not { } file || UploadFile.KeyOf(file) is not var (recordClass, generation) || chart.Keys.Find(generation, recordClass) is not { } key) return null;
        return UploadFile.Read(RestPlace(chart, recordClass, generation, blob), key, file)?.State;
    }

    /// <exception cref="ObjectDisposedException">The grant has ended.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            // A full chunk waits for the next byte: only then is it known not to be the last.
            if (_restLength == SealedChunk.ContentLength) SealRest(isLast: false);
            var part = bytes[..Math.Min(bytes.Length, SealedChunk.ContentLength - _restLength)];
            part.CopyTo(_rest.AsSpan(_restLength));
            _restLength += part.Length;
            bytes = bytes[part.Length..];
        }
    }

    /// <summary>What is here survives the end of the process and of the power when this returns.</summary>
    public void Save()
    {
        RandomAccess.FlushToDisk(_file);
        _folder.WriteUpload(_chart.Id, Blob, UploadFile.Write(RestPlace(_chart, _class, _generation, Blob), Key, State, _chunks, _rest.AsSpan(0, _restLength)));
    }

    /// <summary>All of it is here: pads, and seals the last chunks. Durable when this returns.</summary>
    /// <param name="resumable">Whether the state has to survive this too.</param>
    public void Finish(bool resumable)
    {
        State = State with { Final = Offset };
        if (resumable) Save();
        for (var padding = BlobManifest.PaddedLengthOf(State.Final) - State.Final; padding > 0;)
        {
            if (_restLength == SealedChunk.ContentLength) SealRest(isLast: false);
            var zeros = (int)Math.Min(padding, SealedChunk.ContentLength - _restLength);
            _rest.AsSpan(_restLength, zeros).Clear();
            _restLength += zeros;
            padding -= zeros;
        }

        SealRest(isLast: true);
        RandomAccess.SetLength(_file, BlobManifest.SealedLengthOf(State.Final));
        RandomAccess.FlushToDisk(_file);
    }

    /// <summary>Opens every chunk of a finished upload again, as it lies on the disk, and hands its content on.</summary>
    /// <param name="look">Given each part of the content, in order.</param>
    /// <exception cref="DamagedDocumentException">The disk did not keep what it was given.</exception>
    public async Task<BlobManifest> ReadBack(Func<ReadOnlyMemory<byte>, Task> look)
    {
        var count = BlobManifest.ChunksOf(State.Final);
        var hashes = new byte[count * BlobSeal.HashLength];
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var sha1 = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        var plain = ArrayPool<byte>.Shared.Rent(SealedChunk.ContentLength);
        try
        {
            for (var index = 0; index < count; index++)
            {
                var length = ReadChunk(index, isLast: index == count - 1, hashes.AsSpan(index * BlobSeal.HashLength, BlobSeal.HashLength), plain);
                var content = plain.AsMemory(0, (int)Math.Clamp(State.Final - (long)index * SealedChunk.ContentLength, 0, length));
                sha256.AppendData(content.Span);
                sha1.AppendData(content.Span);
                if (content.Length > 0) await look(content);
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
            ArrayPool<byte>.Shared.Return(plain);
        }

        return new BlobManifest(Blob, _class, _generation, State.Final, sha256.GetHashAndReset(), sha1.GetHashAndReset(), hashes);
    }

    public void Delete() => _folder.Delete(_chart.Id, Blob);

    public void Dispose()
    {
        _file.Dispose();
        CryptographicOperations.ZeroMemory(_rest);
        ArrayPool<byte>.Shared.Return(_rest);
        ArrayPool<byte>.Shared.Return(_sealed);
    }

    private Subkey Key => _chart.Keys.Find(_generation, _class) ?? throw new ObjectDisposedException(nameof(OpenChart), "The grant has ended.");

    private static ChunkPlace RestPlace(OpenChart chart, RecordClass recordClass, int generation, BlobId blob) => new(chart.Installation, chart.Id, recordClass, generation, blob, 0, false);

    /// <summary>Where the last request got to. One that ended with its process had sealed chunks after its state was written: then these count, and the rest is part of the first of them.</summary>
    private void Recall(int chunks, ReadOnlySpan<byte> rest)
    {
        var whole = (int)Math.Min(RandomAccess.GetLength(_file) / SealedChunk.SealedLength, int.MaxValue);
        if (State.Final > 0 || whole <= chunks)
        {
            rest.CopyTo(_rest);
            (_chunks, _restLength) = (chunks, rest.Length);
            return;
        }

        // After a power cut the last chunk may be there in name only.
        var plain = new byte[SealedChunk.ContentLength];
        while (whole > chunks && !Opens(whole - 1, plain)) whole--;
        CryptographicOperations.ZeroMemory(plain);
        if (whole == chunks)
        {
            rest.CopyTo(_rest);
            _restLength = rest.Length;
        }

        _chunks = whole;
    }

    private bool Opens(int index, byte[] plain)
    {
        Span<byte> hash = stackalloc byte[BlobSeal.HashLength];
        try
        {
            ReadChunk(index, isLast: false, hash, plain);
            return true;
        }
        catch (DamagedDocumentException)
        {
            return false;
        }
    }

    private int ReadChunk(int index, bool isLast, Span<byte> hash, byte[] plain)
    {
        var at = (long)index * SealedChunk.SealedLength;
        var read = RandomAccess.Read(_file, _sealed.AsSpan(0, SealedChunk.SealedLength), at);
        SHA256.HashData(_sealed.AsSpan(0, read), hash);
        var length = read - SealedChunk.Overhead;
        if (length <= 0 || !SealedChunk.Open(Place(index, isLast), Key, _sealed.AsSpan(0, read), plain.AsSpan(0, length))) throw new DamagedDocumentException("edited");
        return length;
    }

    private ChunkPlace Place(int index, bool isLast) => new(_chart.Installation, _chart.Id, _class, _generation, Blob, index, isLast);

    private void SealRest(bool isLast)
    {
        var chunk = _sealed.AsSpan(0, _restLength + SealedChunk.Overhead);
        SealedChunk.Seal(Place(_chunks, isLast), Key, _rest.AsSpan(0, _restLength), chunk);
        RandomAccess.Write(_file, chunk, (long)_chunks * SealedChunk.SealedLength);
        _chunks++;
        _restLength = 0;
    }
}
