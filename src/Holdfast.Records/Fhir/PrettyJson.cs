using System.Buffers;

namespace Holdfast.Records.Fhir;

/// <summary>JSON on lines of its own, for people (<c>_pretty</c>). Only white space is added: every token stays as it was stored.</summary>
internal static class PrettyJson
{
    private const int Indent = 2;

    /// <param name="json">Well-formed, without white space between tokens.</param>
    public static byte[] Of(ReadOnlySpan<byte> json)
    {
        var to = new ArrayBufferWriter<byte>(json.Length * 3 / 2);
        var (depth, inText) = (0, false);
        for (var i = 0; i < json.Length; i++)
        {
            var at = json[i];
            if (inText)
            {
                Put(to, at);
                if (at == '\\') Put(to, json[++i]);
                else if (at == '"') inText = false;
                continue;
            }

            if (at is (byte)'}' or (byte)']' && json[i - 1] is not ((byte)'{' or (byte)'[')) NewLine(to, depth - 1);
            if (at is (byte)'}' or (byte)']') depth--;
            Put(to, at);
            inText = at == '"';
            if (at is (byte)'{' or (byte)'[') depth++;
            if (at == ':') Put(to, (byte)' ');
            if (at == ',' || (at is (byte)'{' or (byte)'[' && json[i + 1] is not ((byte)'}' or (byte)']'))) NewLine(to, depth);
        }

        return to.WrittenSpan.ToArray();
    }

    private static void NewLine(ArrayBufferWriter<byte> to, int depth)
    {
        Put(to, (byte)'\n');
        for (var i = 0; i < Indent * depth; i++) Put(to, (byte)' ');
    }

    private static void Put(ArrayBufferWriter<byte> to, byte one)
    {
        to.GetSpan(1)[0] = one;
        to.Advance(1);
    }
}
