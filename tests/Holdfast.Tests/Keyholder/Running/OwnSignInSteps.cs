using System.Security.Cryptography;
using Google.Protobuf;
using Holdfast.Drill.Clients;
using Holdfast.Keyholder.Sessions;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Keyholder.Running;

/// <summary>What a person does about their own passkeys and sessions, as the page My sign-in does it. What a test wants to bend is a parameter.</summary>
internal static class OwnSignInSteps
{
    /// <summary>Touches a passkey for a statement of this purpose.</summary>
    public static async Task<StepUpProof> StepUp(this TestPerson person, string purpose, string hash, SoftwarePasskey? with = null, Func<StepUpStatement, StepUpStatement>? bend = null, string? origin = null)
    {
        var begun = await person.Keyholder.Operations.BeginSignIn.Run(person.Caller, StepUps.NoncePurpose);
        Assert.Null(begun.Refusal);
        var statement = new StepUpStatement("step-up", person.Keyholder.Installation.ToString(), person.Session.ToString(), purpose, hash, Base64Url.Encode(begun.Nonce.Span), begun.ExpiryMs);
        return Touch(person, with ?? person.Passkey, bend is null ? statement : bend(statement), origin ?? person.Origin);
    }

    public static StepUpProof Touch(TestPerson person, SoftwarePasskey passkey, StepUpStatement statement, string origin)
    {
        var bytes = StatementJson.Write(statement);
        var signed = passkey.Get(origin, SHA256.HashData(bytes));
        return new StepUpProof(Base64Url.Encode(bytes), Base64Url.Encode(passkey.CredentialId), Base64Url.Encode(signed.AuthenticatorData),
            Base64Url.Encode(signed.ClientDataJson), Base64Url.Encode(signed.Signature));
    }

    public static async Task<MySignInReply> MySignIn(this TestPerson person)
    {
        var reply = await person.TryMySignIn();
        Assert.Null(reply.Refusal);
        return reply;
    }

    public static Task<MySignInReply> TryMySignIn(this TestPerson person) =>
        person.Keyholder.Operations.MySignIn.Run(person.Caller, person.Say("my-sign-in", new PlainStatement()));

    public static async Task<UnlockReply> Unlock(this TestPerson person, SoftwarePasskey? with = null, Func<StepUpStatement, StepUpStatement>? bend = null) =>
        await person.Keyholder.Operations.Unlock.Run(person.Caller, person.Say("unlock", new ProvenStatement { StepUp = await person.StepUp("unlock", StepUpHash.Of("unlock"), with, bend) }));

    public static async Task<OwnSignInReply> RemovePasskey(this TestPerson person, byte[] credential, SoftwarePasskey? with = null, Func<StepUpStatement, StepUpStatement>? bend = null)
    {
        var id = Base64Url.Encode(credential);
        var proof = await person.StepUp("remove-passkey", StepUpHash.Of("remove-passkey", id), with, bend);
        return await person.Keyholder.Operations.RemovePasskey.Run(person.Caller, person.Say("remove-passkey", new RemovePasskeyStatement { Credential = id, StepUp = proof }));
    }

    public static Task<OwnSignInReply> RenamePasskey(this TestPerson person, byte[] credential, string label) =>
        person.Keyholder.Operations.RenamePasskey.Run(person.Caller, person.Say("rename-passkey", new RenamePasskeyStatement { Credential = Base64Url.Encode(credential), Label = label }));

    public static async Task<BeginPasskeyReply> BeginPasskey(this TestPerson person) =>
        await person.Keyholder.Operations.AddPasskey.Begin(person.Caller, person.Say("begin-passkey", new ProvenStatement { StepUp = await person.StepUp("begin-passkey", StepUpHash.Of("begin-passkey")) }));

    public static async Task<(SoftwarePasskey Passkey, OwnSignInReply Reply)> TryAddPasskey(this TestPerson person, string label = "security key", BeginPasskeyReply? begun = null, byte flags = 0x05, Func<EnrolStatement, EnrolStatement>? bend = null)
    {
        begun ??= await person.BeginPasskey();
        Assert.Null(begun.Refusal);
        var passkey = new SoftwarePasskey(begun.RpId, begun.UserHandle.Span) { Flags = flags };
        var statement = new EnrolStatement("enrol", person.Keyholder.Installation.ToString(), person.Id.ToString(), Base64Url.Encode(begun.Nonce.Span), begun.ExpiryMs);
        if (bend is not null) statement = bend(statement);
        var bytes = StatementJson.Write(statement);
        var made = passkey.Create(person.Origin, SHA256.HashData(bytes));
        var reply = await person.Keyholder.Operations.AddPasskey.Finish(person.Caller, person.Say("add-passkey", new AddPasskeyStatement
        {
            Enrol = Base64Url.Encode(bytes), AttestationObject = Base64Url.Encode(made.AttestationObject), ClientDataJson = Base64Url.Encode(made.ClientDataJson), Label = label,
        }));
        return (passkey, reply);
    }

    public static async Task<SoftwarePasskey> AddPasskey(this TestPerson person, string label = "security key", byte flags = 0x05)
    {
        var (passkey, reply) = await person.TryAddPasskey(label, flags: flags);
        Assert.Null(reply.Refusal);
        return passkey;
    }

    /// <summary>Another browser of the same person, signed in with this passkey.</summary>
    public static async Task<TestPerson> ElsewhereWith(this TestPerson person, SoftwarePasskey passkey)
    {
        var elsewhere = person.With(passkey);
        await elsewhere.SignIn();
        return elsewhere;
    }

    public static Task<OwnSignInReply> EndSession(this TestPerson person, SessionId target) =>
        person.Keyholder.Operations.EndSession.Run(person.Caller, person.Say("end-session", new EndSessionStatement { Target = target.ToString() }));

    public static Task<OwnSignInReply> SignOutEverywhere(this TestPerson person) =>
        person.Keyholder.Operations.EndSession.Everywhere(person.Caller, person.Say("sign-out-everywhere", new PlainStatement()));
}
