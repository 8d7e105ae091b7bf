using Holdfast.Ui;
using Holdfast.Wire.Connections;

namespace Holdfast.Desk.Authorize;

/// <summary>GET /authorize: the face of the authorization server. The page carries the request; the browser, which remembers what was clicked, signs.</summary>
internal static class AuthorizeRoutes
{
    public static void MapAuthorize(this IEndpointRouteBuilder routes) => routes.MapGet("/authorize", Handle);

    private static IResult Handle(HttpContext http, RoleSettings settings) => AuthorizationRequest.Read(http.Request.Query, settings) switch
    {
        AuthorizationOutcome.Ask ask => Page.Of<AuthorizePage>(new() { ["Request"] = ask.Request }),
        AuthorizationOutcome.SendBack back => Results.Redirect(back.Address),
        _ => Page.Of<UnknownApplicationPage>(status: StatusCodes.Status400BadRequest),
    };
}
