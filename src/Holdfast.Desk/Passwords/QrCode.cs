using System.Globalization;
using System.Text;
using QRCoder;

namespace Holdfast.Desk.Passwords;

/// <summary>A text as a QR code: one path over squares of one unit, with the quiet zone that readers need around it. No script, no style.</summary>
internal static class QrCode
{
    public static (int Size, string Path) Of(string text)
    {
        using var generator = new QRCodeGenerator();
        using var code = generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var squares = code.ModuleMatrix;
        var path = new StringBuilder();
        for (var y = 0; y < squares.Count; y++)
            for (var x = 0; x < squares.Count; x++)
                if (squares[y][x]) path.Append(CultureInfo.InvariantCulture, $"M{x} {y}h1v1h-1z");
        return (squares.Count, path.ToString());
    }
}
