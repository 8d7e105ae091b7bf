using Holdfast.Records.Charts;
using Holdfast.Records.Fhir;
using Holdfast.Records.Store;
using Holdfast.Records.Tokens;
using Holdfast.Wire;
using Holdfast.Wire.Age;
using Holdfast.Wire.Records;

namespace Holdfast.Records.Export;

/// <summary>
/// One run of one approved job: chart after chart, each chart's keys for as long as that chart takes. After some charts the
/// files so far are finished and the keyholder is told; another run begins behind them.
/// </summary>
internal sealed class ExportJob
{
    /// <summary>A segment ends after so many charts, or so many bytes: what a killed run does again.</summary>
    public const int ChartsPerSegment = 25;
    private const long LargestSegment = 64L * 1024 * 1024;

    /// <summary>Gaps of one chart that are reported one by one.</summary>
    private const int ReportedGaps = 8;

    private readonly ExportGrant _keyholder;
    private readonly RowStore _store;
    private readonly ExportFolder _folder;
    private readonly NextExportReply _job;
    private readonly ExportId _export;
    private readonly GrantId _grant;
    private readonly AgeRecipient _recipient;
    private readonly GrantScope _scope;
    private readonly IReadOnlyList<ChartId> _charts;
    private readonly HashSet<string> _types;
    private int _refused;

    /// <exception cref="FormatException">The keyholder said something that no keyholder of ours says.</exception>
    public ExportJob(ExportGrant keyholder, RowStore store, ExportFolder folder, NextExportReply job)
    {
        (_keyholder, _store, _folder, _job) = (keyholder, store, folder, job);
        (_export, _grant) = (ExportId.From(job.Export), GrantId.From(job.Grant));
        _recipient = AgeRecipient.TryParse(job.Recipient, out var recipient) ? recipient : throw new FormatException("The job has no recipient.");
        (_scope, _charts, _types) = (GrantScope.Parse(job.Scope), [.. job.Charts.Select(ChartId.From)], [.. job.Types_]);
    }

    public GrantId Grant => _grant;

    public async Task Run(CancellationToken cancellation)
    {
        _folder.Make(_export);
        _folder.Keep(_export, _job.Files.Select(file => file.Name).ToHashSet(StringComparer.Ordinal));
        _refused = _job.Refused;
        for (var done = _job.Done; done < _charts.Count;) done = await Segment(done, cancellation);
    }

    private async Task<int> Segment(int first, CancellationToken cancellation)
    {
        // Named after its first chart: a run that begins at the same place has deleted what its predecessor left of it.
        using var segment = new ExportSegment(_folder, _export, _recipient, first);
        if (first == 0 && _job.System) AddProvider(segment);
        var done = first;
        while (done < _charts.Count && done - first < ChartsPerSegment && segment.Length < LargestSegment)
        {
            await Add(segment, _charts[done], cancellation);
            done++;
        }

        await _keyholder.Save(_grant, done, _refused, segment.Finish(), cancellation);
        return done;
    }

    private async Task Add(ExportSegment segment, ChartId id, CancellationToken cancellation)
    {
        var release = await _keyholder.Release(_grant, id, cancellation);
        if (release.Refusal is { } refusal)
        {
            // Of this chart alone; everything else ends the run.
            if (refusal.Why is not (Why.Canary or Why.NotFound)) throw new ExportRefusedException(refusal.Why, refusal.Detail);
            _refused++;
            segment.Note("suppressed", "One chart of the export is not given to it now. Ask the provider's privacy office.");
            return;
        }

        using var chart = new OpenChart(_keyholder.Installation, id, KeyRing.Take(id, release.Keys), _store, ChainWalk.Follow);
        var gaps = chart.MoveTo(ChainHead.From(release.Head), isLatest: true);
        foreach (var gap in gaps.Take(ReportedGaps)) await _keyholder.ReportGap(_grant, id, gap, cancellation);
        if (gaps.Count > 0) segment.Note("incomplete", "Part of one chart is missing or was altered in the record store, and is not in the files. The privacy office has been told.");
        Add(segment, chart, Compartment.IsOfPatients);
    }

    private void AddProvider(ExportSegment segment)
    {
        using var chart = new OpenChart(_keyholder.Installation, _keyholder.ProviderChart, KeyRing.Take(_keyholder.ProviderChart, _job.Keys), _store, ChainWalk.Follow);
        if (chart.MoveTo(ChainHead.From(_job.ProviderChart), isLatest: true).Count > 0) segment.Note("incomplete", "Part of the provider's own chart is missing or was altered in the record store, and is not in the files.");
        Add(segment, chart, Compartment.MayBeProviders);
    }

    private void Add(ExportSegment segment, OpenChart chart, Func<string, bool> belongs)
    {
        foreach (var type in chart.Types().Where(type => belongs(type) && (_types.Count == 0 || _types.Contains(type)) && (_scope.Allows(Interaction.Read, type) || _scope.Allows(Interaction.Search, type))))
            foreach (var version in chart.All(type))
            {
                if (version.LastUpdated.ToUnixTimeMilliseconds() <= _job.SinceMs) continue;
                segment.Add(version);
                // Up to 1 GiB each, sealed beside the rows: a line of NDJSON is no place for it.
                if (version.Entry.Blob is not null) segment.Note("informational", $"The content of Binary/{version.Id} is not in the files: fetch it at that address.");
            }
    }
}
