using System.Buffers.Binary;
using System.IO.Compression;
using Microsoft.Data.Sqlite;

namespace Holdfast.Drill.Searching;

/// <summary>Reads stolen files the way somebody would who has time: raw, every value of every SQLite table whole (a page break may cut a name in two), and whatever inflates.</summary>
internal static class StolenFiles
{
    /// <summary>One inflated piece is read this far; a name further in than that repeats earlier.</summary>
    private const int MostInflated = 16 * 1024 * 1024;

    /// <summary>Brotli has no magic number: it is tried at this many first offsets of every value.</summary>
    private const int BrotliOffsets = 200;

    private static readonly byte[] SqliteMagic = "SQLite format 3\0"u8.ToArray();

    public static void Search(string folder, Findings findings)
    {
        // First all files as they were stolen: opening a database below folds its write-ahead log into it.
        var databases = new List<string>();
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var bytes = File.ReadAllBytes(file);
            findings.Search(bytes);
            Inflate(bytes, findings);
            if (bytes.AsSpan().StartsWith(SqliteMagic)) databases.Add(file);
        }

        foreach (var file in databases)
            foreach (var value in Values(file))
            {
                findings.Search(value);
                Inflate(value, findings);
                TryBrotli(value, findings);
            }
    }

    /// <summary>Every text and blob in every table of a SQLite file.</summary>
    public static IEnumerable<byte[]> Values(string file)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadWrite, Pooling = false }.ToString());
        connection.Open();
        foreach (var table in Names(connection))
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"select * from \"{table.Replace("\"", "\"\"")}\"";
            using var reader = command.ExecuteReader();
            while (reader.Read())
                for (var i = 0; i < reader.FieldCount; i++)
                    if (reader.GetValue(i) is byte[] blob) yield return blob;
                    else if (reader.GetValue(i) is string text) yield return System.Text.Encoding.UTF8.GetBytes(text);
        }
    }

    private static List<string> Names(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "select name from sqlite_master where type = 'table'";
        using var reader = command.ExecuteReader();
        var names = new List<string>();
        while (reader.Read()) names.Add(reader.GetString(0));
        return names;
    }

    /// <summary>Gzip and zlib, wherever their first bytes appear.</summary>
    private static void Inflate(byte[] bytes, Findings findings)
    {
        for (var i = 0; i + 4 < bytes.Length; i++)
        {
            if (bytes[i] == 0x1F && bytes[i + 1] == 0x8B && bytes[i + 2] == 8) TryInflate(from => new GZipStream(from, CompressionMode.Decompress), bytes, i, findings);
            else if (bytes[i] == 0x78 && BinaryPrimitives.ReadUInt16BigEndian(bytes.AsSpan(i)) % 31 == 0 && bytes[i + 1] is 0x01 or 0x5E or 0x9C or 0xDA) TryInflate(from => new ZLibStream(from, CompressionMode.Decompress), bytes, i, findings);
        }
    }

    private static void TryBrotli(byte[] value, Findings findings)
    {
        for (var i = 0; i < Math.Min(BrotliOffsets, value.Length - 16); i++)
            TryInflate(from => new BrotliStream(from, CompressionMode.Decompress), value, i, findings);
    }

    private static void TryInflate(Func<Stream, Stream> open, byte[] bytes, int at, Findings findings)
    {
        var buffer = new byte[64 * 1024];
        var position = default(WordSearch.Position);
        try
        {
            using var inflated = open(new MemoryStream(bytes, at, bytes.Length - at, writable: false));
            for (var total = 0; total < MostInflated;)
            {
                var read = inflated.Read(buffer);
                if (read == 0) return;
                findings.SearchOn(buffer.AsSpan(0, read), ref position);
                total += read;
            }
        }
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException or IOException)
        {
            // What looked like compressed data was not, from here on: what came out of it was searched.
        }
    }
}
