using System.Text.Json.Serialization;
using Holdfast.Ui.Approvals;
using Holdfast.Wire;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Ui.Web;

/// <summary>The one place where a no becomes HTTP: <c>{"refusal":{"why":"NOT_ASSIGNED","message":"..."}}</c>.</summary>
public static class Refused
{
    private sealed record Body(Said Refusal);

    private sealed record Said(string Why, string Message, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<FlawSaid>? Flaws);

    private sealed record FlawSaid(string Member, string Message);

    /// <summary>With the mend of each member that is wrong, for the page that has the field; and all of them in one message, for one that has not.</summary>
    public static IResult Because(Refusal refusal, HttpContext http)
    {
        if (refusal.Flaws.Count == 0) return Because(refusal.Why, http);
        FlawSaid[] flaws = [.. refusal.Flaws.Select(flaw => new FlawSaid(flaw.Member, FlawWords.Of(flaw, Words.Of(http))))];
        return Answer(RefusalWords.StatusOf(refusal.Why), RefusalWords.NameOf(refusal.Why), string.Join(' ', flaws.Select(flaw => flaw.Message).Distinct()), flaws);
    }

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

    private static IResult Answer(int status, string why, string message, IReadOnlyList<FlawSaid>? flaws = null) =>
        Results.Json(new Body(new Said(why, message, flaws)), JsonBody.Options, statusCode: status);
}
