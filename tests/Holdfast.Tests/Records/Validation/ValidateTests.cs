using System.Text.Json.Nodes;
using Holdfast.Records.Validation;

namespace Holdfast.Tests.Records.Validation;

/// <summary>$validate answers what a write would be told, and writes nothing.</summary>
public class ValidateTests(WritingTests.Node node) : IClassFixture<WritingTests.Node>
{
    private const string CaPatient = "http://hl7.org/fhir/ca/baseline/StructureDefinition/profile-patient";

    private static string Observation(string more = "") => $$"""{"resourceType":"Observation","status":"final","code":{"text":"x"}{{more}}}""";

    [Fact]
    public async Task A_valid_resource_would_be_taken_and_is_not_written()
    {
        using var app = await node.Records.OpenChart();
        var head = node.Records.State.Head(app.Chart);
        var answer = await app.Post("Observation/$validate", Observation());
        Assert.Equal((200, "information"), (answer.Status, (string)answer.Json["issue"]![0]!["severity"]!));
        Assert.Equal(head, node.Records.State.Head(app.Chart));
    }

    [Theory]
    [InlineData("Observation/$validate", ",\"valueString\":\"x\",\"dataAbsentReason\":{\"text\":\"x\"}", "obs-6")]
    [InlineData("Observation/$validate", ",\"colour\":\"red\"", "colour")]
    [InlineData("Observation/$validate?mode=create", ",\"subject\":{\"reference\":\"Patient/another\"}", "another patient")]
    [InlineData("Observation/$validate?mode=update", "", "carries the resource's id")]
    [InlineData("Observation/one/$validate?mode=update", ",\"id\":\"other\"", "must be the one in the address")]
    [InlineData("Condition/$validate", "", "not a Condition")]
    [InlineData("Observation/$validate?profile=" + CaPatient, "", "The profile is one of Patient")]
    [InlineData("Observation/$validate?profile=http://hl7.org/fhir/ca/baseline/StructureDefinition/profile-observation", "", "subject is required")]
    public async Task What_would_be_refused_is_an_error_in_an_answer_of_200(string address, string more, string words)
    {
        using var app = await node.Records.OpenChart();
        var answer = await app.Post(address, Observation(more));
        Assert.Equal(200, answer.Status);
        Assert.Contains(answer.Json["issue"]!.AsArray(), i => (string)i!["severity"]! == "error" && ((string)i["details"]!["text"]!).Contains(words));
        Assert.DoesNotContain(answer.Json["issue"]!.AsArray(), i => (string)i!["severity"]! == "information");
    }

    [Theory]
    [InlineData("Nothing/$validate", 404)]
    [InlineData("Bundle/$validate", 404)]
    [InlineData("Observation/none/$validate?x=1", 404)]
    [InlineData("Observation/$validate?mode=burn", 400)]
    [InlineData("Observation/$validate?profile=http://unknown", 400)]
    [InlineData("Observation/$validate?profile=" + CaPatient + "|9.9", 400)]
    public async Task A_question_that_cannot_be_answered_is_refused_with_what_there_is(string address, int status)
    {
        using var app = await node.Records.OpenChart();
        var answer = await app.Post(address, status == 404 && address.Contains("none") ? "" : Observation());
        Assert.Equal(status, answer.Status);
        if (address.Contains("profile")) Assert.Contains(CaPatient + "|1.1.1", answer.Issue);
    }

    [Fact]
    public async Task A_Parameters_resource_carries_resource_mode_and_profile()
    {
        using var app = await node.Records.OpenChart();
        var answer = await app.Post("Patient/$validate", $$"""
            {"resourceType":"Parameters","parameter":[{"name":"mode","valueCode":"profile"},{"name":"profile","valueUri":"{{CaPatient}}"},
            {"name":"resource","resource":{"resourceType":"Patient","id":"{{app.Patient}}","identifier":[{"value":"1"}],"telecom":[{"system":"phone"}],"name":[{"use":"official"}]} }]}
            """);
        var issues = answer.Json["issue"]!.AsArray().Select(i => ((string?)i!["expression"]?[0], (string)i["details"]!["text"]!)).ToList();
        Assert.Equal(["Patient.identifier[0]", "Patient.name[0]", "Patient.telecom[0]"], issues.Select(i => i.Item1).Order());
    }

    [Fact]
    public async Task What_is_stored_can_be_validated_and_its_deletion_asked_about()
    {
        using var app = await node.Records.OpenChart();
        var id = (await app.Post("Observation", Observation())).Id;
        Assert.Equal("information", (string)(await app.Get($"Observation/{id}/$validate")).Json["issue"]![0]!["severity"]!);
        Assert.Equal("information", (string)(await app.Post($"Observation/{id}/$validate?mode=delete", "")).Json["issue"]![0]!["severity"]!);
        Assert.Equal("warning", (string)(await app.Post("Observation/none/$validate?mode=delete", "")).Json["issue"]![0]!["severity"]!);
        Assert.Equal("information", (string)(await app.Get($"Patient/{app.Patient}/$validate?profile={CaPatient}")).Json["issue"]!.AsArray()[^1]!["severity"]!);
    }

    [Fact]
    public async Task A_reference_to_what_is_not_in_the_chart_is_a_warning_and_to_what_a_grant_does_not_show_is_not_spoken_of()
    {
        using var app = await node.Records.OpenChart();
        string Told(FhirResponse answer) => string.Join(',', answer.Json["issue"]!.AsArray().Select(i => $"{(string)i!["severity"]!} {(string?)i["expression"]?[0]}"));
        var sent = Observation($",\"subject\":{{\"reference\":\"Patient/{app.Patient}\"}},\"encounter\":{{\"reference\":\"Encounter/none\"}}");
        Assert.Equal("warning Observation.encounter[0],information ", Told(await app.Post("Observation/$validate", sent)));
        using var narrow = node.Records.App(app.Chart, scope: "launch patient/Observation.cruds patient/Patient.r");
        await narrow.Redeem();
        Assert.Equal("information ", Told(await narrow.Post("Observation/$validate", sent)));
    }
}
