using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Hl7.Fhir.Introspection;
using Hl7.Fhir.Model;

namespace Holdfast.Records.Fhir;

/// <summary>How much of a resource is shown (<c>_summary</c>).</summary>
internal enum Summary
{
    False,
    True,
    Text,
    Data,
    Count,
}

/// <summary>
/// Part of a resource, as <c>_summary</c> and <c>_elements</c> ask for it, and marked as such (SUBSETTED). Works on the JSON:
/// what is shown is shown to the byte as it was stored. Whatever a resource cannot be understood without (required and
/// modifying elements) is always there.
/// </summary>
internal sealed record Subset(Summary Summary, IReadOnlyList<string> Elements)
{
    private const string Tag = """{"system":"http://terminology.hl7.org/CodeSystem/v3-ObservationValue","code":"SUBSETTED"}""";

    /// <summary>True when everything is shown.</summary>
    public bool IsWhole => Summary == Summary.False && Elements.Count == 0;

    /// <summary>The resource, or the resources in a Bundle, cut down. An OperationOutcome is shown whole.</summary>
    public byte[] Of(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 2 * ResourceParser.DeepestNesting });
        var to = new ArrayBufferWriter<byte>(json.Length);
        if (ResourceParser.TypeOf(document.RootElement) == "Bundle") CopyBundle(document.RootElement, to);
        else CopyResource(document.RootElement, to);
        return to.WrittenSpan.ToArray();
    }

    private void CopyBundle(JsonElement bundle, ArrayBufferWriter<byte> to) => Members(bundle, to, (member, inside) =>
    {
        if (!member.NameEquals("entry"u8)) Raw(member, inside);
        else if (Summary != Summary.Count) Array(member, inside, (entry, at) => Members(entry, at, (part, within) =>
        {
            if (!part.NameEquals("resource"u8)) Raw(part, within);
            else Named(part, within, resource => CopyResource(part.Value, resource));
        }));
    });

    private void CopyResource(JsonElement resource, ArrayBufferWriter<byte> to)
    {
        var type = ResourceParser.TypeOf(resource);
        var mapping = type is null or "OperationOutcome" ? null : ModelInfo.ModelInspector.FindClassMapping(type);
        if (mapping is null) to.Write(JsonMarshal.GetRawUtf8Value(resource));
        else Members(resource, to, (member, inside) =>
        {
            if (member.NameEquals("resourceType"u8) || member.NameEquals("id"u8)) Raw(member, inside);
            else if (member.NameEquals("meta"u8)) Named(member, inside, meta => CopyMeta(member.Value, meta));
            else if (ElementTypes.Element(mapping, member.Name) is { } element) CopyElement(member, element, type!, inside);
        });
    }

    private void CopyElement(JsonProperty member, PropertyMapping element, string type, ArrayBufferWriter<byte> to)
    {
        var required = element.IsMandatoryElement || element.IsModifier;
        if (Elements.Count > 0)
        {
            if (required || Elements.Contains(element.Name) || Elements.Contains($"{type}.{element.Name}")) Raw(member, to);
        }
        else if (Summary == Summary.Data ? element.Name != "text" : Summary == Summary.Text && (required || element.Name == "text")) Raw(member, to);
        else if (Summary == Summary.True && element.InSummary) CopySummary(member, element, to);
    }

    /// <summary>What of an element's own elements belongs to the summary; nothing when none does.</summary>
    private static void CopySummary(JsonProperty member, PropertyMapping element, ArrayBufferWriter<byte> to)
    {
        var mapping = ElementTypes.TypeOf(member.Name, element);
        if (member.Name[0] == '_' || mapping is null || mapping.IsFhirPrimitive || mapping.IsResource) Raw(member, to);
        else if (member.Value.ValueKind == JsonValueKind.Array) Array(member, to, (item, at) => CopyParts(item, mapping, at));
        else if (member.Value.ValueKind != JsonValueKind.Object) Raw(member, to);
        else Named(member, to, at => CopyParts(member.Value, mapping, at));
    }

    private static void CopyParts(JsonElement value, ClassMapping mapping, ArrayBufferWriter<byte> to)
    {
        if (value.ValueKind != JsonValueKind.Object) to.Write(JsonMarshal.GetRawUtf8Value(value));
        else Members(value, to, (part, inside) =>
        {
            if (ElementTypes.Element(mapping, part.Name) is { InSummary: true } element) CopySummary(part, element, inside);
        });
    }

    private static void CopyMeta(JsonElement meta, ArrayBufferWriter<byte> to)
    {
        var tagged = false;
        Members(meta, to, (member, inside) =>
        {
            if (!member.NameEquals("tag"u8)) Raw(member, inside);
            else Named(member, inside, at =>
            {
                tagged = true;
                at.Write(JsonMarshal.GetRawUtf8Value(member.Value)[..^1]);
                at.Write(Encoding.UTF8.GetBytes($",{Tag}]"));
            });
        }, () => tagged ? null : $"\"tag\":[{Tag}]");
    }

    private static void Members(JsonElement from, ArrayBufferWriter<byte> to, Action<JsonProperty, ArrayBufferWriter<byte>> copy, Func<string?>? last = null)
    {
        to.Write("{"u8);
        var part = new ArrayBufferWriter<byte>();
        var first = true;
        foreach (var member in from.EnumerateObject())
        {
            part.ResetWrittenCount();
            copy(member, part);
            Append(part.WrittenSpan);
        }

        if (last?.Invoke() is { } more) Append(Encoding.UTF8.GetBytes(more));
        to.Write("}"u8);

        void Append(ReadOnlySpan<byte> written)
        {
            if (written.Length == 0) return;
            if (!first) to.Write(","u8);
            first = false;
            to.Write(written);
        }
    }

    private static void Array(JsonProperty member, ArrayBufferWriter<byte> to, Action<JsonElement, ArrayBufferWriter<byte>> copy) => Named(member, to, at =>
    {
        at.Write("["u8);
        var first = true;
        foreach (var item in member.Value.EnumerateArray())
        {
            if (!first) at.Write(","u8);
            first = false;
            copy(item, at);
        }

        at.Write("]"u8);
    });

    private static void Named(JsonProperty member, ArrayBufferWriter<byte> to, Action<ArrayBufferWriter<byte>> value)
    {
        to.Write("\""u8);
        to.Write(JsonMarshal.GetRawUtf8PropertyName(member));
        to.Write("\":"u8);
        value(to);
    }

    private static void Raw(JsonProperty member, ArrayBufferWriter<byte> to) => Named(member, to, at => at.Write(JsonMarshal.GetRawUtf8Value(member.Value)));
}
