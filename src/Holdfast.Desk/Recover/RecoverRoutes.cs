using Holdfast.Ui;

namespace Holdfast.Desk.Recover;

/// <summary>A colleague who has lost their only passkey: asked for here, approved on the watch. Asking and what became of it are the routes of every request.</summary>
internal static class RecoverRoutes
{
    /// <summary>Who asks. The keyholder refuses the rest.</summary>
    public const string Roles = "coordinator clinical-supervisor administrator";

    public static void MapRecover(this IEndpointRouteBuilder routes) => routes.MapGet("/recover", () => Page.Of<RecoverPage>());
}
