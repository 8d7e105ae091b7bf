using Holdfast.Keyholder.Ledger;
using Holdfast.Wire;

namespace Holdfast.Keyholder.Exports;

/// <summary>How far an export has come. What was cancelled, lapsed or expired is gone: the ledger says so.</summary>
internal enum ExportState
{
    /// <summary>A service asked; nothing is released.</summary>
    Waiting,

    /// <summary>Two people let it begin.</summary>
    Approved,

    /// <summary>Every chart was gone through; the files wait to be fetched.</summary>
    Finished,
}

/// <summary>The run of the worker that holds a job now.</summary>
internal sealed record ExportRunRow(GrantId Grant, string Node, NodeInstanceId Instance);

/// <param name="Scope">What the service's token allowed when it asked.</param>
/// <param name="Types">FHIR types; none: all that the scope reads.</param>
/// <param name="Since">Unix ms; 0: from the beginning.</param>
/// <param name="System">With the provider's own chart.</param>
/// <param name="Count">Charts of the job; which: <see cref="ExportChartsRow"/>.</param>
/// <param name="Recipient">The age recipient that two people approved; empty while it waits.</param>
/// <param name="Until">Unix ms: then its files go; 0 while it waits.</param>
/// <param name="Began">Unix ms of the first run; 0: none yet.</param>
/// <param name="Done">Charts, from the first, that are in files.</param>
/// <param name="Released">Charts, from the first, that this run was given or refused.</param>
/// <param name="Refused">Charts among the done that were not exported.</param>
internal sealed record ExportRow(
    ExportId Id, string Client, string Scope, string[] Types, long Since, bool System, int Count, long Made, ExportState State,
    ProposalId? Request = null, string Recipient = "", long Until = 0, long Began = 0, ExportRunRow? Run = null, int Done = 0, int Released = 0, int Refused = 0);

/// <summary>Exactly the charts of a job, in the order of the work, as they were when the service asked: what two people approve does not grow.</summary>
internal sealed record ExportChartsRow(ExportId Export, ChartId[] Charts);

/// <param name="Hash">SHA-256 of the sealed bytes, hexadecimal.</param>
internal sealed record ExportFileRow(ExportId Export, string Name, string Type, long Count, long Length, string Hash);

internal sealed class ExportFileTable() : Table<(ExportId Export, string Name), ExportFileRow>("export-file", row => (row.Export, row.Name), key => $"{key.Export}/{key.Name}")
{
    private readonly Dictionary<ExportId, SortedSet<string>> _names = [];

    /// <summary>By name.</summary>
    public IEnumerable<ExportFileRow> Of(ExportId export) => _names.TryGetValue(export, out var names) ? names.Select(name => Find((export, name))!) : [];

    protected override void Changed(ExportFileRow? before, ExportFileRow? after)
    {
        if (before is not null && after is null) _names[before.Export].Remove(before.Name);
        if (after is not null) (_names.TryGetValue(after.Export, out var names) ? names : _names[after.Export] = new(StringComparer.Ordinal)).Add(after.Name);
        if (before is not null && _names[before.Export].Count == 0) _names.Remove(before.Export);
    }
}

internal static class ExportLimits
{
    /// <summary>Types that a kick-off may name: all of a chart's, and some.</summary>
    public const int MostTypes = 80;

    /// <summary>One that is being fetched, and the next: more is no export, but a way to fill the disk.</summary>
    public const int MostPerService = 2;

    /// <summary>A kick-off is an entry, and whoever owns records can send them: an export is for once a day.</summary>
    public const int AsksPerHour = 12;

    /// <summary>A kick-off over a weekend still finds its two people.</summary>
    public static readonly TimeSpan Waits = Approvals.ApprovalLimits.Waits;

    /// <summary>From the approval until the files go, at most: what is not fetched within two weeks was not needed.</summary>
    public static readonly TimeSpan LongestKept = TimeSpan.FromDays(14);

    /// <summary>Files in one save: a segment has at most one of each type.</summary>
    public const int MostFilesAtOnce = 200;

    /// <summary>Of one job: 500 charts in segments, each with a file of each type.</summary>
    public const int MostFiles = 20_000;
}
