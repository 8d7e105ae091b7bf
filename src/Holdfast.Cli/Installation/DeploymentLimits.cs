using Holdfast.Wire.Connections;

namespace Holdfast.Cli.Installation;

/// <summary>
/// Which promises of docs/THREATS.md the deployment itself takes back, read from the folder and not from anybody's word;
/// but for what two people registered, which the keyholder counts.
/// </summary>
internal static class DeploymentLimits
{
    /// <param name="bearerApps">As the keyholder counts them; null: it does not answer.</param>
    public static IReadOnlyList<string> Of(string data, InstallationFile file, int? bearerApps) => [.. All(data, file, bearerApps)];

    private static IEnumerable<string> All(string data, InstallationFile file, int? bearerApps)
    {
        if (File.Exists(Path.Combine(data, "keyholder", "root.key")) && Directory.Exists(Path.Combine(data, "records")))
            yield return "Stolen disk: the root key lies on the same disk as the records. Whoever copies the whole folder can open every chart. Give the keyholder its own machine.";
        if (Directory.Exists(Path.Combine(data, "watch")) && Directory.Exists(Path.Combine(data, "keyholder")))
            yield return "Rewritten ledger: the witness runs beside the keyholder, so one root can rewrite both. Run the watch elsewhere.";
        if (new[] { "keyholder", "records", "desk", "watch" }.Count(role => Directory.Exists(Path.Combine(data, role))) > 1)
            yield return "Break-in in one role: the roles share a machine and a user; root on it is root on all of them. Give each role its own user and host.";
        if (File.Exists(Path.Combine(data, "authority", "authority.key")))
            yield return "Internal certificates: the authority's key still lies here and can name new nodes. Move authority.key off this machine.";
        if (new[] { file.DeskOrigin, file.RecordsOrigin, file.WatchOrigin }.Any(origin => origin.StartsWith("http:", StringComparison.Ordinal)))
            yield return "Transport: browsers are served without TLS (fine for *.localhost on this machine only).";
        if (SameSite(file.DeskOrigin, file.RecordsOrigin))
            yield return "Separate sites: desk and records are below one registrable domain. Use two different domains.";
        if (AllowsPasswords(data))
            yield return "Phishing: sign-in by password and code is allowed (signIn.passwords in the keyholder's role.json). Whoever lures a person to a false page gets one session of theirs. Set it to false, and start the keyholder again.";
        if (bearerApps is null)
            yield return "Stolen token: whether applications are registered whose tokens are tied to no key is not known, because the keyholder does not answer.";
        else if (bearerApps > 0)
            yield return $"Stolen token: {bearerApps} registered {(bearerApps == 1 ? "application has" : "applications have")} tokens that are tied to no key (bearer). Whoever steals one uses it for up to five minutes, on one chart. Have their makers send DPoP proofs, and register them anew.";
        yield return "Ransomware: no backup is configured; what is wiped here is lost.";
    }

    private static bool AllowsPasswords(string data)
    {
        var keyholder = Path.Combine(data, "keyholder");
        return File.Exists(Path.Combine(keyholder, RoleSettings.FileName)) && RoleSettings.Load(keyholder, "keyholder").SignIn is { Passwords: true };
    }

    private static bool SameSite(string one, string other)
    {
        var (a, b) = (new Uri(one).Host, new Uri(other).Host);
        if (a.EndsWith(".localhost", StringComparison.Ordinal)) return false;
        return string.Join('.', a.Split('.').TakeLast(2)) == string.Join('.', b.Split('.').TakeLast(2));
    }
}
