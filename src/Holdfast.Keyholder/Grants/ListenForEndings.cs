using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Holdfast.Keyholder.Ledger;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Keyholder.Grants;

/// <summary>The stream of ends to one run of a node, with a heartbeat each second. It closes when the node starts anew or reads too slowly; a node that hears nothing drops every key.</summary>
internal sealed class ListenForEndings(Journal journal, Endings endings, TimeProvider time)
{
    public async IAsyncEnumerable<Ending> Run(CallerIdentity caller, EndingsRequest request, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var stream = await journal.Run(_ => Listen(caller, request)).ConfigureAwait(false);
        if (stream is null) yield break;
        try
        {
            using var beat = new PeriodicTimer(GrantLimits.Heartbeat, time);
            yield return new Ending { Heartbeat = true };
            var ready = stream.WaitToReadAsync(cancellation).AsTask();
            var tick = beat.WaitForNextTickAsync(cancellation).AsTask();
            while (true)
            {
                await Task.WhenAny(ready, tick).ConfigureAwait(false);
                if (ready.IsCompleted)
                {
                    if (!await ready.ConfigureAwait(false)) yield break;
                    while (stream.TryRead(out var ending)) yield return ending;
                    ready = stream.WaitToReadAsync(cancellation).AsTask();
                }

                if (!tick.IsCompleted) continue;
                await tick.ConfigureAwait(false);
                yield return new Ending { Heartbeat = true };
                tick = beat.WaitForNextTickAsync(cancellation).AsTask();
            }
        }
        finally
        {
            endings.Leave(stream);
        }
    }

    /// <summary>Null: not the present run of this node.</summary>
    private ChannelReader<Ending>? Listen(CallerIdentity caller, EndingsRequest request) =>
        journal.Tables.Instances.Of(caller.Node) is { } present && present.Role == caller.Role && request.Instance.Span.SequenceEqual(present.Id.ToBytes())
            ? endings.Listen(present.Id)
            : null;
}
