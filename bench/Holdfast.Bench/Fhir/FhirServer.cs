using System.Diagnostics;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Holdfast.Wire.Statements;

namespace Holdfast.Bench.Fhir;

/// <summary>A right to ask: the token, and the key that it is bound to (null: a bearer token).</summary>
internal sealed record Access(string Token, ECDsa? Key, string Patient)
{
    public string Authorization => Key is null ? $"Bearer {Token}" : $"DPoP {Token}";

    public string? Proof(string method, string address) => Key is null ? null : DpopProofs.Make(Key, method, address, Token, TimeProvider.System.GetUtcNow());
}

/// <summary>A FHIR server that is measured: where it is, by which rights, and which processes it is made of.</summary>
/// <param name="Charts">One right for each of many charts.</param>
/// <param name="Alone">A chart that all callers write to at once.</param>
/// <param name="All">The right to look a patient up by health number.</param>
internal sealed record FhirServer(string Name, string Base, HttpClient Web, IReadOnlyList<Access> Charts, Access Alone, Access All, Func<int, string> HealthNumber, int Patients, IReadOnlyList<Process> Processes)
{
    public TimeSpan Cpu()
    {
        var sum = TimeSpan.Zero;
        foreach (var process in Processes)
        {
            process.Refresh();
            sum += process.TotalProcessorTime;
        }

        return sum;
    }

    /// <exception cref="InvalidOperationException">Any other answer than a good one: a benchmark of refusals is none.</exception>
    public async Task<byte[]> Send(string method, string address, byte[]? body, string authorization, string? proof)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), address);
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        if (proof is not null) request.Headers.TryAddWithoutValidation("DPoP", proof);
        if (body is not null) request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/fhir+json") } };
        using var response = await Web.SendAsync(request);
        var answer = await response.Content.ReadAsByteArrayAsync();
        return response.IsSuccessStatusCode ? answer
            : throw new InvalidOperationException($"{Name}: {method} {new Uri(address).AbsolutePath} answered {(int)response.StatusCode}: {System.Text.Encoding.UTF8.GetString(answer)[..Math.Min(400, answer.Length)]}");
    }

    public async Task<JsonElement> Ask(string method, string path, byte[]? body, Access by) =>
        JsonElement.Parse(await Send(method, $"{Base}/{path}", body, by.Authorization, by.Proof(method, $"{Base}/{path}")));

    /// <summary>A right to one chart, by a code that is redeemed with the application's key.</summary>
    public static async Task<Access> Redeem(HttpClient web, string origin, string code, string verifier, ECDsa key)
    {
        var answer = await Token(web, origin, key, new()
        {
            ["grant_type"] = "authorization_code", ["code"] = code, ["redirect_uri"] = $"{origin}/chart/", ["client_id"] = "holdfast-chart", ["code_verifier"] = verifier,
        });
        return new Access(answer.GetProperty("access_token").GetString()!, key, answer.GetProperty("patient").GetString()!);
    }

    public static async Task<Access> ServiceToken(HttpClient web, string origin, string assertion)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var answer = await Token(web, origin, key, new()
        {
            ["grant_type"] = "client_credentials", ["scope"] = "system/*.rs", ["client_assertion"] = assertion,
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        });
        return new Access(answer.GetProperty("access_token").GetString()!, key, "");
    }

    private static async Task<JsonElement> Token(HttpClient web, string origin, ECDsa key, Dictionary<string, string> form)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{origin}/token") { Content = new FormUrlEncodedContent(form) };
        request.Headers.Add("DPoP", DpopProofs.Make(key, "POST", $"{origin}/token", null, TimeProvider.System.GetUtcNow()));
        using var response = await web.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? JsonElement.Parse(text) : throw new InvalidOperationException($"{origin}/token answered {(int)response.StatusCode}: {text}");
    }
}
