using System.Text.Json.Serialization;
using Holdfast.Ui;
using Holdfast.Ui.Web;
using Holdfast.Watch.Pages;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Watch.Audit;

/// <summary>POST /audit-events: a signed look at the page "audit", and beside it whose AuditEvents. Ids have 32 hexadecimal digits.</summary>
internal sealed record AuditBody(
    [property: JsonRequired] string Jws, string? Key = null, string? Person = null, string? Chart = null, long? From = null, long? To = null, long? Before = null)
{
    /// <summary>The question, or null when an id is none or nothing is asked.</summary>
    public AuditQuestion? Question()
    {
        if (!Ids.Read(Person, PersonId.TryParse, out PersonId? person) || !Ids.Read(Chart, ChartId.TryParse, out ChartId? chart)) return null;
        var question = new AuditQuestion(person, chart, From, To, Before);
        return question.IsEmpty ? null : question;
    }
}

/// <summary>The whole answer to "who has seen this chart" (PHIPA, 10.1(4)) in a form that other programs read: AuditEvents, from the ledger alone.</summary>
internal static class AuditRoutes
{
    private const string FhirJson = "application/fhir+json; charset=utf-8";

    public static void MapAudit(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/audit", () => Page.Of<AuditPage>());
        routes.MapGroup("").RequireRateLimiting(SourceLimits.Signed).MapPost("/audit-events", Answer);
    }

    private static async Task<IResult> Answer(HttpContext http, AuditOf audit, Looks looks, RoleSettings settings)
    {
        var (body, malformed) = await JsonBody.Read<AuditBody>(http);
        if (body is null) return malformed!;
        if (body.Question() is not { } question) return Refused.Malformed(http, StatusCodes.Status400BadRequest,
            "Say whose: a person, a chart or a time. Ids have 32 hexadecimal digits, lower case.",
            "Dites de qui : une personne, un dossier ou une période. Un identifiant compte 32 chiffres hexadécimaux minuscules.");
        // Always asked of the keyholder: that somebody asked for an audit is an entry of its own.
        var (reader, refused) = await looks.Read(http, body.Jws, body.Key, askKeyholder: true);
        return reader is null ? refused! : Results.Bytes(new AuditJson(reader, settings.Installation).Write(audit.Answer(question)), FhirJson);
    }
}
