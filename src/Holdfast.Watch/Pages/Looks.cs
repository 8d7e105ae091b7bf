using Holdfast.Ui.Web;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Watch.Pages;

/// <summary>The one door to what the watch knows: a signed look becomes a reader, or a refusal.</summary>
internal sealed class Looks(LookingSessions sessions, WatchWork.WatchWorkClient keyholder, string installation, TimeProvider time)
{
    /// <param name="publicKey">The session's public key as the page gives it, or null.</param>
    /// <param name="askKeyholder">Whether the keyholder must see (and log) this one, however lately it saw another.</param>
    public async Task<(Reader? Reader, IResult? Refusal)> Read(HttpContext http, string jws, string? publicKey, bool askKeyholder)
    {
        if (SignedStatements.Parse<LookStatement>(jws) is not { } look || !OfficeRoutes.IsLook(look.Claimed)) return (null, Refused.Because(Why.Malformed, http));
        if (look.Claimed.Installation != installation) return (null, Refused.Because(Why.WrongOrigin, http));
        switch (sessions.Check(look, askKeyholder))
        {
            case Looked.Welcome welcome: return (welcome.Reader, null);
            case Looked.No no: return (null, Refused.Because(no.Why, http));
        }

        var (reply, down) = await Keyholder.Ask(http, time, o => keyholder.LookAsync(new SignedStatement { Jws = jws }, o));
        if (reply is null) return (null, down);
        if (reply.Refusal is { } refusal)
        {
            // Only a refusal that is about the session ends it here; a replayed statement could come from anybody.
            if (refusal.Why is not (Why.BadSignature or Why.Replayed or Why.Malformed) && SessionId.TryParse(look.Claimed.Session, out var ended)) sessions.Forget(ended);
            return (null, Refused.Because(refusal.Why, http));
        }

        return (sessions.Accept(look, reply, publicKey), null);
    }
}
