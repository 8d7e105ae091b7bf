using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Holdfast.Fuzz;
using Holdfast.Keyholder.Clients;
using Holdfast.Keyholder.People.Passkeys;
using Holdfast.Keyholder.People.Passwords;
using Holdfast.Ledger;
using Holdfast.Records.Fhir;
using Holdfast.Records.Fhir.Searching;
using Holdfast.Records.Tokens;
using Holdfast.Wire.Statements;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Tests.Fuzz;

/// <summary>The table of docs/FUZZING.md: what is just within a limit is read, and one more of it is refused.</summary>
public class LimitTests
{
    private static readonly Dictionary<string, (int Limit, Func<int, bool> Reads)> Limits = new()
    {
        ["parameters of a search"] = (SearchLimits.MostParameters, n => Searches("Observation", [.. Enumerable.Repeat(("code", "a"), n)])),
        ["characters of a search value"] = (SearchLimits.LongestValue, n => Searches("Observation", ("code", new string('a', n)))),
        ["alternatives of a search"] = (SearchLimits.MostAlternatives, n => Searches("Observation", ("code", string.Join(',', Enumerable.Repeat("a", n))))),
        ["links of a chain"] = (SearchLimits.DeepestChain, n => Searches("Encounter", (string.Concat(Enumerable.Repeat("part-of.", n)) + "status", "finished"))),
        ["_has within _has"] = (SearchLimits.DeepestChain, n => Searches("Encounter", (string.Concat(Enumerable.Repeat("_has:Encounter:part-of:", n)) + "status", "finished"))),
        ["keys to sort by"] = (SearchLimits.MostSortKeys, n => Searches("Observation", ("_sort", string.Join(',', Enumerable.Repeat("date", n))))),
        ["includes"] = (SearchLimits.MostIncludes, n => Searches("Observation", [.. Enumerable.Repeat(("_include", "Observation:subject"), n)])),
        ["elements asked for"] = (100, n => Shown("?_elements=" + string.Join(',', Enumerable.Range(0, n).Select(i => $"a{(char)('a' + i % 26)}{(char)('a' + i / 26)}")))),
        ["operations of a JSON Patch"] = (Holdfast.Records.Fhir.Limits.MostPatchOperations, n => JsonPatch.Parse(Bytes($"[{string.Join(',', Enumerable.Repeat("""{"op":"remove","path":"/a"}""", n))}]")).Patch is not null),
        ["characters of a FHIRPath"] = (500, n => PathPatch("Patient." + new string('a', n - 8))),
        ["nesting of JSON"] = (ResourceParser.DeepestNesting, n => ResourceParser.ReadJson(Bytes("{\"resourceType\":\"Patient\",\"a\":" + new string('[', n - 1) + new string(']', n - 1) + "}")).Json is not null),
        ["characters of a DPoP proof"] = (4096, n => Proof(n).EndsWith("compact JWS with an ES256 signature", StringComparison.Ordinal)),
        ["characters of a form field"] = (4096, n => Form($"client_id={new string('a', n)}")),
        ["characters of a key"] = (512, n => JsonWebKeys.Read(Key!.PadRight(n)) is not null),
        ["keys of a client"] = (5, n => ClientKeys.Read(JsonDocument.Parse($"{{\"keys\":[{string.Join(',', Enumerable.Range(0, n).Select(i => Key!.Replace("{", $"{{\"kid\":\"{i}\",", StringComparison.Ordinal)))}]}}").RootElement, out _) is not null),
        ["characters of a scope"] = (ScopeSet.LongestText, n => ScopeSet.Read("launch " + new string('a', n - 7), out _, out _) is not null),
        ["scopes"] = (128, n => ScopeSet.Read(string.Join(' ', Enumerable.Repeat("launch", n)), out _, out _) is not null),
        ["characters of an address for codes"] = (RedirectUris.Longest, n => RedirectUris.Problem("https://app.example.org/" + new string('a', n - 24)) is null),
        ["characters of a PKCE verifier"] = (128, n => Pkce.Verify(Pkce.Challenge(new string('a', n)), new string('a', n))),
        ["bytes of a statement"] = (StatementJson.MaximumBytes, n => StatementJson.Read<MyDayStatement>(Bytes("""{"statement":"my-day","installation":"","session":"","counter":1,"from":1,"to":2}""".PadRight(n))) is not null),
        ["bytes of client data"] = (ClientData.MaximumBytes, n => ClientData.Read(Bytes("""{"type":"t","challenge":"c","origin":"o"}""".PadRight(n))) is not null),
        ["bytes of an attestation's format"] = (32, n => AttestationObject.Read([0xA3, 0x63, .. "fmt"u8, .. Cbor(0x60, new string('a', n)), 0x67, .. "attStmt"u8, 0xA0, 0x68, .. "authData"u8, 0x40]) is not null),
        ["bytes of a credential's id"] = (AttestedCredential.LongestId, n => AuthenticatorData.Read([.. new byte[32], 0x41, .. new byte[4], .. new byte[16], (byte)(n >> 8), (byte)n, .. new byte[n], 0x00]) is not null),
        ["characters of a password"] = (PasswordRules.Longest, n => PasswordRules.Problem(string.Concat(Enumerable.Range(0, n).Select(i => (char)('a' + i * i % 26))), []) is null),
        ["signatures of a note"] = (SignedNote.MaxSignatures, n => SignedNote.TryParse("a\n\n" + string.Concat(Enumerable.Range(0, n).Select(i => $"\u2014 n{i} AAAAAAA=\n")), out _)),
        ["bytes of a note"] = (SignedNote.MaxLength, n => SignedNote.TryParse(Bytes(new string('a', n - 17) + "\n\n\u2014 n AAAAAAA=\n"), out _)),
        ["hashes of a consistency proof"] = (63, n => WitnessRequest.TryParse(Bytes("old 3\n" + string.Concat(Enumerable.Repeat(Convert.ToBase64String(new byte[32]) + "\n", n)) + "\na\n\n\u2014 n AAAAAAA=\n"), out _)),
        ["entries of a bundle"] = (256, n => EntryBundle.Read(new byte[2 * n], TilePath.FullWidth) is not null),
    };

    private static readonly string Key = PublicKeyP256.Of(ECDsa.Create(ECCurve.NamedCurves.nistP256)).ToJwk();

    public static TheoryData<string> Names => [.. Limits.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void One_more_than_the_limit_is_refused(string name)
    {
        var (limit, reads) = Limits[name];
        Assert.True(reads(limit), $"{limit} {name} are not read.");
        Assert.False(reads(limit + 1), $"{limit + 1} {name} are read.");
    }

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static bool Searches(string type, params (string Name, string Value)[] parameters) =>
        SearchQuery.TryParse(FhirSeeds.Charts(), [type], [.. parameters.Select(p => KeyValuePair.Create(p.Name, p.Value))], lenient: false, out _, out _);

    private static bool Shown(string query)
    {
        var http = new DefaultHttpContext();
        http.Request.QueryString = new QueryString(query);
        return Presentation.Of(http).Refused is null;
    }

    private static bool PathPatch(string path)
    {
        using var json = JsonDocument.Parse($$"""{"resourceType":"Parameters","parameter":[{"name":"operation","part":[{"name":"type","valueCode":"delete"},{"name":"path","valueString":"{{path}}"}]}]}""");
        return FhirPathPatch.Parse(json.RootElement).Patch is not null;
    }

    private static string Proof(int length) => ((DpopOutcome.Refused)new DpopProofs().Verify(new string('a', length), "GET", "https://a", null, DateTimeOffset.UnixEpoch)).Detail;

    private static bool Form(string form)
    {
        var http = new DefaultHttpContext();
        http.Request.ContentType = "application/x-www-form-urlencoded";
        http.Request.Body = new MemoryStream(Bytes(form));
        return OAuthForm.Read(http).GetAwaiter().GetResult() is not null;
    }

    private static byte[] Cbor(byte major, string text) => text.Length < 24 ? [(byte)(major + text.Length), .. Bytes(text)] : [(byte)(major + 24), (byte)text.Length, .. Bytes(text)];
}
