namespace Holdfast.Wire.Connections;

/// <summary>
/// How people may sign in: member <c>signIn</c> of the keyholder's role.json. It takes effect when the keyholder starts.
/// </summary>
/// <param name="SyncedPasskeys">True: passkeys that their maker copies between a person's devices are taken (NIST SP 800-63B-4, AAL2). False: only those that never leave one device (AAL3); every session then locks after 15 minutes.</param>
/// <param name="Passwords">True: who sees patients may sign in at the desk by a password together with a code of an authenticator application, too. It can be phished, so it is off unless the provider cannot do without.</param>
/// <param name="PasswordWords">Words that count for nothing in a password, beside the provider's and the person's names: its towns, its programs. At most 200.</param>
/// <param name="IdentityProvider">Where people sign in before their passkey at the desk, never instead of it; null: nowhere.</param>
public sealed record SignInPolicy(bool SyncedPasskeys = true, bool Passwords = false, IReadOnlyList<string>? PasswordWords = null, IdentityProvider? IdentityProvider = null)
{
    private const int MostWords = 200;

    public static SignInPolicy Default { get; } = new();

    internal IEnumerable<string> Errors()
    {
        if (Passwords && !SyncedPasskeys) yield return "signIn: a password with a code can be phished, so it does not go with syncedPasskeys false";
        if (Passwords && IdentityProvider is { Required: true }) yield return "signIn: a password would go round an identity provider that is required, so it does not go with passwords true";
        foreach (var error in IdentityProvider?.Errors() ?? []) yield return error;
        if (PasswordWords?.Count > MostWords || PasswordWords?.Any(string.IsNullOrWhiteSpace) == true) yield return $"signIn.passwordWords must be at most {MostWords} words, none of them empty";
    }
}
