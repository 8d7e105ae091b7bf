using System.Globalization;
using Holdfast.Records.Charts;
using Holdfast.Records.Fhir.Searching;

namespace Holdfast.Tests.Records.Searching;

/// <summary>Generated: for each parameter that has a value in some example, a search by that value finds the example, and a search by another does not.</summary>
public class EveryParameterTests
{
    [Fact]
    public void Of_the_examples_of_hl7()
    {
        var tried = new HashSet<string>();
        foreach (var (type, json) in Examples.OfHl7(each: 5)) Try(type, json, tried);
        Assert.True(tried.Count > 550, $"Only {tried.Count} parameters were tried.");
    }

    [Fact]
    public void Of_the_synthea_cohort()
    {
        var tried = new HashSet<string>();
        foreach (var type in new[] { "AllergyIntolerance", "CarePlan", "Condition", "DiagnosticReport", "Encounter", "Goal", "ImagingStudy", "Immunization", "MedicationRequest", "Observation", "Organization", "Patient", "Practitioner", "Procedure" })
            foreach (var line in Examples.OfSynthea(type, 40)) Try(type, line, tried);
        Assert.True(tried.Count > 100, $"Only {tried.Count} parameters were tried.");
    }

    private static void Try(string type, ReadOnlyMemory<byte> json, HashSet<string> tried)
    {
        var charts = new SearchedCharts();
        var version = SearchedCharts.Put(charts.Own, json)!;
        foreach (var parameter in SearchParameters.Of(type).Values)
            foreach (var value in parameter.ValuesOf(version))
            {
                if (Written(value) is not var (modifier, found, other)) continue;
                tried.Add($"{type}.{parameter.Code}");
                Assert.True(charts.Find(type, (parameter.Code + modifier, found)) is [_], $"{type}/{version.Id}?{parameter.Code}{modifier}={found} finds nothing");
                Assert.True(charts.Find(type, (parameter.Code + modifier, other)) is [], $"{type}/{version.Id}?{parameter.Code}{modifier}={other} finds it");
                Assert.True(charts.Find(type, (parameter.Code + modifier, $"{other},{found}")) is [_], $"{type}/{version.Id}?{parameter.Code}{modifier}={other},{found} finds nothing");
            }
    }

    /// <summary>A search value that finds this, and one that does not.</summary>
    private static (string Modifier, string Found, string Other)? Written(SearchValue value) => value switch
    {
        SearchValue.Token token => ("", $"{Escape(token.System ?? "")}|{Escape(token.Code)}", "http://other.example|none"),
        SearchValue.Display words => (":text", Escape(words.Folded), "no such words"),
        SearchValue.TypedIdentifier typed when typed.System is not null => (":of-type", $"{Escape(typed.System)}|{Escape(typed.Code)}|{Escape(typed.Value)}", "a|b|c"),
        SearchValue.Date date => ("", $"ge{Day(date.Range.LocalFromMs)}", "1066-10-14"),
        SearchValue.Text text => (":exact", Escape(text.Value), "no such text"),
        SearchValue.Words words => ("", Escape(words.Folded.Split(' ', StringSplitOptions.RemoveEmptyEntries)[0]), "nosuchwordanywhere"),
        SearchValue.Address address => ("", Escape(address.Value), "urn:none"),
        SearchValue.Reference { Type: { } type, Id: { } id } reference when !reference.Written.Contains("://", StringComparison.Ordinal) => ("", $"{type}/{id}", $"{type}/none"),
        SearchValue.Reference reference => ("", Escape(reference.Written), "urn:none"),
        SearchValue.LogicalReference logical => (":identifier", $"{Escape(logical.System ?? "")}|{Escape(logical.Value)}", "none"),
        SearchValue.Number number => ("", Exact(number.Low), "77777"),
        SearchValue.Quantity quantity => ("", quantity.Low > decimal.MinValue ? $"ge{Exact(quantity.Low)}|{Escape(quantity.System ?? "")}|{Escape(quantity.Code ?? "")}" : $"lt{Exact(quantity.High)}||", "77777"),
        SearchValue.Composite composite when composite.Parts.All(p => p.Count > 0 && Written(p[0]) is { Modifier: "" }) =>
            ("", string.Join('$', composite.Parts.Select(p => Written(p[0])!.Value.Found)), string.Join('$', composite.Parts.Select((p, i) => i == 0 ? Written(p[0])!.Value.Other : Written(p[0])!.Value.Found))),
        _ => null,
    };

    private static string Exact(decimal number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Day(long ms) => ms == DateRange.Earliest ? "0001-01-01" : DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Escape(string text) => text.Replace("\\", "\\\\").Replace(",", "\\,").Replace("|", "\\|").Replace("$", "\\$");
}
