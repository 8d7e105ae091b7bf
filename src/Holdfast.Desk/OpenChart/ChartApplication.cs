using Holdfast.Wire.Connections;

namespace Holdfast.Desk.OpenChart;

/// <summary>The chart application that "Open chart" goes to: one public client like any other, built in.</summary>
internal static class ChartApplication
{
    public const string ClientId = "holdfast-chart";

    public const string English = "Holdfast chart";

    public const string French = "Dossier Holdfast";

    public static string RedirectUri(RoleSettings settings) => $"{settings.RecordsOrigin}/chart/";

    /// <summary>The FHIR server that launches name, and that authorization requests must ask for.</summary>
    public static string Issuer(RoleSettings settings) => $"{settings.RecordsOrigin}/fhir";

    /// <summary>What a page's script needs to launch it.</summary>
    public static Dictionary<string, object> Data(HttpContext http) => new()
    {
        ["data-client"] = ClientId,
        ["data-iss"] = Issuer(http.RequestServices.GetRequiredService<RoleSettings>()),
    };
}
