namespace Holdfast.Keyholder.People.Passwords;

/// <summary>
/// How failed passwords slow down. Per account by its row, so that a restart forgives nothing; per source in memory. Only
/// passwords are slowed: a passkey that verifies is never asked, so a stranger locks nobody out of theirs.
/// </summary>
internal static class PasswordThrottle
{
    /// <summary>Typing errors of a person with cold hands.</summary>
    public const int Free = 5;

    /// <summary>NIST SP 800-63B-4 §3.2.2: at most 100 consecutive failures. The password is then disabled, until its person sets one anew with a passkey.</summary>
    public const int Most = 100;

    /// <summary>Beyond this, waiting protects nothing more and keeps the nurse waiting.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    private const int MostDoublings = 10;

    public static bool Disabled(int failures) => failures >= Most;

    /// <summary>How long after the last failure the next attempt is heard: 2, 4, 8 ... seconds, at most a quarter of an hour.</summary>
    public static TimeSpan Wait(int failures) =>
        failures < Free ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(1 << Math.Min(failures - Free + 1, MostDoublings), Longest.TotalSeconds));

    public static bool IsHeard(int failures, long lastFailureMs, DateTimeOffset now) =>
        !Disabled(failures) && now.ToUnixTimeMilliseconds() - lastFailureMs >= Wait(failures).TotalMilliseconds;
}
