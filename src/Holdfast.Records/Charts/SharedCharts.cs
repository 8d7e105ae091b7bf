using Holdfast.Records.Store;
using Holdfast.Wire;
using Holdfast.Wire.Records;

namespace Holdfast.Records.Charts;

/// <summary>
/// The charts that are open on this node. Grants with the same keys to the same chart share one decoded copy; it is
/// dropped, and its keys zeroed, when the last of them ends. Copies of one chart under different keys are told of each
/// other's writes.
/// </summary>
internal sealed class SharedCharts(RowStore store, FollowChain follow)
{
    private readonly Lock _sync = new();
    private readonly Dictionary<(ChartId Chart, string Keys), Shared> _open = [];

    private sealed class Shared(OpenChart chart)
    {
        public OpenChart Chart { get; } = chart;
        public int Holders { get; set; }
    }

    /// <summary>How many decoded charts are in memory.</summary>
    public int Count
    {
        get { lock (_sync) return _open.Count; }
    }

    /// <summary>Takes a share in the chart; the ring is kept, or disposed of when an equal one is here already.</summary>
    public Share Take(InstallationId installation, ChartId chart, KeyRing keys)
    {
        var name = keys.Name;
        lock (_sync)
        {
            if (_open.TryGetValue((chart, name), out var shared)) keys.Dispose();
            else _open[(chart, name)] = shared = new Shared(new OpenChart(installation, chart, keys, store, follow));
            shared.Holders++;
            return new Share(this, name, shared.Chart);
        }
    }

    /// <summary>Other decoded copies of the same chart.</summary>
    public IReadOnlyList<OpenChart> OtherCopies(OpenChart chart)
    {
        lock (_sync) return [.. _open.Values.Select(s => s.Chart).Where(c => c.Id == chart.Id && c != chart)];
    }

    private void GiveBack(ChartId chart, string name)
    {
        lock (_sync)
        {
            if (!_open.TryGetValue((chart, name), out var shared) || --shared.Holders > 0) return;
            _open.Remove((chart, name));
            shared.Chart.Dispose();
        }
    }

    /// <summary>One grant's hold on a decoded chart.</summary>
    internal sealed class Share(SharedCharts owner, string name, OpenChart chart) : IDisposable
    {
        private int _disposed;

        public OpenChart Chart => chart;

        /// <summary>Brings the chart to the head that a release named, off the request's thread: it may mean reading and opening all its rows.</summary>
        public async Task<IReadOnlyList<ChartGap>> MoveTo(ChainHead head, CancellationToken cancellation)
        {
            await chart.Changing.WaitAsync(cancellation);
            try
            {
                return await Task.Run(() => chart.MoveTo(head, isLatest: false), cancellation);
            }
            finally
            {
                chart.Changing.Release();
            }
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0) owner.GiveBack(chart.Id, name);
        }
    }
}
