using System.Text;
using System.Text.Json;
using System.Xml;
using Hl7.Fhir.Model;
using Hl7.Fhir.Serialization;
using Hl7.Fhir.Utility;

namespace Holdfast.Records.Fhir;

/// <summary>
/// XML in and out, by Firely's serializers over the same model that checks JSON. A document type is forbidden: so there are
/// no entities, and nothing outside the document is ever read.
/// </summary>
internal static class XmlConversion
{
    private static readonly XmlReaderSettings Strict = new()
    {
        DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, MaxCharactersFromEntities = 0, MaxCharactersInDocument = 2 * Limits.LargestBody,
        IgnoreComments = true, IgnoreProcessingInstructions = true,
    };

    private static readonly BaseFhirXmlDeserializer Deserializer =
        new(ModelInfo.ModelInspector, new DeserializerSettings().UsingMode(DeserializationMode.Strict));

    private static readonly BaseFhirXmlSerializer XmlSerializer = new(ModelInfo.ModelInspector);
    private static readonly BaseFhirJsonSerializer JsonSerializer = new(ModelInfo.ModelInspector);

    /// <summary>The resource as JSON, or what is wrong with it.</summary>
    public static (byte[]? Json, FhirAnswer.Refused? Refused) ToJson(ReadOnlyMemory<byte> xml)
    {
        try
        {
            // The depth is bounded before the model is built: its reader calls itself.
            if (DepthOf(xml) > ResourceParser.DeepestNesting) return (null, new FhirAnswer.Refused(400, "structure", $"The XML is nested deeper than {ResourceParser.DeepestNesting}."));
            using var reader = Reader(xml);
            if (!Deserializer.TryDeserializeResource(reader, out var resource, out var problems))
                return (null, new FhirAnswer.Refused(422, ResourceParser.ToIssues(problems, resource?.TypeName ?? "")));
            return (JsonSerializer.SerializeToBytes(resource!), null);
        }
        catch (XmlException e)
        {
            return (null, new FhirAnswer.Refused(400, "structure", $"The body is not well-formed XML at line {e.LineNumber}, position {e.LinePosition}, or it has a document type, which is forbidden. Mend it there and send it again."));
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException or ArgumentException or OverflowException or NotSupportedException or CodedException or JsonException)
        {
            // A parser that others wrote, on input that others wrote: whatever it trips over is the input's fault, said as such.
            return (null, new FhirAnswer.Refused(422, "structure", "The resource cannot be read: a value is not of its element's kind."));
        }
    }

    /// <summary>What is served as JSON, as XML. Everything that is served was made or checked here.</summary>
    public static byte[] FromJson(ReadOnlySpan<byte> json, bool pretty) =>
        XmlSerializer.SerializeToBytes(ResourceParser.Parse(json) ?? throw new InvalidOperationException("What was to be served is no resource."), pretty);

    private static int DepthOf(ReadOnlyMemory<byte> xml)
    {
        using var reader = Reader(xml);
        var depth = 0;
        while (reader.Read()) depth = Math.Max(depth, reader.Depth);
        return depth;
    }

    private static XmlReader Reader(ReadOnlyMemory<byte> xml) => XmlReader.Create(new StreamReader(new MemoryStream(xml.ToArray()), new UTF8Encoding(false, throwOnInvalidBytes: true)), Strict);
}
