using Google.Protobuf;
using Holdfast.Keyholder.Exports;
using Holdfast.Tests.Keyholder.Running;
using Holdfast.Tests.Records.Export;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Keyholder.Exports;

/// <summary>A service asks, two people let it, the worker does it: and whoever owns records, or another service, gets nowhere.</summary>
public sealed class ExportTests : IAsyncLifetime
{
    private const string Reason = "the yearly report to the ministry";
    private static readonly string[] Numbers = ["9000000001", "9000000019"];

    private readonly AgeReader _receiver = new();
    private readonly ChartId[] _charts = new ChartId[3];
    private TestKeyholder _keyholder = null!;
    private TestPerson _officer = null!, _second = null!;
    private TestNode _records = null!;
    private TestApp _lab = null!;
    private ServiceTokenReply _token = null!;

    public async ValueTask InitializeAsync()
    {
        _keyholder = await TestKeyholder.Start();
        var (nurse, coordinator) = (await _keyholder.SignIn("nurse"), await _keyholder.SignIn("coordinator"));
        (_officer, _second, _records) = (await _keyholder.SignIn("privacy-officer"), await _keyholder.SignIn("privacy-officer"), await _keyholder.Node());
        foreach (var (i, family) in new[] { "Tremblay", "Bouchard", "Roy" }.Index())
        {
            _charts[i] = await _keyholder.Admit(coordinator, nurse, family, i < 2 ? Numbers[i] : "");
            var (grant, _) = await _records.Open(nurse, _charts[i]);
            Assert.Null((await _records.Commit(grant)).Refusal);
        }

        _lab = await Register("lab");
        _token = await _lab.Token(_records);
    }

    public async ValueTask DisposeAsync()
    {
        _receiver.Dispose();
        await _keyholder.DisposeAsync();
    }

    private Task<TestApp> Register(string id, string reach = "read-set") =>
        TestApp.Register(_keyholder, TestApp.Service(_keyholder, reach, reach == "own-charts" ? [] : Numbers) with { Client = id });

    private Task<ExportReply> Ask(ServiceTokenReply? token = null, TestNode? node = null, params string[] types)
    {
        var request = new AskExportRequest { Instance = (node ?? _records).Instance, Grant = (token ?? _token).Grant, AccessToken = (token ?? _token).AccessToken };
        request.Types_.AddRange(types);
        return _keyholder.Operations.AskExport.Run((node ?? _records).Caller, request);
    }

    private ExportRequest About(ExportReply job, ServiceTokenReply? token = null) => new() { Instance = _records.Instance, Grant = (token ?? _token).Grant, AccessToken = (token ?? _token).AccessToken, Export = job.Export };

    private Task<ExportReply> Status(ExportReply job, ServiceTokenReply? token = null) => _keyholder.Operations.FollowExport.Status(_records.Caller, About(job, token));

    private ExportProposal Proposal(ExportReply job, string? recipient = null, TimeSpan? kept = null) =>
        new(ExportId.From(job.Export).ToString(), recipient ?? _receiver.Recipient.Text, (_keyholder.Time.GetUtcNow() + (kept ?? TimeSpan.FromDays(2))).ToUnixTimeMilliseconds(), Reason);

    private Task<ProposalId> Approve(ExportReply job) => TestKeyholder.Done(_officer, _second, "export", Proposal(job));

    private Task<TestNode> Worker() => _keyholder.Node(TestKeyholder.Exporter);

    private Task<NextExportReply> Next(TestNode worker) => _keyholder.Operations.NextExport.Run(worker.Caller, new NextExportRequest { Instance = worker.Instance });

    private Task<ReleaseChartReply> Release(TestNode worker, NextExportReply job, ChartId chart) =>
        _keyholder.Operations.ReleaseExported.Run(worker.Caller, new ReleaseExportedRequest { Instance = worker.Instance, Grant = job.Grant, Chart = chart.ToByteString() });

    private async Task<SaveExportReply> Save(TestNode worker, NextExportReply job, int done, int refused = 0, params string[] files)
    {
        var request = new SaveExportRequest { Instance = worker.Instance, Grant = job.Grant, Done = done, Refused = refused };
        request.Files.AddRange(files.Select(name => new ExportFile { Name = name, Type = name.Split('.')[0], Count = 1, Length = 300, Hash = ByteString.CopyFrom(new byte[32]) }));
        return await _keyholder.Operations.SaveExport.Run(worker.Caller, request);
    }

    [Fact]
    public async Task A_kick_off_releases_nothing_and_the_worker_finds_no_work_until_two_people_have_approved()
    {
        var worker = await Worker();
        var before = (await _keyholder.Entries("release")).Count;
        var job = await Ask();
        Assert.Null(job.Refusal);
        Assert.Equal(("waiting", 2), (job.State, job.Charts));
        Assert.Empty((await Next(worker)).Export);

        var asked = await _officer.Propose("export", Proposal(job));
        Assert.Null(asked.Refusal);
        Assert.Empty((await Next(worker)).Export);
        Assert.Equal(Why.OwnRequest, (await _officer.Approve(ProposalId.From(asked.Request))).Refusal.Why);
        Assert.Empty((await Next(worker)).Export);
        Assert.Equal(before, (await _keyholder.Entries("release")).Count);

        Assert.Null((await _second.Approve(ProposalId.From(asked.Request))).Refusal);
        Assert.Equal("approved", (await Status(job)).State);
        var next = await Next(worker);
        Assert.Equal(job.Export, next.Export);
        Assert.Equal(_receiver.Recipient.Text, next.Recipient);
        Assert.Equal(_charts.Take(2).Select(chart => chart.ToByteString()), next.Charts);
        Assert.Equal(before, (await _keyholder.Entries("release")).Count);

        Assert.Contains((await Release(worker, next, _charts[0])).Keys, key => key.RecordClass == "clinical");
        Assert.Equal("1 of 2", $"{(await Status(job)).Done} of {(await Status(job)).Charts}");
        var entry = (await _keyholder.Entries("release")).Skip(before).Single();
        Assert.Equal(("lab", _charts[0].ToString(), "export-1"), (entry.GetProperty("service").GetString(), entry.GetProperty("chart").GetString(), entry.GetProperty("node").GetString()));
    }

    [Fact]
    public async Task The_second_person_reads_who_gets_how_many_charts_until_when_and_who_can_open_them()
    {
        var job = await Ask(types: ["Observation", "Patient"]);
        var asked = await _officer.Propose("export", Proposal(job));
        var document = System.Text.Json.Nodes.JsonNode.Parse((await _second.Pending()).Requests.Single(request => request.Request == asked.Request).Document.Span)!;
        var words = string.Join('\n', document["english"]!.AsArray().Concat(document["french"]!.AsArray()).Select(line => (string)line!));
        foreach (var part in new[] { "Give 2 charts to the service “Lab” (lab)", "Remettre 2 dossiers", "Only: Observation, Patient", _receiver.Recipient.Text, _receiver.Recipient.Fingerprint, "2026-03-12 13:00 UTC", Reason })
            Assert.Contains(part, words);
        foreach (var secret in new[] { "Tremblay", Numbers[0], _charts[0].ToString() }) Assert.DoesNotContain(secret, words);
    }

    /// <summary>What the desk or records might change between the asking and the approving, or afterwards.</summary>
    [Fact]
    public async Task The_key_that_two_people_approved_is_the_only_one_whatever_is_asked_for_after_it()
    {
        using var thief = new AgeReader();
        var job = await Ask();
        var asked = await _officer.Propose("export", Proposal(job));
        var swapped = await _officer.Propose("export", Proposal(job, thief.Recipient.Text));
        Assert.Null(swapped.Refusal); // it waits too; whoever approves reads another key
        var shown = (await _second.Pending()).Requests.Single(request => request.Request == asked.Request).Document.ToByteArray();
        Assert.Equal(Why.Changed, (await _second.Approve(ProposalId.From(swapped.Request), bend: statement => statement with { Hash = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(shown)) })).Refusal.Why);

        Assert.Null((await _second.Approve(ProposalId.From(asked.Request))).Refusal);
        Assert.Equal(Why.NotFound, (await _second.Approve(ProposalId.From(swapped.Request))).Refusal.Why);
        Assert.NotNull((await _officer.Propose("export", Proposal(job, thief.Recipient.Text))).Refusal);
        Assert.Equal(_receiver.Recipient.Text, (await Next(await Worker())).Recipient);
        Assert.Equal(_receiver.Recipient.Hash, Assert.Single(await _keyholder.Entries("export-approved")).GetProperty("recipient").GetString());
    }

    [Fact]
    public async Task What_is_no_key_or_no_time_or_no_reason_is_not_asked_for_and_a_nurse_asks_for_nothing()
    {
        var job = await Ask();
        Assert.Equal(Why.Malformed, (await _officer.Propose("export", Proposal(job, "age1nothing"))).Refusal.Why);
        Assert.Equal(Why.Malformed, (await _officer.Propose("export", Proposal(job, kept: TimeSpan.FromDays(15)))).Refusal.Why);
        Assert.Equal(Why.Malformed, (await _officer.Propose("export", Proposal(job, kept: TimeSpan.Zero))).Refusal.Why);
        Assert.Equal(Why.ReasonMissing, (await _officer.Propose("export", Proposal(job) with { Reason = "because" })).Refusal.Why);
        Assert.Equal(Why.NotFound, (await _officer.Propose("export", Proposal(job) with { Export = ExportId.New().ToString() })).Refusal.Why);
        var nurse = await _keyholder.SignIn("nurse");
        Assert.Equal(Why.NotAllowed, (await nurse.Propose("export", Proposal(job))).Refusal.Why);
        Assert.NotNull((await _keyholder.Operations.WaitingExports.Run(nurse.Caller, nurse.Say("exports", new PlainStatement()))).Refusal);

        var administrator = await _keyholder.SignIn("administrator");
        var seen = await _keyholder.Operations.WaitingExports.Run(administrator.Caller, administrator.Say("exports", new PlainStatement()));
        Assert.Equal(("lab", 2), (Assert.Single(seen.Exports).Client, seen.Exports[0].Charts));
        foreach (var secret in new[] { "Tremblay", Numbers[0], _charts[0].ToString() }) Assert.DoesNotContain(secret, seen.ToString());
        Assert.Null((await administrator.Propose("export", Proposal(job))).Refusal);
    }

    [Fact]
    public async Task Another_service_sees_neither_status_nor_files_and_cancels_nothing()
    {
        var other = await (await Register("other")).Token(_records);
        var job = await Ask();
        await Approve(job);
        var worker = await Worker();
        var next = await Next(worker);
        foreach (var chart in _charts.Take(2)) await Release(worker, next, chart);
        Assert.Null((await Save(worker, next, 2, 0, "Observation.0.ndjson.age")).Refusal);

        Assert.Equal(Why.NotFound, (await Status(job, other)).Refusal.Why);
        Assert.Equal(Why.NotFound, (await _keyholder.Operations.FollowExport.Cancel(_records.Caller, About(job, other))).Refusal.Why);
        Assert.Equal(Why.NotFound, (await Download(job, "Observation.0.ndjson.age", other)).Refusal.Why);
        Assert.Empty(await _keyholder.Entries("export-downloaded"));

        Assert.Equal(Why.NotFound, (await Download(job, "../../tls.pem")).Refusal.Why);
        Assert.Null((await Download(job, "Observation.0.ndjson.age")).Refusal);
        Assert.Equal("Observation.0.ndjson.age", Assert.Single(await _keyholder.Entries("export-downloaded")).GetProperty("file").GetString());
    }

    private Task<DownloadExportReply> Download(ExportReply job, string file, ServiceTokenReply? token = null) => _keyholder.Operations.FollowExport.Download(_records.Caller, new DownloadExportRequest
    {
        Instance = _records.Instance, Grant = (token ?? _token).Grant, AccessToken = (token ?? _token).AccessToken, Export = job.Export, File = file,
    });

    [Fact]
    public async Task Nothing_is_asked_with_a_token_that_is_dead_another_nodes_or_of_a_service_that_reads_nothing()
    {
        Assert.Equal(Why.Expired, (await Ask(new ServiceTokenReply { Grant = _token.Grant, AccessToken = "made up" })).Refusal.Why);
        Assert.Equal(Why.Unknown, (await Ask(node: await _keyholder.Node(TestKeyholder.OtherRecords))).Refusal.Why);
        Assert.Equal(Why.NotAllowed, (await Ask(await (await Register("writer", "write-set")).Token(_records))).Refusal.Why);
        Assert.Equal(Why.NotAllowed, (await Ask(await (await Register("source", "own-charts")).Token(_records))).Refusal.Why);
        _keyholder.Time.Advance(TimeSpan.FromMinutes(6));
        Assert.Equal(Why.Expired, (await Ask()).Refusal.Why);
        Assert.Empty(await _keyholder.Entries("export-asked"));
    }

    [Fact]
    public async Task The_worker_gets_no_chart_but_those_of_the_job_it_holds()
    {
        var worker = await Worker();
        await Approve(await Ask());
        var job = await Next(worker);
        Assert.Equal(Why.NotAllowed, (await Release(worker, job, _charts[2])).Refusal.Why);
        Assert.Equal(Why.Unknown, (await Release(worker, new NextExportReply { Grant = GrantId.New().ToByteString() }, _charts[0])).Refusal.Why);

        var again = await Worker(); // a new run of the node: the former one has nothing any more
        Assert.NotNull((await Release(worker, job, _charts[0])).Refusal);
        Assert.NotNull((await Release(again, job, _charts[0])).Refusal);
        var taken = await Next(again);
        Assert.Null((await Release(again, taken, _charts[0])).Refusal);
        Assert.Contains(await _keyholder.Entries("grant-ended"), entry => entry.GetProperty("grant").GetString() == GrantId.From(job.Grant).ToString() && entry.GetProperty("why").GetString() == "superseded");
    }

    /// <summary>The list is that of the asking. (A registration itself does not change; the table is bent by hand to show that it is not asked.)</summary>
    [Fact]
    public async Task A_chart_that_the_service_is_given_after_it_asked_is_not_exported()
    {
        var job = await Ask();
        await Approve(job);
        var tables = _keyholder.Role.State.Tables;
        await _keyholder.Role.State.Journal.Run(draft =>
        {
            draft.Change(tables.Clients.Put(_lab.Row with { Service = _lab.Row.Service! with { Charts = _charts } }));
            draft.Record("client-retired", json => json.WriteString("client", "bent-by-the-test"));
            return true;
        });
        var worker = await Worker();
        var next = await Next(worker);
        Assert.DoesNotContain(_charts[2].ToByteString(), next.Charts);
        Assert.Equal(Why.NotAllowed, (await Release(worker, next, _charts[2])).Refusal.Why);
        Assert.Null((await Release(worker, next, _charts[1])).Refusal);
    }

    [Fact]
    public async Task A_canary_in_the_set_is_refused_and_signalled_and_the_rest_goes_on()
    {
        await Approve(await Ask());
        await TestKeyholder.Done(_officer, _second, "canaries", new CanariesProposal([Numbers[0]]));
        var worker = await Worker();
        var next = await Next(worker);
        Assert.Equal(Why.Canary, (await Release(worker, next, _charts[0])).Refusal.Why);
        Assert.Null((await Release(worker, next, _charts[1])).Refusal);
        Assert.Null((await Save(worker, next, 2, 1, "Observation.0.ndjson.age")).Refusal);
        Assert.Equal("CANARY", (await _keyholder.Entries("refused"))[^1].GetProperty("why").GetString());
        var finished = Assert.Single(await _keyholder.Entries("export-finished"));
        Assert.Equal(1, finished.GetProperty("refused-charts").GetInt32());
        Assert.Equal(("Observation.0.ndjson.age", new string('0', 64)), (finished.GetProperty("files")[0][0].GetString(), finished.GetProperty("files")[0][2].GetString()));
        var read = Holdfast.Watch.Events.EventReader.Read(0, System.Text.Encoding.UTF8.GetBytes(finished.GetRawText()));
        Assert.Equal((null, 1), (read.Doubt, read.Failures));
    }

    [Fact]
    public async Task A_new_run_begins_behind_what_was_saved_and_nothing_is_saved_that_was_not_released()
    {
        var job = await Ask();
        await Approve(job);
        var worker = await Worker();
        var next = await Next(worker);
        Assert.NotNull((await Save(worker, next, 1)).Refusal);
        await Release(worker, next, _charts[0]);
        Assert.Null((await Save(worker, next, 1, 0, "Observation.0.ndjson.age")).Refusal);
        foreach (var name in new[] { "Observation.0.ndjson.age", "../x.0.ndjson.age", "x", "Observation.1.ndjson" }) Assert.NotNull((await Save(worker, next, 1, 0, name)).Refusal);

        await _keyholder.Restart();
        _records = await _keyholder.Node();
        worker = await Worker();
        next = await Next(worker);
        Assert.Equal((1, "Observation.0.ndjson.age"), (next.Done, Assert.Single(next.Files).Name));
        Assert.Equal(Why.NotAllowed, (await Release(worker, next, _charts[0])).Refusal.Why);
        Assert.Null((await Release(worker, next, _charts[1])).Refusal);
        Assert.Null((await Save(worker, next, 2, 0, "Observation.1.ndjson.age")).Refusal);
        _keyholder.Time.Advance(TimeSpan.FromSeconds(2));
        _token = await _lab.Token(_records);
        var status = await Status(job);
        Assert.Equal("finished", status.State);
        Assert.Equal(["Observation.0.ndjson.age", "Observation.1.ndjson.age"], status.Files.Select(file => file.Name));
        Assert.Empty((await Next(worker)).Export);
    }

    [Fact]
    public async Task A_cancelled_export_ends_at_once_and_so_does_one_whose_service_is_retired_or_whose_time_is_over()
    {
        var worker = await Worker();
        var job = await Ask();
        await Approve(job);
        var next = await Next(worker);
        Assert.Null((await _keyholder.Operations.FollowExport.Cancel(_records.Caller, About(job))).Refusal);
        Assert.NotNull((await Release(worker, next, _charts[0])).Refusal);
        Assert.DoesNotContain(job.Export, (await Next(worker)).Kept);

        job = await Ask();
        await Approve(job);
        Assert.Contains(job.Export, (await Next(worker)).Kept);
        _keyholder.Leap(TimeSpan.FromDays(2));
        await TestKeyholder.Eventually(() => _keyholder.Role.State.Tables.Exports.Count == 0);

        _token = await _lab.Token(_records);
        job = await Ask();
        Assert.Null(job.Refusal);
        _keyholder.Leap(ExportLimits.Waits);
        await TestKeyholder.Eventually(() => _keyholder.Role.State.Tables.Exports.Count == 0);

        _token = await _lab.Token(_records);
        job = await Ask();
        await _lab.Retire();
        Assert.NotNull((await Status(job)).Refusal);
        _keyholder.Leap(TimeSpan.Zero);
        await TestKeyholder.Eventually(() => _keyholder.Role.State.Tables.Exports.Count == 0);
        Assert.Equal(["cancelled", "expired", "lapsed", "client retired"], (await _keyholder.Entries("export-ended")).Select(entry => entry.GetProperty("why").GetString()!));
        Assert.Equal(0, _keyholder.Role.State.Tables.ExportCharts.Count + _keyholder.Role.State.Tables.ExportFiles.Count);
    }

    [Fact]
    public async Task A_service_has_two_exports_at_a_time_and_asks_a_dozen_times_an_hour()
    {
        Assert.Null((await Ask()).Refusal);
        Assert.Null((await Ask()).Refusal);
        Assert.Equal(Why.TooMany, (await Ask()).Refusal.Why);
        foreach (var row in _keyholder.Role.State.Tables.Exports.Rows.ToList()) await _keyholder.Operations.FollowExport.Cancel(_records.Caller, About(new ExportReply { Export = row.Id.ToByteString() }));
        for (var asked = 2; asked < ExportLimits.AsksPerHour; asked++)
        {
            var job = await Ask();
            Assert.Null(job.Refusal);
            await _keyholder.Operations.FollowExport.Cancel(_records.Caller, About(job));
        }

        Assert.Equal(Why.SlowDown, (await Ask()).Refusal.Why);
    }

    [Fact]
    public async Task While_the_witness_is_silent_nothing_is_exported()
    {
        var worker = await Worker();
        await Approve(await Ask());
        var next = await Next(worker);
        _keyholder.Witness.Silent = true;
        await TestKeyholder.Eventually(() =>
        {
            _keyholder.Time.Advance(TimeSpan.FromSeconds(5));
            return _keyholder.Role.State.Readiness.Words().State == "scheduled-only";
        });
        Assert.Equal(Why.WitnessSilent, (await Release(worker, next, _charts[0])).Refusal.Why);
        Assert.Empty((await Next(worker)).Export);
    }
}
