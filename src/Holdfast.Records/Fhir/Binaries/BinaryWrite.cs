using System.Text;
using System.Text.Json;
using Holdfast.Records.Charts;
using Holdfast.Records.Documents;
using Holdfast.Records.Fhir.Writing;
using Holdfast.Records.Store;
using Holdfast.Records.Tokens;

namespace Holdfast.Records.Fhir.Binaries;

/// <summary>A Binary whose content lies sealed beside the rows already, put into a chart: from here on it is a write like any other.</summary>
internal sealed record BinaryWrite(UploadState Upload, BlobManifest Manifest, OpenChart Chart) : Write("Binary")
{
    public override OpenChart? Home => Chart;

    public override Target Resolve(OpenChart chart, IReadOnlySet<string> gone) => new(Upload.ResourceId, chart.Find(Type, Upload.ResourceId));

    public override Decided Decide(Target target, Scene scene, Func<string, string?>? map)
    {
        if (Upload.IfMatch is { } ifMatch)
        {
            if (Precondition.Required(target.Present, ifMatch) is { } unmet) return new Decided.No(unmet);
            if (!target.Exists && !scene.Live.Scope.Allows(Interaction.Create, Type))
                return new Decided.No(new FhirAnswer.Refused(403, "forbidden", "There is no such Binary in this chart, and the scope of this token does not allow to create one."));
        }

        var rest = $"\"contentType\":\"{JsonEncodedText.Encode(Upload.ContentType)}\",\"securityContext\":{{\"reference\":\"{JsonEncodedText.Encode(Upload.SecurityContext)}\"}}";
        var entry = new ContentEntry(RowOperation.PutWithBlob, Type, Upload.ResourceId, scene.Now.ToUnixTimeMilliseconds(), scene.Live.Actor.Person, 0, default, Encoding.UTF8.GetBytes(rest)) { Blob = Manifest };
        return new Decided.Writes(target.Exists ? 200 : 201, [entry]);
    }
}
