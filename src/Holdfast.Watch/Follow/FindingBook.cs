using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Holdfast.Watch.Alerts;

namespace Holdfast.Watch.Follow;

/// <summary>
/// The findings that must outlive a restart, one JSON object per line in <c>findings.jsonl</c>, on the disk before anybody
/// is told. A fork is proved by two notes that the keyholder may never serve again, so they are kept here.
/// </summary>
internal sealed class FindingBook
{
    public const string FileName = "findings.jsonl";

    /// <summary>Beyond this the same intruder says nothing new; the first ones are the evidence.</summary>
    private const int MaximumFindings = 1_000;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    private readonly string _path;
    private readonly HashSet<string> _known = [];

    private FindingBook(string path) => _path = path;

    public IReadOnlyList<Finding> AtStart { get; private init; } = [];

    /// <exception cref="InvalidDataException">A line is not a finding; the message names it.</exception>
    public static FindingBook Open(string folder)
    {
        var path = Path.Combine(folder, FileName);
        var findings = File.Exists(path) ? Read(path) : [];
        var book = new FindingBook(path) { AtStart = findings };
        foreach (var finding in findings) book._known.Add(Name(finding));
        return book;
    }

    /// <summary>False when this was found before. True: it is new, and kept.</summary>
    public bool Keep(Finding finding)
    {
        if (_known.Count >= MaximumFindings || !_known.Add(Name(finding))) return false;
        using var file = new FileStream(_path, FileMode.Append, FileAccess.Write, FileShare.Read);
        file.Write([.. JsonSerializer.SerializeToUtf8Bytes(finding, Options), (byte)'\n']);
        file.Flush(flushToDisk: true);
        return true;
    }

    private static List<Finding> Read(string path)
    {
        var text = File.ReadAllText(path);
        var lines = text.Split('\n');
        var findings = new List<Finding>();
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Length == 0) continue;
            try
            {
                findings.Add(JsonSerializer.Deserialize<Finding>(lines[i], Options)!);
            }
            catch (JsonException) when (i == lines.Length - 1)
            {
                // A power cut in the middle of the last line: it was never told to anybody.
            }
            catch (JsonException)
            {
                throw new InvalidDataException($"{path}, line {i + 1}, is not a finding. Keep the file as evidence, move it aside, and start again.");
            }
        }

        if (text.Length > 0 && !text.EndsWith('\n')) File.AppendAllText(path, "\n");
        return findings;
    }

    /// <summary>The same matter found again every 300 ms is one finding.</summary>
    private static string Name(Finding finding) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{finding.Kind}|{finding.Index}|{finding.Theirs}|{(finding.Theirs is null ? finding.Detail : "")}")));
}
