using System.Text.Json.Serialization;

namespace Holdfast.Desk.Passwords;

// Passwords travel as base64url of UTF-8 in NFKC, which the page has made: no program here knows how.

internal sealed record PasswordSignInBody(
    [property: JsonRequired] string Name,
    [property: JsonRequired] string Password,
    [property: JsonRequired] string Code,
    [property: JsonRequired] string SessionKey,
    string DeviceHint = "");

internal sealed record SetPasswordBody([property: JsonRequired] string Jws, [property: JsonRequired] string Password);
