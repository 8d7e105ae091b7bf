using Google.Protobuf;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Keyholder.Sessions;

/// <summary>A nonce for a sign-in, or for a step-up. Asked for by strangers, so it keeps nothing and says nothing about anybody.</summary>
internal sealed class BeginSignIn(InstallationId installation, Journal journal, Nonces nonces, Origins origins, Refusals refusals, SignInPolicy policy)
{
    public const string Purpose = "sign-in";

    /// <param name="purpose">Of the nonce: a sign-in's is worth nothing for a step-up.</param>
    public Task<BeginSignInReply> Run(CallerIdentity caller, string purpose = Purpose) => journal.Decide(draft =>
    {
        if (Origins.Of(caller) is not { } origin || journal.Tables.IsFrozen(caller.Node))
            return refusals.Unsigned<BeginSignInReply>(draft, caller, "begin-sign-in", Why.Frozen, "this node is frozen");
        var (nonce, expiry) = nonces.Issue(purpose, origin, draft.Now);
        return new BeginSignInReply
        {
            Installation = ByteString.CopyFrom(Convert.FromHexString(installation.ToString())),
            Nonce = ByteString.CopyFrom(nonce),
            ExpiryMs = expiry,
            RpId = origins.RpId(origin),
            Passwords = policy.Passwords && origin == SessionOrigin.Desk,
        };
    });
}
