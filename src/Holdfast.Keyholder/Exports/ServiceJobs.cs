using Google.Protobuf;
using Holdfast.Keyholder.BackendServices;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Keyholder.Exports;

/// <summary>The door for what a backend service asks about its jobs through records: its token lives, at this run of this node. A job of another service is one that is not there.</summary>
internal sealed class ServiceJobs(Journal journal, NodeGate nodes, Refusals refusals)
{
    public Task<TReply> Ask<TReply>(CallerIdentity caller, ByteString instance, ByteString grantId, string accessToken, string name, Func<Draft, ServiceGrantRow, TReply> decide)
        where TReply : class, IMessage, new() => nodes.Ask<TReply>(caller, instance, name, (draft, node) =>
    {
        if (grantId.Length != 16) return refusals.Unsigned<TReply>(draft, caller, name, Why.Malformed, "a grant has 16 bytes");
        var id = GrantId.From(grantId);
        if (journal.Tables.ServiceGrants.Find(id) is not { } grant || grant.Instance != node.Id) return nodes.Misuse<TReply>(draft, caller, name, Why.Unknown, "no such grant of this node", new RefusalSubject(Grant: id));
        return grant.Ended is null && grant.HasAccess(AccessTokens.HashOf(accessToken), draft.NowMs)
            ? decide(draft, grant)
            : refusals.Unsigned<TReply>(draft, caller, name, Why.Expired, "the grant has ended, or the access token has expired", new RefusalSubject(Grant: id));
    });

    public Task<TReply> AskAbout<TReply>(CallerIdentity caller, ByteString instance, ByteString grantId, string accessToken, ByteString export, string name, Func<Draft, ServiceGrantRow, ExportRow, TReply> decide)
        where TReply : class, IMessage, new() => Ask(caller, instance, grantId, accessToken, name, (draft, grant) =>
            export.Length == 16 && journal.Tables.Exports.Find(ExportId.From(export)) is { } row && row.Client == grant.Client
                ? decide(draft, grant, row)
                : refusals.Unsigned<TReply>(draft, caller, name, Why.NotFound, "no such export: it was cancelled, has lapsed or expired, or is not this service's", new RefusalSubject(Grant: grant.Id)));

    public ExportReply Reply(ExportRow row)
    {
        var reply = new ExportReply
        {
            Export = row.Id.ToByteString(), State = Word(row), Charts = row.Count, Done = Math.Max(row.Done, row.Released), Refused = row.Refused, AskedMs = row.Made, BeganMs = row.Began,
            UntilMs = row.Until, Recipient = row.Recipient, SinceMs = row.Since, System = row.System,
        };
        reply.Types_.AddRange(row.Types);
        if (row.State == ExportState.Finished) reply.Files.AddRange(journal.Tables.ExportFiles.Of(row.Id).Select(Message));
        return reply;
    }

    public static ExportFile Message(ExportFileRow file) => new()
    {
        Name = file.Name, Type = file.Type, Count = file.Count, Length = file.Length, Hash = ByteString.CopyFrom(Convert.FromHexString(file.Hash)),
    };

    private static string Word(ExportRow row) => row.State switch
    {
        ExportState.Waiting => "waiting",
        ExportState.Approved => row.Began == 0 ? "approved" : "running",
        ExportState.Finished => "finished",
        _ => throw new InvalidOperationException("An export waits, is approved or is finished."),
    };
}
