using Holdfast.Watch.Alerts;
using Holdfast.Watch.Events;

namespace Holdfast.Watch.Rules;

/// <summary>A node starts under a name that the ledger never saw in that role. The first node of a role is how a role begins.</summary>
internal static class UnknownNode
{
    public static Sign? See(LedgerEvent entry, RuleState state)
    {
        if (entry is not { Kind: EventKind.Start, Role: { } role, Node: { } node }) return null;
        if (!state.KnowsAnyNode(role) || state.KnowsNode(role, node)) return null;
        return new Sign($"unknown-node:{role}:{node}", "unknown-node", Severity.High,
            new Wording("A new node started", "Un nouveau nœud a démarré"),
            new Wording(
                $"{{node}} started as {role} for the first time. If nobody added a machine, its certificate was made by somebody who holds the authority’s key.",
                $"{{node}} a démarré pour la première fois comme {role}. Si personne n’a ajouté de machine, son certificat vient de qui détient la clé de l’autorité."))
        {
            Node = node,
        };
    }
}
