using System.Text.Json;

namespace Holdfast.Wire.Connections;

/// <summary>
/// What a role is told at start: <c>role.json</c> in its own folder, written by <c>holdfast init</c>. Paths are
/// relative to that folder. Public addresses are origins (scheme, host, port; no path). One validated record, all
/// errors at once.
/// </summary>
/// <param name="Installation">32 hexadecimal digits.</param>
/// <param name="Role">keyholder, desk, records, watch, import or cli.</param>
/// <param name="Node">This node's name within the role, e.g. records-1.</param>
/// <param name="InternalListen">host:port of the mutual-TLS listener (keyholder, watch), else empty.</param>
/// <param name="PublicListen">host:port for browsers (desk, records, watch), else empty.</param>
/// <param name="PublicCertificate">PEM file with certificate and key for browsers; empty where a proxy or *.localhost serves plain HTTP.</param>
/// <param name="DormantAfterDays">Keyholder: so many days without a sign-in disable an account, 7 to 90.</param>
/// <param name="Provider">The organisation's name, shown on its pages; may be empty.</param>
/// <param name="Scan">Records: who looks at documents for viruses; null: nobody.</param>
/// <param name="SignIn">How people may sign in; the keyholder's copy is the one that counts. Null: the defaults of <see cref="SignInPolicy"/>.</param>
public sealed record RoleSettings(
    string Installation, string Role, string Node,
    string DeskOrigin, string RecordsOrigin, string WatchOrigin,
    string KeyholderAddress, string WitnessAddress,
    string InternalListen, string PublicListen, string PublicCertificate,
    string Language, string Provider = "", SignInPolicy? SignIn = null, int DormantAfterDays = 30, ScanPolicy? Scan = null)
{
    public const string FileName = "role.json";
    public const string CertificateFile = "tls.pem";
    public const string AuthorityFile = "authority.pem";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerOptions.Strict) { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };

    /// <exception cref="SettingsException">The file is missing or anything in it is doubtful; the message lists everything that is.</exception>
    public static RoleSettings Load(string folder, string role)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) throw new SettingsException($"{path} is missing. `holdfast init` makes it; start the role with the folder that holds it.");
        RoleSettings settings;
        try
        {
            settings = JsonSerializer.Deserialize<RoleSettings>(File.ReadAllBytes(path), Options)!;
        }
        catch (JsonException e)
        {
            throw new SettingsException($"{path} cannot be read at line {e.LineNumber + 1}: {e.Message}");
        }

        var errors = settings.Errors(role).ToList();
        return errors.Count == 0 ? settings : throw new SettingsException($"{path}: {string.Join("; ", errors)}.");
    }

    public void Save(string folder) => File.WriteAllBytes(Path.Combine(folder, FileName), JsonSerializer.SerializeToUtf8Bytes(this, Options));

    private IEnumerable<string> Errors(string role)
    {
        if (Role != role) yield return $"role is {Role}, but this program is the {role}";
        if (!InstallationId.TryParse(Installation, out _)) yield return "installation must be 32 hexadecimal digits";
        foreach (var (name, origin) in new[] { ("deskOrigin", DeskOrigin), ("recordsOrigin", RecordsOrigin), ("watchOrigin", WatchOrigin) })
            if (!IsOrigin(origin)) yield return $"{name} must be an origin such as https://desk.example.org";
        if (new HashSet<string> { Host(DeskOrigin), Host(RecordsOrigin), Host(WatchOrigin) }.Count != 3)
            yield return "desk, records and watch must have three different host names: ports share cookies and passkeys";
        if (!Uri.TryCreate(KeyholderAddress, UriKind.Absolute, out var keyholder) || keyholder.Scheme != "https") yield return "keyholderAddress must be https://host:port";
        if (!Uri.TryCreate(WitnessAddress, UriKind.Absolute, out var witness) || witness.Scheme != "https") yield return "witnessAddress must be https://host:port";
        if (Role is "keyholder" or "watch" && InternalListen.Length == 0) yield return "internalListen is missing";
        if (Role is "desk" or "records" or "watch" && PublicListen.Length == 0) yield return "publicListen is missing";
        if (Language is not ("en" or "fr")) yield return "language must be en or fr";
        if (Provider.Length > 80) yield return "provider must be at most 80 characters";
        foreach (var error in (SignIn ?? SignInPolicy.Default).Errors()) yield return error;
        foreach (var error in Scan?.Errors() ?? []) yield return error;
        if (DormantAfterDays is < 7 or > 90) yield return "dormantAfterDays must be 7 to 90";
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" && text == uri.GetLeftPart(UriPartial.Authority)
        && (uri.Scheme == "https" || uri.Host.EndsWith(".localhost", StringComparison.Ordinal));

    private static string Host(string origin) => Uri.TryCreate(origin, UriKind.Absolute, out var uri) ? uri.Host : origin;
}

/// <summary>The configuration is doubtful; the message names the mend. A role prints it and exits with 2.</summary>
public sealed class SettingsException(string message) : Exception(message);
