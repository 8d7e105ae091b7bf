using System.Security.Cryptography;
using Google.Protobuf;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Records;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Keyholder.Running;

/// <summary>A SMART client: a DPoP key and a PKCE verifier.</summary>
internal sealed class TestClient
{
    public const string RedirectUri = $"{TestKeyholder.RecordsOrigin}/chart/";
    public const string TokenEndpoint = $"{TestKeyholder.RecordsOrigin}/token";

    public ECDsa Key { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public string Verifier { get; } = Pkce.NewVerifier();

    public string Jkt => PublicKeyP256.Of(Key).Thumbprint();

    public string Proof(TimeProvider time, string uri = TokenEndpoint) => DpopProofs.Make(Key, "POST", uri, null, time.GetUtcNow());
}

/// <summary>One run of a records (or import) node, passing on what clients bring.</summary>
internal sealed class TestNode(TestKeyholder keyholder, CallerIdentity caller, ByteString instance)
{
    public CallerIdentity Caller => caller;

    public ByteString Instance => instance;

    public Task<RedeemReply> Redeem(string code, TestClient client, string? verifier = null, string? proof = null, string? redirect = null, string clientId = "holdfast-chart") =>
        keyholder.Operations.Redeem.Run(caller, new RedeemRequest
        {
            Instance = instance, Code = code, CodeVerifier = verifier ?? client.Verifier, ClientId = clientId,
            RedirectUri = redirect ?? TestClient.RedirectUri, DpopProof = proof ?? client.Proof(keyholder.Time),
        });

    public Task<RedeemReply> Refresh(string token, TestClient client, string? proof = null, string clientId = "holdfast-chart") =>
        keyholder.Operations.Refresh.Run(caller, new RefreshRequest { Instance = instance, RefreshToken = token, ClientId = clientId, DpopProof = proof ?? client.Proof(keyholder.Time) });

    public Task Revoke(string token, string clientId = "holdfast-chart") => keyholder.Operations.Revoke.Run(caller, new RevokeRequest { Instance = instance, Token = token, ClientId = clientId });

    /// <summary>A chart opened by this person and redeemed here.</summary>
    public async Task<(RedeemReply Grant, TestClient Client)> Open(TestPerson person, ChartId chart, string purpose = "TREAT", string? reason = null, string scope = "launch patient/*.cruds")
    {
        var client = new TestClient();
        var opened = await person.Open(chart, client, purpose, reason, scope);
        Assert.Null(opened.Refusal);
        var redeemed = await Redeem(opened.Code, client);
        Assert.Null(redeemed.Refusal);
        return (redeemed, client);
    }

    public Task<CommitReply> Commit(RedeemReply grant, ChartHead? expected = null, byte[]? idempotencyKey = null, int? generation = null, string recordClass = "clinical", byte[]? body = null) =>
        Commit(grant.Grant, grant.AccessToken, expected ?? grant.Chart, idempotencyKey, generation ?? grant.WriteGeneration, recordClass, body);

    public Task<CommitReply> Commit(ByteString grant, string accessToken, ChartHead expected, byte[]? idempotencyKey, int generation, string recordClass, byte[]? body = null)
    {
        var request = new CommitRequest
        {
            Instance = instance, Grant = grant, AccessToken = accessToken, Expected = expected,
            IdempotencyKey = ByteString.CopyFrom(idempotencyKey ?? RandomNumberGenerator.GetBytes(16)),
        };
        request.Rows.Add(new CandidateRow { RecordClass = recordClass, Generation = generation, Hash = ByteString.CopyFrom(SHA256.HashData(body ?? RandomNumberGenerator.GetBytes(8))) });
        return keyholder.Operations.Commit.Run(caller, request);
    }

    /// <summary>The subkey of a release, for sealing and opening records.</summary>
    public static Subkey Key(RedeemReply grant, string recordClass, int generation) =>
        new(grant.Keys.Single(key => key.Chart == grant.Chart.Chart && key.RecordClass == recordClass && key.Generation == generation).Subkey.Span);
}
