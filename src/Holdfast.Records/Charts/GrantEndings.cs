using Grpc.Core;
using Holdfast.Records.Finding;
using Holdfast.Wire;

namespace Holdfast.Records.Charts;

/// <summary>
/// Presents this node to the keyholder and listens to the ends of grants. When the stream breaks, or says nothing for
/// <see cref="StreamSilence"/>, every key is dropped and the node presents itself anew: a node that cannot be told of a
/// freeze keeps nothing open.
/// </summary>
internal sealed partial class GrantEndings(KeyholderClient keyholder, ChartDoor door, SearchDoor searches, TimeProvider time, ILogger<GrantEndings> log) : BackgroundService
{
    /// <summary>The keyholder sends a heartbeat each second; three missed ones are a broken line.</summary>
    private static readonly TimeSpan StreamSilence = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan BeforeNextTry = TimeSpan.FromMilliseconds(500);

    /// <summary>Why the keyholder cannot be used now, for the health answer; empty when it can.</summary>
    public string Trouble { get; private set; } = "The keyholder has not been reached yet.";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await Follow(stoppingToken);
            }
            catch (Exception e) when (e is KeyholderSilentException or RpcException or OperationCanceledException or FormatException)
            {
                if (stoppingToken.IsCancellationRequested) break;
                if (Trouble != e.Message) LogLost(e.Message);
                Trouble = e.Message;
            }
            finally
            {
                keyholder.Forget();
                door.EndAll();
                searches.EndAll();
            }

            try
            {
                await Task.Delay(BeforeNextTry, time, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }
    }

    private async Task Follow(CancellationToken stopping)
    {
        var node = await keyholder.StartNode(Program.Version, stopping);
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        using var stream = keyholder.Endings(node, silence.Token);
        silence.CancelAfter(StreamSilence);
        LogJoined(node.Instance);
        Trouble = "";
        try
        {
            while (await stream.ResponseStream.MoveNext(silence.Token))
            {
                silence.CancelAfter(StreamSilence);
                if (stream.ResponseStream.Current is not { Heartbeat: false } ending) continue;
                door.End(GrantId.From(ending.Grant));
                searches.End(GrantId.From(ending.Grant));
            }
        }
        catch (Exception e) when (e is RpcException or OperationCanceledException && silence.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            throw new KeyholderSilentException($"The keyholder has said nothing for {StreamSilence.TotalSeconds:0} s; every key was dropped.", e);
        }

        throw new KeyholderSilentException("The keyholder closed the stream of ends; every key was dropped.");
    }

    [LoggerMessage(LogLevel.Information, "The keyholder has taken this node in as {Instance}.")]
    private partial void LogJoined(NodeInstanceId instance);

    [LoggerMessage(LogLevel.Warning, "{Reason}")]
    private partial void LogLost(string reason);
}

/// <summary>Drops what has expired, each second.</summary>
internal sealed class GrantExpiry(ChartDoor door, SearchDoor searches, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                door.EndExpired();
                searches.EndExpired();
            }
        }
        catch (OperationCanceledException)
        {
            // Stopping.
        }
    }
}
