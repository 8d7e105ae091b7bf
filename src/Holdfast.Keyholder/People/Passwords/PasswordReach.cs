using Holdfast.Keyholder.Grants;

namespace Holdfast.Keyholder.People.Passwords;

/// <summary>How a session was signed in.</summary>
internal enum SessionMethod
{
    Passkey,

    /// <summary>By password and code: good for the day's work and no more, because it can be phished.</summary>
    Password,
}

/// <summary>
/// What a password and a code are good for. A closed list: a statement that is not in it needs a session that a passkey signed
/// in. Nothing here changes what anybody may do; what needs a step-up needs a passkey in every session.
/// </summary>
internal static class PasswordReach
{
    private static readonly HashSet<string> Work = new(StringComparer.Ordinal)
    {
        "sign-out", "my-day", "find", "launch", "open", "open-search", "admit", "staff", "assign", "uncovered", "my-details", "asked",
    };

    /// <summary>Own sign-in: looked at, ended, or changed with a passkey's touch. A passkey is not renamed here, because that asks for no touch.</summary>
    private static readonly HashSet<string> OwnSignIn = new(StringComparer.Ordinal)
    {
        "my-sign-in", "end-session", "sign-out-everywhere", "unlock", "begin-passkey", "add-passkey", "remove-passkey", "begin-password", "set-password", "remove-password",
    };

    public static bool May(SessionMethod method, string statement) => method == SessionMethod.Passkey || Work.Contains(statement) || OwnSignIn.Contains(statement);

    /// <summary>Who sees patients may have one. Whoever runs access or watches it keeps to passkeys.</summary>
    public static bool MayHave(StaffRole role) => RoleTable.OpensPatients(role);
}
