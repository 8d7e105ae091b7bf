using System.Text;
using System.Text.Json;

namespace Holdfast.ChartApp.Launch;

/// <summary>
/// A DPoP proof (RFC 9449 §4.2): says that this device's key asks for this method of this address, now, with this token.
/// <code>
/// BASE64URL({"typ":"dpop+jwt","alg":"ES256","jwk":{..}}) . BASE64URL({"jti","htm","htu","iat"[,"ath"]}) . BASE64URL(r‖s)
/// </code>
/// </summary>
internal static class DpopProof
{
    public static async Task<string> Make(IProofKey key, string method, Uri address, DateTimeOffset now, string? accessToken)
    {
        var header = $"{{\"typ\":\"dpop+jwt\",\"alg\":\"ES256\",\"jwk\":{await key.PublicJwk()}}}";
        var signed = $"{Encodings.OfText(header)}.{Encodings.OfText(Payload(method, address, now, accessToken))}";
        return $"{signed}.{await key.Sign(signed)}";
    }

    private static string Payload(string method, Uri address, DateTimeOffset now, string? accessToken)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("jti", Encodings.Secret());
            json.WriteString("htm", method);
            json.WriteString("htu", address.GetLeftPart(UriPartial.Path));
            json.WriteNumber("iat", now.ToUnixTimeSeconds());
            if (accessToken is not null) json.WriteString("ath", Encodings.HashOf(accessToken));
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
