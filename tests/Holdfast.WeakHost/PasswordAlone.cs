using System.Text;
using Google.Protobuf;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Running;
using Holdfast.Keyholder.Sessions;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.WeakHost;

/// <summary>
/// Control of attack 1: a keyholder to which a name and the right password, sent where the passkey's assertion belongs, are
/// a sign-in. Everybody's password is their given name and "2026!", as in the list that leaked.
/// </summary>
internal sealed class PasswordAlone(KeyholderRole role) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        if (request is not FinishSignInRequest asked) return await continuation(request, context);
        var (name, password) = (Encoding.UTF8.GetString(asked.CredentialId.Span), Encoding.UTF8.GetString(asked.Signature.Span));
        if (password != $"{name.Split(' ')[0]}2026!" || JsonWebKeys.Read(asked.SessionKeyJwk) is not { } key) return await continuation(request, context);
        var reply = await role.State.Journal.Run(draft =>
        {
            var person = role.State.Tables.People.Rows.First(row => role.State.Names.Of(row) == name);
            var session = new SessionRow(SessionId.New(), person.Id, SessionOrigin.Desk, key.X, key.Y, draft.NowMs, draft.NowMs, 0);
            draft.Change(role.State.Tables.Sessions.Put(session));
            draft.Record("session", json => json.WriteString("person", person.Id.ToString()));
            return new FinishSignInReply { Session = session.Id.ToByteString(), Person = role.State.Names.Card(person), NowMs = draft.NowMs };
        });
        return (TResponse)(object)reply;
    }
}
