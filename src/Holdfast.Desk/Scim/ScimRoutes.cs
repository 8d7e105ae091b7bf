using System.Globalization;
using System.Text.Json;
using Google.Protobuf;
using Grpc.Core;
using Holdfast.Ui.Web;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Desk.Scim;

/// <summary>
/// SCIM 2.0 (RFC 7643, 7644) for the provider's personnel system or identity provider. The desk only translates: who may
/// ask, what a suggestion is, and who is sent home when, is the keyholder's to say. Nothing about a patient is behind it.
/// </summary>
internal static class ScimRoutes
{
    public const string Root = "/scim/v2";

    private const int PageSize = 100;

    public static void MapScim(this IEndpointRouteBuilder routes)
    {
        routes.MapGet($"{Root}/ServiceProviderConfig", (RoleSettings settings) => ScimAnswer.Json(ScimDocuments.Config(settings.DeskOrigin)));
        routes.MapGet($"{Root}/ResourceTypes", (RoleSettings settings) => ScimAnswer.Json(ScimDocuments.ResourceTypes(settings.DeskOrigin)));
        routes.MapGet($"{Root}/Schemas", (RoleSettings settings) => ScimAnswer.Json(ScimDocuments.Schemas(settings.DeskOrigin)));
        routes.MapGet($"{Root}/Users", (Delegate)List);
        routes.MapPost($"{Root}/Users", (Delegate)Create);
        routes.MapGet($"{Root}/Users/{{id}}", (Delegate)Read);
        routes.MapPut($"{Root}/Users/{{id}}", (Delegate)Replace);
        routes.MapPatch($"{Root}/Users/{{id}}", (Delegate)Patch);
        routes.MapDelete($"{Root}/Users/{{id}}", (Delegate)Withdraw);
    }

    private static async Task<IResult> List(HttpContext http, Provisioning.ProvisioningClient keyholder, TimeProvider time, RoleSettings settings)
    {
        if (TokenOf(http) is not { } token) return ScimAnswer.NoToken(http);
        var query = http.Request.Query;
        if (query.Keys.Any(key => key is not ("filter" or "startIndex" or "count"))) return ScimAnswer.Error(400, "invalidValue", "Only filter, startIndex and count are served here.");
        if (!ScimFilter.TryRead(query["filter"].ToString(), out var filter)) return ScimAnswer.Error(400, "invalidFilter", "Filter by userName eq \"…\" or externalId eq \"…\".");
        if (!Number(query["startIndex"].ToString(), 1, out var start) || !Number(query["count"].ToString(), PageSize, out var count)) return ScimAnswer.Error(400, "invalidValue", "startIndex and count are whole numbers.");
        start = Math.Max(1, start);
        var request = new ProvisionListRequest { Token = token, By = filter.By, Value = filter.Value, Start = start, Count = Math.Clamp(count, 0, PageSize) };
        var (reply, down) = await Ask(http, time, options => keyholder.ListAsync(request, options));
        if (reply is null) return down!;
        return reply.Refusal is { } refusal ? ScimAnswer.Because(refusal.Why, http) : ScimAnswer.Json(new
        {
            schemas = new[] { ScimDocuments.ListResponse }, totalResults = reply.Total, startIndex = start, itemsPerPage = reply.Users.Count,
            Resources = reply.Users.Select(user => ScimUser.Write(user, settings.DeskOrigin)),
        });
    }

    private static Task<IResult> Read(HttpContext http, string id, Provisioning.ProvisioningClient keyholder, TimeProvider time, RoleSettings settings) => One(http, id, settings, 200,
        (token, bytes, options) => keyholder.ReadAsync(new ProvisionReadRequest { Token = token, Id = bytes }, options), time);

    private static async Task<IResult> Create(HttpContext http, Provisioning.ProvisioningClient keyholder, TimeProvider time, RoleSettings settings)
    {
        if (TokenOf(http) is not { } token) return ScimAnswer.NoToken(http);
        var (body, refused) = await ScimBody.Read(http);
        if (body is null) return refused!;
        using (body)
        {
            if (ScimUser.Read(body.RootElement, whole: false) is not { } fields) return ScimAnswer.Error(400, "invalidValue", "This is no User with userName.");
            var (reply, down) = await Ask(http, time, options => keyholder.CreateAsync(new ProvisionWriteRequest { Token = token, Fields = fields }, options));
            return reply is null ? down! : Answer(http, reply, settings, 201);
        }
    }

    private static Task<IResult> Replace(HttpContext http, string id, Provisioning.ProvisioningClient keyholder, TimeProvider time, RoleSettings settings) =>
        Write(http, id, keyholder, time, settings, body => ScimUser.Read(body, whole: true) is { } fields ? (fields, null) : (null, "This is no User with userName."));

    private static Task<IResult> Patch(HttpContext http, string id, Provisioning.ProvisioningClient keyholder, TimeProvider time, RoleSettings settings) =>
        Write(http, id, keyholder, time, settings, body => ScimPatch.TryRead(body, out var fields, out var problem) ? (fields, null) : (null, problem));

    /// <summary>RFC 7644 §3.6: gone for the source. Who is linked is disabled, as by active=false; nothing here is deleted.</summary>
    private static Task<IResult> Withdraw(HttpContext http, string id, Provisioning.ProvisioningClient keyholder, TimeProvider time, RoleSettings settings) => One(http, id, settings, 204,
        (token, bytes, options) => keyholder.WithdrawAsync(new ProvisionReadRequest { Token = token, Id = bytes }, options), time);

    private static async Task<IResult> Write(HttpContext http, string id, Provisioning.ProvisioningClient keyholder, TimeProvider time, RoleSettings settings, Func<JsonElement, (ProvisionFields? Fields, string? Problem)> read)
    {
        if (TokenOf(http) is null) return ScimAnswer.NoToken(http);
        var (body, refused) = await ScimBody.Read(http);
        if (body is null) return refused!;
        using (body)
        {
            var (fields, problem) = read(body.RootElement);
            if (fields is null) return ScimAnswer.Error(400, problem == ScimPatch.UnknownPath ? "invalidPath" : "invalidValue", problem!);
            return await One(http, id, settings, 200, (token, bytes, options) => keyholder.ChangeAsync(new ProvisionWriteRequest { Token = token, Id = bytes, Fields = fields }, options), time);
        }
    }

    private static async Task<IResult> One(HttpContext http, string id, RoleSettings settings, int status, Func<string, ByteString, CallOptions, AsyncUnaryCall<ProvisionReply>> call, TimeProvider time)
    {
        if (TokenOf(http) is not { } token) return ScimAnswer.NoToken(http);
        // An id that is none still asks: a stranger learns nothing from the shape of an address.
        var bytes = ProvisionedId.TryParse(id, out var parsed) ? parsed.ToByteString() : ByteString.Empty;
        var (reply, down) = await Ask(http, time, options => call(token, bytes, options));
        return reply is null ? down! : Answer(http, reply, settings, status);
    }

    private static IResult Answer(HttpContext http, ProvisionReply reply, RoleSettings settings, int status)
    {
        if (reply.Refusal is { } refusal) return ScimAnswer.Because(refusal.Why, http);
        if (status == 204) return Results.NoContent();
        http.Response.Headers.Location = ScimUser.AddressOf(reply.User, settings.DeskOrigin);
        return ScimAnswer.Json(ScimUser.Write(reply.User, settings.DeskOrigin), status);
    }

    private static async Task<(TReply? Reply, IResult? Down)> Ask<TReply>(HttpContext http, TimeProvider time, Func<CallOptions, AsyncUnaryCall<TReply>> call) where TReply : class
    {
        var (reply, down) = await Keyholder.Ask(http, time, call);
        return (reply, down is null ? null : ScimAnswer.Error(503, null, "The keyholder cannot be reached: try again in a minute."));
    }

    private static string? TokenOf(HttpContext http)
    {
        const string scheme = "Bearer ";
        var header = http.Request.Headers.Authorization.ToString();
        return header.StartsWith(scheme, StringComparison.OrdinalIgnoreCase) && header.Length > scheme.Length ? header[scheme.Length..].Trim() : null;
    }

    private static bool Number(string text, int otherwise, out int number)
    {
        number = otherwise;
        return text.Length == 0 || int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number);
    }
}
