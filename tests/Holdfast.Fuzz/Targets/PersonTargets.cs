using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Keyholder.People.Passkeys;
using Holdfast.Keyholder.People.Passwords;
using Holdfast.Ui.SignIn;
using Holdfast.Ui.Web;
using Holdfast.Wire;
using Holdfast.Wire.Statements;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Fuzz.Targets;

/// <summary>What browsers send of people: statements, passkeys, passwords, codes, ids.</summary>
internal static class PersonTargets
{
    private const string RpId = "example.org", OwnOrigin = "https://example.org";

    private static readonly string[] JsonWords = ["statement", "installation", "session", "counter", "from", "to", "1e2", "9223372036854775808", "\\u0000", "\\ud800", "null", "origin", "challenge", "crossOrigin", "topOrigin", "type", "webauthn.get", "webauthn.create", "jws"];

    /// <summary>CBOR: a map, an array, a byte string, a text, a tag, an indefinite length, a long length.</summary>
    private static readonly string[] CborWords = ["\u00a3", "\u00bf", "\u009f", "\u0083", "cfmt", "dnone", "gattStmt", "hauthData", "\u005b\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff", "\u00c0", "\u00ff", "\u00fb"];

    private static readonly MethodInfo[] Statements =
    [
        .. typeof(SessionStatement).Assembly.GetTypes().Where(t => t.IsSubclassOf(typeof(SessionStatement)) && !t.IsAbstract).OrderBy(t => t.Name, StringComparer.Ordinal)
            .Select(t => typeof(PersonTargets).GetMethod(nameof(Parsed), BindingFlags.NonPublic | BindingFlags.Static)!.MakeGenericMethod(t)),
    ];

    public static readonly Target[] All =
    [
        new("statement", "src/Holdfast.Wire/Statements/SignedStatements.cs", () => Seeds.Texts(Seeds.Vectors("statements").GetProperty("signed").EnumerateArray().Select(s => s.GetProperty("payload").GetString()!)), JsonWords, Statement) { IsJson = true, WorkBytesPerByte = 8 * 1024 },
        new("jws", "src/Holdfast.Wire/Statements/SignedStatements.cs", () => Seeds.Texts(Seeds.Vectors("statements").GetProperty("signed").EnumerateArray().Select(s => s.GetProperty("jws").GetString()!)), [".", "e30", "=", "-", "_", "eyJhbGciOiJub25lIn0"], Jws) { WorkBytesPerByte = 8 * 1024 },
        new("request-body", "src/Holdfast.Ui/Web/JsonBody.cs", () => Seeds.Texts("""{"jws":"a.b.c"}""", """{"statement":"e30","sessionKey":"{}","credential":"","authenticatorData":"","clientDataJson":"","signature":"","userHandle":""}""", """{"link":"l","code":"1"}"""), JsonWords, Body) { IsJson = true, WorkBytesPerByte = 8 * 1024 },
        new("client-data", "src/Holdfast.Keyholder/People/Passkeys/ClientData.cs", () => Seeds.Texts("""{"type":"webauthn.get","challenge":"AAAA","origin":"https://example.org","crossOrigin":false}""", "\ufeff{\"type\":\"webauthn.create\",\"challenge\":\"\",\"origin\":\"https://example.org\",\"topOrigin\":\"x\"}"), JsonWords, OfClientData) { IsJson = true },
        new("attestation", "src/Holdfast.Keyholder/People/Passkeys/AttestationObject.cs", () => [Registration()], CborWords, Attestation) { IsBinary = true },
        new("authenticator-data", "src/Holdfast.Keyholder/People/Passkeys/AuthenticatorData.cs", () => [AuthData(0x45), [.. AuthData(0x05)[..37]], [.. AuthData(0xC5), 0xA0]], CborWords, Authenticator) { IsBinary = true },
        new("cose-key", "src/Holdfast.Keyholder/People/Passkeys/CredentialKey.cs", () => [CoseKey()], CborWords, Cose) { IsBinary = true },
        new("password", "src/Holdfast.Keyholder/People/Passwords/PasswordRules.cs", () => Seeds.Texts("correct horse battery staple", "Holdfast2026!", "qwertyui", "abcdefgh", "pässwörd\u0301 12345", new string('a', 256)), ["\ud83d\ude00", "\u0130", "password", "provider", "a", "1234"], Password),
        new("totp", "src/Holdfast.Keyholder/People/Passwords/Totp.cs", () => Seeds.Texts("287082", "28 70 82", "000000", "94287082"), ["\u0660", " ", "0", "287082"], Code),
        new("ids", "src/Holdfast.Wire/Ids.cs", () => Seeds.Texts("0d6ca95a3990c0419d0898f50193a1f1", "LQ-_", "AAAAAAAAAAAAAAAAAAAAAA"), ["0x", "A", "-", "=", "\u0660", "_"], Ids),
    ];

    private static string Statement(byte[] input) => string.Join(' ', Statements.Select(parse => (string)parse.Invoke(null, [$"{SignedStatements.Header}.{Base64Url.Encode(input)}.{Base64Url.Encode(new byte[64])}"])!).Where(said => said.Length > 0));

    private static string Jws(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        Broken.Unless(SignedStatements.Parse<MyDayStatement>(text) is not { } parsed || Encoding.ASCII.GetString(parsed.SignedBytes) == text[..text.LastIndexOf('.')], "What is verified is not what was sent.");
        return string.Join(' ', Statements.Select(parse => (string)parse.Invoke(null, [text])!).Where(said => said.Length > 0));
    }

    private static string Parsed<T>(string jws) where T : SessionStatement
    {
        if (SignedStatements.Parse<T>(jws) is not { } parsed) return "";
        var written = StatementJson.Write(parsed.Claimed);
        Broken.Unless(StatementJson.Read<T>(written) is { } again && StatementJson.Write(again).AsSpan().SequenceEqual(written), "A statement that is read is not what is written.");
        return typeof(T).Name;
    }

    private static string Body(byte[] input)
    {
        return string.Join(' ', Of<SignedBody>(), Of<BeginEnrolmentBody>(), Of<FinishSignInBody>(), Of<Holdfast.Watch.Pages.LookBody>(), Of<Holdfast.Watch.Pages.ExposureBody>());

        bool Of<T>() where T : class
        {
            var http = new DefaultHttpContext();
            http.Request.Headers.AcceptLanguage = "fr"; // a refusal is in words
            http.Request.ContentType = "application/json";
            http.Request.Body = new MemoryStream(input);
            var (body, refusal) = JsonBody.Read<T>(http).GetAwaiter().GetResult();
            Broken.Unless(body is null != refusal is null, "A body is read, or refused.");
            if (body is Holdfast.Watch.Pages.LookBody look) _ = look.Filter();
            if (body is Holdfast.Watch.Pages.ExposureBody exposure) _ = exposure.Question();
            return body is not null;
        }
    }

    private static string OfClientData(byte[] input)
    {
        if (ClientData.Read(input) is not { } data) return "none";
        var fault = Ceremony.CheckClientData(input, "webauthn.get", new byte[3], OwnOrigin);
        Broken.Unless(fault is not null || data is { Type: "webauthn.get", Origin: OwnOrigin, CrossOrigin: false, Challenge: "AAAA", HasTopOrigin: false }, "Client data of another ceremony are taken.");
        return fault?.Detail ?? "good";
    }

    private static string Attestation(byte[] input)
    {
        if (AttestationObject.Read(input) is not { } attestation) return "none";
        Broken.Unless(attestation.Format.Length is > 0 and <= 32 && attestation.AuthenticatorData.Length < input.Length, "An attestation without bounds.");
        return $"read, {Authenticator(attestation.AuthenticatorData)}";
    }

    private static string Authenticator(byte[] input)
    {
        if (AuthenticatorData.Read(input) is not { } data) return "none";
        Broken.Unless(data.Credential is null or { Id.Length: > 0 and <= AttestedCredential.LongestId, Aaguid.Length: 16 }, "A credential without bounds.");
        return $"read {data.Flags} {(data.Credential is { } credential ? Cose(credential.CosePublicKey) : "")} {Ceremony.CheckAuthenticator(data, RpId)?.Detail}";
    }

    private static string Cose(byte[] input)
    {
        if (CredentialKey.Read(input) is not { } key) return "no key";
        Broken.Unless(!key.Verify(input, input) && !key.Verify(input, new byte[64]), "A signature that nobody made is good.");
        return key.GetType().Name;
    }

    private static readonly ECDsa Key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static byte[] CoseKey()
    {
        var q = Key.ExportParameters(false).Q;
        return [0xA5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20, .. q.X!, 0x22, 0x58, 0x20, .. q.Y!];
    }

    private static byte[] AuthData(byte flags) => [.. SHA256.HashData(Encoding.UTF8.GetBytes(RpId)), flags, 0, 0, 0, 1, .. new byte[16], 0, 4, 1, 2, 3, 4, .. CoseKey()];

    private static byte[] Registration()
    {
        var data = AuthData(0x45);
        return [0xA3, 0x63, .. "fmt"u8, 0x64, .. "none"u8, 0x67, .. "attStmt"u8, 0xA0, 0x68, .. "authData"u8, 0x58, (byte)data.Length, .. data];
    }

    private static string Password(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        var name = PasswordRules.IsName(text);
        Broken.Unless(!name || text.Length <= 32 && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '-' or '_'), "A name that is none.");
        var problem = PasswordRules.Problem(text, ["Holdfast Home Care", "Élodie Côté"]);
        Broken.Unless(problem is not null || text.EnumerateRunes().Count() is >= PasswordRules.Shortest and <= PasswordRules.Longest, "A password of another length is taken.");
        return $"{name} {problem?.Detail}";
    }

    private static string Code(byte[] input)
    {
        byte[] secret = [.. "12345678901234567890"u8];
        var text = Encoding.UTF8.GetString(input);
        var step = Totp.Match(secret, text, DateTimeOffset.FromUnixTimeSeconds(59), 0);
        Broken.Unless(step is null || Totp.Code(secret, step.Value) == text.Replace(" ", "", StringComparison.Ordinal), "A code that is none opens.");
        return $"{step}";
    }

    private static string Ids(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        var id = ChartId.TryParse(text, out var chart);
        Broken.Unless(!id || chart.ToString() == text, "An id that is read is not what is written.");
        var decoded = Base64Url.TryDecode(text, 64, out var bytes);
        Broken.Unless(!decoded || (Base64Url.Encode(bytes) == text && bytes.Length <= 64), "Base64url has one text for each value.");
        return $"{id} {decoded} {Holdfast.Records.Fhir.ResourceParser.IsId(text)}";
    }
}
