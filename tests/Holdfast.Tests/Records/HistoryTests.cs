using System.Text.Json.Nodes;

namespace Holdfast.Tests.Records;

/// <summary>Deletions and histories: what was, who may see it, and pages that hold still while others write.</summary>
public class HistoryTests(WritingTests.Node node) : IClassFixture<WritingTests.Node>
{
    private RecordsUnderTest Records => node.Records;

    private static List<string> Entries(FhirResponse answer) =>
        [.. (answer.Json["entry"]?.AsArray() ?? []).Select(e => $"{(string)e!["request"]!["method"]!} {((string)e["fullUrl"]!).Split("/fhir/")[1].Split('/')[0]} {((string)e["response"]!["etag"]!).Trim('W', '/', '"')}")];

    private static string? Next(FhirResponse answer) =>
        answer.Json["link"]!.AsArray().FirstOrDefault(l => (string)l!["relation"]! == "next") is { } link ? ((string)link["url"]!).Replace(RecordsUnderTest.Origin, "") : null;

    private static Task<FhirResponse> Delete(AppUnderTest app, string path, params (string, string)[] headers) => app.Send(HttpMethod.Delete, path, null, headers);

    [Fact]
    public async Task What_is_deleted_is_gone_and_its_history_stays()
    {
        using var app = await Records.OpenChart();
        var note = await app.Post("Observation", WritingTests.Observation(app.Patient));
        Assert.Equal(412, (await Delete(app, $"Observation/{note.Id}", ("If-Match", "W/\"99\""))).Status);
        var deleted = await Delete(app, $"Observation/{note.Id}", ("If-Match", note.ETag!));
        Assert.Equal((204, ""), (deleted.Status, deleted.Text));

        Assert.Equal(410, (await app.Get($"Observation/{note.Id}")).Status);
        Assert.Equal(200, (await app.Get($"Observation/{note.Id}/_history/{note.Version}")).Status);
        Assert.Equal(410, (await app.Get($"Observation/{note.Id}/_history/{note.Sequence() + 1}")).Status);
        Assert.Empty((await app.Get("Observation")).Matches);
        var history = await app.Get($"Observation/{note.Id}/_history");
        Assert.Equal([$"DELETE Observation {note.Sequence() + 1}", $"PUT Observation {note.Version}"], Entries(history));
        Assert.Equal("history", (string)history.Json["type"]!);
        Assert.Null(history.Json["entry"]![0]!["resource"]);
        Assert.Empty(Holdfast.Records.Fhir.ResourceParser.Validate(System.Text.Encoding.UTF8.GetBytes(history.Text)));

        Assert.Equal(204, (await Delete(app, $"Observation/{note.Id}")).Status);
        Assert.Equal(2, Entries(await app.Get($"Observation/{note.Id}/_history")).Count);
        var again = await app.Put($"Observation/{note.Id}", WritingTests.Observation(app.Patient, more: $",\"id\":\"{note.Id}\""));
        Assert.Equal(201, again.Status);
    }

    [Fact]
    public async Task The_patient_of_a_chart_is_not_deleted()
    {
        using var app = await Records.OpenChart();
        Assert.Equal(422, (await Delete(app, $"Patient/{app.Patient}")).Status);
        Assert.Equal(422, (await Delete(app, $"Patient?_id={app.Patient}")).Status);
        Assert.Equal(200, (await app.Get($"Patient/{app.Patient}")).Status);
    }

    [Fact]
    public async Task A_condition_deletes_one_and_several_only_when_their_number_is_said()
    {
        using var app = await Records.OpenChart();
        for (var i = 0; i < 3; i++) await app.Post("Observation", WritingTests.Observation(app.Patient, code: "1-8"));
        await app.Post("Observation", WritingTests.Observation(app.Patient, code: "2-6"));
        Assert.Equal(204, (await Delete(app, "Observation?code=9-9")).Status);
        Assert.Equal(412, (await Delete(app, "Observation?code=1-8")).Status);
        Assert.Equal(412, (await Delete(app, "Observation?code=1-8&_count=2")).Status);
        Assert.Equal(400, (await Delete(app, "Observation?code=1-8&_count=x")).Status);
        Assert.Equal(400, (await Delete(app, "Observation?_count=5")).Status);
        Assert.Equal(400, (await Delete(app, "Observation?colour=red")).Status);
        Assert.Equal(4, (await app.Get("Observation")).Matches.Count);
        var head = Records.State.Head(app.Chart).Sequence;
        Assert.Equal(204, (await Delete(app, "Observation?code=1-8&_count=3")).Status);
        Assert.Equal(head + 1, Records.State.Head(app.Chart).Sequence);
        Assert.Single((await app.Get("Observation")).Matches);
        Assert.Equal(204, (await Delete(app, "Observation?code=2-6")).Status);
        Assert.Empty((await app.Get("Observation")).Matches);
    }

    [Fact]
    public async Task Pages_of_a_history_hold_still_while_others_write()
    {
        using var app = await Records.OpenChart();
        var ids = new List<string>();
        for (var i = 0; i < 5; i++) ids.Add((await app.Post("Observation", WritingTests.Observation(app.Patient))).Id);
        var seen = new List<string>();
        var page = await app.Get("Observation/_history?_count=2");
        Assert.Equal(5, (int)page.Json["total"]!);
        while (true)
        {
            seen.AddRange(page.Json["entry"]!.AsArray().Select(e => (string)e!["resource"]!["id"]!));
            if (Next(page) is not { } next) break;
            await app.Post("Observation", WritingTests.Observation(app.Patient));
            page = await app.Get(next);
        }

        Assert.Equal(Enumerable.Reverse(ids), seen);
        Assert.Equal(400, (await app.Get("Observation/_history?_after=nonsense")).Status);
        Assert.Equal(400, (await app.Get("Observation/_history?colour=red")).Status);
    }

    [Fact]
    public async Task Pages_of_everything_show_each_resource_once_while_others_write()
    {
        using var app = await Records.OpenChart();
        for (var i = 0; i < 4; i++) await app.Post("Observation", WritingTests.Observation(app.Patient));
        var before = (await app.Get("Observation")).Matches.Select(m => (string)m["id"]!).Append(app.Patient).Order().ToList();
        var seen = new List<string>();
        for (var next = $"/fhir/Patient/{app.Patient}/$everything?_count=2"; next is not null;)
        {
            var page = await app.Get(next);
            Assert.Equal(200, page.Status);
            seen.AddRange(page.Matches.Select(m => (string)m["id"]!));
            await app.Post("Observation", WritingTests.Observation(app.Patient));
            next = seen.Count < 20 ? Next(page) : null;
        }

        Assert.Equal(seen.Distinct(), seen);
        Assert.Subset(seen.ToHashSet(), before.ToHashSet());
        Assert.Equal(400, (await app.Get($"Patient/{app.Patient}/$everything?_count=0")).Status);
        Assert.Equal(400, (await app.Get($"Patient/{app.Patient}/$everything?start=yesterday")).Status);
    }

    [Fact]
    public async Task A_history_can_be_asked_for_from_a_time_and_as_of_a_time()
    {
        using var app = await Records.OpenChart();
        var first = await app.Post("Observation", WritingTests.Observation(app.Patient, value: "1"));
        Records.Time.Shift += TimeSpan.FromSeconds(1);
        var second = await app.Put($"Observation/{first.Id}", WritingTests.Observation(app.Patient, value: "2", more: $",\"id\":\"{first.Id}\""), ("If-Match", first.ETag!));
        var (one, two) = ((string)first.Json["meta"]!["lastUpdated"]!, (string)second.Json["meta"]!["lastUpdated"]!);
        Assert.Equal([$"PUT Observation {second.Version}"], Entries(await app.Get($"Observation/{first.Id}/_history?_since={two}")));
        Assert.Equal([$"PUT Observation {first.Version}"], Entries(await app.Get($"Observation/{first.Id}/_history?_at={one}")));
        Assert.Empty(Entries(await app.Get($"Observation/{first.Id}/_history?_at=2020")));
        Assert.Equal(2, (int)(await app.Get($"Observation/{first.Id}/_history?_summary=count")).Json["total"]!);
        Assert.Equal(400, (await app.Get($"Observation/{first.Id}/_history?_since=2026-01-01")).Status);
        Assert.Equal(400, (await app.Get($"Observation/{first.Id}/_history?_at=never")).Status);
        Assert.Equal(404, (await app.Get("Observation/nobody/_history")).Status);
    }

    [Fact]
    public async Task A_history_shows_no_class_that_the_grant_does_not_cover()
    {
        using var nurse = await Records.OpenChart();
        var note = await nurse.Post("Observation", WritingTests.Observation(nurse.Patient));
        await nurse.Send(HttpMethod.Delete, $"Observation/{note.Id}", null, []);
        using var coordinator = Records.App(nurse.Chart, reads: ["identity"], writes: ["identity"]);
        await coordinator.Redeem();
        var system = await coordinator.Get("_history");
        Assert.Equal("Patient", Assert.Single(Entries(system)).Split(' ')[1]);
        Assert.Equal(1, (int)system.Json["total"]!);
        foreach (var path in new[] { "Observation/_history", $"Observation/{note.Id}/_history", $"Observation/{note.Id}/_history/{note.Version}" })
            Assert.Equal(403, (await coordinator.Get(path)).Status);
    }

    [Fact]
    public async Task A_stranger_with_a_link_sees_only_what_is_theirs()
    {
        using var hers = await Records.OpenChart();
        var notes = new List<FhirResponse>();
        for (var i = 0; i < 3; i++) notes.Add(await hers.Post("Observation", WritingTests.Observation(hers.Patient)));
        var link = Next(await hers.Get("Observation/_history?_count=1"))!;
        using var his = await Records.OpenChart();
        Assert.Empty(Entries(await his.Get(link)));

        // What is in another chart is answered exactly like what is nowhere.
        foreach (var tail in new[] { "", "/_history", "/_history/2" })
        {
            var (yours, absent) = (await his.Get($"Observation/{notes[0].Id}{tail}"), await his.Get($"Observation/{new string('0', notes[0].Id.Length)}{tail}"));
            Assert.Equal((404, absent.Text), (yours.Status, yours.Text));
        }

        var (deleted, nothing) = (await Delete(his, $"Observation/{notes[0].Id}"), await Delete(his, "Observation/nobody"));
        Assert.Equal((nothing.Status, nothing.Text), (deleted.Status, deleted.Text));
        Assert.Equal(200, (await hers.Get($"Observation/{notes[0].Id}")).Status);
    }
}

internal static class Sequences
{
    public static long Sequence(this FhirResponse answer) => long.Parse(answer.Version, System.Globalization.CultureInfo.InvariantCulture);
}
