using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace Holdfast.Wire.Statements;

// Own passkeys, own sessions, step-up and unlock: docs/KEYS.md, "Step-up" and "Signed statements".

/// <summary>
/// Signed by a passkey: its SHA-256 is the WebAuthn challenge of a step-up. <c>Statement</c> = "step-up".
/// <c>Purpose</c> is the kind of the statement that needs it; <c>Hash</c> says what that is about (<see cref="StepUpHash"/>).
/// </summary>
public sealed record StepUpStatement(
    [property: JsonRequired] string Statement,
    [property: JsonRequired] string Installation,
    [property: JsonRequired] string Session,
    [property: JsonRequired] string Purpose,
    [property: JsonRequired] string Hash,
    [property: JsonRequired] string Nonce,
    [property: JsonRequired] long Expiry);

/// <summary>The passkey's answer to a <see cref="StepUpStatement"/>. All members base64url; <c>Statement</c> is the bytes that were hashed.</summary>
public sealed record StepUpProof(
    [property: JsonRequired] string Statement,
    [property: JsonRequired] string Credential,
    [property: JsonRequired] string AuthenticatorData,
    [property: JsonRequired] string ClientDataJson,
    [property: JsonRequired] string Signature);

/// <summary>What a step-up is for, as one hash: SHA-256 of the purpose and of each thing it is about, one line each, base64url.</summary>
public static class StepUpHash
{
    /// <exception cref="ArgumentException">A part holds a line feed: two different matters could then have one hash.</exception>
    public static string Of(string purpose, params ReadOnlySpan<string> parts)
    {
        var text = new StringBuilder(purpose);
        foreach (var part in parts) text.Append(part.Contains('\n') ? throw new ArgumentException("A part of what a step-up is for holds no line feed.", nameof(parts)) : '\n').Append(part);
        return Base64Url.Encode(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}

/// <summary>A statement that counts only with a fresh assertion of one of the person's passkeys.</summary>
public abstract record SteppedUpStatement : SessionStatement
{
    [JsonRequired] public StepUpProof StepUp { get; init; } = null!;
}

/// <summary>"unlock": the same person goes on in a session that was locked for idleness; "begin-passkey": asks to add a passkey.</summary>
public sealed record ProvenStatement : SteppedUpStatement;

/// <summary>"remove-passkey": <see cref="Credential"/> is a credential's id, base64url.</summary>
public sealed record RemovePasskeyStatement : SteppedUpStatement
{
    [JsonRequired] public string Credential { get; init; } = "";
}

/// <summary>"rename-passkey": at most 64 characters, no control characters.</summary>
public sealed record RenamePasskeyStatement : SessionStatement
{
    [JsonRequired] public string Credential { get; init; } = "";
    [JsonRequired] public string Label { get; init; } = "";
}

/// <summary>"add-passkey": the registration ceremony that answers "begin-passkey". <see cref="Enrol"/> is the bytes of an <see cref="EnrolStatement"/>, base64url as the rest.</summary>
public sealed record AddPasskeyStatement : SessionStatement
{
    [JsonRequired] public string Enrol { get; init; } = "";
    [JsonRequired] public string AttestationObject { get; init; } = "";
    [JsonRequired] public string ClientDataJson { get; init; } = "";
    [JsonRequired] public string Label { get; init; } = "";
}

/// <summary>"end-session": another session of the same person.</summary>
public sealed record EndSessionStatement : SessionStatement
{
    [JsonRequired] public string Target { get; init; } = "";
}

/// <summary>
/// "set-password": answers "begin-password", where policy allows passwords. The password itself travels beside the statement,
/// which names its hash; <see cref="Code"/> is of the generator behind <see cref="Ticket"/>.
/// </summary>
public sealed record SetPasswordStatement : SessionStatement
{
    [JsonRequired] public string Ticket { get; init; } = "";
    [JsonRequired] public string Name { get; init; } = "";
    [JsonRequired] public string PasswordHash { get; init; } = "";
    [JsonRequired] public string Code { get; init; } = "";

    /// <summary>base64url(SHA-256("set-password" ‖ LF ‖ session ‖ LF ‖ password in UTF-8)).</summary>
    public static string HashOf(string session, ReadOnlySpan<byte> password)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"set-password\n{session}\n"));
        hash.AppendData(password);
        return Base64Url.Encode(hash.GetHashAndReset());
    }
}

/// <summary>Payload of "unlink-identity": the person's account at the identity provider is theirs no more.</summary>
public sealed record UnlinkIdentityProposal([property: JsonRequired] string Person);

/// <summary>Payload of the request "recover": a person without a passkey on <see cref="Origin"/> ("desk", "watch") gets to make one.</summary>
/// <param name="Seen">How the asker made sure that it is this person: 10 to 500 characters, shown to the approver.</param>
public sealed record RecoverProposal(
    [property: JsonRequired] string Person,
    [property: JsonRequired] string Origin,
    [property: JsonRequired] string Seen);
