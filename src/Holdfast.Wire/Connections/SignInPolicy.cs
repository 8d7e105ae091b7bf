namespace Holdfast.Wire.Connections;

/// <summary>
/// How people may sign in: member <c>signIn</c> of the keyholder's role.json. It takes effect when the keyholder starts.
/// </summary>
/// <param name="SyncedPasskeys">True: passkeys that their maker copies between a person's devices are taken (NIST SP 800-63B-4, AAL2). False: only those that never leave one device (AAL3); every session then locks after 15 minutes.</param>
/// <param name="Passwords">True: a password of at least 15 characters together with a code of an authenticator application signs in, too. Off unless the provider cannot do without.</param>
/// <param name="PasswordWords">Words that no password may be made of, beside those that everybody guesses: the provider's name, its towns. At most 200.</param>
public sealed record SignInPolicy(bool SyncedPasskeys = true, bool Passwords = false, IReadOnlyList<string>? PasswordWords = null)
{
    private const int MostWords = 200;

    public static SignInPolicy Default { get; } = new();

    internal IEnumerable<string> Errors()
    {
        if (Passwords && !SyncedPasskeys) yield return "signIn: passwords are not phishing-resistant, so they do not go with syncedPasskeys false";
        if (PasswordWords?.Count > MostWords || PasswordWords?.Any(word => string.IsNullOrWhiteSpace(word)) == true)
            yield return $"signIn.passwordWords must be at most {MostWords} words, none of them empty";
    }
}
