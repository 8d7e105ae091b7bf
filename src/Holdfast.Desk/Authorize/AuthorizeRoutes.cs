using Holdfast.Ui;
using Holdfast.Ui.Web;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Desk.Authorize;

/// <summary>GET /authorize: the face of the authorization server. The page carries the request; the browser, which remembers what was clicked, signs.</summary>
internal static class AuthorizeRoutes
{
    public static void MapAuthorize(this IEndpointRouteBuilder routes) => routes.MapGet("/authorize", Handle).RequireRateLimiting(SourceLimits.Signed);

    private static async Task<IResult> Handle(HttpContext http, RoleSettings settings, Apps.AppsClient keyholder, TimeProvider time)
    {
        var (app, down) = await Keyholder.Ask(http, time, options => keyholder.DescribeAsync(AuthorizationRequest.Question(http.Request.Query), options));
        if (app is null) return down!;
        return AuthorizationRequest.Read(http.Request.Query, app, settings) switch
        {
            AuthorizationOutcome.Ask ask => Page.Of<AuthorizePage>(new() { ["Request"] = ask.Request }),
            AuthorizationOutcome.SendBack back => Results.Redirect(back.Address),
            _ => Page.Of<UnknownApplicationPage>(status: StatusCodes.Status400BadRequest),
        };
    }
}
