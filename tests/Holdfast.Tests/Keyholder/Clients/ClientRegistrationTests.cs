using System.Text.Json;
using Holdfast.Keyholder.Clients;
using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Keyholder.Clients;

public class ClientRegistrationTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 13, 0, 0, TimeSpan.Zero);
    private static readonly JsonElement Keys = Json("""{"keys":[{"kty":"EC","crv":"P-256","kid":"a","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}""");

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    private static IReadOnlyList<string> Problems(ClientRequest request, bool taken = false) =>
        [.. ClientRegistration.Check(request, number => number == "1234567897" ? ChartId.New() : null, taken, Now).Problems.Select(problem => problem.Detail)];

    private static ClientRequest Service() => new("lab", "Lab", "service", [], "", "system/*.cruds", "bearer", Keys, false, "read-set", ["1234567897"], Now.AddDays(30).ToUnixTimeMilliseconds());

    [Fact]
    public void Clients_of_each_kind_can_be_registered()
    {
        Assert.Empty(Problems(TestApp.Public()));
        Assert.Empty(Problems(TestApp.Public(binding: "dpop")));
        Assert.Empty(Problems(TestApp.Confidential()));
        Assert.Empty(Problems(TestApp.Confidential(keys: Keys)));
        Assert.Empty(Problems(Service()));
        Assert.Empty(Problems(Service() with { Reach = "write-set" }));
        Assert.Empty(Problems(Service() with { Reach = "own-charts", HealthNumbers = [] }));
        Assert.Empty(Problems(TestApp.Confidential() with { Kind = "resource-server", RedirectUris = [], LaunchUri = "", Scope = "" }));
    }

    private static readonly (string Says, ClientRequest Request)[] Wrong =
    [
        ("the id", TestApp.Public("Wound-Camera")),
        ("the id", TestApp.Public("wc")),
        ("the id", TestApp.Public("holdfast-evil")),
        ("the id", TestApp.Public("import")),
        ("the name", TestApp.Public() with { Name = " Camera" }),
        ("the name", TestApp.Public() with { Name = "Cam\nera" }),
        ("the kind", TestApp.Public() with { Kind = "trusted" }),
        ("binding", TestApp.Public() with { Binding = "cookie" }),
        ("no secret", TestApp.Public() with { Secret = true }),
        ("no secret", TestApp.Public() with { Keys = Keys }),
        ("one of the two", TestApp.Confidential() with { Keys = Keys }),
        ("one of the two", TestApp.Confidential() with { Secret = false }),
        ("redirect addresses", TestApp.Public() with { RedirectUris = [] }),
        ("redirect address must be https", TestApp.Public() with { RedirectUris = ["http://app.example/"] }),
        ("given twice", TestApp.Public() with { RedirectUris = [TestApp.AppRedirect, TestApp.AppRedirect] }),
        ("launch address", TestApp.Public() with { LaunchUri = "http://app.example/" }),
        ("not served", TestApp.Public(scope: "patient/*.rs user/*.rs")),
        ("patient/", TestApp.Public(scope: "launch")),
        ("patient/", TestApp.Public(scope: "patient/*.rs system/*.rs")),
        ("search parameters", TestApp.Public(scope: "patient/Observation.rs?category=laboratory")),
        ("are a service's", TestApp.Public() with { Until = 1 }),
        ("JWKS", Service() with { Keys = null }),
        ("not secret any more", Service() with { Keys = Json("""{"keys":[{"kty":"EC","crv":"P-256","kid":"a","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0","d":"AA"}]}""") }),
        ("whole", Service() with { Keys = Json("""{"keys":[{"kty":"EC","crv":"P-256","kid":"a","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"}]}""") }),
        ("whole", Service() with { Keys = Json("""{"keys":[{"kty":"RSA","kid":"a","n":"AQAB","e":"AQAB"}]}""") }),
        ("JWKS", Service() with { Keys = Json("""{"keys":[]}""") }),
        ("JWKS", Service() with { Keys = Json("""{"keys":[{"kty":"EC"}]}""") }),
        ("no launch", Service() with { Scope = "launch system/*.rs" }),
        ("system/", Service() with { Scope = "patient/*.rs" }),
        ("reach", Service() with { Reach = "everything" }),
        ("until", Service() with { Until = 0 }),
        ("until", Service() with { Until = Now.AddDays(400).ToUnixTimeMilliseconds() }),
        ("belong to nobody", Service() with { HealthNumbers = ["1234567897", "0000000000"] }),
        ("health numbers of 1 to", Service() with { HealthNumbers = [] }),
        ("is given none", Service() with { Reach = "own-charts" }),
        ("a scope that does", Service() with { Reach = "write-set", Scope = "system/*.rs" }),
        ("no redirect", Service() with { RedirectUris = [TestApp.AppRedirect] }),
        ("no scope", TestApp.Confidential() with { Kind = "resource-server", RedirectUris = [], LaunchUri = "" }),
    ];

    [Fact]
    public void What_cannot_be_registered_is_said_with_the_mend()
    {
        foreach (var (says, request) in Wrong)
            Assert.Contains(Problems(request), problem => problem.Contains(says, StringComparison.Ordinal));
    }

    [Fact]
    public void An_id_that_was_used_before_stays_its_own() => Assert.Contains("used before", Assert.Single(Problems(TestApp.Public(), taken: true)));

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"client\":\"a\"}")]
    public void A_payload_of_another_form_is_no_payload(string json) => Assert.Null(StatementJson.Read<ClientRequest>(System.Text.Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void A_payload_reads_back_and_one_member_more_is_refused()
    {
        var text = System.Text.Encoding.UTF8.GetString(StatementJson.Write(TestApp.Public()));
        Assert.Equal("wound-camera", StatementJson.Read<ClientRequest>(System.Text.Encoding.UTF8.GetBytes(text))!.Client);
        Assert.Null(StatementJson.Read<ClientRequest>(System.Text.Encoding.UTF8.GetBytes(text[..^1] + ",\"admin\":true}")));
    }
}
