using Holdfast.Keyholder.Approvals;
using Holdfast.Keyholder.Employment;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Keys;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Sessions;
using Holdfast.Ledger;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Keyholder.Running;

/// <summary>
/// A running keyholder without its network: state, operations, witness and sweep. Run serves it; tests and the bench call
/// its operations directly.
/// </summary>
internal sealed class KeyholderRole : IAsyncDisposable
{
    private readonly WitnessKeeper _witness;
    private readonly Sweep _sweep;
    private readonly InstanceRow _self;

    private KeyholderRole(KeyholderFolder folder, OpenState state, TimeProvider time, HttpMessageHandler witness, NoteVerifier witnessKey,
        Func<OpenFacts, OpenDecision> decide, Func<ApprovalFacts, ApprovalDecision> approve)
    {
        (Folder, State) = (folder, state);
        StartedMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        Operations = new Operations(state, time, decide, approve);
        _self = new InstanceRow(NodeInstanceId.New(), "keyholder", state.Settings.Node, Version, StartedMs);
        _witness = new WitnessKeeper(state.Ledger, state.Journal, state.Readiness, time, witness, state.Settings.WitnessAddress, witnessKey, Begin);
        _sweep = new Sweep(state.Journal, Operations.Gate, Operations.Locks, Operations.Endings, Operations.Standings, Operations.Refusals, Operations.FailedSignIns, Operations.ExportEnds, state.Epochs, state.Readiness, time);
    }

    public static string Version { get; } = typeof(KeyholderRole).Assembly.GetName().Version?.ToString(3) ?? "0";

    public KeyholderFolder Folder { get; }
    public OpenState State { get; }
    public Operations Operations { get; }
    public long StartedMs { get; }

    /// <summary>Completes when the witness has agreed and the keyholder works.</summary>
    public Task Working => _witness.Agreed;

    /// <summary>Opens the folder and begins to ask the witness. Nothing is decided before it has answered.</summary>
    /// <param name="witness">The way to the witness; disposed of with the role.</param>
    /// <param name="decide">Null, but in the drill's controls; so is <paramref name="approve"/>.</param>
    public static async Task<KeyholderRole> Start(string folder, TimeProvider time, HttpMessageHandler witness,
        Func<OpenFacts, OpenDecision>? decide = null, Func<ApprovalFacts, ApprovalDecision>? approve = null)
    {
        var files = new KeyholderFolder(folder);
        var settings = files.Settings();
        var witnessKey = WitnessKeeper.LoadWitness(folder);
        var state = new OpenState(files, settings, time);
        try
        {
            if (!state.Tables.Provider.Contains(settings.Installation)) throw new SettingsException($"{folder} was not made completely. Move it away, and make it again with `holdfast init`.");
            await state.Journal.Run(_ => true).ConfigureAwait(false); // refuses when the clock is before the ledger's last entry
            var role = new KeyholderRole(files, state, time, witness, witnessKey, decide ?? OpenDecision.Decide, approve ?? ApprovalDecision.Decide);
            role._witness.Start();
            role._sweep.Start();
            return role;
        }
        catch
        {
            await state.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Completes, with the mend, when the process must stop with 3.</summary>
    public async Task<string> Broken()
    {
        var broken = State.Broken();
        var first = await Task.WhenAny(broken, _witness.Work, _sweep.Work).ConfigureAwait(false);
        if (first.Exception is { } e) return $"The keyholder cannot go on: {e.InnerException!.Message} Start it again.";
        return await broken.ConfigureAwait(false);
    }

    private async Task Begin()
    {
        State.Epochs.Ensure(Generation.At(DateTimeOffset.FromUnixTimeMilliseconds(StartedMs)));
        await State.Journal.Run(draft =>
        {
            StartNode.Record(draft, "start", _self);
            new Hiring(State.Vault, State.Names, State.Tables).MakeMissing(draft);
            return true;
        }).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await _sweep.DisposeAsync().ConfigureAwait(false);
        await _witness.DisposeAsync().ConfigureAwait(false);
        if (Working.IsCompleted) await Stop().ConfigureAwait(false);
        await State.DisposeAsync().ConfigureAwait(false);
    }

    private async Task Stop()
    {
        try
        {
            await State.Journal.Run(draft =>
            {
                StartNode.Record(draft, "stop", _self);
                return true;
            }).ConfigureAwait(false);
        }
        catch (UnavailableException)
        {
            // The ledger is broken or the clock wrong: a start without a stop says so too.
        }
    }
}
