using Holdfast.Keyholder.Ledger;
using Holdfast.Wire;

namespace Holdfast.Keyholder.Grants;

/// <summary>The running records and import processes: one run for each node.</summary>
internal sealed class InstanceTable() : Table<NodeInstanceId, InstanceRow>("instance", row => row.Id, id => id.ToString())
{
    private readonly Dictionary<string, NodeInstanceId> _byNode = new(StringComparer.Ordinal);

    public InstanceRow? Of(string node) => _byNode.TryGetValue(node, out var id) ? Find(id) : null;

    protected override void Changed(InstanceRow? before, InstanceRow? after)
    {
        if (after is not null) _byNode[after.Node] = after.Id;
        else if (_byNode.TryGetValue(before!.Node, out var present) && present == before.Id) _byNode.Remove(before.Node);
    }
}
