namespace Holdfast.Keyholder.Grants;

/// <summary>A public SMART client: where it may be sent, and where it is launched.</summary>
internal sealed record RegisteredClient(string Id, string RedirectUri, string LaunchUri);

/// <summary>The applications that may ask for charts. So far the provider's own chart application; others are registered with two approvals.</summary>
internal sealed class RegisteredClients(string recordsOrigin)
{
    public const string ChartApplication = "holdfast-chart";

    private readonly RegisteredClient _chart = new(ChartApplication, $"{recordsOrigin}/chart/", $"{recordsOrigin}/chart/");

    public RegisteredClient? Find(string id) => id == _chart.Id ? _chart : null;
}

/// <summary>The scopes that a client may ask for: one chart, to read or to read and write.</summary>
internal static class Scopes
{
    /// <summary>Null when anything else is asked for; else whether writing is.</summary>
    public static bool? Writes(string scope)
    {
        var asked = scope.Split(' ');
        if (asked.Length > 4 || asked.Distinct(StringComparer.Ordinal).Count() != asked.Length) return null;
        if (!asked.Contains("launch") || asked.Any(s => s is not ("launch" or "patient/*.cruds" or "patient/*.rs"))) return null;
        return asked.Contains("patient/*.cruds") ? true : asked.Contains("patient/*.rs") ? false : null;
    }
}
