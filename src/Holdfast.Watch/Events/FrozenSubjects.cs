using Holdfast.Wire;

namespace Holdfast.Watch.Events;

/// <summary>Who and what is frozen now, by the ledger.</summary>
internal sealed class FrozenSubjects
{
    private readonly HashSet<PersonId> _people = [];
    private readonly HashSet<string> _nodes = [];

    public IEnumerable<PersonId> People => _people;

    public IEnumerable<string> Nodes => _nodes;

    public void Apply(LedgerEvent entry)
    {
        switch (entry.Kind)
        {
            case EventKind.Frozen:
                if (entry.Person is { } person) _people.Add(person);
                if (entry.Node is { } node) _nodes.Add(node);
                break;
            case EventKind.Thawed:
                if (entry.Person is { } thawed) _people.Remove(thawed);
                if (entry.Node is { } warm) _nodes.Remove(warm);
                break;
        }
    }
}
