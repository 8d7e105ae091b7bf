using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Holdfast.ChartApp.Fhir;
using Holdfast.ChartApp.Launch;
using Holdfast.Wire;
using Holdfast.Wire.Statements;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Tests.ChartApp;

/// <summary>The device's key in software.</summary>
internal sealed class SoftwareProofKey : IProofKey, IDisposable
{
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public string Thumbprint => PublicKeyP256.Of(_key).Thumbprint();

    public Task<string> PublicJwk() => Task.FromResult(PublicKeyP256.Of(_key).ToJwk());

    public Task<string> Sign(string text) => Task.FromResult(Base64Url.Encode(
        _key.SignData(Encoding.ASCII.GetBytes(text), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation)));

    public void Dispose() => _key.Dispose();
}

internal enum Trouble
{
    None,
    /// <summary>The request is lost on its way.</summary>
    LostBefore,
    /// <summary>It arrives and takes effect; the answer is lost.</summary>
    LostAfter,
}

/// <summary>
/// Records as far as the chart application sees it: tokens bound to a key, conditional creates, pages. It checks every
/// proof with the product's own verifier, and loses requests and answers when a test says so.
/// </summary>
internal sealed class PretendRecords : HttpMessageHandler
{
    public const string Origin = "https://records.test";

    private readonly DpopProofs _proofs = new();
    private string _access = "access-0", _refresh = "refresh-0";
    private int _version = 40;
    private int _tokens;

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 3, 15, 0, 0, TimeSpan.Zero));

    public SoftwareProofKey Key { get; } = new();

    public Dictionary<string, List<JsonObject>> Resources { get; } = [];

    public List<string> Requests { get; } = [];

    /// <summary>What befalls the request of that number (from 0), counted over creates.</summary>
    public Func<int, Trouble> TroubleAt { get; set; } = _ => Trouble.None;

    public Func<string, (HttpStatusCode Status, string Body)?> Refusal { get; set; } = _ => null;

    public bool SessionEnded { get; set; }

    public int Creates { get; private set; }

    public int PageSize { get; set; } = 3;

    public bool Gap { get; set; }

    public FhirConnection Connect(string role = "nurse")
    {
        var http = new HttpClient(this, disposeHandler: false);
        var configuration = new SmartConfiguration(new Uri("https://desk.test"), new Uri("https://desk.test/authorize"), new Uri(Origin + "/token"), new Uri(Origin + "/revoke"));
        var clock = new ServerClock(Time);
        return new FhirConnection(http, new Uri(Origin + "/fhir/"), new TokenEndpoint(http, configuration, Key, clock), Key, clock, NewGrant(role));
    }

    public ServerClock Clock => new(Time);

    public int Count(string type) => Resources.TryGetValue(type, out var all) ? all.Count : 0;

    public JsonObject Put(JsonObject resource)
    {
        resource["id"] ??= $"r{++_version}";
        var type = (string)resource["resourceType"]!;
        if (!Resources.TryGetValue(type, out var all)) Resources[type] = all = [];
        all.Add(resource);
        return resource;
    }

    private Grant NewGrant(string role) => new()
    {
        AccessToken = _access,
        RefreshToken = _refresh,
        Expires = Time.GetUtcNow().AddMinutes(10),
        PatientId = "p1",
        PersonId = new string('a', 32),
        PersonName = "Amina Hassan",
        PersonRole = role,
    };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        Requests.Add($"{request.Method} {request.RequestUri.PathAndQuery}");
        if (path == "/token") return await Token(request);
        if (path == "/revoke") return new HttpResponseMessage(HttpStatusCode.OK);
        if (!Proven(request, _access) || SessionEnded || request.Headers.GetValues("Authorization").Single() != $"DPoP {_access}")
            return Json(HttpStatusCode.Unauthorized, Outcome("login", "Open the chart again."));
        return request.Method == HttpMethod.Post ? await Create(request, path["/fhir/".Length..]) : Find(request.RequestUri, path["/fhir/".Length..]);
    }

    public void ExpireAccessToken() => _access = "somebody forgot it";

    private bool Proven(HttpRequestMessage request, string? token) =>
        request.Headers.TryGetValues("DPoP", out var proofs)
        && _proofs.Verify(proofs.Single(), request.Method.Method, request.RequestUri!.GetLeftPart(UriPartial.Path), token, Time.GetUtcNow()) is DpopOutcome.Accepted accepted
        && accepted.Jkt == Key.Thumbprint;

    private async Task<HttpResponseMessage> Token(HttpRequestMessage request)
    {
        var form = await request.Content!.ReadAsStringAsync();
        if (!Proven(request, null) || SessionEnded || !form.Contains($"refresh_token={_refresh}"))
            return Json(HttpStatusCode.BadRequest, """{"error":"invalid_grant","error_description":"The session has ended."}""");
        _tokens++;
        (_access, _refresh) = ($"access-{_tokens}", $"refresh-{_tokens}");
        return Json(HttpStatusCode.OK, $$"""{"access_token":"{{_access}}","token_type":"DPoP","expires_in":600,"refresh_token":"{{_refresh}}","patient":"p1"}""");
    }

    private async Task<HttpResponseMessage> Create(HttpRequestMessage request, string type)
    {
        var trouble = TroubleAt(Creates++);
        if (trouble == Trouble.LostBefore) throw new HttpRequestException("lost");
        if (Refusal(type) is { } refusal) return Json(refusal.Status, refusal.Body);
        var resource = JsonNode.Parse(await request.Content!.ReadAsStringAsync())!.AsObject();
        var identifier = request.Headers.GetValues("If-None-Exist").Single().Split('|')[1];
        var existing = Resources.GetValueOrDefault(type)?.Find(r => r["identifier"]!.ToJsonString().Contains(identifier));
        var written = existing ?? Put(resource);
        if (trouble == Trouble.LostAfter) throw new HttpRequestException("lost");
        var response = Json(existing is null ? HttpStatusCode.Created : HttpStatusCode.OK, written.ToJsonString());
        response.Headers.TryAddWithoutValidation("ETag", "W/\"41\"");
        return response;
    }

    private HttpResponseMessage Find(Uri address, string path)
    {
        var parts = path.Split('/');
        if (Refusal(parts[0]) is { } refusal) return Json(refusal.Status, refusal.Body);
        var all = Resources.GetValueOrDefault(parts[0]) ?? [];
        if (parts.Length == 2)
            return all.Find(r => (string)r["id"]! == parts[1]) is { } one ? Json(HttpStatusCode.OK, one.ToJsonString()) : Json(HttpStatusCode.NotFound, Outcome("not-found", "?"));
        var from = System.Web.HttpUtility.ParseQueryString(address.Query)["from"] is { } text ? int.Parse(text) : 0;
        var page = new JsonObject
        {
            ["resourceType"] = "Bundle",
            ["entry"] = new JsonArray([.. all.Skip(from).Take(PageSize).Select(r => new JsonObject { ["resource"] = r.DeepClone() })]),
        };
        if (from + PageSize < all.Count)
            page["link"] = new JsonArray(new JsonObject { ["relation"] = "next", ["url"] = $"{Origin}/fhir/{parts[0]}?from={from + PageSize}" });
        var response = Json(HttpStatusCode.OK, page.ToJsonString());
        if (Gap) response.Headers.Add("Holdfast-Gap", "4");
        return response;
    }

    public static string Outcome(string code, string words) =>
        new JsonObject { ["resourceType"] = "OperationOutcome", ["issue"] = new JsonArray(new JsonObject { ["code"] = code, ["details"] = new JsonObject { ["text"] = words } }) }.ToJsonString();

    private static HttpResponseMessage Json(HttpStatusCode status, string body) =>
        new(status) { Content = new StringContent(body, Encoding.UTF8, "application/fhir+json") };
}
