namespace Holdfast.Wire.Connections;

/// <summary>
/// How people may sign in: member <c>signIn</c> of the keyholder's role.json. It takes effect when the keyholder starts.
/// </summary>
/// <param name="SyncedPasskeys">True: passkeys that their maker copies between a person's devices are taken (NIST SP 800-63B-4, AAL2). False: only those that never leave one device (AAL3); every session then locks after 15 minutes.</param>
public sealed record SignInPolicy(bool SyncedPasskeys = true)
{
    public static SignInPolicy Default { get; } = new();
}
