using Holdfast.Records.Fhir.Writing;
using Holdfast.Records.Tokens;

namespace Holdfast.Records.Fhir;

/// <summary>
/// POST [type]. With <c>If-None-Exist: identifier=system|value</c> (or any other search) it writes once however often it
/// is sent: the search and the write are decided on one state of the chart, and again when another writer was faster.
/// </summary>
internal static class Create
{
    public static void Map(IEndpointRouteBuilder fhir) => fhir.MapPost("/{type}", Handle);

    public static async Task Handle(HttpContext http, string type, Writer writer)
    {
        var live = GrantGuard.Of(http);
        await FhirHttp.Write(http, live, await Decide(http, writer.Scene(live), type, writer));
    }

    private static async Task<FhirAnswer> Decide(HttpContext http, Scene scene, string type, Writer writer)
    {
        if (Access.Refusal(scene.Live, Interaction.Create, type) is { } refused) return refused;
        if (Parameters.Unknown(http) is { } unknown) return unknown;
        var (json, unreadable) = await ReceivedBody.Read(http);
        using (json)
        {
            if (json is null) return unreadable!;
            var (resource, invalid) = ReceivedResource.Examine(json.RootElement, type);
            if (resource is null) return invalid!;
            var (write, impossible) = CreateWrite.Ask(scene, resource, http.Request.Headers["If-None-Exist"]);
            return write is null ? impossible! : await writer.One(scene, write, http.RequestAborted);
        }
    }
}
