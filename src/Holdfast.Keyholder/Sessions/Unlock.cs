using Holdfast.Keyholder.Ledger;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Sessions;

/// <summary>"unlock": the person of a locked session touches one of their passkeys, and goes on in it. Its overall end stays where it was.</summary>
internal sealed class Unlock(Journal journal, StepUps stepUps, SessionLocks locks)
{
    private const string Name = "unlock";

    public Task<UnlockReply> Run(CallerIdentity caller, SignedStatement request) =>
        stepUps.Hear<ProvenStatement, UnlockReply>(caller, request, Name, _ => StepUpHash.Of(Name), (heard, credential) =>
        {
            var reply = new UnlockReply { NowMs = heard.Draft.NowMs };
            reply.Notices.AddRange(journal.Tables.Notices.Untold(credential));
            locks.Unlock(heard.Draft, heard.Session, heard.Statement.Counter, credential);
            return reply;
        });
}
