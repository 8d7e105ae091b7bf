namespace Holdfast.Tests.Records.Searching;

/// <summary>Chains, _has, includes, sorting: what a search reaches beyond a resource's own values, and what it must not reach or give away.</summary>
public class ReachTests
{
    private static SearchedCharts House()
    {
        var charts = new SearchedCharts(
            """{"resourceType":"Patient","id":"p","name":[{"family":"Tremblay"}],"generalPractitioner":[{"reference":"Practitioner/dr"}]}""",
            """{"resourceType":"Condition","id":"c1","code":{"coding":[{"code":"diabetes"}]},"subject":{"reference":"Patient/p"},"encounter":{"reference":"Encounter/e1"},"onsetDateTime":"2020"}""",
            """{"resourceType":"Condition","id":"c2","code":{"coding":[{"code":"fall"}]},"subject":{"reference":"Patient/p"},"onsetDateTime":"2024"}""",
            """{"resourceType":"Condition","id":"c3","code":{"coding":[{"code":"asthma"}]},"subject":{"reference":"Patient/p"}}""",
            """{"resourceType":"Encounter","id":"e1","status":"finished","class":{"code":"HH"},"subject":{"reference":"Patient/p"},"serviceProvider":{"reference":"Organization/o"},"partOf":{"reference":"Encounter/e0"}}""",
            """{"resourceType":"Encounter","id":"e0","status":"planned","class":{"code":"HH"},"subject":{"reference":"Patient/p"}}""",
            """{"resourceType":"Observation","id":"b1","status":"final","code":{"coding":[{"code":"hr"}]},"subject":{"reference":"Patient/p"},"encounter":{"reference":"Encounter/e1"},"performer":[{"reference":"Practitioner/dr"}]}""",
            """{"resourceType":"Observation","id":"b2","status":"final","code":{"coding":[{"code":"bp"}]},"subject":{"reference":"Patient/p"},"derivedFrom":[{"reference":"Observation/b1"}]}""",
            """{"resourceType":"Provenance","id":"v","target":[{"reference":"Observation/b1"}],"agent":[{"who":{"reference":"Practitioner/dr"}}]}""",
            """{"resourceType":"List","id":"l","status":"current","mode":"working","entry":[{"item":{"reference":"Condition/c2"}}]}""");
        SearchedCharts.Put(charts.Provider, """{"resourceType":"Practitioner","id":"dr","name":[{"family":"Okafor"}]}"""u8.ToArray());
        SearchedCharts.Put(charts.Provider, """{"resourceType":"Organization","id":"o","name":"East Home Care"}"""u8.ToArray());
        return charts;
    }

    [Theory]
    [InlineData("Condition?subject:Patient.name=trem", "c1 c2 c3")]
    [InlineData("Condition?subject.name=trem", "c1 c2 c3")]
    [InlineData("Condition?patient.family:exact=Tremblay", "c1 c2 c3")]
    [InlineData("Condition?subject:Patient.name=nobody", "")]
    [InlineData("Condition?encounter.service-provider.name=east", "c1")]
    [InlineData("Condition?encounter:Encounter.status=finished", "c1")]
    [InlineData("Condition?patient.general-practitioner:Practitioner.family=oka", "c1 c2 c3")]
    [InlineData("Encounter?_has:Condition:encounter:code=diabetes", "e1")]
    [InlineData("Encounter?_has:Condition:encounter:code=fall", "")]
    [InlineData("Patient?_has:Condition:patient:code=fall", "p")]
    [InlineData("Patient?_has:Observation:patient:_has:Provenance:target:agent=Practitioner/dr", "p")]
    [InlineData("Patient?_has:Observation:patient:performer.family=oka", "p")]
    [InlineData("Condition?patient._has:Observation:patient:code=hr", "c1 c2 c3")]
    [InlineData("Practitioner?_has:Observation:performer:code=hr", "dr")]
    [InlineData("Condition?_list=l", "c2")]
    [InlineData("Condition?_list=other", "")]
    [InlineData("Condition?_sort=onset-date", "c1 c2 c3")]
    [InlineData("Condition?_sort=-onset-date", "c2 c1 c3")]
    [InlineData("Condition?_sort=subject,-code", "c2 c1 c3")]
    [InlineData("Condition?_sort=-_id", "c3 c2 c1")]
    public void Finds(string search, string ids) => Assert.Equal(ids.Split(' ', StringSplitOptions.RemoveEmptyEntries), House().Find(search));

    [Theory]
    [InlineData("Condition?code=diabetes&_include=Condition:encounter", "Encounter/e1")]
    [InlineData("Condition?code=diabetes&_include=Condition:subject&_include=Condition:encounter", "Encounter/e1 Patient/p")]
    [InlineData("Condition?code=diabetes&_include=Condition:subject:Group", "")]
    [InlineData("Condition?code=diabetes&_include=Condition:encounter&_include:iterate=Encounter:service-provider", "Encounter/e1 Organization/o")]
    [InlineData("Condition?code=diabetes&_include=Condition:encounter&_include:iterate=Encounter:part-of", "Encounter/e0 Encounter/e1")]
    [InlineData("Condition?code=diabetes&_include=*", "Encounter/e1 Patient/p")]
    [InlineData("Condition?code=diabetes&_include=Condition:*", "Encounter/e1 Patient/p")]
    [InlineData("Condition?code=fall&_include:iterate=*", "Patient/p Practitioner/dr")]
    [InlineData("Observation?code=hr&_revinclude=Provenance:target", "Provenance/v")]
    [InlineData("Observation?code=hr&_revinclude=Provenance:target&_include:iterate=Provenance:agent", "Practitioner/dr Provenance/v")]
    [InlineData("Encounter?_id=e0&_revinclude=Encounter:part-of&_revinclude:iterate=Condition:encounter", "Condition/c1 Encounter/e1")]
    [InlineData("Observation?code=hr&_revinclude=*", "Observation/b2 Provenance/v")]
    public void Includes(string search, string included) => Assert.Equal(included.Split(' ', StringSplitOptions.RemoveEmptyEntries), House().Included(search));

    /// <summary>A grant that covers the identity alone: whatever would tell of a diagnosis is refused, whether there is one or not.</summary>
    [Theory]
    [InlineData("Patient?_has:Condition:patient:code=diabetes")]
    [InlineData("Patient?_has:Condition:patient:code=nothing")]
    [InlineData("Patient?_has:Observation:patient:_has:Condition:subject:code=diabetes")]
    [InlineData("Patient?_revinclude=Condition:subject")]
    [InlineData("Patient?_include=Condition:subject")]
    [InlineData("Patient?_include:iterate=Condition:encounter")]
    [InlineData("Observation?encounter._has:Condition:encounter:code=diabetes")]
    [InlineData("Condition?code=diabetes")]
    [InlineData("Condition?_summary=count")]
    [InlineData("Provenance?target:Condition.code=diabetes")]
    public void What_the_grant_does_not_cover_is_neither_reached_nor_inferred(string search)
    {
        var charts = House();
        charts.Closed.Add("Condition");
        var refused = charts.Refused(search);
        Assert.Equal(403, refused.Status);
        Assert.All(refused.Issues, i => Assert.Equal("forbidden", i.Code));
    }

    [Fact]
    public void A_wildcard_brings_only_what_the_grant_covers()
    {
        var charts = House();
        charts.Closed.UnionWith(["Condition", "Encounter"]);
        Assert.Equal(["Observation/b1", "Observation/b2", "Practitioner/dr"], charts.Included("Patient?_include=*&_revinclude=*"));
        Assert.DoesNotContain("Condition", string.Join(' ', charts.Included("Patient?_include:iterate=*&_revinclude:iterate=*")));
        Assert.Empty(charts.Find("Encounter?_id=e1".Replace("Encounter", "List") + "&item:missing=true"));
    }

    /// <summary>A chain without a type goes through the types that the grant covers, and finds the same whatever the others hold.</summary>
    [Fact]
    public void A_chain_without_a_type_does_not_tell_what_stands_in_a_closed_one()
    {
        var charts = House();
        SearchedCharts.Put(charts.Own, """{"resourceType":"Provenance","id":"w","target":[{"reference":"Condition/c1"}],"agent":[{"who":{"reference":"Practitioner/dr"}}]}"""u8.ToArray());
        Assert.Equal(["w"], charts.Find("Provenance?target.code=diabetes"));
        charts.Closed.Add("Condition");
        Assert.Empty(charts.Find("Provenance?target.code=diabetes"));
        Assert.Equal(["v"], charts.Find("Provenance?target.code=hr"));
    }

    [Fact]
    public void A_search_spans_exactly_the_charts_of_the_grant()
    {
        var charts = House();
        var other = charts.AddChart("""{"resourceType":"Patient","id":"q","name":[{"family":"Roy"}]}""", """{"resourceType":"Condition","id":"d1","code":{"coding":[{"code":"fall"}]},"subject":{"reference":"Patient/q"}}""");
        _ = new SearchedCharts("""{"resourceType":"Condition","id":"z","code":{"coding":[{"code":"fall"}]}}""");
        Assert.Equal(["c2", "d1"], charts.Find("Condition?code=fall"));
        Assert.Equal(["d1"], charts.Find("Condition?code=fall&patient.name=roy"));
        Assert.Equal(["q"], charts.Find("Patient?_has:Condition:patient:code=fall&family=roy"));
        Assert.True(Holdfast.Records.Fhir.SearchQuery.TryParseCondition(charts.Charts, "Condition", "code=fall", out var query, out _));
        Assert.Equal(["d1"], query.MatchingIn(charts.Charts, other).Select(v => v.Id));
    }

    /// <summary>Two charts of a set may hold the same id: a reference means the one beside it.</summary>
    [Fact]
    public void A_reference_stays_in_its_own_chart()
    {
        var charts = new SearchedCharts("""{"resourceType":"Encounter","id":"e","status":"planned"}""", """{"resourceType":"Condition","id":"c","encounter":{"reference":"Encounter/e"}}""");
        charts.AddChart("""{"resourceType":"Encounter","id":"e","status":"finished"}""", """{"resourceType":"Condition","id":"d","encounter":{"reference":"Encounter/e"}}""");
        Assert.Equal(["d"], charts.Find("Condition?encounter.status=finished"));
        Assert.Equal(["c"], charts.Find("Condition?encounter.status=planned"));
    }

    /// <summary>Values are compared, never evaluated.</summary>
    [Theory]
    [InlineData("Condition?code=.*")]
    [InlineData("Condition?code=%25")]
    [InlineData("Condition?code=fall' or true or '")]
    [InlineData("Condition?code:text=(a%2B)%2B$")]
    [InlineData("Condition?code:not=x&_id=') or exists(")]
    [InlineData("Condition?subject=Patient/p').where(true) or ('")]
    [InlineData("Condition?subject:Patient.name=*")]
    [InlineData("Condition?_id=../Patient/p")]
    [InlineData("Condition?_content=$this")]
    public void A_value_is_no_pattern_and_no_expression(string search) => Assert.Empty(House().Find(search));

    [Theory]
    [InlineData("Condition", 1000, "code", "a", "parameters")]
    [InlineData("Condition", 1, "code", "10000 alternatives", "values in one search")]
    [InlineData("Condition", 1, "encounter.part-of.part-of.part-of.part-of.part-of.status", "x", "steps")]
    [InlineData("Patient", 1, "_has:Condition:patient:_has:Observation:focus:_has:Observation:focus:_has:Observation:focus:_has:Observation:focus:_has:Observation:focus:code", "x", "steps")]
    [InlineData("Condition", 1, "_sort", "code,code,code,code,code,code,code,code,code", "keys")]
    [InlineData("Condition", 30, "_include", "Condition:subject", "_include")]
    [InlineData("Condition", 1, "code", "a value of 40000", "characters")]
    public void What_is_too_much_has_a_limit_and_says_so(string type, int times, string name, string value, string limit)
    {
        value = value switch { "10000 alternatives" => string.Join(',', Enumerable.Range(0, 10_000).Select(i => (i % 10).ToString())), "a value of 40000" => new string('x', 40_000), _ => value };
        var parameters = Enumerable.Repeat(KeyValuePair.Create(name, value), times).ToList();
        Assert.False(Holdfast.Records.Fhir.SearchQuery.TryParse(House().Charts, [type], parameters, lenient: true, out _, out var refused));
        Assert.Equal(400, refused!.Status);
        Assert.Contains(limit, refused.Issues[0].Details);
        Assert.Equal("too-costly", refused.Issues[0].Code);
    }

    [Fact]
    public void More_than_goes_with_one_page_is_cut_and_said()
    {
        var charts = new SearchedCharts([.. Enumerable.Range(0, 1100).Select(i => $$"""{"resourceType":"Observation","id":"o{{i}}","subject":{"reference":"Patient/p"} }"""), """{"resourceType":"Patient","id":"p"}"""]);
        Assert.Equal(Holdfast.Records.Fhir.Searching.SearchLimits.MostIncluded, charts.Included("Patient?_revinclude=Observation:subject").Count);
    }
}
