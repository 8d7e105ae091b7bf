using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Holdfast.Drill.Clients;
using Holdfast.Records.Export;
using Holdfast.Tests.Keyholder.Running;
using Holdfast.Tests.Records.Export;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Everything;

/// <summary>Bulk export over HTTP with the real keyholder and the real worker: what comes out, to whom, and whatever breaks in between.</summary>
public sealed class ExportTests : IAsyncLifetime
{
    private static readonly string[] Numbers = ["9000000001", "9000000019", "9000000027"];

    private readonly AgeReader _receiver = new();
    private readonly string[] _patients = new string[4];
    private RunningProvider _provider = null!;
    private StaffClient _nurse = null!;
    private TestPerson _officer = null!, _second = null!;
    private string _token = "", _others = "";

    public async ValueTask InitializeAsync()
    {
        _provider = await RunningProvider.Start();
        (_officer, _second) = (await _provider.Keyholder.SignIn("privacy-officer"), await _provider.Keyholder.SignIn("privacy-officer"));
        _nurse = await _provider.SignIn("nurse");
        using var coordinator = await _provider.SignIn("coordinator");
        foreach (var (i, family) in new[] { "Tremblay", "Bouchard", "Gagnon", "Roy" }.Index())
        {
            var fields = TestKeyholder.Patient(family, i < 3 ? Numbers[i] : "");
            var chart = (await coordinator.Post("/admit", new AdmitStatement { Directory = fields, AssignTo = _nurse.Person, DuplicatesSeen = true }, "admit")).Need("admit").GetProperty("chart").GetString()!;
            using var client = new SmartClient(TestKeyholder.RecordsOrigin, _provider.Web, TimeProvider.System);
            var launched = (await _nurse.Launch(chart, SmartClient.ChartApplication)).Need("launch");
            var opened = (await _nurse.Open(client.Ask(Answer.Text(launched, "launch"), chart, "TREAT", null))).Need("open");
            (await client.Redeem(Answer.Text(opened, "code"))).Need("redeem");
            _patients[i] = client.Patient;
        }

        _token = await Token("lab");
        _others = await Token("other");
        foreach (var patient in _patients.Take(3))
            Assert.Equal(201, (await Send(HttpMethod.Post, "Observation", new JsonObject { ["resourceType"] = "Observation", ["status"] = "final", ["code"] = new JsonObject { ["text"] = $"potassium of {patient}" }, ["subject"] = new JsonObject { ["reference"] = $"Patient/{patient}" } })).Status);
    }

    public async ValueTask DisposeAsync()
    {
        _receiver.Dispose();
        _nurse.Dispose();
        await _provider.DisposeAsync();
    }

    /// <summary>Claims have whole seconds: one made in the second of the keyholder's start looks older than that start, and is refused.</summary>
    private async Task<string> Token(string id)
    {
        var service = await TestApp.Register(_provider.Keyholder, TestApp.Service(_provider.Keyholder, "read-set", Numbers) with { Client = id });
        using var answer = await _provider.Web.PostAsync(TestKeyholder.RecordsOrigin + "/token", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["scope"] = "system/*.cruds", ["client_assertion"] = service.Assertion(made: TimeSpan.FromSeconds(1), life: TimeSpan.FromMinutes(4)),
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        }));
        return (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["access_token"]!;
    }

    private sealed record Answered(int Status, HttpResponseMessage Message, byte[] Bytes)
    {
        public JsonNode Json => JsonNode.Parse(Bytes)!;
        public string? Header(string name) => Message.Headers.TryGetValues(name, out var values) || Message.Content.Headers.TryGetValues(name, out values) ? values.Single() : null;
    }

    private async Task<Answered> Send(HttpMethod method, string path, JsonNode? body = null, string? token = null, string? prefer = null)
    {
        using var request = new HttpRequestMessage(method, path.StartsWith("http", StringComparison.Ordinal) ? path : $"{TestKeyholder.RecordsOrigin}/fhir/{path}");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token ?? _token);
        if (prefer is not null) request.Headers.TryAddWithoutValidation("Prefer", prefer);
        if (body is not null) request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/fhir+json");
        var response = await _provider.Web.SendAsync(request);
        return new Answered((int)response.StatusCode, response, await response.Content.ReadAsByteArrayAsync());
    }

    private Task<Answered> KickOff(string path = "$export", JsonNode? body = null, string? token = null) =>
        Send(body is null ? HttpMethod.Get : HttpMethod.Post, path, body, token, "respond-async");

    private async Task<string> Started(string path = "$export")
    {
        var answer = await KickOff(path);
        Assert.True(answer.Status == 202, Encoding.UTF8.GetString(answer.Bytes));
        return answer.Header("Content-Location")!;
    }

    private Task Approve(string address) => TestKeyholder.Done(_officer, _second, "export", new ExportProposal(
        address[(address.LastIndexOf('/') + 1)..], _receiver.Recipient.Text, TimeProvider.System.GetUtcNow().AddDays(1).ToUnixTimeMilliseconds(), "the yearly report to the ministry"));

    /// <summary>The worker, until this is so.</summary>
    private async Task Work(Func<Task<bool>> until, CallInvoker? keyholder = null)
    {
        using var stop = new CancellationTokenSource();
        await using var said = new StringWriter();
        var worker = new ExportVerb(keyholder ?? _provider.Channel("export").CreateCallInvoker(), _provider.Store, new ExportFolder(_provider["records"]), TimeProvider.System, said, TimeSpan.FromMilliseconds(20)).Work(stop.Token);
        for (var i = 0; i < 600 && !await until(); i++) await Task.Delay(50);
        await stop.CancelAsync();
        await worker;
        Assert.True(await until(), said.ToString());
    }

    private bool IsFinished() => _provider.Keyholder.Role.State.Tables.Exports.Rows.All(row => row.State == Holdfast.Keyholder.Exports.ExportState.Finished);

    private async Task<Dictionary<string, List<JsonNode>>> Fetch(string address)
    {
        var manifest = await Send(HttpMethod.Get, address);
        Assert.Equal(200, manifest.Status);
        var all = new Dictionary<string, List<JsonNode>>();
        foreach (var file in manifest.Json["output"]!.AsArray().Concat(manifest.Json["error"]!.AsArray()))
        {
            var fetched = await Send(HttpMethod.Get, (string)file!["url"]!);
            Assert.Equal(200, fetched.Status);
            var lines = Encoding.UTF8.GetString(_receiver.Read(fetched.Bytes)).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!).ToList();
            Assert.Equal((long)file["count"]!, lines.Count);
            Assert.All(lines, line => Assert.Equal((string)file["type"]!, (string)line["resourceType"]!));
            if (!all.TryGetValue((string)file["type"]!, out var of)) all[(string)file["type"]!] = of = [];
            of.AddRange(lines);
        }

        return all;
    }

    [Fact]
    public async Task A_service_fetches_its_charts_as_files_that_only_the_receiver_opens_and_no_chart_is_opened_in_records()
    {
        var released = (await _provider.Keyholder.Entries("release")).Count;
        var address = await Started("Patient/$export");
        var waiting = await Send(HttpMethod.Get, address);
        Assert.Equal((202, "waiting for two people"), (waiting.Status, waiting.Header("X-Progress")));
        Assert.NotNull(waiting.Header("Retry-After"));
        await Approve(address);
        await Work(() => Task.FromResult(IsFinished()));

        var resources = await Fetch(address);
        Assert.Equal(_patients.Take(3).Order(), resources["Patient"].Select(patient => (string)patient["id"]!).Order());
        Assert.Equal(_patients.Take(3).Select(patient => $"potassium of {patient}").Order(), resources["Observation"].Select(o => (string)o["code"]!["text"]!).Order());
        Assert.DoesNotContain("Organization", resources.Keys);

        var releases = (await _provider.Keyholder.Entries("release")).Skip(released).ToList();
        Assert.Equal(_patients.Take(3).Order(), releases.Select(entry => entry.GetProperty("chart").GetString()!).Order()); // admitted at the desk: the Patient has the chart's id
        Assert.All(releases, entry => Assert.Equal("export-1", entry.GetProperty("node").GetString()));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(_provider["records"], "exports"), "*", SearchOption.AllDirectories))
        {
            Assert.EndsWith(".age", file, StringComparison.Ordinal);
            Assert.Equal(-1, (await File.ReadAllBytesAsync(file)).AsSpan().IndexOf("Tremblay"u8));
        }
    }

    [Fact]
    public async Task Another_service_and_a_person_get_neither_status_nor_files()
    {
        var address = await Started();
        await Approve(address);
        await Work(() => Task.FromResult(IsFinished()));
        var file = (string)(await Send(HttpMethod.Get, address)).Json["output"]![0]!["url"]!;
        foreach (var place in new[] { address, file }) Assert.Equal(404, (await Send(HttpMethod.Get, place, token: _others)).Status);
        Assert.Equal(404, (await Send(HttpMethod.Delete, address, token: _others)).Status);
        Assert.Equal(404, (await Send(HttpMethod.Get, address + "/..%2f..%2frole.json")).Status);
        Assert.Equal(401, (await Send(HttpMethod.Get, file, token: "nothing")).Status);
        Assert.Equal(200, (await Send(HttpMethod.Get, file)).Status);

        Assert.Equal(202, (await Send(HttpMethod.Delete, address)).Status);
        Assert.Equal(404, (await Send(HttpMethod.Get, file)).Status);
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(_provider["records"], "exports"), "*", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("$export?_elements=Patient.name", 400, "_elements")]
    [InlineData("$export?_typeFilter=Observation%3Fcode%3Dx", 400, "_typeFilter")]
    [InlineData("$export?patient=Patient/x", 400, "patient")]
    [InlineData("$export?_type=Nonsense", 400, "_type")]
    [InlineData("Patient/$export?_type=Organization", 400, "/fhir/$export")]
    [InlineData("$export?_since=yesterday", 400, "_since")]
    [InlineData("$export?_outputFormat=text/csv", 400, "_outputFormat")]
    [InlineData("$export?organizeOutputBy=Patient", 400, "knows")]
    [InlineData("Group/1/$export", 404, "nothing")]
    public async Task What_an_export_does_not_know_is_refused_by_name(string path, int status, string named)
    {
        var answer = await KickOff(path);
        Assert.Equal(status, answer.Status);
        Assert.Contains(named, (string)answer.Json["issue"]![0]!["details"]!["text"]!, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(400, (await Send(HttpMethod.Get, "$export")).Status); // no Prefer
        Assert.Empty(_provider.Keyholder.Role.State.Tables.Exports.Rows);
    }

    [Fact]
    public async Task Types_and_since_narrow_what_comes_out_and_a_body_says_the_same_as_an_address()
    {
        var answer = await KickOff("$export", new JsonObject
        {
            ["resourceType"] = "Parameters",
            ["parameter"] = new JsonArray(
                new JsonObject { ["name"] = "_type", ["valueString"] = "Observation" },
                new JsonObject { ["name"] = "_since", ["valueInstant"] = "2020-01-01T00:00:00Z" }),
        });
        Assert.Equal(202, answer.Status);
        Assert.Equal(400, (await KickOff("$export", new JsonObject { ["resourceType"] = "Parameters", ["parameter"] = new JsonArray(new JsonObject { ["name"] = "patient", ["valueReference"] = new JsonObject { ["reference"] = "Patient/x" } }) })).Status);
        var future = await Started($"$export?_since={Uri.EscapeDataString(TimeProvider.System.GetUtcNow().AddSeconds(-1).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture))}&_type=Patient");
        await Approve(answer.Header("Content-Location")!);
        await Work(() => Task.FromResult(_provider.Keyholder.Role.State.Tables.Exports.Rows.Any(row => row.State == Holdfast.Keyholder.Exports.ExportState.Finished)));
        var resources = await Fetch(answer.Header("Content-Location")!);
        Assert.Equal(["Observation"], resources.Keys);
        var manifest = (await Send(HttpMethod.Get, answer.Header("Content-Location")!)).Json;
        Assert.Equal($"{TestKeyholder.RecordsOrigin}/fhir/$export?_type=Observation&_since=2020-01-01T00:00:00.000Z", (string)manifest["request"]!);
        Assert.True((bool)manifest["requiresAccessToken"]!);
        Assert.Equal(202, (await Send(HttpMethod.Get, future)).Status);
    }

    [Fact]
    public async Task Whoever_asks_too_often_is_told_when_to_ask_again()
    {
        var address = await Started();
        var answers = new List<Answered>();
        for (var i = 0; i < 30; i++) answers.Add(await Send(HttpMethod.Get, address));
        Assert.Contains(answers, answer => answer.Status == 429 && answer.Header("Retry-After") is not null);
        Assert.Equal(202, answers[0].Status);
    }

    /// <summary>The line to the keyholder breaks once at every call in turn, before the call and after it took effect; each chart is in the files once all the same.</summary>
    [Fact]
    public async Task Whatever_breaks_while_it_works_each_chart_is_in_the_files_once()
    {
        // Sign-on, next, three charts, save; each once before the call and once after. A service asks a dozen times an hour.
        for (var at = 0; at < 12; at++)
        {
            var address = await Started("Patient/$export?_type=Patient");
            await Approve(address);
            var breaking = new BreaksOnce(at / 2, after: at % 2 == 1);
            await Work(() => Task.FromResult(IsFinished()), _provider.Channel("export").Intercept(breaking));
            var resources = await Fetch(address);
            Assert.Equal(_patients.Take(3).Order(), resources["Patient"].Select(patient => (string)patient["id"]!).Order());
            await Cancel(address);
        }
    }

    private async Task Cancel(string address)
    {
        await _provider.Keyholder.Role.State.Journal.Run(draft =>
        {
            _provider.Keyholder.Operations.ExportEnds.End(draft, _provider.Keyholder.Role.State.Tables.Exports.Find(Id(address))!, "cancelled");
            return true;
        });
    }

    private static ExportId Id(string address) => ExportId.TryParse(address.AsSpan(address.LastIndexOf('/') + 1), out var id) ? id : throw new ArgumentException("no job");

    private sealed class BreaksOnce(int at, bool after) : Interceptor
    {
        private int _calls;

        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            if (Interlocked.Increment(ref _calls) - 1 != at) return continuation(request, context);
            var call = after ? continuation(request, context) : null;
            return new AsyncUnaryCall<TResponse>(Fail(call), Task.FromResult(new Metadata()), () => Status.DefaultCancelled, () => [], () => { });

            static async Task<TResponse> Fail(AsyncUnaryCall<TResponse>? call)
            {
                if (call is not null) await call;
                throw new RpcException(new Status(StatusCode.Unavailable, "the line broke"));
            }
        }
    }
}
