using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Holdfast.Records.Charts;
using Holdfast.Records.Fhir;
using Holdfast.Records.Fhir.Searching;
using Holdfast.Records.Fhir.Writing;
using Holdfast.Records.Store;
using Holdfast.Records.Tokens;
using Holdfast.Wire;
using Holdfast.Wire.Records;

namespace Holdfast.Fuzz.Targets;

/// <summary>Patches and Bundles, and what stands in a row.</summary>
internal static class WriteTargets
{
    private const long Model = 256L * 1024 * 1024;

    private static readonly string[] JsonPatches =
    [
        """[{"op":"test","path":"/status","value":"final"},{"op":"replace","path":"/valueQuantity/value","value":73.0},{"op":"add","path":"/note/-","value":{"text":"n"}}]""",
        """[{"op":"copy","from":"/code","path":"/category"},{"op":"move","from":"/note/0","path":"/note/0"},{"op":"remove","path":"/encounter"}]""",
        """[{"op":"add","path":"/a~1b~0c","value":{"x":[1,2,{"y":null}]}},{"op":"copy","from":"","path":"/x"}]""",
    ];

    private static readonly string[] PathPatches = [.. new (string Type, string Path, string More)[]
    {
        ("replace", "Observation.valueQuantity.value", """,{"name":"value","valueDecimal":73.0}"""), ("add", "Observation", """,{"name":"name","valueString":"bodySite"},{"name":"value","valueCodeableConcept":{"text":"arm"}}"""),
        ("insert", "Observation.note", """,{"name":"value","valueAnnotation":{"text":"n"}},{"name":"index","valueInteger":0}"""), ("delete", "Observation.component.where(code.text = 'c').first()", ""),
        ("move", "Observation.note", """,{"name":"source","valueInteger":0},{"name":"destination","valueInteger":0}"""), ("add", "Observation.code.coding[0].extension('http://x')", """,{"name":"name","valueString":"extension"},{"name":"value","part":[{"name":"url","valueUri":"http://y"},{"name":"value","valueString":"z"}]}"""),
    }.Select(p => $$"""{"resourceType":"Parameters","parameter":[{"name":"operation","part":[{"name":"type","valueCode":"{{p.Type}}"},{"name":"path","valueString":"{{p.Path}}"}{{p.More}}]}]}""")];

    private static readonly string[] PathWords =
    [
        "where(", "first()", "last()", "single()", "ofType(", "extension('", ".exists()", ".not()", "descendants()", "repeat(children())", "%resource", "(", ")", "((((((((((((((((((((", "[0]", "[999999999999]", ".", "'", "\\u0041", "@2026", "{}", "iif(", "trace(", "matches('(a+)+$')",
        "operation", "part", "type", "path", "value", "valueString", "valueCode", "valueInteger", "Observation.", "component", "and", "or", "implies", "-", "+", " = ", "is", "as", "index",
    ];

    private static readonly string[] PointerWords = ["op", "add", "remove", "replace", "move", "copy", "test", "path", "from", "value", "/", "~0", "~1", "~2", "-", "/note/0", "/note/-", "/component/0/code", "/code/coding/00", "/code", "", "/x/x/x/x/x/x/x/x", "1e400", "\\ud800"];

    public static readonly Target[] All =
    [
        new("json-patch", "src/Holdfast.Records/Fhir/JsonPatch.cs", () => Seeds.Texts(JsonPatches), PointerWords, input => Patched(JsonPatch.Parse(input))) { WorkBytes = Model, WorkBytesPerByte = 64 * 1024, IsJson = true },
        new("fhirpath-patch", "src/Holdfast.Records/Fhir/FhirPathPatch.cs", () => Seeds.Texts(PathPatches), PathWords, PathPatched) { WorkBytes = Model, WorkBytesPerByte = 64 * 1024, IsJson = true },
        new("bundle", "src/Holdfast.Records/Fhir/BatchEntry.cs", () => Seeds.Texts(FhirSeeds.Bundles), [.. FhirSeeds.Words, .. PathWords], Bundle) { Longest = 32 * 1024, WorkBytes = Model, WorkBytesPerByte = 64 * 1024, IsJson = true },
        new("row-content", "src/Holdfast.Records/Store/RowContent.cs", () => [Convert.FromHexString(Seeds.Vectors("row-content").GetProperty("content").GetString()!), [1, 0, 0, 0, 0]], ["\u0001", "\u0002", "\u00ff"], Row) { IsBinary = true },
        new("sealed-record", "src/Holdfast.Wire/Records/SealedRecord.cs", () => Rows!.Select(r => r.Row), ["HFR1", "identity", "clinical", "documents"], Sealed) { IsBinary = true },
    ];

    private static string PathPatched(byte[] input)
    {
        var (json, issues) = ResourceParser.ReadJson(input);
        if (json is null) return FhirTargets.Said("unreadable", issues);
        using (json) return Patched(FhirPathPatch.Parse(json.RootElement));
    }

    /// <summary>Applied as <see cref="PatchWrite"/> does.</summary>
    private static string Patched((ResourceChange? Change, FhirAnswer.Refused? Refused) read)
    {
        if (read.Change is not { } change) return FhirTargets.Said("not read", read.Refused!.Issues);
        var tree = JsonNode.Parse(FhirSeeds.Resources[1])!.AsObject();
        if (change.Apply(tree) is { } unfit) return FhirTargets.Said("not applied", unfit.Issues);
        var written = RawJson.Write(tree);
        var (json, issues) = ResourceParser.ReadJson(written);
        if (json is null) return FhirTargets.Said("applied, and no resource", issues);
        using (json)
        {
            var type = ResourceParser.TypeOf(json.RootElement)!;
            var (resource, invalid) = ReceivedResource.Examine(json.RootElement, type);
            return resource is null ? FhirTargets.Said("applied, and not valid", invalid!.Issues) : $"applied {written.Length}";
        }
    }

    private static string Bundle(byte[] input)
    {
        var (json, issues) = ResourceParser.ReadJson(input);
        if (json is null) return FhirTargets.Said("unreadable", issues);
        using (json)
        {
            var scene = Scene();
            var (entries, wrong) = BatchEntry.ReadAll(json.RootElement, scene, out _);
            if (entries is null) return FhirTargets.Said("no batch", wrong!.Issues);
            foreach (var entry in entries)
            {
                Broken.Unless(new object?[] { entry.Write, entry.Reading, entry.Refused }.Count(part => part is not null) == 1, "An entry is one thing: a write, a reading or a refusal.");
                if (entry.Reading is { Id: not null } read) _ = read.Find(scene.Live);
                if (entry.Write is not { } write) continue;
                var target = write.Resolve(scene.Live.Chart, new HashSet<string>());
                if (target.Refused is null) _ = write.Decide(target, scene, null);
            }

            return string.Join(' ', entries.Take(6).Select(e => e.Write?.GetType().Name ?? e.Reading?.Type ?? FhirTargets.Said("", e.Refused!.Issues)));
        }
    }

    private static readonly Lazy<LiveGrant> Live = new(() =>
    {
        var shared = new SharedCharts(null!, (_, _, _) => throw new InvalidOperationException("This chart has no rows."));
        var chart = Share(RecordClass.Own);
        foreach (var resource in FhirSeeds.Resources)
        {
            using var json = JsonDocument.Parse(resource);
            var text = ResourceText.From(json.RootElement);
            chart.Chart.Show(text.ToEntry(text.Id!, FhirSeeds.Now.ToUnixTimeMilliseconds(), null), ResourceClasses.ContentOf(text.Type));
        }

        return new LiveGrant(GrantId.New(), "t", FhirSeeds.Now.AddHours(1), "k", "app", GrantScope.Parse("patient/*.cruds"), new Actor(PersonId.New(), "A Nurse", "nurse"), "TREAT", RecordClass.Own, 202611, [chart], Share([])) { Patient = "p1" };

        SharedCharts.Share Share(IReadOnlyList<RecordClass> classes)
        {
            var id = ChartId.New();
            var bytes = new byte[16];
            id.WriteTo(bytes);
            return shared.Take(InstallationId.New(), id, KeyRing.Take(id, classes.Select(c => new ReleasedKey { Chart = ByteString.CopyFrom(bytes), RecordClass = c.Text, Generation = 202611, Subkey = ByteString.CopyFrom(new byte[32]) })));
        }
    });

    private static Scene Scene() => new(Live.Value, FhirSeeds.Origin, FhirSeeds.Now);

    private static string Row(byte[] input)
    {
        if (RowContent.Read(input) is not { } entries) return "not a row";
        Broken.Unless(RowContent.Write(entries).AsSpan().SequenceEqual(input), "A row that is read is not what is written.");
        return $"{entries.Count} entries {string.Join(' ', entries.Take(4).Select(e => $"{e.Operation}{e.Type.Length}"))}";
    }

    private static readonly List<(byte[] Row, string Subkey)> Rows =
        [.. Seeds.Vectors("sealed-rows").GetProperty("rows").EnumerateArray().Select(r => (Convert.FromHexString(r.GetProperty("row").GetString()!), r.GetProperty("subkey").GetString()!)).Where(r => r.Item1.Length < 4096)];

    private static string Sealed(byte[] input)
    {
        var vectors = Seeds.Vectors("sealed-rows");
        InstallationId.TryParse(vectors.GetProperty("installation").GetString(), out var installation);
        ChartId.TryParse(vectors.GetProperty("chart").GetString(), out var chart);
        var read = SealedRecord.TryReadHeader(input, out var header);
        foreach (var (_, key) in Rows)
        {
            using var subkey = new Subkey(Convert.FromHexString(key));
            if (SealedRecord.Open(installation, chart, subkey, input) is null) continue;
            Broken.Unless(Rows.Exists(r => r.Row.AsSpan().SequenceEqual(input)), "A row that was never sealed opens.");
            return $"opened {input.Length}";
        }

        return read ? $"header {header.Class.Text.Length}" : "no header";
    }
}
