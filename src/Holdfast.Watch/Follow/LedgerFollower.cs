using Holdfast.Ledger;
using Holdfast.Watch.Alerts;
using Holdfast.Watch.Rules;

namespace Holdfast.Watch.Follow;

/// <summary>
/// Follows the keyholder's ledger as an independent reader: fetches what is new, hashes every entry into its own tree,
/// keeps what the signed checkpoint confirms, and tells the picture. What does not fit becomes a finding, and the copy
/// stays as it was. One loop; <see cref="Status"/> may be read from any thread.
/// </summary>
internal sealed class LedgerFollower(
    LedgerCopy copy, LedgerReader own, KeyholderFiles keyholder, Picture picture, FindingBook findings, TimeProvider time, ILogger<LedgerFollower> log)
{
    /// <summary>A freeze must be seen within a second; asking costs one small file over a connection that stays open.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(300);

    /// <summary>A restart of the keyholder takes less; a longer silence is a matter for somebody.</summary>
    public static readonly TimeSpan SilenceTolerated = TimeSpan.FromSeconds(10);

    /// <summary>The folder of the copy, within the watch's own.</summary>
    public const string LedgerFolderName = "ledger";

    private readonly Recheck _recheck = new(own, keyholder);
    private volatile FollowStatus _status = new(LedgerCondition.Starting, copy.Latest, null, "The keyholder has not answered yet. Start it with `holdfast up`.");
    private long _lastAnswer = time.GetTimestamp();
    private Finding? _silence;
    private Finding? _damage;

    public FollowStatus Status => _status;

    /// <summary>Reads the whole own copy into the picture, and what was found before. Once, before <see cref="Run"/>.</summary>
    public void Load()
    {
        foreach (var (index, entry) in own.ReadEntriesUpTo(copy.Latest)) picture.Add(index, entry);
        foreach (var finding in findings.AtStart) picture.Add(LedgerTrouble.Of(finding), finding.At);
    }

    /// <exception cref="IOException">Our own disk failed: stop and start again from it.</exception>
    /// <exception cref="LedgerException">Our own copy is in doubt.</exception>
    public async Task Run(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            await Once(cancellation);
        }
        while (await timer.WaitForNextTickAsync(cancellation));
    }

    public async Task Once(CancellationToken cancellation)
    {
        try
        {
            Took(await copy.Follow(keyholder.Fetch, cancellation));
            if (_status.Condition is LedgerCondition.Consistent or LedgerCondition.Damaged) await LookAgain(cancellation);
        }
        catch (KeyholderSilentException e)
        {
            Unheard(e.Message);
        }
    }

    private void Took(CopyResult result)
    {
        switch (result)
        {
            case CopyResult.UpToDate upToDate:
                Fits(upToDate.Checkpoint);
                break;
            case CopyResult.Advanced advanced:
                foreach (var (index, entry) in own.ReadEntries(advanced.From, advanced.Checkpoint.Size)) picture.Add(index, entry);
                Fits(advanced.Checkpoint);
                break;
            case CopyResult.Unavailable unavailable:
                Unheard(unavailable.Detail);
                break;
            case CopyResult.NotSigned notSigned:
                Found(new Finding(FindingKind.NotSigned, Now(), notSigned.Detail));
                break;
            case CopyResult.RolledBack back:
                Found(new Finding(FindingKind.RolledBack, Now(), "The keyholder serves an older ledger than it had signed.", null, back.Ours, back.Theirs));
                break;
            case CopyResult.Forked forked:
                Found(new Finding(FindingKind.Forked, Now(), "The keyholder signed two histories.", forked.Index, forked.Ours, forked.Theirs));
                break;
            case CopyResult.Altered altered:
                Found(new Finding(FindingKind.Altered, Now(), $"{altered.Path}: {altered.Detail}", altered.Index));
                break;
        }
    }

    private async Task LookAgain(CancellationToken cancellation)
    {
        if (await _recheck.Next(copy.Latest, time, cancellation) is not { } seen) return;
        // The bundle that was damaged and now fits was given back; another one that fits says nothing about it.
        if (seen.Fault is null && _damage?.Index == seen.First) _damage = null;
        if (seen.Fault is not { } fault) return;
        _damage = fault with { Index = seen.First };
        Keep(fault);
    }

    private void Fits(Checkpoint checkpoint)
    {
        Heard();
        if (_status.Condition is not (LedgerCondition.Consistent or LedgerCondition.Damaged)) LogBack(log, checkpoint.Size);
        _status = _damage is { } damage
            ? new FollowStatus(LedgerCondition.Damaged, checkpoint, Now(), $"{damage.Detail} Give the keyholder its file back from {LedgerFolderName} of the watch, and find out who changed it.")
            : new FollowStatus(LedgerCondition.Consistent, checkpoint, Now(), "");
    }

    private void Found(Finding finding)
    {
        Heard();
        _status = new FollowStatus(LedgerCondition.Inconsistent, copy.Latest, _status.CheckedMs,
            $"{finding.Detail} Stop the keyholder, keep both folders, and run `holdfast verify`.");
        Keep(finding);
    }

    private void Keep(Finding finding)
    {
        if (!findings.Keep(finding)) return;
        LogFinding(log, finding.Kind, finding.Detail);
        picture.Add(LedgerTrouble.Of(finding), finding.At);
    }

    private void Heard()
    {
        _lastAnswer = time.GetTimestamp();
        if (_silence is { } silence) picture.Add(LedgerTrouble.Back(silence), Now());
        _silence = null;
    }

    private void Unheard(string detail)
    {
        // What was found stays found while nobody answers: a silent forger is not a mended one.
        if (_status.Condition is not LedgerCondition.Inconsistent)
            _status = new FollowStatus(_status.Condition == LedgerCondition.Starting ? LedgerCondition.Starting : LedgerCondition.Silent, copy.Latest, _status.CheckedMs,
                $"{detail.TrimEnd('.')}. See whether it runs, and the network between it and the watch.");
        if (_silence is not null || time.GetElapsedTime(_lastAnswer) < SilenceTolerated) return;
        _silence = new Finding(FindingKind.Silent, Now(), detail);
        LogFinding(log, FindingKind.Silent, detail);
        picture.Add(LedgerTrouble.Of(_silence), _silence.At);
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static void LogBack(ILogger log, long size)
    {
        if (log.IsEnabled(LogLevel.Information)) log.LogInformation("The ledger is followed: {Size} entries, consistent.", size);
    }

    private static void LogFinding(ILogger log, FindingKind kind, string detail)
    {
        if (log.IsEnabled(LogLevel.Error)) log.LogError("Ledger {Kind}: {Detail}", kind, detail);
    }
}
