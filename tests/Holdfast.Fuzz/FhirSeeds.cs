using System.Text;
using Holdfast.Records.Charts;
using Holdfast.Records.Fhir;
using Holdfast.Records.Fhir.Searching;
using Holdfast.Records.Tokens;
using Holdfast.Wire;

namespace Holdfast.Fuzz;

/// <summary>A small chart of our own, as texts and as something to search in.</summary>
internal static class FhirSeeds
{
    public const string Origin = "https://records.example.org";
    public static readonly DateTimeOffset Now = new(2026, 11, 22, 12, 0, 0, TimeSpan.Zero);

    public static readonly string[] Resources =
    [
        """{"resourceType":"Patient","id":"p1","meta":{"profile":["http://example.org/p"]},"text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Élodie</p></div>"},"identifier":[{"use":"official","type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"JHN"}]},"system":"https://example.org/hn","value":"1234567897"}],"name":[{"use":"official","family":"Côté","given":["Élodie","Anne"],"_given":[null,{"extension":[{"url":"http://example.org/x","valueString":"y"}]}]}],"telecom":[{"system":"phone","value":"416 555 0100"}],"gender":"female","birthDate":"1950-02-28","address":[{"line":["1 Main St"],"city":"Toronto","postalCode":"M5V 2T6"}],"extension":[{"url":"http://example.org/e","valueDecimal":1.10}]}""",
        """{"resourceType":"Observation","id":"o1","status":"final","code":{"coding":[{"system":"http://loinc.org","code":"8867-4","display":"Heart rate"}],"text":"Pulse"},"subject":{"reference":"Patient/p1"},"encounter":{"reference":"Encounter/e1"},"effectiveDateTime":"2026-11-20T09:30:00-05:00","valueQuantity":{"value":72.50,"comparator":"<","unit":"/min","system":"http://unitsofmeasure.org","code":"/min"},"component":[{"code":{"text":"c"},"valueString":"text"}],"note":[{"text":"card 4111 1111 1111 1111, SIN 046 454 286"}]}""",
        """{"resourceType":"Condition","id":"c1","clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]},"code":{"coding":[{"system":"http://snomed.info/sct","code":"38341003"}]},"subject":{"reference":"Patient/p1"},"onsetAge":{"value":60,"unit":"a","system":"http://unitsofmeasure.org","code":"a"},"recordedDate":"2026-01"}""",
        """{"resourceType":"Encounter","id":"e1","status":"finished","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"HH"},"subject":{"reference":"Patient/p1"},"period":{"start":"2026-11-20T09:00:00Z","end":"2026-11-20T10:00:00Z"}}""",
        """{"resourceType":"MedicationRequest","id":"m1","status":"active","intent":"order","medicationCodeableConcept":{"text":"metformin"},"subject":{"reference":"Patient/p1"},"contained":[{"resourceType":"Medication","id":"in","code":{"text":"x"}}],"reasonReference":[{"reference":"Condition/c1"}],"supportingInformation":[{"reference":"#in"}],"dosageInstruction":[{"text":"500 mg","timing":{"repeat":{"frequency":2,"period":1,"periodUnit":"d"}}}]}""",
        """{"resourceType":"DocumentReference","id":"d1","status":"current","subject":{"reference":"Patient/p1"},"content":[{"attachment":{"contentType":"text/plain","data":"bGV0dGVy","title":"Letter"}}]}""",
        """{"resourceType":"List","id":"l1","status":"current","mode":"working","subject":{"reference":"Patient/p1"},"entry":[{"item":{"reference":"Condition/c1"}}]}""",
        """{"resourceType":"Questionnaire","id":"q1","status":"draft","item":[{"linkId":"1","type":"group","item":[{"linkId":"1.1","type":"choice","answerOption":[{"valueInteger":1}]}]}]}""",
    ];

    public static readonly string[] Bundles =
    [
        $$$"""{"resourceType":"Bundle","type":"transaction","entry":[{"fullUrl":"urn:uuid:61ebe359-bfdc-4613-8bf2-c5e300945f0a","resource":{{{Resources[1]}}},"request":{"method":"POST","url":"Observation","ifNoneExist":"code=8867-4"}},{"request":{"method":"DELETE","url":"Condition/c1","ifMatch":"W/\"1\""}},{"resource":{"resourceType":"Condition","id":"c2","subject":{"reference":"Patient/p1"}},"request":{"method":"PUT","url":"Condition/c2"}}]}""",
        """{"resourceType":"Bundle","type":"batch","entry":[{"request":{"method":"GET","url":"Observation?code=8867-4&_sort=-date"}},{"request":{"method":"GET","url":"Patient/p1/_history/1","ifModifiedSince":"2026-11-20T09:00:00Z"}},{"resource":{"resourceType":"Binary","contentType":"application/json-patch+json","data":"W3sib3AiOiJyZW1vdmUiLCJwYXRoIjoiL25vdGUifV0="},"request":{"method":"PATCH","url":"Observation/o1"}}]}""",
    ];

    public static readonly string[] Words =
    [
        "resourceType", "Patient", "Observation", "Bundle", "Parameters", "contained", "extension", "modifierExtension", "url", "valueDecimal", "valueString", "id", "meta", "versionId", "lastUpdated", "text", "div", "reference", "Patient/p1", "#in",
        "_given", "fhir_comments", "value", "coding", "system", "2026-02-30", "24:00:00", "\\ud800", "\\u0000", "<div xmlns=\\\"http://www.w3.org/1999/xhtml\\\">", "<!DOCTYPE a [<!ENTITY b 'c'>]>&b;", "<?xml version=\"1.1\"?>", "xmlns=\"http://hl7.org/fhir\"",
        "\u0661\u0662\u0663\u0664\u0665\u0666\u0667\u0668\u0669", "4111 1111 1111 1111", "046 454 286", "CA99 9999 9999", "urn:uuid:", "request", "method", "PATCH", "ifNoneExist", "data", "contentType",
    ];

    private static readonly Lazy<OpenChart> Chart = new(() =>
    {
        var chart = Empty();
        foreach (var resource in Resources)
        {
            var (json, _) = ResourceParser.ReadJson(Encoding.UTF8.GetBytes(resource));
            using (json)
            {
                var text = ResourceText.From(json!.RootElement);
                chart.Show(text.ToEntry(text.Id!, Now.ToUnixTimeMilliseconds(), null), ResourceClasses.ContentOf(text.Type));
            }
        }

        return chart;
    });

    private static readonly Lazy<OpenChart> Provider = new(Empty);

    /// <summary>What a grant on that chart searches; Media is not covered.</summary>
    public static GrantCharts Charts() => new([Chart.Value], Provider.Value, Refusal, Origin + "/fhir/", Now);

    public static OpenChart Opened => Chart.Value;

    private static FhirAnswer.Refused? Refusal(Interaction interaction, string type) =>
        !ResourceParser.IsKnownType(type) || !Compartment.IsStored(type) ? new FhirAnswer.Refused(404, "not-supported", "There is no such type.")
        : type == "Media" ? new FhirAnswer.Refused(403, "forbidden", "Not covered.") : null;

    private static OpenChart Empty()
    {
        var id = ChartId.New();
        return new OpenChart(InstallationId.New(), id, KeyRing.Take(id, []), null!, (_, _, _) => throw new InvalidOperationException("This chart has no rows."));
    }
}
