using Holdfast.Records.Fhir.Writing;
using Holdfast.Records.Tokens;

namespace Holdfast.Records.Fhir;

/// <summary>
/// PUT [type]/[id] and PUT [type]?condition. A resource that exists is only replaced by someone who has seen its present
/// version (<c>If-Match</c>), so nobody's entry is overwritten unseen. An id that is new to the chart is created.
/// </summary>
internal static class Update
{
    public static void Map(IEndpointRouteBuilder fhir)
    {
        fhir.MapPut("/{type}/{id}", Handle);
        fhir.MapPut("/{type}", (HttpContext http, string type, Writer writer) => Handle(http, type, null, writer));
    }

    public static async Task Handle(HttpContext http, string type, string? id, Writer writer)
    {
        var live = GrantGuard.Of(http);
        await FhirHttp.Write(http, live, await Decide(http, writer.Scene(live), type, id, writer));
    }

    private static async Task<FhirAnswer> Decide(HttpContext http, Scene scene, string type, string? id, Writer writer)
    {
        if (Access.Refusal(scene.Live, Interaction.Update, type) is { } refused) return refused;
        if (id is not null && !ResourceParser.IsId(id)) return Read.NotAnId();
        if (id is not null && Parameters.Unknown(http) is { } unknown) return unknown;
        var (json, unreadable) = await ReceivedBody.Read(http);
        using (json)
        {
            if (json is null) return unreadable!;
            var (resource, invalid) = ReceivedResource.Examine(json.RootElement, type);
            if (resource is null) return invalid!;
            var ifMatch = http.Request.Headers.IfMatch.ToString();
            var (write, impossible) = id is not null ? UpdateWrite.Ask(scene, resource, id, ifMatch) : UpdateWrite.AskByCondition(scene, resource, Parameters.Condition(http), ifMatch);
            return write is null ? impossible! : await writer.One(scene, write, http.RequestAborted);
        }
    }
}
