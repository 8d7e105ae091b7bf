using System.Globalization;
using System.Text;
using Holdfast.Records.Fhir;
using Holdfast.Records.Fhir.Searching;
using Holdfast.Records.Tokens;
using Holdfast.Wire;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Holdfast.Fuzz.Targets;

/// <summary>Searches and what stands in headers.</summary>
internal static class SearchTargets
{
    private static readonly string[] Queries =
    [
        "Observation?code=http://loinc.org|8867-4&date=ge2026-11-01&value-quantity=lt80||/min&_sort=-date,code&_count=10&_include=Observation:subject", "Patient?name:contains=c%C3%B4&birthdate=1950-02&_has:Observation:patient:code=8867-4&_total=none",
        "Observation?subject:Patient.name=c&encounter.status=finished&_summary=count", "Condition?code:not=1&clinical-status:missing=false&onset-age=ge50&_revinclude=MedicationRequest:reason", "MedicationRequest?status=active,stopped&_text=metformin&_id=m1,m2", "Condition?_list=l1&recorded-date=sa2025&_lastUpdated=gt2020",
        "Encounter?class=|HH&date=eq2026-11-20T09:00Z&identifier:of-type=a|b|c&_profile:below=http://x", "Observation?code-value-quantity=8867-4$72.5&combo-code=8867-4&component-code:text=c", "Patient?_content=toronto&address-postalcode=M5V&telecom=phone|416&_elements=name&_format=xml",
    ];

    private static readonly string[] Words =
    [
        ":exact", ":contains", ":missing=true", ":not", ":above", ":below", ":identifier", ":of-type", ":text", ":iterate", ":Patient.", "_has:", "_include=", "_revinclude=*", "_sort=", "_count=0", "_total=accurate", "_list=$current-problems", "_filter=", "_query=", "_page=",
        "eq", "ne", "gt", "ap", "sa", "eb", "\\,", "\\|", "\\$", "http://loinc.org|", "subject.", "encounter.", "patient=", "Patient/p1", "2026-11-20T09:30:00.123456789-05:00", "1e-400", "79228162514264337593543950336", "%2C", "+", "&&", "Media", "Observation:subject:Patient",
    ];

    private static readonly HashSet<int> Statuses = [400, 403, 404];

    public static readonly Target[] All =
    [
        new("search", "src/Holdfast.Records/Fhir/SearchQuery.cs", () => Seeds.Texts(Queries), Words, Search) { WorkBytes = 64 * 1024 * 1024, WorkBytesPerByte = 8 * 1024 },
        new("condition", "src/Holdfast.Records/Fhir/Searching/ConditionParser.cs", () => Seeds.Texts(Queries.Select(q => q[(q.IndexOf('?', StringComparison.Ordinal) + 1)..])), Words, Condition) { WorkBytes = 64 * 1024 * 1024, WorkBytesPerByte = 8 * 1024 },
        new("date", "src/Holdfast.Records/Fhir/Searching/DateRange.cs", () => Seeds.Texts("2026", "2026-11", "2026-11-20", "2026-11-20T09:30", "2026-11-20T09:30:00Z", "2026-11-20T09:30:00.5-05:00", "9999-12-31T23:59:59.999999999Z", "0001-01-01", "ge2026", "ap1950-02-28"), ["Z", "+14:00", "-99:99", ".", "T", "9999-12-31", "0001", "\u0661", "\n"], Date),
        new("number", "src/Holdfast.Records/Fhir/Searching/NumberCriterion.cs", () => Seeds.Texts("100", "1.0e2", "ne-0.50", "ap3", "5.4|http://unitsofmeasure.org|mg", "lt5||mg", "1e-28", "79228162514264337593543950335"), ["|", "e", "E+", "-", ".", "ap", "\\|", "0.0000000000000000000000000001"], Number),
        new("request-headers", "src/Holdfast.Records/Fhir/Negotiation.cs", () => Seeds.Texts("return=minimal; handling=lenient\napplication/fhir+json;fhirVersion=4.0, */*;q=0.1\nxml", "respond-async\napplication/fhir+xml\napplication/fhir+json", "\n\njson; charset=utf-8"), [";q=0", ";q=1e9", "*/*", "application/*", "fhirVersion=3.0", "\"", ","], Headers),
        new("page-link", "src/Holdfast.Records/Fhir/Searching/SearchPages.cs", () => Seeds.Texts("AAAAAAAAAAAAAAAAAAAAAA.0", "0", "x.2147483648", ".", "a.b.c"), [".", "-1", "0"], PageLink),
    ];

    private static string Search(byte[] input)
    {
        var (type, query, _) = (Encoding.UTF8.GetString(input) + "?").Split('?', 3) switch { [var t, var q, ..] => (t, q, 0), _ => ("", "", 0) };
        if (!ResourceParser.IsKnownType(type) || !Compartment.IsStored(type)) type = "Observation";
        var parameters = Pairs(query);
        var charts = FhirSeeds.Charts();
        if (!SearchQuery.TryParse(charts, [type], parameters, lenient: false, out var understood, out var refused))
        {
            Broken.Unless(Statuses.Contains(refused.Status) && refused.Issues.Count > 0, "A refusal without a status or a reason.");
            return FhirTargets.Said($"refused {type}", refused.Issues);
        }

        var found = Found(understood, charts);
        Broken.Unless(SearchQuery.TryParse(charts, [type], understood.Used, lenient: false, out var again, out _), "What was understood is not understood again.");
        Broken.Unless(Found(again!, charts) == found, "The same search finds something else.");
        return $"{type} {string.Join(' ', parameters.Select(p => p.Key).Where(k => k.Length < 40))} {found}";
    }

    private static string Found(SearchQuery query, GrantCharts charts)
    {
        var run = new SearchRun(charts);
        var matches = query.Matching(run);
        var (included, _) = query.Includes.With(run, matches);
        Broken.Unless(matches.Concat(included).All(m => m.Version.Type != "Media"), "A search reached what the grant does not cover.");
        return string.Join(' ', matches.Select(m => m.Version.Id)) + " + " + string.Join(' ', included.Select(i => i.Version.Id));
    }

    private static List<KeyValuePair<string, string>> Pairs(string query) => [.. QueryHelpers.ParseQuery(query).SelectMany(p => p.Value.Select(v => KeyValuePair.Create(p.Key, v ?? "")))];

    private static string Condition(byte[] input)
    {
        var charts = FhirSeeds.Charts();
        if (!SearchQuery.TryParseCondition(charts, "Observation", Encoding.UTF8.GetString(input), out var query, out var refused)) return FhirTargets.Said("refused", refused.Issues);
        Broken.Unless(query.HasConditions, "A condition that holds of everything.");
        return "understood, " + query.MatchingIn(charts, FhirSeeds.Opened).Count.ToString(CultureInfo.InvariantCulture);
    }

    private static string Date(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        var criterion = DateCriterion.Parse(text, FhirSeeds.Now);
        criterion?.Matches(DateRange.Instant(0));
        if (!DateRange.TryParse(text, out var range, out var hasZone)) return criterion is null ? "no date" : $"criterion {text.AsSpan(0, 2)}";
        Broken.Unless(text.All(c => c is >= '0' and <= '9' or '-' or ':' or 'T' or 'Z' or '+' or '.'), "A date of other characters.");
        Broken.Unless(range.FromMs < range.ToMs && range.LocalFromMs < range.LocalToMs, "A date that ends before it begins.");
        Broken.Unless(hasZone || range.FromMs == range.LocalFromMs, "A date without a zone that is shifted.");
        return $"date of {text.Length} {hasZone}";
    }

    private static string Number(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        var number = NumberCriterion.Parse(text);
        number?.Matches(0, 1);
        var quantity = QuantityCriterion.Parse(text);
        quantity?.Matches(new SearchValue.Quantity(0, 1, null, null, null));
        return $"{number is not null} {quantity is not null} {text.Length}";
    }

    /// <summary>Lines: Prefer, Accept, _format.</summary>
    private static string Headers(byte[] input)
    {
        var lines = (Encoding.UTF8.GetString(input) + "\n\n").Split('\n');
        var http = new DefaultHttpContext();
        http.Request.Headers["Prefer"] = new StringValues(lines[0]);
        var preferences = Preferences.Of(http.Request);
        var format = Negotiation.Choose(lines[2].Length == 0 ? null : lines[2], new StringValues(lines[1]));
        http.Request.QueryString = new QueryString("?_elements=" + Uri.EscapeDataString(lines[0]) + "&_summary=" + Uri.EscapeDataString(lines[1]));
        var (_, refused) = Presentation.Of(http);
        return $"{preferences} {format} {refused?.Status}";
    }

    private static readonly SearchPages Pages = new(TimeProvider.System);
    private static readonly GrantId Grant = GrantId.New();
    private static readonly string Kept = Pages.Keep(Grant, "key", new SearchPages.Snapshot([new SearchPages.Found(ChartId.New(), "Observation", "o1", 1)], 1, new SearchIncludes(), true));

    private static string PageLink(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        Broken.Unless(Pages.Open(Grant, "key", text) is null || text.StartsWith(Kept, StringComparison.Ordinal), "A link that was not given out opens a page.");
        return Pages.Open(Grant, "key", Kept + "." + text) is { } opened ? $"page {opened.Page}" : "no page";
    }
}
