using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Records.Documents;

namespace Holdfast.Tests.Records.Documents;

/// <summary>Documents sent and read by an app, and their files on the disk.</summary>
internal static class Sent
{
    /// <summary>A PDF's head and then noise: fits its type, and no two are alike.</summary>
    public static byte[] Pdf(int length)
    {
        var bytes = RandomNumberGenerator.GetBytes(length);
        "%PDF-1.7\n"u8.CopyTo(bytes);
        return bytes;
    }

    public static Task<FhirResponse> PostBytes(this AppUnderTest app, byte[] bytes, string type = "application/pdf", params (string Name, string Value)[] headers) =>
        app.Send(HttpMethod.Post, "Binary", Body(bytes, type), headers);

    public static ByteArrayContent Body(byte[] bytes, string type)
    {
        var body = new ByteArrayContent(bytes);
        body.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        return body;
    }

    /// <summary>The id in the Location of what was just created.</summary>
    public static string NewId(this FhirResponse answer) => answer.Message.Headers.Location!.ToString().Split("/Binary/")[1].Split('/')[0];

    public static async Task<(FhirResponse Answer, byte[] Bytes)> GetBytes(this AppUnderTest app, string path, params (string Name, string Value)[] headers)
    {
        var answer = await app.Get(path, headers);
        return (answer, await answer.Message.Content.ReadAsByteArrayAsync());
    }

    /// <summary>Files of documents, without those of unfinished uploads.</summary>
    public static IReadOnlyList<string> Blobs(this RecordsUnderTest records)
    {
        var root = Path.Combine(records.Folder, BlobFolder.Name);
        return Directory.Exists(root) ? [.. Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)] : [];
    }

    public static bool Holds(this byte[] bytes, string text) => bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;
}
