using Google.Protobuf;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.People;
using Holdfast.Keyholder.Sessions;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Approvals;

/// <summary>"pending": what waits for a second person, oldest first, and what the sealed paper let in and can still be stopped; and a nonce for approving one of them.</summary>
internal sealed class Pending(InstallationId installation, Journal journal, StatementGate gate, Proposals proposals, StaffNames names, Nonces nonces, Origins origins)
{
    public Task<PendingReply> Run(CallerIdentity caller, SignedStatement request) => gate.Hear<PlainStatement, PendingReply>(caller, request, "pending", heard =>
    {
        var (draft, tables) = (heard.Draft, journal.Tables);
        RecordLook(draft, heard, "approvals");
        var (nonce, expiry) = nonces.Issue(Approve.Purpose, SessionOrigin.Watch, draft.Now);
        var reply = new PendingReply
        {
            Person = names.Card(heard.Person), NowMs = draft.NowMs,
            Installation = ByteString.CopyFrom(Convert.FromHexString(installation.ToString())),
            Nonce = ByteString.CopyFrom(nonce), NonceExpiryMs = expiry, RpId = origins.RpId(SessionOrigin.Watch),
        };
        reply.Requests.AddRange(tables.Proposals.Waiting.Where(row => draft.NowMs < row.Expiry).Concat(tables.Proposals.Held(draft.NowMs)).Select(row => proposals.Message(row, withSecret: false)));
        foreach (var id in tables.Credentials.Of(heard.Person.Id))
            if (tables.Credentials.Find(id)!.Origin == SessionOrigin.Watch && Base64Url.TryDecode(id, FinishEnrolment.LongestCredentialId, out var bytes))
                reply.Credentials.Add(ByteString.CopyFrom(bytes));
        return reply;
    });

    public static void RecordLook<T>(Draft draft, Heard<T> heard, string page) where T : SessionStatement => draft.Record("look", json =>
    {
        Entries.Id(json, "person", heard.Person.Id);
        Entries.Id(json, "session", heard.Session.Id);
        json.WriteString("page", page);
    });
}
