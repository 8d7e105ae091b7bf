using System.Text.Json.Serialization;
using Holdfast.Wire;

namespace Holdfast.Ui.SignIn;

// The JSON of enrolment and sign-in. Byte strings are base64url, ids 32 hexadecimal digits, times Unix milliseconds.

internal sealed record NothingBody;

internal sealed record BeginEnrolmentBody([property: JsonRequired] string Link, string Code = "");

internal sealed record FinishEnrolmentBody(
    [property: JsonRequired] string Link,
    [property: JsonRequired] string Statement,
    [property: JsonRequired] string AttestationObject,
    [property: JsonRequired] string ClientDataJson,
    [property: JsonRequired] string Label,
    string Code = "");

internal sealed record FinishSignInBody(
    [property: JsonRequired] string Statement,
    [property: JsonRequired] string SessionKey,
    [property: JsonRequired] string Credential,
    [property: JsonRequired] string AuthenticatorData,
    [property: JsonRequired] string ClientDataJson,
    [property: JsonRequired] string Signature,
    [property: JsonRequired] string UserHandle,
    string DeviceHint = "",
    string IdentityCode = "",
    string IdentityVerifier = "");

/// <summary>A statement that a session's key signed, as every route of a signed-in person takes it.</summary>
public sealed record SignedBody([property: JsonRequired] string Jws);

internal sealed record BeginEnrolmentAnswer(
    string Installation, string Nonce, long Expiry, PersonAnswer Person, string RpId, string UserHandle, string[] ExcludeCredentials);

internal sealed record FinishEnrolmentAnswer(string Credential, PersonAnswer Person);

internal sealed record BeginSignInAnswer(string Installation, string Nonce, long Expiry, string RpId, bool Passwords);

internal sealed record FinishSignInAnswer(string Session, PersonAnswer Person, int IdleSeconds, int OverallSeconds, long Now, NoticeAnswer[] Notices);

/// <summary>Something that happened to how the person signs in; keyholder.proto, "Notice", has the words.</summary>
internal sealed record NoticeAnswer(string Kind, long At)
{
    public static NoticeAnswer[] Of(IEnumerable<Notice> notices) => [.. notices.Select(notice => new NoticeAnswer(notice.Kind, notice.AtMs))];
}

internal sealed record SignedOutAnswer;

/// <summary>A member of staff, as pages and scripts see one.</summary>
public sealed record PersonAnswer(string Id, string Name, string Role)
{
    public static PersonAnswer Of(PersonCard card) => new(PersonId.From(card.Person).ToString(), card.Name, card.Role);
}
