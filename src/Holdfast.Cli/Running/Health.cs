using System.Net.Http.Json;
using System.Net.Sockets;
using Grpc.Core;
using Holdfast.Cli.Installation;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Cli.Running;

/// <summary>How a role is: "ok", or a word for what is wrong with the mend in <see cref="Detail"/>; "down" when it does not answer.</summary>
/// <param name="BearerApps">Of the keyholder: registered applications whose tokens work for whoever has them. Null: it did not answer, or is another role.</param>
internal sealed record RoleCondition(string Role, string Address, string State, string Version, string Detail, int? BearerApps = null);

internal static class Health
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(150);

    private sealed record Answer(string Role, string Node, string Version, string State, string Detail);

    public static async Task WaitUntilWell(string data, InstallationFile file, IReadOnlyList<RoleProcess> roles, CancellationToken cancel)
    {
        while (true)
        {
            foreach (var role in roles)
                if (role.HasExited) throw new PlainFailure(role.Epitaph);
            var conditions = await Ask(data, file, cancel);
            // The export worker has no listener to ask: that it runs is all there is to know.
            if (roles.Where(r => r.Role != RunningInstallation.Exporter).All(r => conditions.Single(c => c.Role == r.Role).State == "ok")) return;
            await Task.Delay(Interval, cancel);
        }
    }

    public static async Task<IReadOnlyList<RoleCondition>> Ask(string data, InstallationFile file, CancellationToken cancel) => await Task.WhenAll(
        AskKeyholder(data, file, cancel),
        AskPublic("watch", file.WatchOrigin, file.WatchListen, cancel),
        AskPublic("records", file.RecordsOrigin, file.RecordsListen, cancel),
        AskPublic("desk", file.DeskOrigin, file.DeskListen, cancel));

    private static async Task<RoleCondition> AskKeyholder(string data, InstallationFile file, CancellationToken cancel)
    {
        try
        {
            var folder = Path.Combine(data, "cli");
            using var tls = InternalTls.Load(folder);
            using var channel = tls.ConnectToKeyholder(RoleSettings.Load(folder, "cli"));
            var answer = await new Condition.ConditionClient(channel).AskAsync(new AskRequest(), deadline: Deadline(), cancellationToken: cancel);
            return new RoleCondition("keyholder", file.KeyholderAddress, answer.State == "open" ? "ok" : answer.State, answer.Version, answer.Detail, answer.BearerApps);
        }
        catch (RpcException e) when (!cancel.IsCancellationRequested)
        {
            return new RoleCondition("keyholder", file.KeyholderAddress, "down", "", $"does not answer ({e.StatusCode}). Start it with `holdfast up`.");
        }
        catch (RpcException)
        {
            throw new OperationCanceledException(cancel);
        }
    }

    private static DateTime Deadline() => TimeProvider.System.GetUtcNow().UtcDateTime.AddSeconds(3);

    private static async Task<RoleCondition> AskPublic(string role, string origin, string listen, CancellationToken cancel)
    {
        try
        {
            using var client = new HttpClient(Loopback(listen)) { Timeout = TimeSpan.FromSeconds(3) };
            using var response = await client.GetAsync($"{origin}/health", cancel);
            var answer = await response.Content.ReadFromJsonAsync<Answer>(cancel);
            return new RoleCondition(role, origin, answer!.State, answer.Version, answer.Detail);
        }
        catch (Exception e) when (e is HttpRequestException or System.Text.Json.JsonException || (e is TaskCanceledException && !cancel.IsCancellationRequested))
        {
            return new RoleCondition(role, origin, "down", "", "does not answer. Start it with `holdfast up`.");
        }
    }

    /// <summary>The public name in the Host header, the listener's own address below it: health must not depend on DNS.</summary>
    private static SocketsHttpHandler Loopback(string listen)
    {
        var colon = listen.LastIndexOf(':');
        var (host, port) = (listen[..colon], int.Parse(listen[(colon + 1)..], System.Globalization.CultureInfo.InvariantCulture));
        return new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (_, cancel) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                try
                {
                    await socket.ConnectAsync(host, port, cancel);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        };
    }
}
