using System.Security.Cryptography;
using System.Text;
using Holdfast.Keyholder.Ledger;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Clients;

/// <summary>What a request shows of the client that sends it: a secret, an assertion, or nothing.</summary>
/// <param name="Assertion">Verified, or null when none was sent or it was refused.</param>
/// <param name="Problem">Why an assertion was refused; empty when none was.</param>
internal sealed record ShownCredentials(string Secret, ClientAssertions.Verified? Assertion, string Problem);

/// <summary>
/// Is this request the client's that it names? Signatures are verified before the lock is taken; under it the client is
/// looked at again and the assertion used up. A client that is registered with keys shows an assertion, one with a secret
/// the secret, a public one nothing.
/// </summary>
internal sealed class ClientAuthentication(RegisteredClients clients, ClientAssertions assertions, TimeProvider time)
{
    private const int LongestSecret = 128;

    private readonly DpopReplay _used = new(time);

    public ShownCredentials Verify(ClientProof? proof)
    {
        if (proof is null || proof.Assertion.Length == 0) return new ShownCredentials(proof?.Secret ?? "", null, "");
        var verified = assertions.Verify(proof.Assertion, clients.Find, time.GetUtcNow(), out var problem);
        return new ShownCredentials(proof.Secret, verified, problem);
    }

    /// <summary>Null when it is this client's; else why not. Under the journal's lock, once for each request.</summary>
    public string? Refusal(ClientRow client, ShownCredentials shown)
    {
        if (shown.Problem.Length > 0) return shown.Problem;
        if (shown.Assertion is not null && shown.Secret.Length > 0) return "one way to authenticate the client, not two";
        if (client.Keys.Length > 0)
        {
            if (shown.Assertion is not { } assertion) return "this client authenticates by private_key_jwt";
            // The row is compared as it is: a client that was retired or registered anew meanwhile is another one.
            if (!ReferenceEquals(assertion.Client, client)) return "the assertion is of another client";
            return _used.TryUse(client.Id, assertion.Jti, assertion.Expires) ? null : "the assertion was used before";
        }

        if (shown.Assertion is not null) return "this client is registered without keys";
        if (client.SecretHash.Length > 0) return IsSecret(client, shown.Secret) ? null : "the client's secret is wrong or missing";
        return shown.Secret.Length == 0 ? null : "this client is public and has no secret";
    }

    public static string HashOf(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));

    private static bool IsSecret(ClientRow client, string secret) =>
        secret.Length is > 0 and <= LongestSecret && CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(HashOf(secret)), Encoding.ASCII.GetBytes(client.SecretHash));
}
