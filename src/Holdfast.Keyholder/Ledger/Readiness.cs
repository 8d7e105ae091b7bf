using Holdfast.Keyholder.Grants;
using Holdfast.Wire;

namespace Holdfast.Keyholder.Ledger;

/// <summary>May the keyholder decide anything at present? Set by the witness keeper and the journal, asked before every decision.</summary>
internal sealed class Readiness
{
    private volatile WitnessStanding _standing = new(WitnessState.Awaited, 0);
    private volatile string _heard = "";
    private volatile string? _stopped;

    public WitnessState Witness => _standing.State;

    public long WitnessedSize => _standing.Size;

    /// <summary>Why nothing is decided, with the mend; null while all is well.</summary>
    public string? Stopped => _stopped;

    public void Stand(WitnessState state, long witnessedSize) => _standing = new(state, witnessedSize);

    /// <summary>What the last try to ask the witness came to, for whoever has to mend it.</summary>
    public void Hear(string detail) => _heard = detail;

    public void Stop(string mend) => _stopped = mend;

    public void GoOn() => _stopped = null;

    /// <summary>A refusal for everybody: before the witness has answered once, and when it has seen more than we hold.</summary>
    public Refusal? Refusal() => _standing.State switch
    {
        WitnessState.Awaited => new Refusal { Why = Why.WitnessSilent, Detail = AwaitedMend },
        WitnessState.Ahead => new Refusal { Why = Why.WitnessAhead, Detail = AheadMend },
        _ => null,
    };

    public (string State, string Detail) Words() => (_stopped, _standing.State) switch
    {
        ({ } mend, _) => ("refusing", mend),
        (_, WitnessState.Ahead) => ("refusing", AheadMend),
        (_, WitnessState.Awaited) => ("waiting-for-witness", AwaitedMend),
        (_, WitnessState.Silent) => ("scheduled-only", $"The witness is silent: only today's scheduled visits and emergency access open charts. Start the watch, or mend the way to it. {_heard}".TrimEnd()),
        _ => ("open", ""),
    };

    private string AwaitedMend => $"The witness has not agreed since the start. Start the watch, or mend the way to it. {_heard}".TrimEnd();

    private string AheadMend =>
        $"The witness has seen {_standing.Size} entries that this ledger does not hold, or holds otherwise: this is an old copy of the keyholder, or its ledger was cut or rewritten. Bring back the newest copy of its folder; the watch holds the missing entries.";

    private sealed record WitnessStanding(WitnessState State, long Size);
}
