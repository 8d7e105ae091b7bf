using System.Security.Cryptography;
using System.Text;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Sessions;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Approvals;

/// <summary>"propose": asks for something that takes a second person. Nothing is done yet; the words that the second person will read are fixed here.</summary>
internal sealed class Propose(Journal journal, StatementGate gate, Refusals refusals, Proposals proposals)
{
    public Task<ProposeReply> Run(CallerIdentity caller, SignedStatement request) => gate.Hear<ProposeStatement, ProposeReply>(caller, request, "propose", heard =>
    {
        var (draft, tables, asker) = (heard.Draft, journal.Tables, heard.Person);
        if (proposals.KindOf(heard.Statement.Kind) is not { } kind) return No(Why.NotFound, "there is no such kind of request");
        if (!kind.Askers.Contains(asker.Role)) return No(Why.NotAllowed, "this role may not ask for that");
        var payload = Encoding.UTF8.GetBytes(heard.Statement.Payload.GetRawText());
        if (kind.Read(payload) is not { } read) return No(Why.Malformed, $"not a payload of kind {kind.Name} of docs/KEYS.md");
        if (read.Check(tables, asker.Id) is { } fault) return No(fault.Why, fault.Detail, fault.Wrongs);
        var words = read.Words(tables);
        if (!words.AreAsTheyLook) return No(Why.Malformed, "the words of the request would hold characters that nobody sees or that turn text round: leave them out",
            [new Wrong("", Mend.NotAsItLooks, "")]);
        var waiting = tables.Proposals.Waiting.ToList();
        if (waiting.Count >= ApprovalLimits.WaitingInAll || waiting.Count(row => row.Asker == asker.Id) >= ApprovalLimits.WaitingPerPerson)
            return No(Why.TooLarge, "too many requests wait: have some approved or declined first");

        var id = ProposalId.New();
        var document = ProposalDocument.Write(id, kind.Name, asker.Id, RandomNumberGenerator.GetBytes(ProposalDocument.SaltLength), payload, words);
        var row = new ProposalRow(id, kind.Name, proposals.SealPayload(id, payload), proposals.SealDocument(id, document), ProposalDocument.Hash(document),
            asker.Id, heard.Session.Id, heard.Session.Device, draft.NowMs, (draft.Now + ApprovalLimits.Waits).ToUnixTimeMilliseconds(), ProposalState.Waiting);
        draft.Change(tables.Proposals.Put(row));
        draft.Record("proposed", json =>
        {
            Entries.Id(json, "person", asker.Id);
            Entries.Id(json, "session", heard.Session.Id);
            json.WriteString("request", id.ToString());
            json.WriteString("what", kind.Name);
            json.WriteString("hash", row.Hash);
            json.WriteNumber("expiry", row.Expiry);
        });
        return new ProposeReply { Request = id.ToByteString(), ExpiryMs = row.Expiry };

        ProposeReply No(Why why, string detail, IReadOnlyList<Wrong>? wrongs = null)
        {
            var reply = refusals.Signed<ProposeReply>(draft, caller, "propose", why, detail, heard.About());
            reply.Refusal.Flaws.AddRange((wrongs ?? []).Select(wrong => new Flaw { Member = wrong.Member, Mend = wrong.Mend, About = wrong.About }));
            return reply;
        }
    });
}
