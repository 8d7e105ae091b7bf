namespace Holdfast.Tests.Everything;

/// <summary>
/// Leaks that other FHIR servers had, one sentence each, against the real keyholder and records with two patients; each
/// with the same question where the grant covers the answer, which then finds it.
/// </summary>
public sealed class LeaksOfOtherServersTests(TwoPatients two) : IClassFixture<TwoPatients>
{
    [Fact]
    public async Task A_token_that_is_bound_to_no_patient_reads_nothing_of_any()
    {
        Assert.False(two.Directory.Answer.TryGetProperty("patient", out _));
        Assert.Equal(two.Her, two.Hers.Answer.GetProperty("patient").GetString());
        foreach (var path in new[]
        {
            $"Patient/{two.Her}", $"Patient/{two.Her}/$everything", $"Patient/{two.Her}/_history", $"Patient/{two.Her}/_history/1", $"Patient/{two.Her}/Condition", $"Condition/{two.HerCondition}", "Condition", "Observation?_summary=count",
            "_history", "Binary/x", "DocumentReference", "Practitioner", "Organization", "", "Patient?_revinclude=Condition:subject", "Patient?_page=x.0", "nowhere/at/all",
        })
        {
            var got = await two.Directory.Get(path);
            Assert.True(got.Status == 403, $"{path}: {got.Status}");
            Assert.Equal("forbidden", got.Body.GetProperty("issue")[0].GetProperty("code").GetString());
        }

        foreach (var (method, path) in new[] { (HttpMethod.Post, "Condition"), (HttpMethod.Put, $"Condition/{two.HerCondition}"), (HttpMethod.Delete, $"Condition/{two.HerCondition}"), (HttpMethod.Patch, $"Condition/{two.HerCondition}"), (HttpMethod.Post, ""), (HttpMethod.Post, "Condition/_search"), (HttpMethod.Post, "_search"), (HttpMethod.Post, $"Patient/{two.Her}/Condition/_search"), (HttpMethod.Post, "Patient/$validate") })
            Assert.Equal(403, (await two.Directory.Write(method, path, TwoPatients.Condition(two.Her, "x"))).Status);
        Assert.Equal(200, (await two.Hers.Get($"Condition/{two.HerCondition}")).Status);
    }

    [Fact]
    public async Task A_token_in_the_hand_of_a_client_with_another_key_reads_nothing()
    {
        Assert.Equal(401, (await two.His.Get($"Condition/{two.HerCondition}", token: two.Hers.Token)).Status);
        Assert.Equal(401, (await two.His.Send(HttpMethod.Post, "Patient/_search", new StringContent("family=tremblay", null, "application/x-www-form-urlencoded"), two.Directory.Token)).Status);
        Assert.Equal(200, (await two.Hers.Get($"Condition/{two.HerCondition}")).Status);
    }

    [Theory]
    [InlineData("Condition/{condition}")]
    [InlineData("Condition/{condition}/_history/2")]
    [InlineData("Condition/{condition}/_history")]
    [InlineData("Observation/{observation}")]
    [InlineData("Patient/{patient}")]
    [InlineData("Patient/{patient}/_history")]
    [InlineData("Patient/{patient}/$everything")]
    [InlineData("Patient/{patient}/Condition")]
    [InlineData("Patient/{patient}/*")]
    public async Task What_stands_in_another_chart_is_answered_by_id_like_what_is_nowhere(string path)
    {
        string Path(string condition, string observation, string patient) => path.Replace("{condition}", condition).Replace("{observation}", observation).Replace("{patient}", patient);
        var his = Path(two.HisCondition, two.HisObservation, two.Him);
        var (foreign, nowhere) = (await two.Hers.Get(his), await two.Hers.Get(Path("none", "none", "none")));
        Assert.Equal(404, foreign.Status);
        Assert.Equal((nowhere.Status, nowhere.Text), (foreign.Status, foreign.Text));
        Assert.Equal(200, (await two.His.Get(his)).Status);
    }

    [Theory]
    [InlineData("_history")]
    [InlineData("Condition/_history")]
    [InlineData("Patient/_history")]
    public async Task A_history_of_the_type_or_of_everything_is_of_the_grants_chart(string path)
    {
        var (hers, his) = (await two.Hers.Get(path), await two.His.Get(path));
        Assert.Equal((200, 200), (hers.Status, his.Status));
        Assert.DoesNotContain(hers.Entries, entry => entry.Contains(two.Him) || entry.Contains(two.HisCondition) || entry.Contains(two.HisObservation));
        Assert.Contains(his.Entries, entry => entry.Contains(two.Him) || entry.Contains(two.HisCondition));
    }

    [Theory]
    [InlineData("Observation?_id={observation}&_include=Observation:subject", "Patient/{patient}")]
    [InlineData("Patient?_id={patient}&_revinclude=Condition:subject", "Condition/{condition}")]
    [InlineData("Patient?_id={patient}&_revinclude=Observation:subject&_include:iterate=Observation:subject", "Observation/{observation}")]
    [InlineData("Patient?_id={patient}&_include=*&_revinclude=*", "Condition/{condition}")]
    [InlineData("Condition?_id={condition}&_include:iterate=*&_revinclude:iterate=*", "Condition/{condition}")]
    public async Task An_include_reaches_nothing_of_another_chart(string search, string reached)
    {
        string His(string text) => text.Replace("{observation}", two.HisObservation).Replace("{condition}", two.HisCondition).Replace("{patient}", two.Him);
        var hers = await two.Hers.Get(His(search));
        Assert.Equal((200, 0), (hers.Status, hers.Total));
        Assert.Empty(hers.Entries);
        Assert.Contains(His(reached), (await two.His.Get(His(search))).Entries);
    }

    [Fact]
    public async Task A_reference_into_another_chart_brings_nothing_from_there_by_include_chain_or_wildcard()
    {
        var made = await two.Hers.Write(HttpMethod.Post, "Observation", TwoPatients.Observation(two.Her, "2026-03-01", "bridge", $$""","focus":[{"reference":"Condition/{{two.HisCondition}}" }],"hasMember":[{"reference":"Observation/{{two.HisObservation}}" }]"""));
        foreach (var search in new[] { "Observation?code=bridge&_include=*", "Observation?code=bridge&_include=Observation:focus&_include=Observation:has-member", "Observation?code=bridge&_include:iterate=*&_revinclude:iterate=*" })
            Assert.DoesNotContain((await two.Hers.Get(search)).Entries, entry => entry.Contains(two.HisCondition) || entry.Contains(two.HisObservation) || entry.Contains(two.Him));
        foreach (var chain in new[] { "Observation?focus:Condition.code=asthma", "Observation?has-member:Observation.code=pulse", $"Condition?_has:Observation:focus:code=bridge&_id={two.HisCondition}" })
            Assert.Equal(0, (await two.Hers.Get(chain)).Total);

        var own = await two.Hers.Write(HttpMethod.Post, "Observation", TwoPatients.Observation(two.Her, "2026-03-01", "bridge-home", $$""","focus":[{"reference":"Condition/{{two.HerCondition}}" }]"""));
        Assert.True(made.Status is 201 or 422 && own.Status == 201);
        Assert.Contains($"Condition/{two.HerCondition}", (await two.Hers.Get("Observation?code=bridge-home&_include=*")).Entries);
        Assert.Equal(1, (await two.Hers.Get("Observation?code=bridge-home&focus:Condition.code=diabetes")).Total);
    }

    [Theory]
    [InlineData("Condition?subject:Patient.name=bouchard")]
    [InlineData("Condition?patient.family=bouchard")]
    [InlineData("Patient?_has:Condition:patient:code=asthma")]
    [InlineData("Observation?subject:Patient._has:Condition:patient:code=asthma")]
    [InlineData("Patient?name=bouchard")]
    [InlineData("Patient?_has:Observation:patient:code=pulse&name=bouchard")]
    public async Task A_chain_and_a_reverse_chain_find_nothing_of_another_chart(string search)
    {
        Assert.Equal(0, (await two.Hers.Get(search)).Total);
        Assert.True((await two.His.Get(search)).Total > 0);
    }

    /// <summary>Of the same chart, but of a type that the token does not read: the answer is the same whether it is so or not.</summary>
    [Theory]
    [InlineData("Patient?_has:Condition:patient:code={code}")]
    [InlineData("Observation?subject:Patient._has:Condition:patient:code={code}")]
    [InlineData("Observation?focus:Condition.code={code}")]
    [InlineData("Patient?_revinclude=Condition:subject&name={code}")]
    [InlineData("Condition?code={code}&_summary=count")]
    [InlineData("Condition?code={code}&_total=accurate")]
    [InlineData("?_type=Condition&code={code}&_summary=count")]
    [InlineData("Condition?code={code}&_count=0")]
    public async Task What_the_token_does_not_cover_is_not_inferred_from_answers_counts_or_totals(string search)
    {
        var (so, notSo) = (await two.Narrow.Get(search.Replace("{code}", "diabetes")), await two.Narrow.Get(search.Replace("{code}", "nothing")));
        Assert.Equal(403, so.Status);
        Assert.Equal((so.Status, so.Text), (notSo.Status, notSo.Text));
        Assert.Equal(200, (await two.Hers.Get(search.Replace("{code}", "diabetes"))).Status);
    }

    [Fact]
    public async Task Totals_count_the_grants_chart_and_of_it_what_the_token_reads()
    {
        Assert.Equal((1, 1), ((await two.Hers.Get("Condition?_summary=count")).Total, (await two.His.Get("Condition?code=asthma&_summary=count")).Total));
        var (all, some) = (await two.Hers.Get("?_summary=count"), await two.Narrow.Get("?_summary=count"));
        Assert.True(some.Total < all.Total);
        Assert.DoesNotContain("Condition", some.Text);
    }

    [Theory]
    [InlineData("Observation?_sort=subject.name")]
    [InlineData("Observation?_sort=Condition.code")]
    [InlineData("Observation?_sort=_has:Condition:subject:code")]
    [InlineData("Observation?_filter=subject.code eq asthma")]
    [InlineData("Patient?_filter=condition.code eq diabetes")]
    [InlineData("Patient?_query=everything")]
    [InlineData("Patient?nickname=x")]
    [InlineData("Observation?code:nonsense=x")]
    public async Task A_sort_a_filter_or_a_parameter_that_is_not_known_is_refused_and_never_ignored_in_silence(string search)
    {
        var refused = await two.Hers.Get(search);
        Assert.True(refused.Status == 400, $"{search}: {refused.Status}");
        var lenient = await two.Hers.Get(search, prefer: "handling=lenient");
        Assert.True(lenient.Status == 400 || Notes(lenient).Any(note => note.Contains("left out")), lenient.Text);
        Assert.Equal(200, (await two.Hers.Get(search[..search.IndexOf('?')] + "?_sort=_id")).Status);
    }

    [Fact]
    public async Task A_page_link_serves_nobody_but_the_client_that_was_given_it()
    {
        var first = await two.Hers.Get("Observation?_count=2&_sort=_id");
        var next = Link(first, "next");
        Assert.Equal(410, (await two.His.Get(next)).Status);
        Assert.Equal(410, (await two.Narrow.Get(next)).Status); // the same chart, another client
        Assert.Equal(403, (await two.Directory.Get(next)).Status);
        var own = await two.Hers.Get(next);
        Assert.Equal(2, own.Entries.Length);
        Assert.Empty(own.Entries.Intersect(first.Entries));
    }

    [Fact]
    public async Task A_resource_does_not_move_into_another_chart_and_takes_no_history_along()
    {
        var id = await TwoPatients.Created(two.Hers, "Observation", TwoPatients.Observation(two.Her, "2026-04-01", "moving"));
        var version = await Version(two.Hers, id);
        string About(string patient, string day) => TwoPatients.Observation(patient, day, "moving").Replace("{\"resourceType\"", $"{{\"id\":\"{id}\",\"resourceType\"");
        var moved = await two.Hers.Write(HttpMethod.Put, $"Observation/{id}", About(two.Him, "2026-04-01"), version: version);
        Assert.True(moved.Status is 403 or 422, moved.Text);
        Assert.Equal(404, (await two.His.Get($"Observation/{id}/_history")).Status);

        Assert.Equal(200, (await two.Hers.Write(HttpMethod.Put, $"Observation/{id}", About(two.Her, "2026-04-02"), version: version)).Status);
        var history = await two.Hers.Get($"Observation/{id}/_history");
        Assert.Equal(2, history.Total);
        Assert.DoesNotContain(two.Him, history.Text);
    }

    [Fact]
    public async Task What_was_deleted_keeps_its_history_for_its_own_chart_alone()
    {
        var id = await TwoPatients.Created(two.His, "Observation", TwoPatients.Observation(two.Him, "2026-04-01", "gone"));
        var version = await Version(two.His, id);
        Assert.Equal(204, (await two.His.Send(HttpMethod.Delete, $"Observation/{id}", version: version)).Status);
        foreach (var path in new[] { $"Observation/{id}", $"Observation/{id}/_history", $"Observation/{id}/_history/{version}" })
        {
            Assert.Equal(404, (await two.Hers.Get(path)).Status);
            Assert.Equal(path.EndsWith(id) ? 410 : 200, (await two.His.Get(path)).Status);
        }
    }

    [Theory]
    [InlineData("""<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>""", "&e;")]
    [InlineData("""<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>""", "&c;")]
    [InlineData("""<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">""", "plain")]
    public async Task Entities_in_xml_read_no_file_and_fill_no_memory(string head, string text)
    {
        string Condition(string before, string words) => $"""{before}<Condition xmlns="http://hl7.org/fhir"><code><text value="{words}"/></code><subject><reference value="Patient/{two.Her}"/></subject></Condition>""";
        var refused = await two.Hers.Write(HttpMethod.Post, "Condition", Condition(head, text), "application/fhir+xml");
        Assert.Equal(400, refused.Status);
        Assert.DoesNotContain("root:", refused.Text);
        Assert.Equal(201, (await two.His.Write(HttpMethod.Post, "Condition", Condition("", "plain").Replace(two.Her, two.Him), "application/fhir+xml")).Status);
    }

    [Fact]
    public async Task A_charts_token_does_not_search_the_directory()
    {
        foreach (var search in new[] { "family=bouchard", "phone=6135550100", "address-postalcode=K1A0A1" })
        {
            var hers = await two.Hers.Search("Patient/_search", search);
            Assert.Equal(200, hers.Status);
            Assert.DoesNotContain(two.Him, hers.Text);
            Assert.Contains($"Patient/{two.Him}", (await two.Directory.Search("Patient/_search", search)).Entries);
        }
    }

    [Fact]
    public async Task A_search_grant_ends_with_the_session_that_gave_it()
    {
        using var visitor = await two.Provider.SignIn("nurse");
        var app = await two.Hand("app-visiting");
        await app.OpenSearch(visitor);
        Assert.Equal(200, (await app.Search("Patient/_search", "family=tremblay")).Status);
        await visitor.SignOut();
        var after = await app.Search("Patient/_search", "family=tremblay");
        Assert.True(after.Status is 401 or 403, after.Text); // at the latest the keyholder refuses it
        Assert.Equal(200, (await two.Directory.Search("Patient/_search", "family=tremblay")).Status);
    }

    private static async Task<string> Version(AppInHand app, string id) => (await app.Get($"Observation/{id}")).Body.GetProperty("meta").GetProperty("versionId").GetString()!;

    private static string Link(Got bundle, string relation) =>
        bundle.Body.GetProperty("link").EnumerateArray().Single(l => l.GetProperty("relation").GetString() == relation).GetProperty("url").GetString()!.Split("/fhir/")[1];

    private static IEnumerable<string> Notes(Got bundle) =>
        bundle.Body.GetProperty("entry").EnumerateArray().Select(e => e.GetProperty("resource")).Where(r => r.GetProperty("resourceType").GetString() == "OperationOutcome")
            .SelectMany(r => r.GetProperty("issue").EnumerateArray()).Select(i => i.GetProperty("details").GetProperty("text").GetString()!);
}
