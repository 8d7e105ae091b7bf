using System.Text;
using Holdfast.Records.Documents;

namespace Holdfast.Tests.Records.Documents;

/// <summary>What calls itself a document, and is one or is not.</summary>
public class ContentTypeTests
{
    public static byte[] Png => [0x89, .. "PNG\r\n\x1a\n"u8, 0, 0, 0, 13, .. "IHDR"u8, 0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0];

    public static TheoryData<string, byte[], bool> Cases => new()
    {
        { "application/pdf", "%PDF-1.7\n%âãÏÓ\n1 0 obj"u8.ToArray(), true },
        { "application/pdf", "%PDF-2.0\n1 0 obj"u8.ToArray(), true },
        { "application/pdf", "\n%PDF-1.7\n1 0 obj"u8.ToArray(), false },
        { "application/pdf", "<html>%PDF-1.7 and on it goes"u8.ToArray(), false },
        { "application/pdf", "%PDF-1.4\n<script>alert(1)</script>"u8.ToArray(), false },
        { "application/pdf", "%PDF-"u8.ToArray(), false },
        { "application/pdf", Png, false },
        { "image/png", Png, true },
        { "image/png", [.. Png, .. "tEXt <SCRIPT src=//x>"u8], false },
        { "image/png", Png[1..], false },
        { "image/jpeg", [0xFF, 0xD8, 0xFF, 0xE0, 0, 16, .. "JFIF\0"u8], true },
        { "image/jpeg", [0xFF, 0xD8, 0xFF, 0xFE, 0, 99, .. "<!DOCTYPE html><body onload=x>"u8], false },
        { "image/jpeg", [0xFF, 0xD8], false },
        { "image/gif", "GIF89a\x01\0\x01\0"u8.ToArray(), true },
        { "image/gif", "GIF89a/*<svg onload=alert(1)>*/"u8.ToArray(), false },
        { "image/webp", "RIFF\x24\0\0\0WEBPVP8 "u8.ToArray(), true },
        { "image/webp", "RIFF\x24\0\0\0WAVEfmt "u8.ToArray(), false },
        { "image/tiff", [.. "II*\0"u8, 8, 0, 0, 0, 1, 0], true },
        { "image/tiff", [.. "MM\0*"u8, 0, 0, 0, 8, 0, 1], true },
        { "image/tiff", [.. "II*\0"u8, 0, 0, 0, 0, 1, 0], false },
        { "text/plain", "Blood pressure < 120 at rest."u8.ToArray(), true },
        { "text/plain", Encoding.UTF8.GetBytes("الضغط ١٢٠"), true },
        { "text/plain", "  <!DOCTYPE HTML><p>"u8.ToArray(), false },
        { "text/plain", "\uFEFF<?xml version='1.0'?><svg/>"u8.ToArray(), false },
        { "text/plain", "<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>"u8.ToArray(), false },
        { "text/plain", "{\\rtf1\\ansi"u8.ToArray(), false },
        { "text/plain", "%PDF-1.7"u8.ToArray(), false },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_document_is_what_its_first_bytes_say(string type, byte[] head, bool fits) => Assert.Equal(fits, ContentTypes.Fits(type, head));

    [Theory]
    [InlineData("text/html")]
    [InlineData("image/svg+xml")]
    [InlineData("application/xml")]
    [InlineData("application/rtf")]
    [InlineData("application/dicom")]
    [InlineData("application/zip")]
    [InlineData("application/vnd.openxmlformats-officedocument.wordprocessingml.document")]
    [InlineData("application/octet-stream")]
    [InlineData("")]
    public void What_can_run_or_hide_something_is_no_document(string type) => Assert.False(ContentTypes.IsAllowed(type));
}
