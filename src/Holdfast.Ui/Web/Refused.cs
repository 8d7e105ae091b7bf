using Holdfast.Wire;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Ui.Web;

/// <summary>The one place where a no becomes HTTP: <c>{"refusal":{"why":"NOT_ASSIGNED","message":"..."}}</c>.</summary>
public static class Refused
{
    private sealed record Body(Refusal Refusal);

    private sealed record Refusal(string Why, string Message);

    public static IResult Because(Why why, HttpContext http) =>
        Answer(RefusalWords.StatusOf(why), RefusalWords.NameOf(why), RefusalWords.MessageOf(why, Words.Of(http)));

    public static IResult KeyholderUnreachable(HttpContext http) => Answer(503, "KEYHOLDER_UNREACHABLE", Words.Of(http)[
        "The keyholder cannot be reached, so nothing can be opened now. Wait a minute and try again; if it lasts, call your administrator. What you typed is still here.",
        "Le gardien des clés est injoignable; rien ne peut être ouvert pour le moment. Attendez une minute et réessayez; si cela dure, appelez l’administration. Votre saisie est toujours là."]);

    public static IResult TooMany(HttpContext http) => Answer(429, "TOO_MANY", Words.Of(http)[
        "Too many requests came from this connection. Wait a minute and try again.",
        "Trop de demandes viennent de cette connexion. Attendez une minute et réessayez."]);

    public static IResult Malformed(HttpContext http, int status, string english, string french) =>
        Answer(status, status == StatusCodes.Status413PayloadTooLarge ? "TOO_LARGE" : "MALFORMED", Words.Of(http)[english, french]);

    private static IResult Answer(int status, string why, string message) =>
        Results.Json(new Body(new Refusal(why, message)), JsonBody.Options, statusCode: status);
}
