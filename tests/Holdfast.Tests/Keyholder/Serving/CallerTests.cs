using System.Net;
using Grpc.Core;
using Grpc.Net.Client;
using Holdfast.Cli.Installation;
using Holdfast.Keyholder.Serving;
using Holdfast.Keyholder.Watching;
using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Tests.Keyholder.Serving;

/// <summary>Through the real listener: every role with its own certificate, every service.</summary>
public sealed class CallerTests : IAsyncLifetime
{
    private static readonly string[] Roles = ["desk", "records", "import", "export", "watch", "cli", "keyholder", "stranger"];

    private readonly string _certificates = Path.Combine(Path.GetTempPath(), $"holdfast-callers-{InstallationId.New()}");
    private readonly Dictionary<string, InternalTls> _tls = [];
    private TestKeyholder _keyholder = null!;
    private WebApplication _app = null!;
    private string _address = "";

    public async ValueTask InitializeAsync()
    {
        _keyholder = await TestKeyholder.Start();
        using var authority = Authority.Create(Path.Combine(_certificates, "authority"), _keyholder.Installation.ToString(), TimeProvider.System);
        foreach (var role in Roles)
        {
            var folder = Directory.CreateDirectory(Path.Combine(_certificates, role)).FullName;
            authority.Issue(new CallerIdentity(role, $"{role}-1"), folder);
            _tls[role] = InternalTls.Load(folder);
        }

        _app = Listener.Build(_keyholder.Role, _tls["keyholder"]);
        await _app.StartAsync();
        _address = _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        await _keyholder.DisposeAsync();
        foreach (var tls in _tls.Values) tls.Dispose();
        Directory.Delete(_certificates, recursive: true);
    }

    private GrpcChannel Channel(string role) => GrpcChannel.ForAddress(_address, new GrpcChannelOptions { HttpHandler = _tls[role].ClientHandler(InternalTls.Keyholder), DisposeHttpClient = true });

    private async Task<HttpStatusCode> Get(string role, string path)
    {
        using var http = new HttpClient(_tls[role].ClientHandler(InternalTls.Keyholder));
        return (await http.GetAsync(_address + path)).StatusCode;
    }

    private static Dictionary<string, Func<GrpcChannel, Task>> Calls() => new()
    {
        ["SignIn"] = async channel => await new SignIn.SignInClient(channel).BeginSignInAsync(new BeginSignInRequest()),
        ["OwnSignIn"] = async channel => await new OwnSignIn.OwnSignInClient(channel).BeginStepUpAsync(new BeginSignInRequest()),
        ["DeskWork"] = async channel => await new DeskWork.DeskWorkClient(channel).MyDayAsync(new SignedStatement()),
        ["StaffWork"] = async channel => await new StaffWork.StaffWorkClient(channel).MyDetailsAsync(new SignedStatement()),
        ["Rosters"] = async channel => await new Rosters.RostersClient(channel).SendAsync(new RosterRequest()),
        ["Provisioning"] = async channel => await new Holdfast.Wire.Provisioning.ProvisioningClient(channel).ListAsync(new ProvisionListRequest()),
        ["ChartKeys"] = async channel => await new ChartKeys.ChartKeysClient(channel).StartNodeAsync(new StartNodeRequest { Version = "1" }),
        ["Apps"] = async channel => await new Apps.AppsClient(channel).ListAsync(new ListAppsRequest()),
        ["AppTokens"] = async channel => await new AppTokens.AppTokensClient(channel).AskOriginAsync(new AskOriginRequest()),
        ["Imports"] = async channel => await new Holdfast.Wire.Imports.ImportsClient(channel).BeginImportAsync(new BeginImportRequest()),
        ["Bulk"] = async channel => await new Bulk.BulkClient(channel).ExportStatusAsync(new ExportRequest()),
        ["Exports"] = async channel => await new Holdfast.Wire.Exports.ExportsClient(channel).NextExportAsync(new NextExportRequest()),
        ["WatchWork"] = async channel => await new WatchWork.WatchWorkClient(channel).LookAsync(new SignedStatement()),
        ["Approvals"] = async channel => await new Holdfast.Wire.Approvals.ApprovalsClient(channel).PendingAsync(new SignedStatement()),
        ["Condition"] = async channel => await new Condition.ConditionClient(channel).AskAsync(new AskRequest()),
    };

    [Fact]
    public async Task Every_role_reaches_its_own_services_and_no_other()
    {
        var may = new Dictionary<string, string[]>
        {
            ["SignIn"] = ["desk", "watch"], ["OwnSignIn"] = ["desk", "watch"], ["DeskWork"] = ["desk"], ["StaffWork"] = ["desk"], ["Rosters"] = ["desk"], ["Provisioning"] = ["desk"], ["ChartKeys"] = ["records", "import"], ["Imports"] = ["import"], ["Bulk"] = ["records"], ["Exports"] = ["export"], ["Apps"] = ["desk"], ["AppTokens"] = ["records"], ["WatchWork"] = ["watch"],
            ["Approvals"] = ["desk", "watch"],
            ["Condition"] = ["desk", "records", "import", "export", "watch", "cli", "keyholder"],
        };
        foreach (var role in Roles)
        {
            using var channel = Channel(role);
            foreach (var (service, call) in Calls())
            {
                if (may[service].Contains(role)) await call(channel);
                else Assert.Equal(StatusCode.PermissionDenied, (await Assert.ThrowsAsync<RpcException>(() => call(channel))).StatusCode);
            }
        }

        Assert.Equal(Callers.Table.Count, may.Count + 1); // and the ledger's files
        Assert.Contains(await _keyholder.Entries("refused"), entry => entry.GetProperty("what").GetString() == "holdfast.v1.DeskWork" && entry.GetProperty("caller").GetString() == "records");
    }

    [Fact]
    public async Task A_records_node_that_tries_other_doors_is_frozen()
    {
        using var channel = Channel("records");
        for (var i = 0; i < Freezing.MisusesPerMinute; i++)
            await Assert.ThrowsAsync<RpcException>(async () => await new DeskWork.DeskWorkClient(channel).FindAsync(new SignedStatement()));

        Assert.Equal(Why.Frozen, (await new ChartKeys.ChartKeysClient(channel).StartNodeAsync(new StartNodeRequest { Version = "1" })).Refusal.Why);
    }

    [Fact]
    public async Task A_desk_that_tries_other_doors_is_frozen_and_a_thaw_does_not_bring_its_sessions_back()
    {
        var nurse = await _keyholder.SignIn("nurse");
        var officer = await _keyholder.SignIn("privacy-officer");
        using var channel = Channel("desk");
        for (var i = 0; i < Freezing.MisusesPerMinute; i++)
            await Assert.ThrowsAsync<RpcException>(async () => await new ChartKeys.ChartKeysClient(channel).StartNodeAsync(new StartNodeRequest { Version = "1" }));

        var frozen = Assert.Single(await _keyholder.Entries("frozen")).GetProperty("node").GetString();
        Assert.Equal("desk frozen", Assert.Single(await _keyholder.Entries("session-end")).GetProperty("why").GetString());
        await TestKeyholder.Done(officer, await _keyholder.SignIn("privacy-officer"), "thaw", new ThawProposal(null, frozen, "the desk was set up anew"));
        Assert.Equal(Why.Unknown, (await nurse.MyDay()).Refusal.Why);
        Assert.Null((await (await _keyholder.SignIn("nurse")).MyDay()).Refusal);
    }

    [Fact]
    public async Task The_ledger_is_read_by_watch_and_command_line_only_and_no_other_file_is()
    {
        foreach (var role in Roles) Assert.Equal(role is "watch" or "cli" ? HttpStatusCode.OK : HttpStatusCode.Forbidden, await Get(role, "/ledger/checkpoint"));
        foreach (var path in new[] { "/ledger/../root.key", "/ledger/%2e%2e/root.key", "/ledger/journal", "/ledger/lock", "/ledger/tile/0/999", "/ledger/", "/", "/root.key", "/holdfast.v1.Unknown/Ask" })
            Assert.Equal(HttpStatusCode.NotFound, await Get("watch", path));
    }

    [Fact]
    public async Task Without_a_certificate_of_the_installation_there_is_no_conversation()
    {
        var foreign = Path.Combine(_certificates, "foreign");
        using (var authority = Authority.Create(Path.Combine(foreign, "authority"), InstallationId.New().ToString(), TimeProvider.System))
            authority.Issue(new CallerIdentity("desk", "desk-1"), foreign);
        using var tls = InternalTls.Load(foreign);
        using var handler = tls.ClientHandler(InternalTls.Keyholder);
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
        using var stranger = new HttpClient(handler);
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => stranger.GetAsync(_address + "/ledger/checkpoint"));

        using var nobody = new HttpClient(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true } });
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => nobody.GetAsync(_address + "/ledger/checkpoint"));
    }

    [Fact]
    public async Task A_keyholder_that_cannot_decide_says_unavailable_and_the_mend()
    {
        _keyholder.Time.AdjustTime(_keyholder.Time.GetUtcNow().AddHours(-1));
        using var channel = Channel("desk");

        var refused = await Assert.ThrowsAsync<RpcException>(async () => await new SignIn.SignInClient(channel).BeginSignInAsync(new BeginSignInRequest()));

        Assert.Equal(StatusCode.Unavailable, refused.StatusCode);
        Assert.Contains("Set the clock", refused.Status.Detail, StringComparison.Ordinal);
        var condition = await new Condition.ConditionClient(channel).AskAsync(new AskRequest());
        Assert.Equal("refusing", condition.State);
    }
}
