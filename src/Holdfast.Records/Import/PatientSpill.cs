using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using System.Text;

namespace Holdfast.Records.Import;

/// <summary>One line of a bulk export, as it came, under the key that it was put to.</summary>
internal sealed record SpilledLine(string Key, string File, long Number, ReadOnlyMemory<byte> Json);

/// <summary>
/// Bulk-export lines, brought together by patient without holding them: partitions on the disk, each of which fits into
/// memory, sealed with a key that lives in this process only. What a crash leaves is noise, deleted at the next start.
/// <code>
/// partition = blocks;  block = length of ciphertext[4] ‖ counter[8] ‖ ciphertext ‖ tag[16]
/// plaintext = lines;   line  = file's place in the list[4] ‖ line number[8] ‖ length of key[4] ‖ length of JSON[4] ‖ key ‖ JSON
/// </code>
/// AES-256-GCM. The nonce is the counter, which grows over all partitions, so none is used twice; the AAD is the partition's
/// number. Not for several threads.
/// </summary>
internal sealed class PatientSpill : IDisposable
{
    private const int BlockLength = 256 * 1024;
    private const int TagLength = 16;
    private const int LineHeader = 4 + 8 + 4 + 4;
    private readonly string _folder;
    private readonly byte[] _key = RandomNumberGenerator.GetBytes(32);
    private readonly MemoryStream[] _blocks;
    private readonly List<string> _files = [];
    private long _counter;

    /// <param name="folder">Made, and deleted at the end with whatever is in it.</param>
    /// <param name="expectedBytes">About how much will be added.</param>
    public PatientSpill(string folder, long expectedBytes)
    {
        _folder = folder;
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var wanted = Math.Clamp(expectedBytes / ImportLimits.PartitionBytes + 1, 1, ImportLimits.MostPartitions);
        _blocks = [.. Enumerable.Range(0, (int)BitOperations.RoundUpToPowerOf2((uint)wanted)).Select(_ => new MemoryStream())];
    }

    public int Partitions => _blocks.Length;

    public void Add(string key, string file, long line, ReadOnlySpan<byte> json)
    {
        if (_files.Count == 0 || _files[^1] != file) _files.Add(file);
        var partition = PartitionOf(key);
        var keyBytes = Encoding.UTF8.GetBytes(key);
        Span<byte> header = stackalloc byte[LineHeader];
        BinaryPrimitives.WriteInt32BigEndian(header, _files.Count - 1);
        BinaryPrimitives.WriteInt64BigEndian(header[4..], line);
        BinaryPrimitives.WriteInt32BigEndian(header[12..], keyBytes.Length);
        BinaryPrimitives.WriteInt32BigEndian(header[16..], json.Length);
        _blocks[partition].Write(header);
        _blocks[partition].Write(keyBytes);
        _blocks[partition].Write(json);
        if (_blocks[partition].Length >= BlockLength) Flush(partition);
    }

    /// <summary>All lines of one partition, in the order in which they were added. Once each; nothing may be added afterwards.</summary>
    public IReadOnlyList<SpilledLine> Take(int partition)
    {
        Flush(partition);
        var lines = new List<SpilledLine>();
        var path = PathOf(partition);
        if (!File.Exists(path)) return lines;
        var sealedBlocks = File.ReadAllBytes(path).AsSpan();
        while (sealedBlocks.Length > 0)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(sealedBlocks);
            var plain = new byte[length];
            using (var aes = new AesGcm(_key, TagLength))
                aes.Decrypt(Nonce(sealedBlocks.Slice(4, 8)), sealedBlocks.Slice(12, length), sealedBlocks.Slice(12 + length, TagLength), plain, AssociatedData(partition));
            sealedBlocks = sealedBlocks[(12 + length + TagLength)..];
            Split(plain, lines);
        }

        File.Delete(path);
        return lines;
    }

    public void Dispose()
    {
        CryptographicOperations.ZeroMemory(_key);
        if (Directory.Exists(_folder)) Directory.Delete(_folder, recursive: true);
    }

    private void Split(byte[] plain, List<SpilledLine> lines)
    {
        for (var at = 0; at < plain.Length;)
        {
            var file = _files[BinaryPrimitives.ReadInt32BigEndian(plain.AsSpan(at))];
            var number = BinaryPrimitives.ReadInt64BigEndian(plain.AsSpan(at + 4));
            var keyLength = BinaryPrimitives.ReadInt32BigEndian(plain.AsSpan(at + 12));
            var length = BinaryPrimitives.ReadInt32BigEndian(plain.AsSpan(at + 16));
            at += LineHeader;
            lines.Add(new SpilledLine(Encoding.UTF8.GetString(plain, at, keyLength), file, number, plain.AsMemory(at + keyLength, length)));
            at += keyLength + length;
        }
    }

    private void Flush(int partition)
    {
        var block = _blocks[partition];
        if (block.Length == 0) return;
        var plain = block.GetBuffer().AsSpan(0, (int)block.Length);
        var sealedBlock = new byte[12 + plain.Length + TagLength];
        BinaryPrimitives.WriteInt32BigEndian(sealedBlock, plain.Length);
        BinaryPrimitives.WriteInt64BigEndian(sealedBlock.AsSpan(4), ++_counter);
        using (var aes = new AesGcm(_key, TagLength))
            aes.Encrypt(Nonce(sealedBlock.AsSpan(4, 8)), plain, sealedBlock.AsSpan(12, plain.Length), sealedBlock.AsSpan(12 + plain.Length), AssociatedData(partition));
        CryptographicOperations.ZeroMemory(plain);
        block.SetLength(0);
        using var file = new FileStream(PathOf(partition), FileMode.Append, FileAccess.Write);
        file.Write(sealedBlock);
    }

    private int PartitionOf(string key)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(key), hash);
        return BinaryPrimitives.ReadUInt16BigEndian(hash) & (_blocks.Length - 1);
    }

    private static byte[] Nonce(ReadOnlySpan<byte> counter) => [0, 0, 0, 0, .. counter];

    private static byte[] AssociatedData(int partition) => [(byte)(partition >> 8), (byte)partition];

    private string PathOf(int partition) => Path.Combine(_folder, $"{partition:x3}");
}
