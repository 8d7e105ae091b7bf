using System.Text.Json;
using System.Xml.Linq;
using Holdfast.Records.Charts;
using Holdfast.Records.Fhir;
using Holdfast.Records.Fhir.Searching;
using Holdfast.Records.Import;
using Holdfast.Records.Store;

namespace Holdfast.Fuzz.Targets;

/// <summary>
/// Resources. What is accepted is taken through everything that is done with it: stored, read back, served whole, in part and
/// as XML, searched, its references and numbers looked for; and what is served must be accepted again and be the same.
/// </summary>
internal static class FhirTargets
{
    private const int Longest = 64 * 1024;

    /// <summary>Firely's model of a resource with its rules: measured as some 60 MiB for the worst of HL7's examples below 24 KiB.</summary>
    private const long Model = 256L * 1024 * 1024;

    public static readonly Target[] All =
    [
        new("fhir-json", "src/Holdfast.Records/Fhir/ResourceParser.cs", () => [.. Seeds.Texts([.. FhirSeeds.Resources, .. FhirSeeds.Bundles]), .. Seeds.Examples()], FhirSeeds.Words, Json) { Longest = Longest, WorkBytes = Model, WorkBytesPerByte = 16 * 1024, IsJson = true },
        new("fhir-xml", "src/Holdfast.Records/Fhir/XmlConversion.cs", () => FhirSeeds.Resources.Select(AsXml), FhirSeeds.Words, Xml) { Longest = Longest, WorkBytes = Model, WorkBytesPerByte = 16 * 1024 },
        new("import-item", "src/Holdfast.Records/Import/ImportItem.cs", () => [.. Seeds.Texts([.. FhirSeeds.Resources, .. FhirSeeds.Bundles]), .. Seeds.Shared("pacio-home-care", "*.json")], FhirSeeds.Words, Import) { Longest = Longest, WorkBytes = Model, WorkBytesPerByte = 16 * 1024, IsJson = true },
        new("numbers-in-text", "src/Holdfast.Records/Import/SensitiveNumbers.cs", () => Seeds.Texts("card 4111 1111 1111 1111 and 046-454-286", "transit 12345-003-1234567", "GB82 WEST 1234 5698 7654 32", "NAS 046454286, dossier 123 456 782", "direct deposit no. 1234567890"), ["SIN ", "\u0661\u0662\u0663 \u0664\u0665\u0666 \u0667\u0668\u0669", "-", " ", "0000000000000000", "bank account ", "CA"], Numbers) { Longest = 16 * 1024 },
    ];

    private static byte[] AsXml(string json) => XmlConversion.FromJson(System.Text.Encoding.UTF8.GetBytes(json), pretty: false);

    private static string Json(byte[] input)
    {
        var (json, issues) = ResourceParser.ReadJson(input);
        if (json is null) return Said("unreadable", issues);
        using (json)
        {
            var type = ResourceParser.TypeOf(json.RootElement)!;
            var (received, refused) = ReceivedResource.Examine(json.RootElement, type);
            if (received is null) return Said($"refused {type}", refused!.Issues);
            Accepted(received);
            return $"accepted {type}";
        }
    }

    private static string Xml(byte[] input)
    {
        var (json, refused) = XmlConversion.ToJson(input);
        if (json is null) return Said("refused", refused!.Issues);
        return "read, " + Json(json);
    }

    /// <summary>Everything that is done with a resource that was accepted.</summary>
    private static void Accepted(ReceivedResource received)
    {
        _ = References.In(received.Json).Count();
        _ = Compartment.Subjects(received.Type, received.Json).Count();
        _ = SensitiveNumbers.In(received.Json);
        if (!Compartment.IsStored(received.Type)) return;

        var text = received.Text(null);
        var entry = text.ToEntry(received.Id ?? "x", FhirSeeds.Now.ToUnixTimeMilliseconds(), null);
        var stored = RowContent.Read(RowContent.Write([entry]));
        Broken.Unless(stored is [var one] && one.Rest.Span.SequenceEqual(entry.Rest.Span) && one.Meta.Span.SequenceEqual(entry.Meta.Span) && one.Type == entry.Type && one.Id == entry.Id, "What was stored is not what is read back.");

        var version = new StoredVersion(stored![0], 1, ResourceClasses.ContentOf(entry.Type), null);
        var served = version.ToJson();
        var again = Examined(served, entry.Type, "What is served is not accepted again");
        Broken.Unless(ResourceText.From(again.RootElement).Rest.Span.SequenceEqual(entry.Rest.Span), "What is served is not what was sent.");
        foreach (var parameter in SearchParameters.Of(entry.Type).Values) _ = parameter.ValuesOf(version).Count;
        foreach (var summary in new[] { Summary.True, Summary.Text, Summary.Data })
        {
            using var part = JsonDocument.Parse(new Subset(summary, []).Of(served), new JsonDocumentOptions { MaxDepth = 2 * ResourceParser.DeepestNesting });
            Broken.Unless(ResourceParser.TypeOf(part.RootElement) == entry.Type, "A part of a resource is not that resource.");
        }

        var xml = XmlConversion.FromJson(served, pretty: false);
        var (back, wrong) = XmlConversion.ToJson(xml);
        Broken.Unless(back is not null, $"What is served as XML is not accepted again: {Said("", wrong?.Issues ?? [])}");
        using var fromXml = Examined(back!, entry.Type, "What came back from XML is not accepted");
        Broken.Unless(XNode.DeepEquals(Tree(xml), Tree(XmlConversion.FromJson(back, pretty: false))), "XML read and written again is not the same.");
        again.Dispose();
    }

    private static XDocument Tree(byte[] xml) => XDocument.Load(new MemoryStream(xml), LoadOptions.PreserveWhitespace);

    private static JsonDocument Examined(byte[] utf8, string type, string otherwise)
    {
        var (json, issues) = ResourceParser.ReadJson(utf8);
        Broken.Unless(json is not null, $"{otherwise}: {Said("", issues)}");
        var (received, refused) = ReceivedResource.Examine(json!.RootElement, type);
        Broken.Unless(received is not null, $"{otherwise}: {Said("", refused?.Issues ?? [])}");
        return json;
    }

    private static string Import(byte[] input)
    {
        var (json, issues) = ResourceParser.ReadJson(input);
        if (json is null) return Said("unreadable", issues);
        using (json)
        {
            var problems = new ProblemList();
            _ = LinesImport.PatientOf(ResourceParser.TypeOf(json.RootElement)!, json.RootElement);
            if (ImportItem.Examine("f.ndjson", "line 1", "urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a", json.RootElement, problems) is not { } item) return "not imported " + ResourceParser.TypeOf(json.RootElement);
            Broken.Unless(ResourceParser.IsId(item.Id), "An item has an id that is none.");
            if (item.Type == "Patient")
            {
                var entry = PatientIdentity.Directory(item.Json);
                _ = entry.CalculateSize();
                _ = PatientIdentity.SourceKey(item);
            }

            return "imported " + item.Type;
        }
    }

    private static string Numbers(byte[] input) => string.Join(' ', SensitiveNumbers.KindsIn(System.Text.Encoding.UTF8.GetString(input)));

    public static string Said(string what, IReadOnlyList<FhirIssue> issues) => issues is [var first, ..] ? $"{what}: {first.Code} {WithoutDigits(first.Details)} {WithoutDigits(first.Path ?? "")}" : what;

    private static string WithoutDigits(string text) => string.Concat(text.Where(c => !char.IsAsciiDigit(c)).Take(160));
}
