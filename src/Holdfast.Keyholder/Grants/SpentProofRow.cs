using System.Security.Cryptography;
using System.Text;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Grants;

/// <summary>A DPoP proof that brought keys, until it would be too old anyway.</summary>
/// <param name="Hash">SHA-256 over the key's thumbprint and the jti, hexadecimal.</param>
/// <param name="Expiry">Unix ms.</param>
internal sealed record SpentProofRow(string Hash, long Expiry)
{
    public static string HashOf(DpopOutcome.Accepted proof) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{proof.Jkt} {proof.Jti}")));
}
