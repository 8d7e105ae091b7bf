using Holdfast.Keyholder.Grants;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Sessions;

/// <summary>"sign-out": ends the session and everything that was opened in it.</summary>
internal sealed class SignOut(StatementGate gate, Endings endings)
{
    public Task<SignOutReply> Run(CallerIdentity caller, SignedStatement request) => gate.Hear<PlainStatement, SignOutReply>(caller, request, "sign-out", heard =>
    {
        endings.End(heard.Draft, heard.Session, "signed out");
        return new SignOutReply();
    });
}
