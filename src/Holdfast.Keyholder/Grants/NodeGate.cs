using Google.Protobuf;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Keyholder.Grants;

/// <summary>The door for what records and import nodes ask: the node is not frozen, and the run of it that asks is the present one.</summary>
internal sealed class NodeGate(Journal journal, Refusals refusals, Freezing freezing)
{
    public Task<TReply> Ask<TReply>(CallerIdentity caller, ByteString instance, string what, Func<Draft, InstanceRow, TReply> decide) where TReply : class, IMessage, new() =>
        journal.Decide(draft =>
        {
            if (journal.Tables.IsFrozen(caller.Node)) return refusals.Unsigned<TReply>(draft, caller, what, Why.Frozen, "this node is frozen; the privacy officer thaws on the watch");
            if (journal.Tables.Instances.Of(caller.Node) is { } present && present.Role == caller.Role && instance.Span.SequenceEqual(present.Id.ToBytes())) return decide(draft, present);
            return refusals.Unsigned<TReply>(draft, caller, what, Why.Unknown, "not the present run of this node: call StartNode");
        });

    /// <summary>Refuses what no honest node asks for, and counts it against the node.</summary>
    public TReply Misuse<TReply>(Draft draft, CallerIdentity caller, string what, Why why, string detail, RefusalSubject? subject = null) where TReply : class, IMessage, new()
    {
        var reply = refusals.Unsigned<TReply>(draft, caller, what, why, detail, subject);
        freezing.Misuse(draft, caller);
        return reply;
    }
}
