using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Holdfast.Records.Fhir;
using Holdfast.Records.Fhir.Searching;

namespace Holdfast.Tests.Records;

/// <summary>What metadata claims, held against what answers.</summary>
public class CapabilityTests(CapabilityTests.Node node) : IClassFixture<CapabilityTests.Node>
{
    public sealed class Node : IAsyncLifetime
    {
        internal RecordsUnderTest Records { get; private set; } = null!;
        internal AppUnderTest App { get; private set; } = null!;
        internal JsonNode Statement { get; private set; } = null!;

        internal JsonNode Rest => Statement["rest"]![0]!;

        public async ValueTask InitializeAsync()
        {
            Records = await RecordsUnderTest.Start();
            App = await Records.OpenChart();
            Statement = JsonNode.Parse(await Records.Web.GetStringAsync("/fhir/metadata"))!;
        }

        public async ValueTask DisposeAsync()
        {
            App.Dispose();
            await Records.DisposeAsync();
        }
    }

    private static readonly (string Code, string Method, string Path)[] Interactions =
    [
        ("read", "GET", "TYPE/absent"), ("vread", "GET", "TYPE/absent/_history/1"), ("update", "PUT", "TYPE/absent"), ("patch", "PATCH", "TYPE/absent"), ("delete", "DELETE", "TYPE/absent"),
        ("history-instance", "GET", "TYPE/absent/_history"), ("history-type", "GET", "TYPE/_history"), ("create", "POST", "TYPE"), ("search-type", "GET", "TYPE?_id=absent"),
    ];

    [Fact]
    public void It_is_valid_and_names_the_smart_addresses()
    {
        Assert.Empty(ResourceParser.Validate(Encoding.UTF8.GetBytes(node.Statement.ToJsonString())));
        Assert.Equal("http://desk.localhost/authorize", (string)node.Rest["security"]!["extension"]![0]!["extension"]!.AsArray().Single(e => (string)e!["url"]! == "authorize")!["valueUri"]!);
        Assert.Contains("http://hl7.org/fhir/CompartmentDefinition/patient", node.Rest["compartment"]!.AsArray().Select(c => (string)c!));
    }

    [Theory]
    [InlineData("Observation")]
    [InlineData("Patient")]
    [InlineData("RelatedPerson")]
    [InlineData("AuditEvent")]
    [InlineData("DocumentReference")]
    [InlineData("Practitioner")]
    [InlineData("Medication")]
    [InlineData("Device")]
    [InlineData("Task")]
    public async Task Each_declared_interaction_answers_and_each_other_is_refused(string type)
    {
        var declared = Resource(type)["interaction"]!.AsArray().Select(i => (string)i!["code"]!).ToHashSet();
        Assert.Subset(Interactions.Select(i => i.Code).ToHashSet(), declared);
        foreach (var (code, method, path) in Interactions)
        {
            using var body = method is "GET" or "DELETE" ? null : new StringContent($"{{\"resourceType\":\"{type}\"}}", Encoding.UTF8, new MediaTypeHeaderValue("application/fhir+json"));
            var answer = await node.App.Send(new HttpMethod(method), path.Replace("TYPE", type), body, []);
            var refused = answer.Status is 403 or 405 or 501 || FellThrough(answer.Text) || (type == "Patient" && code == "delete" && answer.Status == 422);
            Assert.True(refused != declared.Contains(code), $"{type} {code} is {(declared.Contains(code) ? "" : "not ")}declared: {answer.Status} {answer.Text}");
        }
    }

    [Fact]
    public async Task Each_type_can_be_searched_by_exactly_the_parameters_that_are_listed()
    {
        foreach (var resource in node.Rest["resource"]!.AsArray())
        {
            var type = (string)resource!["type"]!;
            Assert.Equal(SearchParameters.Of(type).Keys.Order(StringComparer.Ordinal), resource["searchParam"]!.AsArray().Select(p => (string)p!["name"]!));
            var answer = await node.App.Get($"{type}?_summary=count");
            Assert.True(answer.Status == 200, $"{type}: {answer.Text}");
        }
    }

    [Theory]
    [InlineData("Observation")]
    [InlineData("Condition")]
    [InlineData("MedicationRequest")]
    public async Task Each_declared_include_is_understood(string type)
    {
        foreach (var (member, parameter) in new[] { ("searchInclude", "_include"), ("searchRevInclude", "_revinclude") })
            foreach (var declared in Resource(type)[member]!.AsArray())
            {
                var answer = await node.App.Get($"{type}?{parameter}={declared}");
                Assert.True(answer.Status == 200, $"{type} {parameter}={declared}: {answer.Text}");
            }
    }

    [Fact]
    public async Task Each_declared_operation_answers()
    {
        var named = Resource("Patient")["operation"]!.AsArray().Select(o => (string)o!["name"]!).ToList();
        Assert.Contains("everything", named);
        Assert.Equal(200, (await node.App.Get($"Patient/{node.App.Patient}/$everything")).Status);
    }

    /// <summary>No route took it, or one that reads its last segment as an id or a type.</summary>
    private static bool FellThrough(string answer) => new[] { "nothing at this address", "An id has 1 to 64", "not part of the compartment" }.Any(s => answer.Contains(s, StringComparison.Ordinal));

    private JsonNode Resource(string type) => node.Rest["resource"]!.AsArray().Single(r => (string)r!["type"]! == type)!;
}
