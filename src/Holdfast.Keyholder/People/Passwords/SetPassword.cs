using System.Security.Cryptography;
using System.Text;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Sessions;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.People.Passwords;

/// <summary>
/// "set-password": the answer to "begin-password". A code shows that the generator works; with it come the name to sign in
/// with and the password, beside the statement, which names its hash. Other sessions that were signed in by password end.
/// </summary>
internal sealed class SetPassword(
    Journal journal, StatementGate gate, SessionKeys keys, PasswordSecrets secrets, PasswordHashing hashing, StaffNames names, Nonces nonces, PasswordSessions sessions,
    Refusals refusals, RoleSettings settings, TimeProvider time)
{
    private const string Name = "set-password";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private abstract record Prepared
    {
        public sealed record Refused(Why Why, string Detail) : Prepared;

        public sealed record Ready(PasswordRow Row, string[] Codes, string Nonce, long Expiry) : Prepared;
    }

    public async Task<SetPasswordReply> Run(CallerIdentity caller, SetPasswordRequest request)
    {
        var password = request.Password.ToByteArray();
        PasswordHashing.Zero(request.Password);
        var prepared = await Prepare(SignedStatements.Parse<SetPasswordStatement>(request.Jws), password).ConfigureAwait(false);
        CryptographicOperations.ZeroMemory(password);
        return await gate.Hear<SetPasswordStatement, SetPasswordReply>(caller, new SignedStatement { Jws = request.Jws }, Name, heard => prepared switch
        {
            Prepared.Ready ready => Set(heard, ready),
            Prepared.Refused no => No(heard, no.Why, no.Detail),
            _ => throw new InvalidOperationException("A password is ready or refused."),
        }).ConfigureAwait(false);
    }

    private SetPasswordReply Set(Heard<SetPasswordStatement> heard, Prepared.Ready ready)
    {
        var (draft, tables, row) = (heard.Draft, journal.Tables, ready.Row);
        if (row.Person != heard.Person.Id || !PasswordReach.MayHave(heard.Person.Role)) return No(heard, Why.Policy, "the role keeps to passkeys");
        if (tables.Passwords.OfName(row.NameHash) is { } other && other.Person != row.Person) return No(heard, Why.Conflict, "somebody has this name already");
        if (nonces.Use(ready.Nonce, ready.Expiry, BeginPassword.NoncePurpose(heard.Session.Id), SessionOrigin.Desk, draft.NowMs) is not null)
            return No(heard, Why.StepUp, "the code generator was set up before, or too long ago: begin again");
        draft.Change(tables.Passwords.Put(row));
        draft.Change(tables.Notices.Tell(draft, row.Person, "password-set"));
        draft.Record("password-set", json => PasswordSessions.About(json, heard));
        sessions.End(draft, row.Person, heard.Session.Id);
        var reply = new SetPasswordReply();
        reply.RecoveryCodes.AddRange(ready.Codes);
        return reply;
    }

    private SetPasswordReply No(Heard<SetPasswordStatement> heard, Why why, string detail) =>
        refusals.Signed<SetPasswordReply>(heard.Draft, heard.Caller, Name, why, detail, heard.About());

    /// <summary>Outside the lock: the rules, the code, the hash. Only what the session's own key signed is looked at; the gate then refuses, and says why.</summary>
    private async Task<Prepared> Prepare(UnverifiedStatement<SetPasswordStatement>? unverified, byte[] password)
    {
        if (settings.SignIn is not { Passwords: true } policy) return No(Why.Policy, "the provider takes no passwords");
        if (unverified is null || !SessionId.TryParse(unverified.Claimed.Session, out var id) || keys.Verify(id, unverified) is not true) return No(Why.Malformed, "not the session's own statement");
        var asked = unverified.Claimed;
        if (asked.PasswordHash != SetPasswordStatement.HashOf(asked.Session, password)) return No(Why.Malformed, "the statement is about another password");
        if (secrets.ReadTicket(id, asked.Ticket) is not { } ticket
            || nonces.Check(ticket.Nonce, ticket.Expiry, BeginPassword.NoncePurpose(id), SessionOrigin.Desk, time.GetUtcNow().ToUnixTimeMilliseconds()) is not null)
            return No(Why.StepUp, "begin again: the code generator is not this session's, or is too old");
        if (!PasswordRules.IsName(asked.Name)) return No(Why.Malformed, "a name has 3 to 32 of a-z, 0-9, dot, hyphen, underscore");
        if (await journal.Run(_ => journal.Tables.Sessions.Find(id) is { } session ? journal.Tables.People.Find(session.Person) : null).ConfigureAwait(false) is not { } person)
            return No(Why.Unknown, "no such session");
        if (Totp.Match(ticket.Secret, asked.Code, time.GetUtcNow(), 0) is not { } step) return No(Why.WrongCode, "the code does not fit: check the clock of the device that makes it");
        if (Problem(password, [.. policy.PasswordWords ?? [], settings.Provider, names.Of(person), asked.Name, "holdfast"]) is { } problem) return No(problem.Why, problem.Detail);

        var salt = RandomNumberGenerator.GetBytes(PasswordHashing.SaltLength);
        if (await hashing.Verifier(password, salt).ConfigureAwait(false) is not { } verifier) return No(Why.SlowDown, "too many passwords are being checked");
        var (codes, hashes) = secrets.NewRecoveryCodes(person.Id);
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var row = new PasswordRow(person.Id, secrets.NameHash(asked.Name), secrets.SealName(person.Id, asked.Name), salt, secrets.SealVerifier(person.Id, verifier),
            secrets.SealSecret(person.Id, ticket.Secret), step, hashes, 0, 0, now, now);
        CryptographicOperations.ZeroMemory(verifier);
        CryptographicOperations.ZeroMemory(ticket.Secret);
        return new Prepared.Ready(row, codes, ticket.Nonce, ticket.Expiry);

        static Prepared No(Why why, string detail) => new Prepared.Refused(why, detail);
    }

    private static (Why Why, string Detail)? Problem(byte[] password, IEnumerable<string> words)
    {
        if (password.Length > PasswordRules.LongestBytes) return (Why.TooLarge, "a password has at most 256 characters");
        var text = new char[password.Length];
        try
        {
            return PasswordRules.Problem(text.AsSpan(0, Strict.GetChars(password, text)), words);
        }
        catch (DecoderFallbackException)
        {
            return (Why.Malformed, "the password is not UTF-8");
        }
        finally
        {
            Array.Clear(text);
        }
    }
}
