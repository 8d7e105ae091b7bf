using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Keyholder.Clients;

/// <summary>Two people let an application in, and two take it out again.</summary>
public class RegisterClientTests
{
    [Fact]
    public async Task Two_people_register_an_application_and_only_then_it_may_be_launched()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (officer, second, nurse, coordinator) = (await keyholder.SignIn("privacy-officer"), await keyholder.SignIn("privacy-officer"), await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"));
        var chart = await keyholder.Admit(coordinator, nurse);
        var asked = await officer.Propose("register-client", TestApp.Confidential());
        Assert.Null(asked.Refusal);
        Assert.Equal(Why.ClientUnknown, (await nurse.Launch(chart, "gateway")).Refusal.Why);

        var words = System.Text.Encoding.UTF8.GetString((await second.Pending()).Requests.Single().Document.ToByteArray());
        Assert.Contains("https://app.example/done", words);
        Assert.Contains("Inscrire", words);
        Assert.Null((await second.Approve(ProposalId.From(asked.Request))).Refusal);
        Assert.Null((await nurse.Launch(chart, "gateway")).Refusal);
        Assert.Equal("gateway", Assert.Single(await keyholder.Entries("client-registered")).GetProperty("client").GetString());
        Assert.NotEmpty((await officer.Asked()).Requests.Single().Secret);

        Assert.NotNull((await officer.Propose("register-client", TestApp.Confidential())).Refusal);
        var out1 = await second.Propose("retire-client", new RetireClientProposal("gateway", "the contract with its maker has ended"));
        Assert.Null((await officer.Approve(ProposalId.From(out1.Request))).Refusal);
        Assert.Equal(Why.ClientUnknown, (await nurse.Launch(chart, "gateway")).Refusal.Why);
        Assert.NotNull((await second.Propose("retire-client", new RetireClientProposal("gateway", "the contract with its maker has ended"))).Refusal);
    }

    [Fact]
    public async Task Nobody_else_asks_and_an_administrator_learns_no_health_number()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, administrator, coordinator) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("administrator"), await keyholder.SignIn("coordinator"));
        await keyholder.Admit(coordinator, nurse, healthNumber: "1234567897");
        Assert.Equal(Why.NotAllowed, (await nurse.Propose("register-client", TestApp.Public())).Refusal.Why);
        Assert.Null((await administrator.Propose("register-client", TestApp.Public())).Refusal);
        foreach (var number in new[] { "1234567897", "1111111111" })
            Assert.Equal(Why.NotAllowed, (await administrator.Propose("register-client", TestApp.Service(keyholder, "read-set", number))).Refusal.Why);
        Assert.Equal(Why.Malformed, (await administrator.Propose("register-client", TestApp.Public("holdfast-x"))).Refusal.Why);
    }

    [Fact]
    public async Task Who_asked_for_a_service_that_only_writes_is_told_its_charts_and_of_other_services_nothing()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (officer, second, nurse, coordinator) = (await keyholder.SignIn("privacy-officer"), await keyholder.SignIn("privacy-officer"), await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"));
        var chart = await keyholder.Admit(coordinator, nurse, healthNumber: "1234567897");
        foreach (var (id, reach) in new[] { ("writer", "write-set"), ("reader", "read-set") })
        {
            var request = TestApp.Service(keyholder, reach, "1234567897") with { Client = id, Keys = Jwks() };
            var asked = await officer.Propose("register-client", request);
            Assert.DoesNotContain(chart.ToString(), System.Text.Encoding.UTF8.GetString((await second.Pending()).Requests.Single().Document.ToByteArray()), StringComparison.Ordinal);
            Assert.Null((await second.Approve(ProposalId.From(asked.Request))).Refusal);
        }

        Assert.Equal(["", chart.ToString()], (await officer.Asked()).Requests.Select(r => r.Secret).Order(StringComparer.Ordinal));
    }

    private static System.Text.Json.JsonElement Jwks()
    {
        using var key = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256);
        var point = key.ExportParameters(false).Q;
        return System.Text.Json.JsonSerializer.SerializeToElement(new { keys = new[] { new { kty = "EC", crv = "P-256", kid = "k1", x = Base64Url.Encode(point.X!), y = Base64Url.Encode(point.Y!) } } });
    }

    /// <summary>What a page would not send: a refusal each, and nothing that the keyholder trips over.</summary>
    [Theory]
    [InlineData("redirectUris", "[null]")]
    [InlineData("healthNumbers", "[null]")]
    public async Task A_registration_that_no_page_sends_is_refused(string member, string json)
    {
        await using var keyholder = await TestKeyholder.Start();
        var officer = await keyholder.SignIn("privacy-officer");
        var payload = System.Text.Json.Nodes.JsonNode.Parse(StatementJson.Write(TestApp.Confidential()))!.AsObject();
        payload[member] = "HERE";
        var statement = new ProposeStatement { Kind = "register-client", Payload = System.Text.Json.JsonDocument.Parse(payload.ToJsonString().Replace("\"HERE\"", json, StringComparison.Ordinal)).RootElement };

        Assert.Equal(Why.Malformed, (await officer.Propose(statement)).Refusal.Why);
    }

    [Theory]
    [InlineData("""{"keys":[{"kid":"\ud800","kty":"EC","crv":"P-256","x":"","y":""}]}""")]
    [InlineData("""{"keys":[{"\ud800":1}]}""")]
    public void Keys_with_half_a_character_are_none(string jwks)
    {
        using var json = System.Text.Json.JsonDocument.Parse(jwks);
        Assert.Null(Holdfast.Keyholder.Clients.ClientKeys.Read(json.RootElement, out var problem));
        Assert.Equal(Mend.KeysForm, problem!.Mend);
    }
}
