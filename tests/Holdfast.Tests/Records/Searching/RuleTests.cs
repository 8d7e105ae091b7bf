namespace Holdfast.Tests.Records.Searching;

/// <summary>R4's rules of search, table by table (hl7.org/fhir/R4/search.html).</summary>
public class RuleTests
{
    private static SearchedCharts One(string type, string members) => new($"{{\"resourceType\":\"{type}\",\"id\":\"it\",{members}}}");

    private static void Expect(bool found, SearchedCharts charts, string search) => Assert.Equal(found ? ["it"] : [], charts.Find(search));

    /// <summary>search.html#number: the table of its text.</summary>
    [Theory]
    [InlineData("100", "100", true)]
    [InlineData("99.5", "100", true)]
    [InlineData("100.4", "100", true)]
    [InlineData("100.5", "100", false)]
    [InlineData("99.4", "100", false)]
    [InlineData("100.004", "100.00", true)]
    [InlineData("100.005", "100.00", false)]
    [InlineData("95", "1e2", true)]
    [InlineData("105", "1e2", false)]
    [InlineData("100.5", "ne100", true)]
    [InlineData("100", "ne100", false)]
    [InlineData("100", "lt100", false)]
    [InlineData("99.99", "lt100", true)]
    [InlineData("100", "le100", true)]
    [InlineData("100.4", "gt100", true)]
    [InlineData("100", "ge100", true)]
    [InlineData("99.99", "ge100", false)]
    [InlineData("101", "sa100", true)]
    [InlineData("99", "eb100", true)]
    [InlineData("109", "ap100", true)]
    [InlineData("111", "ap100", false)]
    [InlineData("-3", "-3", true)]
    public void Numbers(string held, string searched, bool found) =>
        Expect(found, One("RiskAssessment", $"\"prediction\":[{{\"probabilityDecimal\":{held}}}]"), $"RiskAssessment?probability={searched}");

    [Theory]
    [InlineData("5.4", "5.4|http://unitsofmeasure.org|mg", true)]
    [InlineData("5.44", "5.4|http://unitsofmeasure.org|mg", true)]
    [InlineData("5.46", "5.4|http://unitsofmeasure.org|mg", false)]
    [InlineData("0.00540", "5.40e-3|http://unitsofmeasure.org|mg", true)]
    [InlineData("0.005406", "5.40e-3|http://unitsofmeasure.org|mg", false)]
    [InlineData("5.4", "5.4||mg", true)]
    [InlineData("5.4", "5.4||milligram", true)]
    [InlineData("5.4", "5.4||g", false)]
    [InlineData("5.4", "5.4", true)]
    [InlineData("5.4", "le5.4|http://unitsofmeasure.org|mg", true)]
    [InlineData("5.4", "gt5.4|http://unitsofmeasure.org|mg", false)]
    [InlineData("5.9", "ap5.4|http://unitsofmeasure.org|mg", true)]
    [InlineData("6.1", "ap5.4|http://unitsofmeasure.org|mg", false)]
    [InlineData("5.4", "5.4|http://other.example|mg", false)]
    public void Quantities(string held, string searched, bool found) =>
        Expect(found, One("Observation", $"\"valueQuantity\":{{\"value\":{held},\"unit\":\"milligram\",\"system\":\"http://unitsofmeasure.org\",\"code\":\"mg\"}}"), $"Observation?value-quantity={searched}");

    [Fact]
    public void A_quantity_below_a_limit_is_below_what_is_greater()
    {
        var charts = One("Observation", """ "valueQuantity":{"value":5,"comparator":"<","unit":"mg"} """);
        Expect(true, charts, "Observation?value-quantity=lt6");
        Expect(false, charts, "Observation?value-quantity=gt6");
        Expect(false, charts, "Observation?value-quantity=5");
    }

    /// <summary>search.html#date and #prefix, over a day, a period with one end open, an instant with a zone.</summary>
    [Theory]
    [InlineData("\"effectiveDateTime\":\"2013-01-14\"", "eq2013-01-14", true)]
    [InlineData("\"effectiveDateTime\":\"2013-01-14T00:00:00-05:00\"", "2013-01-14", true)]
    [InlineData("\"effectiveDateTime\":\"2013-01-14T23:59:00-05:00\"", "2013-01-14", true)]
    [InlineData("\"effectiveDateTime\":\"2013-01-14\"", "2013-01", true)]
    [InlineData("\"effectiveDateTime\":\"2013-01\"", "2013-01-14", false)]
    [InlineData("\"effectiveDateTime\":\"2013-01-15T00:00:00-05:00\"", "2013-01-14", false)]
    [InlineData("\"effectiveDateTime\":\"2013-01-15T00:00:00-05:00\"", "ne2013-01-14", true)]
    [InlineData("\"effectiveDateTime\":\"2013-01-14T00:00:00-05:00\"", "lt2013-01-14T10:00:00-05:00", true)]
    [InlineData("\"effectiveDateTime\":\"2013-01-14T14:00:00Z\"", "lt2013-01-14T10:00:00-05:00", true)]
    [InlineData("\"effectiveDateTime\":\"2013-01-14T16:00:00Z\"", "lt2013-01-14T10:00:00-05:00", false)]
    [InlineData("\"effectivePeriod\":{\"start\":\"2013-01-13\",\"end\":\"2013-01-20\"}", "gt2013-01-14", true)]
    [InlineData("\"effectivePeriod\":{\"start\":\"2013-01-13\",\"end\":\"2013-01-20\"}", "sa2013-01-14", false)]
    [InlineData("\"effectivePeriod\":{\"start\":\"2013-01-15\",\"end\":\"2013-01-20\"}", "sa2013-01-14", true)]
    [InlineData("\"effectivePeriod\":{\"start\":\"2013-01-13\",\"end\":\"2013-01-20\"}", "eb2013-01-21", true)]
    [InlineData("\"effectivePeriod\":{\"start\":\"2013-01-13\"}", "ge2030-01-01", true)]
    [InlineData("\"effectivePeriod\":{\"start\":\"2013-01-13\"}", "eb2030-01-01", false)]
    [InlineData("\"effectivePeriod\":{\"end\":\"2013-01-13\"}", "le1900", true)]
    [InlineData("\"effectivePeriod\":{\"start\":\"2013-01-13\",\"end\":\"2013-01-20\"}", "2013-01", true)]
    [InlineData("\"effectivePeriod\":{\"start\":\"2013-01-13\",\"end\":\"2013-02-20\"}", "2013-01", false)]
    [InlineData("\"effectiveDateTime\":\"2026-10-30\"", "ap2026-11-01", true)]
    [InlineData("\"effectiveDateTime\":\"2026-06-30\"", "ap2026-11-01", false)]
    [InlineData("\"effectiveDateTime\":\"2012-06-30\"", "ap2013-01", true)]
    [InlineData("\"effectiveTiming\":{\"event\":[\"2013-01-14\"]}", "2013-01-14", true)]
    [InlineData("\"effectiveTiming\":{\"repeat\":{\"boundsPeriod\":{\"start\":\"2013-01-13\",\"end\":\"2013-01-20\"}}}", "2013-01", true)]
    public void Dates(string held, string searched, bool found) => Expect(found, One("Observation", held), $"Observation?date={Uri.EscapeDataString(searched)}");

    /// <summary>search.html#string.</summary>
    [Theory]
    [InlineData("given=eve", true)]
    [InlineData("given=EVÉ", true)]
    [InlineData("given:contains=eve", true)]
    [InlineData("given:contains=lyn", true)]
    [InlineData("given:exact=Evelyn", true)]
    [InlineData("given:exact=evelyn", false)]
    [InlineData("given:exact=Eve", false)]
    [InlineData("given=lyn", false)]
    [InlineData("name=muller", true)]
    [InlineData("family=M%C3%BCller%5C%2C%20J", true)]
    [InlineData("family=M%C3%BCller%5C%2C%20J,nobody", true)]
    [InlineData("family=x,mull", true)]
    [InlineData("family:missing=false", true)]
    [InlineData("address-city:missing=true", true)]
    [InlineData("address-city:missing=false", false)]
    public void Texts(string search, bool found) => Expect(found, One("Patient", """ "name":[{"family":"Müller, Jr","given":["Evelyn"]}] """), $"Patient?{search}");

    /// <summary>search.html#token.</summary>
    [Theory]
    [InlineData("identifier=http://acme.org/patient|2345", true)]
    [InlineData("identifier=2345", true)]
    [InlineData("identifier=|2345", false)]
    [InlineData("identifier=http://acme.org/patient|", true)]
    [InlineData("identifier=http://other|2345", false)]
    [InlineData("identifier:of-type=http://terminology.hl7.org/CodeSystem/v2-0203|MR|2345", true)]
    [InlineData("identifier:of-type=http://terminology.hl7.org/CodeSystem/v2-0203|SS|2345", false)]
    [InlineData("identifier:not=2345", false)]
    [InlineData("identifier:not=9", true)]
    [InlineData("identifier:text=medical", true)]
    [InlineData("gender=male", true)]
    [InlineData("gender=http://hl7.org/fhir/administrative-gender|male", true)]
    [InlineData("gender=MALE", false)]
    [InlineData("gender:not=male", false)]
    [InlineData("gender:not=male,female", false)]
    [InlineData("gender:not=female,other", true)]
    [InlineData("active=true", true)]
    [InlineData("phone=613-555-0100", true)]
    [InlineData("email=613-555-0100", false)]
    [InlineData("telecom=613-555-0100", true)]
    [InlineData("deceased=false", true)]
    [InlineData("language:text=fran", true)]
    [InlineData("identifier=a%5C%7Cb", true)]
    [InlineData("_id=it", true)]
    [InlineData("_id=it,other", true)]
    [InlineData("_id=It", false)]
    [InlineData("_tag=http://t|x", true)]
    [InlineData("_security=R", true)]
    [InlineData("_profile=http://p/StructureDefinition/a", true)]
    [InlineData("_profile:below=http://p/StructureDefinition", true)]
    [InlineData("_profile:below=http://p/Structure", false)]
    [InlineData("_profile:above=http://p/StructureDefinition/a/b", true)]
    [InlineData("_source=http://s/1", true)]
    [InlineData("_text=robin chalmers", true)]
    [InlineData("_text=nobody", false)]
    [InlineData("_content=acme", true)]
    [InlineData("_lastUpdated=2026-11-22", true)]
    public void Tokens(string search, bool found) => Expect(found, One("Patient", """
        "meta":{"tag":[{"system":"http://t","code":"x"}],"security":[{"code":"R"}],"profile":["http://p/StructureDefinition/a"],"source":"http://s/1"},
        "text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><b>Chalmers</b>, Robin</div>"},
        "identifier":[{"type":{"text":"Medical record","coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR"}]},"system":"http://acme.org/patient","value":"2345"},{"value":"a|b"}],
        "active":true,"gender":"male","telecom":[{"system":"phone","value":"613-555-0100"}],"communication":[{"language":{"coding":[{"code":"fr","display":"Français"}]}}]
        """), $"Patient?{search}");

    [Theory]
    [InlineData("\"deceasedBoolean\":true", "true", true)]
    [InlineData("\"deceasedBoolean\":false", "true", false)]
    [InlineData("\"deceasedBoolean\":false", "false", true)]
    [InlineData("\"deceasedDateTime\":\"2020\"", "true", true)]
    [InlineData("\"active\":true", "true", false)]
    public void The_dead(string held, string searched, bool found) => Expect(found, One("Patient", held), $"Patient?deceased={searched}");

    /// <summary>search.html#reference.</summary>
    [Theory]
    [InlineData("subject=Patient/23", true)]
    [InlineData("subject=23", true)]
    [InlineData("subject=http://records.localhost/fhir/Patient/23", true)]
    [InlineData("subject=http://elsewhere.example/fhir/Patient/23", false)]
    [InlineData("subject:Patient=23", true)]
    [InlineData("subject:Patient=Patient/23", true)]
    [InlineData("subject:Group=23", false)]
    [InlineData("patient=23", true)]
    [InlineData("patient=24,23", true)]
    [InlineData("performer=http://elsewhere.example/fhir/Practitioner/7", true)]
    [InlineData("performer=Practitioner/7", false)]
    [InlineData("performer=7", false)]
    [InlineData("performer:identifier=http://cno|9", true)]
    [InlineData("performer:identifier=9", true)]
    [InlineData("performer:identifier=8", false)]
    [InlineData("encounter:missing=true", true)]
    public void References(string search, bool found) => Expect(found, One("Observation", """
        "subject":{"reference":"Patient/23"},"performer":[{"reference":"http://elsewhere.example/fhir/Practitioner/7"},{"identifier":{"system":"http://cno","value":"9"}}]
        """), $"Observation?{search}");

    /// <summary>search.html#composite: both parts of one element.</summary>
    [Theory]
    [InlineData("component-code-value-quantity=http://loinc.org|8480-6$gt150", true)]
    [InlineData("component-code-value-quantity=http://loinc.org|8462-4$gt150", false)]
    [InlineData("combo-code-value-quantity=8462-4$lt100||mmHg", true)]
    [InlineData("code-value-quantity=85354-9$gt150", false)]
    [InlineData("component-code-value-quantity=8462-4$gt150,8480-6$gt150", true)]
    [InlineData("combo-code=8480-6", true)]
    public void Composites(string search, bool found) => Expect(found, One("Observation", """
        "code":{"coding":[{"system":"http://loinc.org","code":"85354-9"}]},"component":[
        {"code":{"coding":[{"system":"http://loinc.org","code":"8480-6"}]},"valueQuantity":{"value":160,"unit":"mmHg"}},
        {"code":{"coding":[{"system":"http://loinc.org","code":"8462-4"}]},"valueQuantity":{"value":95,"unit":"mmHg"}}]
        """), $"Observation?{Uri.EscapeDataString(search).Replace("%3D", "=")}");

    [Theory]
    [InlineData("url=http://acme.org/fhir/ValueSet/123", true)]
    [InlineData("url=http://acme.org/fhir/ValueSet/12", false)]
    [InlineData("url:below=http://acme.org/fhir", true)]
    [InlineData("url:below=http://acme.org/fhi", false)]
    [InlineData("url:above=http://acme.org/fhir/ValueSet/123/_history/5", true)]
    public void Addresses(string search, bool found) => Expect(found, One("ValueSet", """ "url":"http://acme.org/fhir/ValueSet/123" """), $"ValueSet?{search}");

    /// <summary>Repeats must all hold, commas are alternatives.</summary>
    [Fact]
    public void Repeats_and_commas()
    {
        var charts = One("Patient", """ "name":[{"given":["Aimée","Rose"]}] """);
        Expect(true, charts, "Patient?given=aimee&given=rose");
        Expect(false, charts, "Patient?given=aimee&given=lily");
        Expect(true, charts, "Patient?given=lily,rose");
    }

    [Theory]
    [InlineData("Observation?colour=red", "code-value-quantity")]
    [InlineData("Observation?code:in=http://v", "expand the value set")]
    [InlineData("Observation?code:below=1", "hierarchy")]
    [InlineData("Observation?_filter=code eq 1", "Write the conditions")]
    [InlineData("Observation?_contained=true", "Contained")]
    [InlineData("Observation?_query=x", "named queries")]
    [InlineData("Location?near=1|2", "address-city")]
    [InlineData("Observation?date=yesterday", "Give a date")]
    [InlineData("Observation?date=2026-13-01", "Give a date")]
    [InlineData("Observation?code=", "Give code")]
    [InlineData("Observation?code=|", "Give code")]
    [InlineData("Observation?code:exact=x", "missing, not, text, of-type")]
    [InlineData("Observation?value-quantity=5|6", "Give number")]
    [InlineData("Observation?value-quantity=9e99", "Give number")]
    [InlineData("Observation?code-value-quantity=a", "2 parts")]
    [InlineData("Observation?code:missing=perhaps", "true or false")]
    [InlineData("Observation?code.text=x", "not a reference")]
    [InlineData("Observation?subject:Condition.code=x", "refers to")]
    [InlineData("Observation?_sort=code-value-quantity", "no order")]
    [InlineData("Observation?_sort=colour", "sorted by")]
    [InlineData("Observation?_include=Observation:code", "reference parameter")]
    [InlineData("Observation?_include=Condition:subject", "says nothing about")]
    [InlineData("Observation?_has:Condition:code:code=x", "reference parameter")]
    [InlineData("Observation?_list=$current-problems", "search by status")]
    [InlineData("Observation?_count=many", "number")]
    public void What_is_not_understood_is_refused_with_the_mend(string search, string mend) =>
        Assert.Contains(mend, new SearchedCharts().Refused(search).Issues[0].Details);
}
