using System.Net.Http.Headers;
using Hl7.Fhir.Model;
using Hl7.Fhir.Rest;
using Task = System.Threading.Tasks.Task;

namespace Holdfast.Tests.Records.Clients;

/// <summary>Firely's FhirClient, as an integrator uses it; only its messages are signed on the way.</summary>
public sealed class FirelyClientTests : IAsyncLifetime
{
    private RecordsUnderTest _records = null!;
    private AppUnderTest _app = null!;
    private FhirClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _records = await RecordsUnderTest.Start();
        _app = await _records.OpenChart();
        _client = new FhirClient(new Uri(RecordsUnderTest.Origin + "/fhir"), new FhirClientSettings { PreferredFormat = ResourceFormat.Json, VerifyFhirVersion = true }, new Bound(_records, _app));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _app.Dispose();
        await _records.DisposeAsync();
    }

    private Observation Measurement(string text, decimal value = 72) => new()
    {
        Status = ObservationStatus.Final, Code = new CodeableConcept("http://loinc.org", "8867-4", text), Subject = new ResourceReference($"Patient/{_app.Patient}"),
        Effective = new FhirDateTime("2026-11-22"), Value = new Quantity(value, "/min"), Identifier = [new Identifier("urn:measurements", text)],
    };

    [Fact]
    public async Task It_reads_creates_updates_patches_and_deletes_and_sees_the_history()
    {
        Assert.Equal(FHIRVersion.N4_0_1, (await _client.CapabilityStatementAsync())!.FhirVersion);
        Assert.Equal("Tremblay", (await _client.ReadAsync<Patient>($"Patient/{_app.Patient}"))!.Name[0].Family);

        var made = (await _client.CreateAsync(Measurement("pulse")))!;
        Assert.Equal("72", ((Quantity)made.Value!).Value.ToString());
        ((Quantity)made.Value).Value = 75;
        var updated = (await _client.UpdateAsync(made, versionAware: true))!;
        Assert.NotEqual(made.Meta!.VersionId, updated.Meta!.VersionId);
        var stale = await Assert.ThrowsAsync<FhirOperationException>(async () => await _client.UpdateAsync(made, versionAware: true));
        Assert.Equal(System.Net.HttpStatusCode.PreconditionFailed, stale.Status);
        Assert.NotEmpty(stale.Outcome!.Issue);
        Assert.Equal(72, ((Quantity)(await _client.ReadAsync<Observation>($"Observation/{made.Id}/_history/{made.Meta.VersionId}"))!.Value!).Value);

        var patch = new Parameters();
        patch.Add("operation", [Tuple.Create("type", (Base)new Code("replace")), Tuple.Create("path", (Base)new FhirString("Observation.status")), Tuple.Create("value", (Base)new Code("amended"))]);
        var patched = (await _client.PatchAsync<Observation>(made.Id!, patch, updated.Meta.VersionId))!;
        Assert.Equal(ObservationStatus.Amended, patched.Status);
        Assert.Equal(3, (await _client.HistoryAsync($"Observation/{made.Id}"))!.Entry.Count);

        await _client.DeleteAsync($"Observation/{made.Id}");
        Assert.Equal(System.Net.HttpStatusCode.Gone, (await Assert.ThrowsAsync<FhirOperationException>(async () => await _client.ReadAsync<Observation>($"Observation/{made.Id}"))).Status);
        Assert.Equal(4, (await _client.TypeHistoryAsync<Observation>())!.Entry.Count);
        Assert.Equal(5, (await _client.WholeSystemHistoryAsync())!.Entry.Count);
    }

    [Fact]
    public async Task It_writes_under_conditions_and_in_transactions_and_reads_in_XML()
    {
        var once = new SearchParams().Where("identifier=urn:measurements|pulse");
        var first = (await _client.ConditionalCreateAsync(Measurement("pulse"), once))!;
        Assert.Equal(first.Id, (await _client.ConditionalCreateAsync(Measurement("pulse"), once))!.Id);
        Assert.Equal("weight", (await _client.ConditionalUpdateAsync(Measurement("weight"), new SearchParams().Where("identifier=urn:measurements|weight")))!.Identifier[0].Value);

        var bundle = new TransactionBuilder(RecordsUnderTest.Origin + "/fhir", Bundle.BundleType.Transaction)
            .Create(Measurement("breath")).Read("Patient", _app.Patient).ConditionalCreate(Measurement("pulse"), once).Delete("Observation", first.Id!).ToBundle();
        bundle.Entry.RemoveAt(2); // deleted and kept in one transaction would contradict itself
        var answer = (await _client.TransactionAsync(bundle))!;
        Assert.Equal(Bundle.BundleType.TransactionResponse, answer.Type);
        Assert.Equal(["201", "200", "204"], answer.Entry.Select(entry => entry.Response!.Status![..3]));

        using var xml = new FhirClient(new Uri(RecordsUnderTest.Origin + "/fhir"), new FhirClientSettings { PreferredFormat = ResourceFormat.Xml }, new Bound(_records, _app));
        Assert.Equal("Tremblay", (await xml.ReadAsync<Patient>($"Patient/{_app.Patient}"))!.Name[0].Family);
        Assert.Equal("heat", (await xml.CreateAsync(Measurement("heat")))!.Identifier[0].Value);
    }

    [Fact]
    public async Task It_searches_in_pages_by_GET_and_POST_and_calls_operations()
    {
        for (var i = 0; i < 5; i++) await _client.CreateAsync(Measurement($"m{i}", 70 + i));
        var seen = new HashSet<string>();
        for (var page = await _client.SearchAsync<Observation>(["code=http://loinc.org|8867-4"], pageSize: 2); page is not null; page = await _client.ContinueAsync(page))
        {
            Assert.Equal(5, page.Total);
            Assert.All(page.Entry, entry => Assert.True(seen.Add(entry.Resource!.Id!)));
        }

        Assert.Equal(5, seen.Count);
        Assert.Equal(3, (await _client.SearchUsingPostAsync<Observation>(["value-quantity=ge72"]))!.Total);
        var withPatient = (await _client.SearchAsync<Observation>(new SearchParams().Where("value-quantity=74").Include("Observation:subject")))!;
        Assert.Equal(["Observation", "Patient"], withPatient.Entry.Select(entry => entry.Resource!.TypeName));

        var everything = (Bundle)(await _client.InstanceOperationAsync(new Uri($"Patient/{_app.Patient}", UriKind.Relative), "everything", new Parameters().Add("start", new Date("2026-11-22"))))!;
        Assert.Equal(6, everything.Entry.Count);
        var checkedOnly = await _client.TypeOperationAsync<Observation>("validate", new Parameters().Add("resource", new Observation { Status = ObservationStatus.Final }));
        Assert.Contains(((OperationOutcome)checkedOnly!).Issue, issue => issue.Severity is OperationOutcome.IssueSeverity.Error);
    }

    /// <summary>Adds token and proof, and finds the server behind its public name.</summary>
    private sealed class Bound(RecordsUnderTest records, AppUnderTest app) : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false })
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var asked = request.RequestUri!;
            request.Headers.Authorization = new AuthenticationHeaderValue("DPoP", app.Token);
            request.Headers.Add("DPoP", app.Proof(request.Method.Method, asked.AbsolutePath));
            request.Headers.Host = asked.Host;
            request.RequestUri = new Uri(records.Web.BaseAddress!, asked.PathAndQuery);
            var response = await base.SendAsync(request, cancellationToken);
            request.RequestUri = asked;
            return response;
        }
    }
}
