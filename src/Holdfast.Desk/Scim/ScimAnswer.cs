using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Holdfast.Wire;

namespace Holdfast.Desk.Scim;

/// <summary>Answers of SCIM: application/scim+json, and the one place where a no becomes its error (RFC 7644 §3.12).</summary>
internal static class ScimAnswer
{
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    public static IResult Json(object answer, int status = 200) => Results.Json(answer, Options, "application/scim+json", status);

    public static IResult NoToken(HttpContext http)
    {
        http.Response.Headers.WWWAuthenticate = "Bearer";
        return Error(401, null, "A bearer token of a registered source is needed.");
    }

    /// <summary>
    /// The keyholder's detail stays here: that somebody is an approver or the last privacy officer is nothing that a source
    /// may learn, so everything that it may not do reads the same.
    /// </summary>
    public static IResult Because(Why why, HttpContext http) => why switch
    {
        Why.Unknown or Why.Expired => NoToken(http),
        Why.NotFound => Error(404, null, "This source sent no such user."),
        Why.Conflict => Error(409, "uniqueness", "Another user of this source has this userName or externalId."),
        Why.Malformed => Error(400, "invalidValue", "userName and a name of at most 100 characters are needed; other texts have at most 200."),
        Why.SlowDown => Error(429, null, "Too many requests: wait a second."),
        Why.TooLarge => Error(403, null, "Too many suggestions wait: an administrator looks at them first."),
        _ => Error(403, null, "This was not done. The administrator sees that it was asked for."),
    };

    public static IResult Error(int status, string? type, string detail)
    {
        var body = new Dictionary<string, object> { ["schemas"] = new[] { ScimDocuments.ErrorMessage }, ["status"] = status.ToString(CultureInfo.InvariantCulture), ["detail"] = detail };
        if (type is not null) body["scimType"] = type;
        return Json(body, status);
    }
}
