using Holdfast.Records.Fhir.Writing;
using Holdfast.Records.Tokens;

namespace Holdfast.Records.Fhir;

/// <summary>
/// DELETE [type]/[id] and DELETE [type]?condition. Reading it afterwards is answered with 410, its history stays. One match
/// of a condition is deleted; several are when the sender says with <c>_count</c> how many they expect at most.
/// </summary>
internal static class Delete
{
    public static void Map(IEndpointRouteBuilder fhir)
    {
        fhir.MapDelete("/{type}/{id}", Handle);
        fhir.MapDelete("/{type}", (HttpContext http, string type, Writer writer) => Handle(http, type, null, writer));
    }

    private static async Task Handle(HttpContext http, string type, string? id, Writer writer)
    {
        var live = GrantGuard.Of(http);
        await FhirHttp.Write(http, live, await Decide(http, writer.Scene(live), type, id, writer));
    }

    private static async Task<FhirAnswer> Decide(HttpContext http, Scene scene, string type, string? id, Writer writer)
    {
        if (id is not null && Access.Refusal(scene.Live, Interaction.Delete, type) is null && Parameters.Unknown(http) is { } unknown) return unknown;
        var ifMatch = http.Request.Headers.IfMatch.ToString();
        var (write, refused) = id is not null ? DeleteWrite.Ask(scene, type, id, ifMatch) : DeleteWrite.AskByCondition(scene, type, Parameters.Condition(http), ifMatch);
        return write is null ? refused! : await writer.One(scene, write, http.RequestAborted);
    }
}
