using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Holdfast.Keyholder.People.Passwords;
using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Keyholder.People.Passwords;

/// <summary>What the pages do to set a password and to sign in by it. What a test wants to bend is a parameter.</summary>
internal static class PasswordSteps
{
    public const string Password = "tin otter quarrel 91 lamp";
    public const string Name = "amelie";
    public const string Home = "203.0.113.7";

    public static readonly SignInPolicy Allowed = new(Passwords: true);

    /// <summary>A keyholder that takes passwords, and a nurse who has one; some minutes later.</summary>
    public static async Task<(TestKeyholder Keyholder, TestPerson Nurse, byte[] Secret, IReadOnlyList<string> Codes)> WithPassword()
    {
        var keyholder = await Allowing();
        var nurse = await keyholder.SignIn("nurse");
        var (secret, reply) = await nurse.SetPassword();
        Assert.Null(reply.Refusal);
        keyholder.Time.Advance(TimeSpan.FromMinutes(2));
        return (keyholder, nurse, secret, reply.RecoveryCodes);
    }

    public static async Task<TestKeyholder> Allowing()
    {
        var keyholder = await TestKeyholder.Make();
        (RoleSettings.Load(keyholder.Folder, "keyholder") with { SignIn = Allowed, Provider = "Riverbend Home Care" }).Save(keyholder.Folder);
        await keyholder.Go();
        return keyholder;
    }

    public static async Task<BeginPasswordReply> BeginPassword(this TestPerson person, Holdfast.Drill.Clients.SoftwarePasskey? with = null) => await person.Keyholder.Operations.BeginPassword.Run(
        person.Caller, person.Say("begin-password", new ProvenStatement { StepUp = await person.StepUp("begin-password", StepUpHash.Of("begin-password"), with) }));

    public static async Task<(byte[] Secret, SetPasswordReply Reply)> SetPassword(this TestPerson person, string name = Name, string password = Password, string? code = null)
    {
        var begun = await person.BeginPassword();
        if (begun.Refusal is not null) return ([], new SetPasswordReply { Refusal = begun.Refusal });
        var secret = Base32(begun.Secret);
        return (secret, await person.FinishPassword(begun.Ticket, code ?? person.Keyholder.CodeOf(secret), name, password));
    }

    public static Task<SetPasswordReply> FinishPassword(this TestPerson person, string ticket, string code, string name = Name, string password = Password, string? sent = null)
    {
        var bytes = Encoding.UTF8.GetBytes(password);
        var statement = new SetPasswordStatement { Ticket = ticket, Name = name, PasswordHash = SetPasswordStatement.HashOf(person.Session.ToString(), bytes), Code = code };
        return person.Keyholder.Operations.SetPassword.Run(person.Caller, new SetPasswordRequest { Jws = person.Say("set-password", statement).Jws, Password = ByteString.CopyFromUtf8(sent ?? password) });
    }

    public static async Task<OwnSignInReply> RemovePassword(this TestPerson person) => await person.Keyholder.Operations.RemovePassword.Run(
        person.Caller, person.Say("remove-password", new ProvenStatement { StepUp = await person.StepUp("remove-password", StepUpHash.Of("remove-password")) }));

    public static Task<FinishSignInReply> TryPassword(this TestKeyholder keyholder, string code, string name = Name, string password = Password, string source = Home, ECDsa? key = null, CallerIdentity? caller = null) =>
        keyholder.Operations.PasswordSignIn.Run(caller ?? TestKeyholder.Desk, new PasswordSignInRequest
        {
            Name = name, Password = ByteString.CopyFromUtf8(password), Code = code, Source = source, DeviceHint = "PC",
            SessionKeyJwk = PublicKeyP256.Of(key ?? ECDsa.Create(ECCurve.NamedCurves.nistP256)).ToJwk(),
        });

    public static string CodeOf(this TestKeyholder keyholder, byte[] secret) => Totp.Code(secret, Totp.StepAt(keyholder.Time.GetUtcNow()));

    /// <summary>The same nurse at another browser, where a password signed her in.</summary>
    public static async Task<TestPerson> ByPassword(this TestPerson person, byte[] secret)
    {
        var elsewhere = person.With(person.Passkey);
        var reply = await person.Keyholder.TryPassword(person.Keyholder.CodeOf(secret), key: elsewhere.SessionKey);
        Assert.Null(reply.Refusal);
        elsewhere.Take(SessionId.From(reply.Session));
        return elsewhere;
    }

    public static byte[] Base32(string text)
    {
        var (bits, held, bytes) = (0, 0, new List<byte>());
        foreach (var c in text)
        {
            held = ((held << 5) | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal)) & 0xFFFF;
            bits += 5;
            if (bits < 8) continue;
            bits -= 8;
            bytes.Add((byte)(held >> bits));
        }

        return [.. bytes];
    }
}
