using System.Globalization;
using System.Text;

namespace Holdfast.Bench.Fhir;

/// <summary>One kind of request that is measured.</summary>
/// <param name="Node">What a Node server on PostgreSQL and Redis does of it a second on this class of machine (issue 4); null: not known.</param>
/// <param name="Memory">What a C# server that keeps everything in memory does.</param>
/// <param name="Goal">What Holdfast is to do; null: no number was set.</param>
/// <param name="Request">The n-th request: by which right, method, path, body.</param>
internal sealed record Interaction(string Name, double? Node, double? Memory, double? Goal, Func<FhirServer, int, (Access By, string Method, string Path, byte[]? Body)> Request)
{
    private const int EntriesOfTransaction = 20;

    /// <summary>Reading comes first: what is written makes charts longer.</summary>
    public static readonly IReadOnlyList<Interaction> All =
    [
        new("read", 1_032, 11_327, 12 * 1_032, (server, n) => Of(server, n) is var by ? (by, "GET", $"Patient/{by.Patient}", null) : default),
        new("search in a chart", null, null, null, (server, n) => Of(server, n) is var by ? (by, "GET", $"Observation?patient={by.Patient}&code=http%3A%2F%2Floinc.org%7C8867-4&_count=20", null) : default),
        new("Patient by health number", 610, 195, 8 * 610, (server, n) => (server.All, "GET", $"Patient?identifier={Uri.EscapeDataString(Records.BenchPatients.System)}%7C{server.HealthNumber(n % server.Patients)}", null)),
        new("$everything", null, null, null, (server, n) => Of(server, n) is var by ? (by, "GET", $"Patient/{by.Patient}/$everything", null) : default),
        new("create, many charts", 256, 4_854, 8 * 256, (server, n) => Of(server, n) is var by ? (by, "POST", "Observation", Observation(by.Patient, n)) : default),
        new("create, one chart", 256, 4_854, null, (server, n) => (server.Alone, "POST", "Observation", Observation(server.Alone.Patient, n))),
        new("transaction of 20", 4, 554, 50 * 4, (server, n) => Of(server, n) is var by ? (by, "POST", "", Transaction(by.Patient, n)) : default),
    ];

    /// <summary>A vital sign as a nurse's application writes it, 1.1 KB.</summary>
    public static byte[] Observation(string patient, int n) => Encoding.UTF8.GetBytes(ObservationText(patient, n));

    public static byte[] Transaction(string patient, int n) => Encoding.UTF8.GetBytes(
        $$"""{"resourceType":"Bundle","type":"transaction","entry":[{{string.Join(',', Enumerable.Range(n, EntriesOfTransaction).Select(i => Entry(patient, i)))}}]}""");

    private static string Entry(string patient, int n) =>
        $$"""{"fullUrl":"urn:uuid:{{Guid.CreateVersion7()}}","resource":{{ObservationText(patient, n)}},"request":{"method":"POST","url":"Observation"} }""";

    private static string ObservationText(string patient, int n) => string.Create(CultureInfo.InvariantCulture, $$"""
        {"resourceType":"Observation","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\">{{new string('x', 400)}}</div>"},"status":"final",
        "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs","display":"Vital Signs"}]}],
        "code":{"coding":[{"system":"http://loinc.org","code":"{{(n % 5 == 0 ? "8867-4" : "8310-5")}}","display":"A vital sign"}]},"subject":{"reference":"Patient/{{patient}}"},
        "effectiveDateTime":"2026-{{n % 9 + 1:00}}-14T09:00:00-05:00","valueQuantity":{"value":{{60 + n % 40}},"unit":"/min","system":"http://unitsofmeasure.org","code":"/min"} }
        """);

    private static Access Of(FhirServer server, int n) => server.Charts[n % server.Charts.Count];
}
