using System.Collections.Concurrent;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Holdfast.Wire;

namespace Holdfast.Keyholder.Serving;

/// <summary>The one place where a refusal becomes a reply, whatever the method: field 1 of every reply that can be refused.</summary>
internal static class Replies
{
    private static readonly ConcurrentDictionary<MessageDescriptor, IFieldAccessor?> Fields = new();

    /// <summary>A reply with nothing in it but the refusal. A reply without such a field (Revoke) is empty: RFC 7009 tells nobody what was revoked.</summary>
    public static TReply Refuse<TReply>(Refusal refusal) where TReply : class, IMessage, new()
    {
        var reply = new TReply();
        Fields.GetOrAdd(reply.Descriptor, descriptor => descriptor.FindFieldByName("refusal")?.Accessor)?.SetValue(reply, refusal);
        return reply;
    }
}
