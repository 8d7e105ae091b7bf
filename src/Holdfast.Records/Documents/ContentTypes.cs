using System.Buffers.Binary;
using System.Text;

namespace Holdfast.Records.Documents;

/// <summary>
/// What a document may be, known by its first bytes: what scanners, faxes, telephones and letters come as, and nothing that
/// runs or loads anything when it is opened. Markup (HTML, XML, SVG) runs scripts; office files and RTF carry macros and
/// other files; archives hide both; DICOM begins with 128 bytes of anything, so that one file is two; sound and video have
/// no place in a chart yet. A PDF may hold a script: it is shown by a viewer that runs none (docs/THREATS.md).
/// </summary>
internal static class ContentTypes
{
    /// <summary>The first bytes that are looked at. PDF's own readers look as far for "%PDF-", which is one of the tricks: here it stands first.</summary>
    public const int HeadLength = 4096;

    public const string PlainText = "text/plain";

    private static readonly Dictionary<string, Func<ReadOnlySpan<byte>, bool>> Heads = new(StringComparer.Ordinal)
    {
        ["application/pdf"] = IsPdf,
        ["image/png"] = head => head.StartsWith(PngMagic),
        ["image/jpeg"] = head => head.Length > 3 && head[0] == 0xFF && head[1] == 0xD8 && head[2] == 0xFF && head[3] is >= 0xC0 and <= 0xFE,
        ["image/gif"] = head => head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8),
        ["image/webp"] = head => head.Length >= 12 && head.StartsWith("RIFF"u8) && head[8..].StartsWith("WEBP"u8),
        ["image/tiff"] = IsTiff,
        [PlainText] = head => !LooksLikeMarkup(head),
    };

    private static ReadOnlySpan<byte> PngMagic => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>What a browser would take for a page or a script, were it to guess (WHATWG MIME Sniffing, 7.1), and what calls itself markup.</summary>
    private static readonly string[] MarkupMarks = ["<!doctype", "<html", "<head", "<body", "<script", "<iframe", "<svg", "<?xml", "<?php", "<object", "<embed", "<meta", "<style", "<link", "<img", "<a ", "<table", "<div", "<p>", "<br", "<h1", "<font", "<title", "<b>", "<!--"];

    public static IReadOnlyCollection<string> Allowed => Heads.Keys;

    public static bool IsAllowed(string type) => Heads.ContainsKey(type);

    /// <summary>Do the first bytes fit the type, and nothing that a browser would run? A picture may not begin like a page, whatever it is called.</summary>
    /// <param name="type">One that is allowed.</param>
    /// <param name="head">At most <see cref="HeadLength"/> bytes, the first of the content.</param>
    public static bool Fits(string type, ReadOnlySpan<byte> head) => Heads[type](head) && (type == PlainText || !HoldsMarkup(head));

    /// <summary>Why there is no such type here, and what to do.</summary>
    public static string Mend { get; } = $"Documents here are {string.Join(", ", Heads.Keys.Order(StringComparer.Ordinal))}. Print anything else to PDF and send that.";

    private static bool IsPdf(ReadOnlySpan<byte> head) => head.Length > 8 && head.StartsWith("%PDF-"u8) && head[5] is (byte)'1' or (byte)'2' && head[6] == '.';

    private static bool IsTiff(ReadOnlySpan<byte> head) =>
        head.Length >= 8 && ((head.StartsWith("II*\0"u8) && BinaryPrimitives.ReadUInt32LittleEndian(head[4..]) >= 8) || (head.StartsWith("MM\0*"u8) && BinaryPrimitives.ReadUInt32BigEndian(head[4..]) >= 8));

    /// <summary>Text that begins as markup does.</summary>
    private static bool LooksLikeMarkup(ReadOnlySpan<byte> head)
    {
        var text = Encoding.Latin1.GetString(head).TrimStart('\u00EF', '\u00BB', '\u00BF', ' ', '\t', '\r', '\n', '\f', '\0');
        return MarkupMarks.Any(mark => text.StartsWith(mark, StringComparison.OrdinalIgnoreCase)) || text.StartsWith("{\\rtf", StringComparison.Ordinal) || text.StartsWith("%PDF-", StringComparison.Ordinal) || text.StartsWith("MIME-Version:", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>
    /// A page hidden in the head of something else, in a comment of a picture for instance. Whole tags only: three letters
    /// come up by chance in compressed bytes, "&lt;script" does not.
    /// </summary>
    private static bool HoldsMarkup(ReadOnlySpan<byte> head)
    {
        var text = Encoding.Latin1.GetString(head);
        return new[] { "<!doctype html", "<html", "<script", "<iframe", "<svg ", "<body", "javascript:" }.Any(mark => text.Contains(mark, StringComparison.OrdinalIgnoreCase));
    }
}
