using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Keyholder.Running;

/// <summary>A registered service that sends schedules, with its key. What a test wants to bend is a parameter.</summary>
internal sealed class TestRoster(TestKeyholder keyholder, TestApp app)
{
    public static ClientRequest Request(TestKeyholder keyholder) => new(
        "planner", "Planner", "service", [], "", "", "dpop", null, false, "roster", [], keyholder.Time.GetUtcNow().AddDays(30).ToUnixTimeMilliseconds());

    public static async Task<TestRoster> Register(TestKeyholder keyholder) => new(keyholder, await TestApp.Register(keyholder, Request(keyholder)));

    public TestApp App => app;

    public string Sign(AssignmentItem[] items, string? aud = null, string? jti = null, TimeSpan? life = null, TimeSpan? made = null, ECDsa? key = null, string? iss = null, string member = "items") =>
        Signed(app, keyholder, new Dictionary<string, object>
        {
            ["iss"] = iss ?? app.Id, ["sub"] = iss ?? app.Id, ["aud"] = aud ?? $"{TestKeyholder.DeskOrigin}/roster", ["jti"] = jti ?? Guid.CreateVersion7().ToString(),
            ["exp"] = (keyholder.Time.GetUtcNow() + (made ?? TimeSpan.Zero) + (life ?? TimeSpan.FromMinutes(5))).ToUnixTimeSeconds(),
            ["iat"] = (keyholder.Time.GetUtcNow() + (made ?? TimeSpan.Zero)).ToUnixTimeMilliseconds() / 1000.0, // to the millisecond: a keyholder that has just started takes nothing from before
            [member] = items,
        }, key);

    public Task<RosterReply> Send(params AssignmentItem[] items) => Send(Sign(items));

    public Task<RosterReply> Send(string jws) => keyholder.Operations.SendRoster.Run(TestKeyholder.Desk, new RosterRequest { Jws = jws });

    private static string Signed(TestApp app, TestKeyholder keyholder, Dictionary<string, object> claims, ECDsa? key)
    {
        var header = Base64Url.Encode("""{"alg":"ES384","kid":"k1","typ":"JWT"}"""u8);
        var signed = $"{header}.{Base64Url.Encode(JsonSerializer.SerializeToUtf8Bytes(claims, JsonSerializerOptions.Web))}";
        return $"{signed}.{Base64Url.Encode((key ?? app.Key).SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA384, DSASignatureFormat.IeeeP1363FixedFieldConcatenation))}";
    }
}
