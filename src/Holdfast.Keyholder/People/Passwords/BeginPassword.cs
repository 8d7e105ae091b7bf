using System.Security.Cryptography;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Sessions;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.People.Passwords;

/// <summary>"begin-password", with a passkey's touch: a new code generator's secret, for this session, good once within five minutes. Nothing of it is kept here until "set-password" brings it back.</summary>
internal sealed class BeginPassword(StepUps stepUps, PasswordSecrets secrets, Nonces nonces, StaffNames names, Refusals refusals, RoleSettings settings)
{
    private const string Name = "begin-password";
    private const string Issuer = "Holdfast";

    public static string NoncePurpose(SessionId session) => $"{Name}/{session}";

    public Task<BeginPasswordReply> Run(CallerIdentity caller, SignedStatement request) =>
        stepUps.Hear<ProvenStatement, BeginPasswordReply>(caller, request, Name, _ => StepUpHash.Of(Name), (heard, _) =>
        {
            if (settings.SignIn is not { Passwords: true } || heard.Session.Origin != SessionOrigin.Desk || !PasswordReach.MayHave(heard.Person.Role))
                return refusals.Signed<BeginPasswordReply>(heard.Draft, caller, Name, Why.Policy, "the provider takes no passwords here, or not of this role", heard.About());
            var (nonce, expiry) = nonces.Issue(NoncePurpose(heard.Session.Id), heard.Session.Origin, heard.Draft.Now);
            var secret = RandomNumberGenerator.GetBytes(Totp.SecretLength);
            var text = Totp.Text(secret);
            var issuer = Uri.EscapeDataString(settings.Provider.Length > 0 ? settings.Provider : Issuer);
            var reply = new BeginPasswordReply
            {
                Ticket = secrets.Ticket(heard.Session.Id, nonce, expiry, secret),
                ExpiryMs = expiry,
                Secret = text,
                Uri = $"otpauth://totp/{issuer}:{Uri.EscapeDataString(names.Of(heard.Person))}?secret={text}&issuer={issuer}",
            };
            CryptographicOperations.ZeroMemory(secret);
            return reply;
        });
}
