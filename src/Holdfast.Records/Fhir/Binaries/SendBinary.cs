using Holdfast.Records.Charts;
using Holdfast.Records.Documents;
using Holdfast.Records.Tokens;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Microsoft.Net.Http.Headers;

namespace Holdfast.Records.Fhir.Binaries;

/// <summary>
/// POST Binary and PUT Binary/[id] with the bytes of a document as the body, in any of the types of <see cref="ContentTypes"/>.
/// A body of FHIR's own types is the resource, and goes the way of every resource.
/// </summary>
internal static class SendBinary
{
    public static void Map(IEndpointRouteBuilder documents)
    {
        documents.MapPost("/Binary", (HttpContext http, Intake intake, ResumeUpload resume, Writing.Writer writer, RoleSettings settings) =>
            IsResource(http.Request) ? Presentation.Checked(http, () => Create.Handle(http, "Binary", writer)) : Answer(http, null, intake, resume, settings));
        documents.MapPut("/Binary/{id}", (HttpContext http, string id, Intake intake, ResumeUpload resume, Writing.Writer writer, RoleSettings settings) =>
            IsResource(http.Request) ? Presentation.Checked(http, () => Update.Handle(http, "Binary", id, writer)) : Answer(http, id, intake, resume, settings));
    }

    /// <summary>What is going to be, as the request's headers say; else why not.</summary>
    public static (OpenChart? Chart, UploadState? State, FhirAnswer.Refused? Refused) Ask(HttpContext http, LiveGrant live, string? id, RoleSettings settings)
    {
        if (Access.Refusal(live, id is null ? Interaction.Create : Interaction.Update, "Binary") is { } refused) return (null, null, refused);
        if (id is not null && !ResourceParser.IsId(id)) return (null, null, Read.NotAnId());
        if (Parameters.Unknown(http) is { } unknown) return (null, null, unknown);
        if (http.Request.Headers.ContainsKey("If-None-Exist")) return (null, null, new FhirAnswer.Refused(400, "not-supported", "If-None-Exist goes with the resource, not with the bytes of a document: PUT Binary/id writes it once however often it is sent."));
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var media) || (media.Charset.Length > 0 && !media.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
            return (null, null, new FhirAnswer.Refused(415, "not-supported", $"Content-Type says what the document is. {ContentTypes.Mend} Text is UTF-8."));
        var (chart, reference, unplaced) = SecurityContext.Of(http.Request, live, settings.RecordsOrigin);
        if (chart is null) return (null, null, unplaced);
        var state = new UploadState(
            id ?? RecordId.New().ToString(), id is null ? null : http.Request.Headers.IfMatch.ToString(), media.MediaType.ToString().ToLowerInvariant(), reference, live.Actor.Person.ToString(), live.ClientId, null, 0);
        return (chart, state, null);
    }

    private static bool IsResource(HttpRequest request) => MediaTypeHeaderValue.TryParse(request.ContentType, out var media) && Negotiation.FormatOf(media.MediaType.Value) != WireFormat.Other;

    private static async Task Answer(HttpContext http, string? id, Intake intake, ResumeUpload resume, RoleSettings settings)
    {
        var live = GrantGuard.Of(http);
        Presentation.Of(http); // what cannot be shown as asked is shown plainly
        var (chart, state, refused) = Ask(http, live, id, settings);
        if (chart is not null && ResumeUpload.IsAsked(http.Request)) await resume.Begin(http, chart, state!);
        else await FhirHttp.Write(http, live, chart is null ? refused! : await intake.Whole(http, live, chart, state!));
    }
}
