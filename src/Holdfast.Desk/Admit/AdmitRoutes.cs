using Holdfast.Desk.Patients;
using Holdfast.Ui;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Desk.Admit;

/// <summary>
/// Admission: a signed act that makes a chart, its directory entry and a first place on a care team. Likely duplicates
/// are a 409 with the candidates; the same admission signed again with <c>duplicatesSeen</c> goes through.
/// </summary>
internal static class AdmitRoutes
{
    private sealed record AdmittedAnswer(string Chart);

    private sealed record DuplicateAnswer(DuplicateRefusal Refusal, PatientAnswer[] LikelyDuplicates);

    private sealed record DuplicateRefusal(string Why, string Message);

    public static void MapAdmit(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/admit", () => Page.Of<AdmitPage>());
        routes.MapPost("/admit", (Delegate)Handle);
    }

    private static Task<IResult> Handle(HttpContext http, DeskWork.DeskWorkClient keyholder, TimeProvider time) =>
        Relay.Statement(http, time, keyholder.AdmitAsync, reply => reply.Refusal,
            (reply, statement) => reply.Refusal is null ? Admitted(http, reply) : Duplicates(http, reply, statement));

    private static IResult Admitted(HttpContext http, AdmitReply reply) => http.WantsFragment()
        ? Page.Of<AdmittedFragment>(new() { ["Chart"] = PatientAnswer.HexOf(reply.Chart) })
        : Relay.Json(new AdmittedAnswer(PatientAnswer.HexOf(reply.Chart)));

    private static IResult Duplicates(HttpContext http, AdmitReply reply, SignedStatement statement)
    {
        if (!http.WantsFragment())
        {
            var refusal = new DuplicateRefusal(Ui.Web.RefusalWords.NameOf(Why.Duplicate), Ui.Web.RefusalWords.MessageOf(Why.Duplicate, Words.Of(http)));
            return Relay.Json(new DuplicateAnswer(refusal, [.. reply.LikelyDuplicates.Select(PatientAnswer.Of)]), StatusCodes.Status409Conflict);
        }

        // Only to show beside the candidates what was entered; nothing is believed of it.
        var entered = SignedStatements.Parse<AdmitStatement>(statement.Jws)?.Claimed.Directory;
        return entered is null
            ? Ui.Web.Refused.Because(Why.Malformed, http)
            : Page.Of<DuplicatesFragment>(new() { ["Entered"] = entered, ["Candidates"] = reply.LikelyDuplicates }, StatusCodes.Status409Conflict);
    }
}
