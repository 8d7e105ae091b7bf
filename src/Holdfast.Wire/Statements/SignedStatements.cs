using System.Security.Cryptography;
using System.Text;

namespace Holdfast.Wire.Statements;

/// <summary>
/// A statement signed by a session's key: a compact JWS (RFC 7515), ES256 (RFC 7518 §3.4: r ‖ s, 64 bytes).
/// <code>
/// BASE64URL({"alg":"ES256","typ":"holdfast+jws"}) . BASE64URL(statement) . BASE64URL(signature)
/// </code>
/// The header is these bytes and no others, so nothing in it can be chosen by a sender.
/// </summary>
public static class SignedStatements
{
    private const string HeaderText = "{\"alg\":\"ES256\",\"typ\":\"holdfast+jws\"}";
    private const int SignatureLength = 64;

    public static string Header { get; } = Base64Url.Encode(Encoding.UTF8.GetBytes(HeaderText));

    /// <summary>Signs as a browser does. Used by software clients: the demo, the drill, tests.</summary>
    public static string Sign<T>(T statement, ECDsa sessionKey) where T : SessionStatement
    {
        var signed = $"{Header}.{Base64Url.Encode(StatementJson.Write(statement))}";
        var signature = sessionKey.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return $"{signed}.{Base64Url.Encode(signature)}";
    }

    /// <summary>Takes a JWS apart without believing it: the payload is checked for form only. Null when it is not of this form.</summary>
    public static UnverifiedStatement<T>? Parse<T>(string jws) where T : SessionStatement
    {
        if (jws.Length > StatementJson.MaximumBytes * 3 / 2) return null;
        var parts = jws.Split('.', 4);
        if (parts.Length != 3 || parts[0] != Header) return null;
        if (!Base64Url.TryDecode(parts[1], StatementJson.MaximumBytes, out var payload)) return null;
        if (!Base64Url.TryDecode(parts[2], SignatureLength, out var signature) || signature.Length != SignatureLength) return null;
        if (StatementJson.Read<T>(payload) is not { } statement) return null;
        return new UnverifiedStatement<T>(statement, Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), signature);
    }
}

/// <summary>What a JWS says, before its signature was checked with the key of the session that it names.</summary>
public sealed record UnverifiedStatement<T>(T Claimed, byte[] SignedBytes, byte[] Signature) where T : SessionStatement
{
    public bool VerifiedBy(ECDsa sessionKey) =>
        sessionKey.VerifyData(SignedBytes, Signature, HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
}
