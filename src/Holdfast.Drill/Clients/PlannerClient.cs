using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Drill.Clients;

/// <summary>A scheduling system that two people let in: it sends schedules to the desk, signed with its own key, and sees no name.</summary>
internal sealed class PlannerClient(string desk, HttpClient web, string id) : IDisposable
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(4);

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>What the two people are asked for: payload of "register-client".</summary>
    public ClientRequest Request(DateTimeOffset until)
    {
        var key = PublicKeyP256.Of(_key);
        var jwks = JsonSerializer.SerializeToElement(new { keys = new[] { new { kty = "EC", crv = "P-256", kid = "planner", x = key.X, y = key.Y } } });
        return new ClientRequest(id, "Planner", "service", [], "", "", "dpop", jwks, false, "roster", [], until.ToUnixTimeMilliseconds());
    }

    public async Task<Answer> Send(AssignmentItem[] items)
    {
        var now = TimeProvider.System.GetUtcNow();
        var claims = new { iss = id, sub = id, aud = $"{desk}/roster", jti = Guid.CreateVersion7().ToString(), iat = now.ToUnixTimeMilliseconds() / 1000.0, exp = (now + Life).ToUnixTimeSeconds(), items };
        var signed = $"{Base64Url.Encode("""{"alg":"ES256","kid":"planner"}"""u8)}.{Base64Url.Encode(JsonSerializer.SerializeToUtf8Bytes(claims, JsonSerializerOptions.Web))}";
        var signature = _key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        using var response = await web.PostAsync($"{desk}/roster", JsonContent.Create(new { jws = $"{signed}.{Base64Url.Encode(signature)}" }));
        return await Answer.Read(response, default);
    }

    public void Dispose() => _key.Dispose();
}
