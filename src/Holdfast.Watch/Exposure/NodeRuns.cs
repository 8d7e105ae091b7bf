using Holdfast.Watch.Events;
using Holdfast.Wire;

namespace Holdfast.Watch.Exposure;

/// <summary>One run of one process, from its start to its stop (null while it runs, or when it died without a word and nothing followed).</summary>
public sealed record NodeRun(string Node, NodeInstanceId Instance, string Role, long Start, long? Stop);

/// <summary>Every run of every node. A run whose node starts again is over, whether it said so or not.</summary>
internal sealed class NodeRuns
{
    private readonly Dictionary<NodeInstanceId, NodeRun> _runs = [];
    private readonly Dictionary<string, NodeInstanceId> _latest = [];

    public IEnumerable<string> Nodes => _latest.Keys.Order(StringComparer.Ordinal);

    public void Apply(LedgerEvent entry)
    {
        if (entry is { Kind: EventKind.Start, Node: { } node, Instance: { } started, Role: { } role })
        {
            if (_latest.TryGetValue(node, out var before)) End(before, entry.At);
            _runs[started] = new NodeRun(node, started, role, entry.At, null);
            _latest[node] = started;
        }
        else if (entry is { Kind: EventKind.Stop, Instance: { } stopped })
        {
            End(stopped, entry.At);
        }
    }

    /// <summary>
    /// The runs that a question about a node means: the named run; or, of a named node, every run that lived within the
    /// window; or, without a window, its latest run.
    /// </summary>
    public IReadOnlyList<NodeRun> Asked(ExposureQuestion question)
    {
        if (question.Node is not { } node) return [];
        if (NodeInstanceId.TryParse(node, out var instance)) return _runs.TryGetValue(instance, out var run) ? [run] : [];
        if (question.From is null && question.To is null) return _latest.TryGetValue(node, out var latest) ? [_runs[latest]] : [];
        return [.. _runs.Values
            .Where(r => r.Node == node && r.Start <= question.ToOrEnd && (r.Stop ?? long.MaxValue) >= question.FromOrStart)
            .OrderBy(r => r.Start)];
    }

    private void End(NodeInstanceId instance, long at)
    {
        if (_runs.TryGetValue(instance, out var run) && run.Stop is null) _runs[instance] = run with { Stop = at };
    }
}
