using Holdfast.Ui;

namespace Holdfast.Desk.Requests;

/// <summary>The page of one's own requests. Asking and answering are <see cref="Holdfast.Ui.Approvals.RequestRoutes"/>.</summary>
internal static class RequestPages
{
    public static void MapRequestPage(this IEndpointRouteBuilder routes) => routes.MapGet("/requests", () => Page.Of<RequestsPage>());
}
