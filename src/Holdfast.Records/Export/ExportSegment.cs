using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Holdfast.Records.Charts;
using Holdfast.Wire;
using Holdfast.Wire.Age;

namespace Holdfast.Records.Export;

/// <summary>
/// The files of some charts of one job: a file for each type, each an age file of its own. They count when the keyholder has
/// been told of them; a segment that was interrupted is taken away whole and written anew, so each chart is in the files once.
/// </summary>
internal sealed class ExportSegment(ExportFolder folder, ExportId export, AgeRecipient recipient, int number) : IDisposable
{
    private const string Unfinished = ".part";

    private readonly SortedDictionary<string, Open> _files = new(StringComparer.Ordinal);

    private sealed record Open(FileStream Stream, AgeWriter Writer, string Name)
    {
        public long Count { get; set; }
    }

    /// <summary>Bytes on the disk so far, about.</summary>
    public long Length => _files.Values.Sum(file => file.Stream.Position);

    public void Add(StoredVersion version)
    {
        var file = Of(version.Type);
        file.Writer.Write(version.Head.Span);
        file.Writer.Write(version.Tail.Span);
        file.Writer.Write("}\n"u8);
        file.Count++;
    }

    /// <summary>What the receiver must know about what is not in the files. Names nobody and no chart.</summary>
    public void Note(string code, string text)
    {
        var file = Of("OperationOutcome");
        file.Writer.Write(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"{{\"resourceType\":\"OperationOutcome\",\"issue\":[{{\"severity\":\"warning\",\"code\":\"{code}\",\"details\":{{\"text\":{System.Text.Json.JsonSerializer.Serialize(text)}}}}}]}}\n")));
        file.Count++;
    }

    /// <summary>Every file whole, on the disk, under its own name.</summary>
    public IReadOnlyList<ExportFile> Finish()
    {
        var finished = new List<ExportFile>();
        foreach (var (type, file) in _files)
        {
            file.Writer.Finish();
            file.Stream.Flush(flushToDisk: true);
            file.Stream.Position = 0;
            finished.Add(new ExportFile { Name = file.Name, Type = type, Count = file.Count, Length = file.Stream.Length, Hash = ByteString.CopyFrom(SHA256.HashData(file.Stream)) });
            file.Writer.Dispose();
            file.Stream.Dispose();
            File.Move(folder.PathOf(export, file.Name + Unfinished), folder.PathOf(export, file.Name), overwrite: false);
        }

        _files.Clear();
        folder.Flush(export);
        return finished;
    }

    public void Dispose()
    {
        foreach (var file in _files.Values)
        {
            file.Writer.Dispose();
            file.Stream.Dispose();
        }
    }

    private Open Of(string type)
    {
        if (_files.TryGetValue(type, out var open)) return open;
        var name = ExportFolder.NameOf(type, number);
        var stream = new FileStream(folder.PathOf(export, name + Unfinished), new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, UnixCreateMode = ExportFolder.FilesMode,
        });
        return _files[type] = new Open(stream, new AgeWriter(stream, recipient), name);
    }
}
