using System.Net;
using System.Text;

namespace Holdfast.ChartApp.Fhir;

/// <summary>
/// A FHIR narrative (XHTML) as plain text, and plain text as a narrative. Narratives are never put into the page as
/// markup: what another system wrote stays words.
/// </summary>
internal static class NarrativeText
{
    private const string Namespace = "http://www.w3.org/1999/xhtml";

    /// <summary>Escaped text in a div: paragraphs at empty lines, breaks at line ends.</summary>
    public static string ToDiv(string text)
    {
        var paragraphs = text.ReplaceLineEndings("\n").Trim('\n').Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        var body = string.Concat(paragraphs.Select(p => $"<p>{Escape(p.Trim('\n')).Replace("\n", "<br/>", StringComparison.Ordinal)}</p>"));
        return $"<div xmlns=\"{Namespace}\">{body}</div>";
    }

    public static string ToDivList(IEnumerable<string> items) =>
        $"<div xmlns=\"{Namespace}\"><ul>{string.Concat(items.Select(item => $"<li>{Escape(item)}</li>"))}</ul></div>";

    /// <summary>The words of a narrative, with line ends where the markup breaks lines. Tags, comments and their contents go.</summary>
    public static string ToText(string? div)
    {
        if (string.IsNullOrEmpty(div)) return "";
        var words = new StringBuilder(div.Length);
        for (var i = 0; i < div.Length;)
        {
            if (div[i] != '<')
            {
                var next = div.IndexOf('<', i);
                if (next < 0) next = div.Length;
                AppendCollapsed(words, WebUtility.HtmlDecode(div[i..next]));
                i = next;
                continue;
            }
            var end = EndOfMarkup(div, i);
            if (end < 0) break;
            AppendBreak(words, TagName(div.AsSpan(i + 1, end - i)));
            i = end + 1;
        }
        return words.ToString().Trim();
    }

    /// <summary>The place of the last character of the tag or comment that begins here; -1 when it never ends.</summary>
    private static int EndOfMarkup(string div, int begin)
    {
        if (!div.AsSpan(begin).StartsWith("<!--")) return div.IndexOf('>', begin);
        var end = div.IndexOf("-->", begin, StringComparison.Ordinal);
        return end < 0 ? -1 : end + 2;
    }

    private static ReadOnlySpan<char> TagName(ReadOnlySpan<char> tag)
    {
        var length = tag.IndexOfAny(" />\t\r\n");
        if (tag.StartsWith("/")) return tag[..(1 + Math.Max(0, tag[1..].IndexOfAny(" />\t\r\n")))];
        return length < 0 ? tag : tag[..length];
    }

    private static void AppendBreak(StringBuilder words, ReadOnlySpan<char> tag)
    {
        if (tag is "br" or "/tr" or "/h1" or "/h2" or "/h3" or "/h4" or "/h5" or "/h6") words.Append('\n');
        else if (tag is "p" or "/p" or "ul" or "/ul" or "table") EndLine(words);
        else if (tag is "li") { EndLine(words); words.Append("• "); }
        else if (tag is "/td" or "/th") words.Append(' ');
    }

    private static void EndLine(StringBuilder words)
    {
        if (words.Length > 0 && words[^1] != '\n') words.Append('\n');
    }

    /// <summary>White space in markup is one space, except that a line end inside a text that has no markup of its own is kept.</summary>
    private static void AppendCollapsed(StringBuilder words, string text)
    {
        foreach (var c in text)
        {
            if (c is '\r' or '\t' or ' ' or '\n')
            {
                if (words.Length > 0 && words[^1] is not (' ' or '\n')) words.Append(' ');
            }
            else words.Append(c);
        }
    }

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        foreach (var c in text)
            switch (c)
            {
                case '<': escaped.Append("&lt;"); break;
                case '>': escaped.Append("&gt;"); break;
                case '&': escaped.Append("&amp;"); break;
                case '"': escaped.Append("&quot;"); break;
                case '\n' or '\t': escaped.Append(c); break;
                case < ' ' or '\uFFFE' or '\uFFFF': break; // not allowed in XML at all
                default: escaped.Append(c); break;
            }
        return escaped.ToString();
    }
}
