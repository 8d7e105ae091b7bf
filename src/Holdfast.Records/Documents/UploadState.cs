using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Holdfast.Wire;
using Holdfast.Wire.Records;

namespace Holdfast.Records.Documents;

/// <summary>What an upload is going to be, and whose. Kept sealed beside its chunks until it is finished (docs/KEYS.md, "Documents").</summary>
/// <param name="ResourceId">The Binary's logical id.</param>
/// <param name="IfMatch">For a replacement: which version its sender has seen. Null: a new Binary.</param>
/// <param name="ContentType">One that is allowed.</param>
/// <param name="SecurityContext">The reference that the Binary will carry.</param>
/// <param name="Person">Who sends it; zeros: a service.</param>
/// <param name="Client">With which application.</param>
/// <param name="Length">How long it will be; null when that was not said.</param>
/// <param name="Final">Its length, once all of it is here; 0 before.</param>
internal sealed record UploadState(string ResourceId, string? IfMatch, string ContentType, string SecurityContext, string Person, string Client, long? Length, long Final);

/// <summary>
/// The file of an upload's state.
/// <code>
/// "HFU1" ‖ class length[1] ‖ class ‖ generation[4] ‖ sealed rest (SealedChunk, label "holdfast/upload/v1", index 0, not last) of
///   chunks that were whole[4] ‖ length of the state[4] ‖ state, JSON ‖ what does not fill a chunk yet
/// </code>
/// It opens only with the key of the chart for which the upload was begun, so another chart's grant does not find it.
/// </summary>
internal static class UploadFile
{
    private static ReadOnlySpan<byte> Magic => "HFU1"u8;

    public static byte[] Write(ChunkPlace place, Subkey key, UploadState state, int chunks, ReadOnlySpan<byte> rest)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(state);
        var plain = new byte[8 + json.Length + rest.Length];
        BinaryPrimitives.WriteInt32BigEndian(plain, chunks);
        BinaryPrimitives.WriteInt32BigEndian(plain.AsSpan(4), json.Length);
        json.CopyTo(plain, 8);
        rest.CopyTo(plain.AsSpan(8 + json.Length));
        var name = Encoding.ASCII.GetBytes(place.Class.Text);
        Span<byte> generation = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(generation, place.Generation);
        byte[] file = [.. Magic, (byte)name.Length, .. name, .. generation, .. SealedChunk.SealRest(place, key, plain)];
        System.Security.Cryptography.CryptographicOperations.ZeroMemory(plain);
        return file;
    }

    /// <summary>Which key it says that it needs; null when it is no such file.</summary>
    public static (RecordClass Class, int Generation)? KeyOf(ReadOnlySpan<byte> file)
    {
        if (file.Length < 10 || !file.StartsWith(Magic) || file.Length < 9 + file[4]) return null;
        return RecordClass.TryParse(Encoding.ASCII.GetString(file.Slice(5, file[4])), out var recordClass) ? (recordClass, BinaryPrimitives.ReadInt32BigEndian(file[(5 + file[4])..])) : null;
    }

    /// <summary>Null when it does not open.</summary>
    public static (UploadState State, int Chunks, ReadOnlyMemory<byte> Unsealed)? Read(ChunkPlace place, Subkey key, ReadOnlySpan<byte> file)
    {
        if (SealedChunk.OpenRest(place, key, file[(9 + file[4])..]) is not { Length: > 8 } plain) return null;
        var length = BinaryPrimitives.ReadInt32BigEndian(plain.AsSpan(4));
        if (length < 0 || length > plain.Length - 8) return null;
        var state = JsonSerializer.Deserialize<UploadState>(plain.AsSpan(8, length))!;
        return (state, BinaryPrimitives.ReadInt32BigEndian(plain), plain.AsMemory(8 + length));
    }
}
