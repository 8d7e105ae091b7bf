using System.Security.Cryptography;
using Holdfast.Drill.Clients;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Drill.Attacks;

/// <summary>A fresh touch of somebody's passkey, given on a page for one purpose; and the passkey that a page can have made with it.</summary>
internal static class Touch
{
    private const string Begin = "begin-passkey";

    public static async Task<StepUpProof> For(StaffClient page, SoftwarePasskey passkey, string purpose)
    {
        var begin = (await page.Send("/step-up/begin", new { }, default)).Need("begin a step-up");
        var statement = StatementJson.Write(new StepUpStatement(
            "step-up", Answer.Text(begin, "installation"), page.Session, purpose, StepUpHash.Of(purpose), Answer.Text(begin, "nonce"), begin.GetProperty("expiry").GetInt64()));
        var assertion = passkey.Get(page.Origin, SHA256.HashData(statement));
        return new StepUpProof(Base64Url.Encode(statement), Base64Url.Encode(passkey.CredentialId),
            Base64Url.Encode(assertion.AuthenticatorData), Base64Url.Encode(assertion.ClientDataJson), Base64Url.Encode(assertion.Signature));
    }

    public static Task<StepUpProof> ForAnotherPasskey(StaffClient page, SoftwarePasskey passkey) => For(page, passkey, Begin);

    public static Task<Answer> BeginPasskey(StaffClient page, StepUpProof proof) => page.Post("/passkey/begin", new ProvenStatement { StepUp = proof }, Begin);

    /// <summary>Whoever writes the page's script can make the passkey on a device of their own.</summary>
    public static async Task<SoftwarePasskey> AddPasskey(StaffClient page, SoftwarePasskey touched)
    {
        var begin = (await BeginPasskey(page, await ForAnotherPasskey(page, touched))).Need("begin to add a passkey");
        var added = new SoftwarePasskey(touched.RpId, touched.UserHandle);
        var installation = Answer.Text((await page.Send("/step-up/begin", new { }, default)).Need("ask for the installation"), "installation");
        var enrol = StatementJson.Write(new EnrolStatement("enrol", installation, page.Person, Answer.Text(begin, "nonce"), begin.GetProperty("expiry").GetInt64()));
        var attestation = added.Create(page.Origin, SHA256.HashData(enrol));
        (await page.Post("/passkey/add", new AddPasskeyStatement
        {
            Enrol = Base64Url.Encode(enrol),
            AttestationObject = Base64Url.Encode(attestation.AttestationObject),
            ClientDataJson = Base64Url.Encode(attestation.ClientDataJson),
            Label = "Telephone",
        }, "add-passkey")).Need("add a passkey");
        return added;
    }
}
