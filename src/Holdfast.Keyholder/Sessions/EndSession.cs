using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Sessions;

/// <summary>"end-session": the person ends one of their own sessions, on whichever origin; "sign-out-everywhere": all of them. What was opened in them ends too.</summary>
internal sealed class EndSession(Journal journal, StatementGate gate, Refusals refusals, Endings endings)
{
    private const string One = "end-session";
    private const string All = "sign-out-everywhere";

    public Task<OwnSignInReply> Run(CallerIdentity caller, SignedStatement request) => gate.Hear<EndSessionStatement, OwnSignInReply>(caller, request, One, heard =>
    {
        if (!SessionId.TryParse(heard.Statement.Target, out var target) || journal.Tables.Sessions.Find(target) is not { } session || session.Person != heard.Person.Id)
            return refusals.Signed<OwnSignInReply>(heard.Draft, caller, One, Why.Unknown, "no such session of this person: it has ended", heard.About());
        endings.End(heard.Draft, session, "ended from another device");
        return new OwnSignInReply();
    });

    public Task<OwnSignInReply> Everywhere(CallerIdentity caller, SignedStatement request) => gate.Hear<PlainStatement, OwnSignInReply>(caller, request, All, heard =>
    {
        foreach (var session in journal.Tables.Sessions.Of(heard.Person.Id).ToList()) endings.End(heard.Draft, journal.Tables.Sessions.Find(session)!, "signed out everywhere");
        return new OwnSignInReply();
    });
}
