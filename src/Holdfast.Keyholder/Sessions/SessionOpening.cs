using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.People;
using Holdfast.Keyholder.People.Passwords;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Sessions;

/// <summary>A session that is about to begin: its person has shown who they are.</summary>
/// <param name="Credential">The passkey's id; empty for a password.</param>
/// <param name="Device">Thumbprint of the browser's device key, as the sign-in named it; null: it named none.</param>
/// <param name="ByIdentity">The person had signed in at the identity provider before.</param>
internal sealed record NewSession(PersonId Person, SessionOrigin Origin, PublicKeyP256 Key, string Credential, string DeviceHint, SessionMethod Method, string? Device = null, bool ByIdentity = false);

/// <summary>The end of every sign-in, however the person showed who they are. Owned by the journal's lock.</summary>
internal sealed class SessionOpening(Journal journal, StaffNames names, Endings endings, SignInPolicy policy)
{
    /// <summary>Phone, laptop, the shared tablet, and one forgotten. The oldest ends when one more begins.</summary>
    private const int SessionsPerPerson = 4;

    private const int LongestDeviceHint = 64;

    public static bool IsHint(string hint) => hint.Length <= LongestDeviceHint && !hint.Any(char.IsControl);

    /// <summary>Why nobody, or not this person, signs in here now.</summary>
    public (Why Why, string Detail)? Refusal(CallerIdentity caller, PersonId person, DateTimeOffset now)
    {
        if (journal.Tables.IsFrozen(caller.Node)) return (Why.Frozen, "this node is frozen");
        if (journal.Tables.IsFrozen(person)) return (Why.Frozen, "the person is frozen; the privacy officer thaws on the watch");
        return journal.Tables.Employments.Refusal(person, now) is { } away ? (away, "the person does not work here now") : null;
    }

    public FinishSignInReply Open(Draft draft, NewSession made)
    {
        var tables = journal.Tables;
        var person = tables.People.Find(made.Person)!;
        var session = new SessionRow(SessionId.New(), person.Id, made.Origin, made.Key.X, made.Key.Y, draft.NowMs, draft.NowMs, 0,
            made.Credential, made.DeviceHint, Device: made.Device, Method: made.Method);
        draft.Change(tables.Sessions.Put(session));
        draft.Change(tables.Devices.Use(person.Id, made.Origin, made.Device, draft.NowMs));
        draft.Change(tables.Employments.Use(person.Id, draft.NowMs));
        draft.Record("session", json =>
        {
            Entries.Id(json, "person", person.Id);
            Entries.Id(json, "session", session.Id);
            json.WriteString("origin", Origins.Word(made.Origin));
            if (made.Method == SessionMethod.Password) json.WriteString("method", "password");
            if (made.ByIdentity) json.WriteBoolean("identity", true);
        });
        var others = tables.Sessions.Of(person.Id);
        for (var i = 0; i <= others.Count - SessionsPerPerson; i++) endings.End(draft, tables.Sessions.Find(others[i])!, "superseded");
        return new FinishSignInReply
        {
            Session = session.Id.ToByteString(),
            Person = names.Card(person),
            IdleSeconds = (int)SessionLimits.Idle(person.Role, policy).TotalSeconds,
            OverallSeconds = (int)SessionLimits.Overall.TotalSeconds,
            NowMs = draft.NowMs,
        };
    }
}
