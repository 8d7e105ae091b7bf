namespace Holdfast.ChartApp.Launch;

/// <summary>
/// What wwwroot/start.js remembered in this tab while the browser was at the desk: state and PKCE verifier. They say
/// nothing about a patient and are of no use without the device's key.
/// </summary>
internal sealed record PendingAuthorization(string State, string Verifier)
{
    public static PendingAuthorization? Read(string? text) =>
        text?.Split('.') is [{ Length: > 0 } state, { Length: > 0 } verifier] ? new(state, verifier) : null;
}
