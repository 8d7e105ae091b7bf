namespace Holdfast.ChartApp.Launch;

/// <summary>
/// The device's P-256 key that every token is bound to (RFC 9449). In the browser it is made by WebCrypto and cannot be
/// exported; a process boundary, so tests put a software key in its place.
/// </summary>
internal interface IProofKey
{
    /// <summary>The public key as the JWK of RFC 7638: members in lexicographic order, nothing else.</summary>
    Task<string> PublicJwk();

    /// <summary>ES256 over the ASCII bytes: r ‖ s, 64 bytes, base64url.</summary>
    Task<string> Sign(string text);
}
