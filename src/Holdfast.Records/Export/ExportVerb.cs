using Grpc.Core;
using Holdfast.Records.Store;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Records.Export;

/// <summary>
/// <c>Holdfast.Records export FOLDER --store RECORDSFOLDER [--stop-with-stdin]</c>: a worker without a listener, with a
/// certificate of its own. It carries out, one after the other, the exports that two people approved, and takes away the
/// files of those that are over. It takes orders from nobody but the keyholder.
/// </summary>
internal sealed class ExportVerb(CallInvoker keyholder, RowStore store, ExportFolder folder, TimeProvider time, TextWriter log, TimeSpan betweenQuestions)
{
    private static readonly TimeSpan BetweenQuestions = TimeSpan.FromSeconds(2);

    /// <summary>The keyholder sends a heartbeat each second; three missed ones are a broken line, and no key is kept over one.</summary>
    private static readonly TimeSpan StreamSilence = TimeSpan.FromSeconds(3);

    /// <summary>Why the grant of a job ends whose last file the keyholder was told of.</summary>
    private const string Done = "done";

    private volatile ExportJob? _held;
    private string _said = "";

    private sealed record Arguments(string Folder, string Store, bool StopWithInput);

    /// <param name="args">Without the verb.</param>
    public static async Task<int> Run(string[] args, CancellationToken cancellation)
    {
        if (Read(args) is not { } arguments)
        {
            await Console.Error.WriteLineAsync("Usage: Holdfast.Records export FOLDER --store RECORDSFOLDER [--stop-with-stdin]");
            return 2;
        }

        var settings = RoleSettings.Load(arguments.Folder, "export");
        using var only = OnlyOne(arguments.Folder);
        using var tls = InternalTls.Load(arguments.Folder);
        using var channel = tls.ConnectToKeyholder(settings);
        await using var store = RowStore.Open(arguments.Store);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (arguments.StopWithInput) _ = StopAtEndOfInput(stop);
        await new ExportVerb(channel.CreateCallInvoker(), store, new ExportFolder(arguments.Store), TimeProvider.System, Console.Error, BetweenQuestions).Work(stop.Token);
        return 0;
    }

    /// <summary>Until it is stopped. A line that breaks, a job that is refused: said once, and tried again.</summary>
    public async Task Work(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                await AsOneNode(cancellation);
            }
            catch (Exception e) when (e is RpcException or ExportRefusedException or FormatException or IOException or UnauthorizedAccessException or OperationCanceledException or StoreException)
            {
                if (cancellation.IsCancellationRequested) return;
                Say(e switch
                {
                    ExportRefusedException refused => $"The keyholder refuses ({refused.Why}): {refused.Message}",
                    RpcException rpc => $"The keyholder does not answer ({rpc.StatusCode}).",
                    OperationCanceledException => "The job was ended, or the keyholder has been silent: every key was dropped.",
                    _ => $"{e.GetType().Name}: {e.Message}",
                });
            }

            try
            {
                await Task.Delay(betweenQuestions, time, cancellation);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Takes up the work as a new run of this node, and goes on until something breaks.</summary>
    private async Task AsOneNode(CancellationToken cancellation)
    {
        var grant = await ExportGrant.Begin(keyholder, Program.Version, time, cancellation);
        using var heard = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        _held = null;
        var listening = Listen(grant, heard);
        try
        {
            Say("Working.");
            while (true)
            {
                var next = await grant.Next(heard.Token);
                folder.KeepOnly(next.Kept.Select(ExportId.From).ToHashSet());
                if (next.Export.Length == 0)
                {
                    await Task.Delay(betweenQuestions, time, heard.Token);
                    continue;
                }

                var job = new ExportJob(grant, store, folder, next);
                _held = job;
                await job.Run(heard.Token);
                _held = null;
            }
        }
        finally
        {
            await heard.CancelAsync();
            await listening;
        }
    }

    /// <summary>Stops everything when the job that is held has ended, or when nothing has been heard for too long.</summary>
    private async Task Listen(ExportGrant grant, CancellationTokenSource heard)
    {
        try
        {
            using var silence = CancellationTokenSource.CreateLinkedTokenSource(heard.Token);
            using var stream = grant.Endings(silence.Token);
            silence.CancelAfter(StreamSilence);
            while (await stream.ResponseStream.MoveNext(silence.Token))
            {
                silence.CancelAfter(StreamSilence);
                if (stream.ResponseStream.Current is { Heartbeat: false, Reason: not Done } ending && _held is { } job && GrantId.From(ending.Grant) == job.Grant) break;
            }
        }
        catch (Exception e) when (e is RpcException or OperationCanceledException)
        {
            // The line is broken: the same as an end.
        }

        await heard.CancelAsync();
    }

    private void Say(string what)
    {
        if (what == _said) return;
        log.WriteLine(_said = what);
    }

    /// <summary>Two workers would each take away the other's unfinished files.</summary>
    private static FileStream OnlyOne(string folder)
    {
        try
        {
            return new FileStream(Path.Combine(folder, "export.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new SettingsException($"Another export worker runs from {folder}. Stop it first.");
        }
    }

    private static async Task StopAtEndOfInput(CancellationTokenSource stop)
    {
        await using var input = Console.OpenStandardInput();
        var buffer = new byte[256];
        while (await input.ReadAsync(buffer) > 0)
        {
        }

        await stop.CancelAsync();
    }

    private static Arguments? Read(string[] args) => args switch
    {
        [var folder, "--store", var store] => new Arguments(folder, store, false),
        [var folder, "--store", var store, "--stop-with-stdin"] => new Arguments(folder, store, true),
        _ => null,
    };
}
