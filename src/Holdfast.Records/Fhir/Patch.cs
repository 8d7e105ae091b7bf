using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Records.Fhir.Writing;
using Holdfast.Records.Tokens;

namespace Holdfast.Records.Fhir;

/// <summary>A change to a resource, understood but not yet applied.</summary>
internal abstract record ResourceChange
{
    /// <summary>Applies it to the resource's JSON in place; else says why it does not fit.</summary>
    public abstract FhirAnswer.Refused? Apply(JsonObject resource);
}

/// <summary>
/// PATCH [type]/[id] and PATCH [type]?condition: JSON Patch (RFC 6902) or FHIRPath Patch. What the patch does not touch stays
/// as it was stored, to the byte. Whoever patches names the version they have seen, like whoever updates.
/// </summary>
internal static class Patch
{
    private const string JsonPatchType = "application/json-patch+json";

    public static void Map(IEndpointRouteBuilder fhir)
    {
        fhir.MapPatch("/{type}/{id}", Handle);
        fhir.MapPatch("/{type}", (HttpContext http, string type, Writer writer) => Handle(http, type, null, writer));
    }

    private static async Task Handle(HttpContext http, string type, string? id, Writer writer)
    {
        var live = GrantGuard.Of(http);
        await FhirHttp.Write(http, live, await Decide(http, writer.Scene(live), type, id, writer));
    }

    private static async Task<FhirAnswer> Decide(HttpContext http, Scene scene, string type, string? id, Writer writer)
    {
        if (Access.Refusal(scene.Live, Interaction.Update, type) is { } refused) return refused;
        if (id is not null && Parameters.Unknown(http) is { } unknown) return unknown;
        var (change, wrong) = await Read(http);
        if (change is null) return wrong!;
        var ifMatch = http.Request.Headers.IfMatch.ToString();
        var (write, impossible) = id is not null ? PatchWrite.Ask(scene, type, id, change, ifMatch) : PatchWrite.AskByCondition(scene, type, Parameters.Condition(http), change, ifMatch);
        return write is null ? impossible! : await writer.One(scene, write, http.RequestAborted);
    }

    /// <summary>A patch that stands in a Bundle: Parameters of a FHIRPath Patch, or a JSON Patch in a Binary.</summary>
    public static (ResourceChange? Change, FhirAnswer.Refused? Refused) FromBundle(JsonElement resource)
    {
        if (ResourceParser.TypeOf(resource) == "Parameters") return FhirPathPatch.Parse(resource);
        if (ResourceParser.TypeOf(resource) == "Binary" && resource.TryGetProperty("contentType"u8, out var type) && type.ValueEquals(JsonPatchType)
            && resource.TryGetProperty("data"u8, out var data) && data.ValueKind == JsonValueKind.String && data.TryGetBytesFromBase64(out var bytes)) return JsonPatch.Parse(bytes);
        return (null, new FhirAnswer.Refused(400, "invalid", $"A patch in a Bundle is Parameters (FHIRPath Patch), or a Binary whose contentType is {JsonPatchType}."));
    }

    private static async Task<(ResourceChange? Change, FhirAnswer.Refused? Refused)> Read(HttpContext http)
    {
        if (http.Request.ContentType?.Split(';')[0].Trim().Equals(JsonPatchType, StringComparison.OrdinalIgnoreCase) == true) return JsonPatch.Parse(await ReceivedBody.ReadAll(http));
        var (json, unreadable) = await ReceivedBody.Read(http);
        using (json)
        {
            if (json is null)
                return (null, unreadable!.Status == 415 ? new FhirAnswer.Refused(415, "not-supported", $"Send a patch as Content-Type: {JsonPatchType}, or Parameters of a FHIRPath Patch as application/fhir+json.") : unreadable);
            return FhirPathPatch.Parse(json.RootElement);
        }
    }
}
