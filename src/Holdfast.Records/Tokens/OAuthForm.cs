using System.Text;
using System.Text.Json;
using Holdfast.Wire;
using Microsoft.AspNetCore.Http.Features;

namespace Holdfast.Records.Tokens;

/// <summary>A form whose fields each stand in it once.</summary>
internal sealed class OAuthForm
{
    /// <summary>An assertion with an RSA signature is the longest field.</summary>
    private const int LongestField = 4096;

    /// <summary>All fields together. Anybody may send it, so it is far below what a resource may weigh.</summary>
    private const int LargestForm = 32 * 1024;

    private readonly IFormCollection _fields;
    private readonly string _authorization;

    private OAuthForm(IFormCollection fields, string authorization) => (_fields, _authorization) = (fields, authorization);

    public static async Task<OAuthForm?> Read(HttpContext http)
    {
        if (!http.Request.HasFormContentType || http.Request.ContentType?.StartsWith("application/x-www-form-urlencoded", StringComparison.OrdinalIgnoreCase) != true) return null;
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = LargestForm;
        try
        {
            var fields = await http.Request.ReadFormAsync(http.RequestAborted);
            return fields.Any(f => f.Value.Count != 1 || f.Value.ToString().Length > LongestField) ? null : new OAuthForm(fields, http.Request.Headers.Authorization.ToString());
        }
        catch (Exception e) when (e is InvalidDataException or BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge })
        {
            return null;
        }
    }

    public static OAuthRefusal NotAForm { get; } = new(400, "invalid_request", $"Send the parameters as application/x-www-form-urlencoded, each once, together at most {LargestForm / 1024} KiB.");

    public string Get(string name) => _fields[name].ToString();

    public OAuthRefusal? Missing(params string[] names) =>
        names.FirstOrDefault(n => Get(n).Length == 0) is { } missing ? new OAuthRefusal(400, "invalid_request", $"{missing} is missing.") : null;

    /// <summary>
    /// Whose request it is, and what it shows of itself: HTTP Basic or client_secret (RFC 6749 §2.3.1), a client assertion
    /// (RFC 7523), or the id alone. The keyholder checks; here it is only read.
    /// </summary>
    /// <param name="mayBeUnnamed">The request names its client in another way: a refresh token belongs to one.</param>
    public (string Client, ClientProof? Proof, OAuthRefusal? Refused) Client(bool mayBeUnnamed = false)
    {
        OAuthRefusal Twice() => new(400, "invalid_request", "Authenticate the client in one way: HTTP Basic, client_secret, or client_assertion.");
        var (client, secret, assertion) = (Get("client_id"), Get("client_secret"), Get("client_assertion"));
        if (_authorization.Length > 0)
        {
            if (secret.Length > 0 || assertion.Length > 0) return ("", null, Twice());
            if (Basic(_authorization) is not { } basic || (client.Length > 0 && client != basic.Client)) return ("", null, new OAuthRefusal(401, "invalid_client", "The Authorization header is not HTTP Basic with this client's id and secret."));
            return (basic.Client, new ClientProof { Secret = basic.Secret }, null);
        }

        if (assertion.Length > 0)
        {
            if (secret.Length > 0) return ("", null, Twice());
            if (Get("client_assertion_type") != "urn:ietf:params:oauth:client-assertion-type:jwt-bearer") return ("", null, new OAuthRefusal(400, "invalid_request", "client_assertion_type must be urn:ietf:params:oauth:client-assertion-type:jwt-bearer."));
            return (client.Length > 0 ? client : SubjectOf(assertion), new ClientProof { Assertion = assertion }, null);
        }

        if (client.Length == 0 && !(mayBeUnnamed && secret.Length == 0)) return ("", null, new OAuthRefusal(400, "invalid_request", "client_id is missing."));
        return (client, secret.Length > 0 ? new ClientProof { Secret = secret } : null, null);
    }

    private static (string Client, string Secret)? Basic(string header)
    {
        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)) return null;
        var bytes = new byte[header.Length];
        if (!Convert.TryFromBase64String(header[6..].Trim(), bytes, out var written)) return null;
        var parts = Encoding.UTF8.GetString(bytes, 0, written).Split(':', 2);
        return parts.Length == 2 ? (Uri.UnescapeDataString(parts[0].Replace('+', ' ')), Uri.UnescapeDataString(parts[1].Replace('+', ' '))) : null;
    }

    /// <summary>Who an assertion says it is of: read, not believed.</summary>
    private static string SubjectOf(string assertion)
    {
        var parts = assertion.Split('.', 4);
        if (parts.Length != 3 || !Base64Url.TryDecode(parts[1], LongestField, out var payload)) return "";
        try
        {
            using var json = JsonDocument.Parse(payload);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("sub", out var subject) && subject.ValueKind == JsonValueKind.String ? subject.GetString()! : "";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // the latter: text that is no Unicode
        {
            return "";
        }
    }
}
