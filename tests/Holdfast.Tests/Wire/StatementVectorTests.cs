using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Wire;

/// <summary>docs/vectors/statements.json and dpop.json.</summary>
public class StatementVectorTests
{
    private readonly JsonElement _statements = DocVectors.Read("statements");
    private readonly JsonElement _dpop = DocVectors.Read("dpop");

    [Fact]
    public void The_session_key_has_the_documents_thumbprint()
    {
        var key = JsonWebKeys.Read(_statements.GetProperty("sessionKey").GetRawText())!;
        Assert.Equal(_statements.Text("thumbprint"), key.Thumbprint());
    }

    [Fact]
    public void Every_kind_of_statement_is_read_verified_and_written_again()
    {
        var kinds = new List<string>();
        foreach (var vector in _statements.GetProperty("signed").EnumerateArray())
        {
            kinds.Add(vector.Text("statement"));
            switch (vector.Text("statement"))
            {
                case "my-day": Check<MyDayStatement>(vector); break;
                case "find": Check<FindStatement>(vector); break;
                case "admit": Check<AdmitStatement>(vector); break;
                case "assign": Check<AssignStatement>(vector); break;
                case "launch": Check<LaunchStatement>(vector); break;
                case "open": Check<OpenStatement>(vector); break;
                case "look": Check<LookStatement>(vector); break;
                case "propose": Check<ProposeStatement>(vector); break;
                case "approve": Check<ApproveStatement>(vector); break;
                case "decline": Check<DeclineStatement>(vector); break;
                case "reason": Check<ReasonStatement>(vector); break;
                case "staff" or "sign-out" or "asked" or "pending": Check<PlainStatement>(vector); break;
                default: Assert.Fail($"{vector.Text("statement")} is no statement"); break;
            }
        }

        Assert.Equal(15, kinds.Distinct().Count());
    }

    [Fact]
    public void No_refused_statement_is_read_and_verified()
    {
        using var key = JsonWebKeys.Read(_statements.GetProperty("sessionKey").GetRawText())!.Import();
        var refused = _statements.GetProperty("refused").EnumerateArray().ToList();
        Assert.Equal(11, refused.Count);
        foreach (var vector in refused)
            Assert.False(SignedStatements.Parse<LaunchStatement>(vector.Text("jws")) is { } read && read.VerifiedBy(key), vector.Text("name"));
    }

    [Fact]
    public void A_passkeys_challenge_is_the_hash_of_its_statement()
    {
        var challenges = _statements.GetProperty("challenges").EnumerateArray().ToList();
        foreach (var vector in challenges) Assert.Equal(vector.Text("challenge"), Base64Url.Encode(SHA256.HashData(Encoding.UTF8.GetBytes(vector.Text("statement")))));
        Assert.NotNull(StatementJson.Read<EnrolStatement>(Encoding.UTF8.GetBytes(challenges[0].Text("statement"))));
        Assert.NotNull(StatementJson.Read<ApprovalStatement>(Encoding.UTF8.GetBytes(challenges[2].Text("statement"))));
        Assert.Equal(_statements.Text("thumbprint"), StatementJson.Read<SignInStatement>(Encoding.UTF8.GetBytes(challenges[1].Text("statement")))!.SessionKey);
    }

    [Fact]
    public void The_PKCE_verifier_fits_its_challenge() =>
        Assert.True(Pkce.Verify(_statements.GetProperty("pkce").Text("challenge"), _statements.GetProperty("pkce").Text("verifier")));

    [Fact]
    public void Every_DPoP_proof_is_accepted_or_refused_as_the_document_says()
    {
        var proofs = new DpopProofs();
        var now = DateTimeOffset.FromUnixTimeSeconds(_dpop.GetProperty("now").GetInt64());
        DpopOutcome Verify(JsonElement vector) => proofs.Verify(vector.Text("proof"), vector.Text("method"), vector.Text("uri"), vector.GetProperty("accessToken").GetString(), now);
        foreach (var vector in _dpop.GetProperty("accepted").EnumerateArray())
            Assert.True(Verify(vector) is DpopOutcome.Accepted accepted && accepted.Jkt == _dpop.Text("jkt"), vector.Text("name"));
        foreach (var vector in _dpop.GetProperty("refused").EnumerateArray()) Assert.True(Verify(vector) is DpopOutcome.Refused, vector.Text("name"));
    }

    private void Check<T>(JsonElement vector) where T : SessionStatement
    {
        using var key = JsonWebKeys.Read(_statements.GetProperty("sessionKey").GetRawText())!.Import();
        var read = SignedStatements.Parse<T>(vector.Text("jws"));
        Assert.True(read is not null, vector.Text("statement"));
        Assert.True(read.VerifiedBy(key), vector.Text("statement"));
        Assert.Equal(vector.Text("statement"), read.Claimed.Statement);
        Assert.True(JsonElement.DeepEquals(JsonDocument.Parse(vector.Text("payload")).RootElement, JsonDocument.Parse(StatementJson.Write(read.Claimed)).RootElement), vector.Text("statement"));
    }
}
