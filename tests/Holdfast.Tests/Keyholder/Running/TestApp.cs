using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Holdfast.Keyholder.Clients;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Keyholder.Running;

/// <summary>A registered application or backend service, put into the table as two people's approval would.</summary>
internal sealed class TestApp
{
    public const string AppRedirect = "https://app.example/done";

    private readonly TestKeyholder _keyholder;

    private TestApp(TestKeyholder keyholder, ClientRequest request) => (_keyholder, Request) = (keyholder, request);

    public ClientRequest Request { get; }
    public string Id => Request.Client;
    public string Scope => Request.Scope;
    public bool Bearer => Request.Binding == "bearer";
    public string RedirectUri => Request.RedirectUris[0];
    public string? Secret { get; private set; }
    public ECDsa Key { get; private init; } = ECDsa.Create(ECCurve.NamedCurves.nistP384);
    public TestClient Client { get; } = new();

    public ClientRow Row => _keyholder.Role.State.Tables.Clients.Find(Id)!;

    public static ClientRequest Public(string id = "wound-camera", string binding = "bearer", string scope = "launch launch/patient openid fhirUser profile online_access patient/*.rs patient/Observation.c") =>
        new(id, "Wound Camera", "public", [AppRedirect], "https://app.example/launch", scope, binding, null, false, "", [], 0);

    /// <summary>One that may search the directory, and open charts.</summary>
    public static ClientRequest Searcher(string id = "intake", string binding = "dpop") => Public(id, binding, "launch openid online_access user/Patient.rs patient/*.cruds");

    public static ClientRequest Confidential(string id = "gateway", JsonElement? keys = null) => Public(id, "dpop") with { Kind = "confidential", Secret = keys is null, Keys = keys };

    public static ClientRequest Service(TestKeyholder keyholder, string reach, params string[] healthNumbers) =>
        new("lab", "Lab", "service", [], "", "system/*.cruds", "bearer", null, false, reach, healthNumbers, keyholder.Time.GetUtcNow().AddDays(30).ToUnixTimeMilliseconds());

    public static async Task<TestApp> Register(TestKeyholder keyholder, ClientRequest request)
    {
        var app = new TestApp(keyholder, request);
        if (request.Kind == "service") app = new TestApp(keyholder, request with { Keys = app.Jwks() }) { Key = app.Key };
        var tables = keyholder.Role.State.Tables;
        await keyholder.Role.State.Journal.Run(draft =>
        {
            var (client, problems) = ClientRegistration.Check(app.Request, number => tables.Directory.Index.WithHealthNumber(number) is [var chart] ? chart : null, tables.Clients.Contains(request.Client), draft.Now);
            Assert.Empty(problems);
            app.Secret = request.Secret ? ClientBook.NewSecret() : null;
            keyholder.Operations.Clients.Register(draft, client!, app.Secret);
            return true;
        });
        return app;
    }

    public Task Retire() => _keyholder.Role.State.Journal.Run(draft =>
    {
        _keyholder.Operations.Clients.Retire(draft, Row);
        return true;
    });

    public JsonElement Jwks(string kid = "k1")
    {
        var point = Key.ExportParameters(false).Q;
        return JsonSerializer.SerializeToElement(new { keys = new[] { new { kty = "EC", crv = "P-384", kid, x = Base64Url.Encode(point.X), y = Base64Url.Encode(point.Y) } } });
    }

    /// <summary>private_key_jwt; what a test wants to bend is a parameter.</summary>
    public string Assertion(string? iss = null, string? sub = null, object? aud = null, TimeSpan? life = null, string? jti = null, TimeSpan? made = null, string kid = "k1", string alg = "ES384", ECDsa? key = null, string more = "", bool iat = true)
    {
        var issued = _keyholder.Time.GetUtcNow() + (made ?? TimeSpan.Zero);
        var header = $$"""{"alg":"{{alg}}","kid":"{{kid}}","typ":"JWT"{{more}}}""";
        var claims = new Dictionary<string, object>
        {
            ["iss"] = iss ?? Id, ["sub"] = sub ?? Id, ["aud"] = aud ?? $"{TestKeyholder.RecordsOrigin}/token", ["jti"] = jti ?? Guid.CreateVersion7().ToString(),
            ["exp"] = (issued + (life ?? TimeSpan.FromMinutes(5))).ToUnixTimeSeconds(),
        };
        if (iat) claims["iat"] = issued.ToUnixTimeSeconds();
        var signed = $"{Base64Url.Encode(Encoding.UTF8.GetBytes(header))}.{Base64Url.Encode(JsonSerializer.SerializeToUtf8Bytes(claims))}";
        return $"{signed}.{Base64Url.Encode((key ?? Key).SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA384, DSASignatureFormat.IeeeP1363FixedFieldConcatenation))}";
    }

    public Task<RedeemReply> Redeem(TestNode node, string code, string? verifier = null, string? redirect = null, string? proof = null, ClientProof? shown = null) =>
        _keyholder.Operations.Redeem.Run(node.Caller, new RedeemRequest
        {
            Instance = node.Instance, Code = code, CodeVerifier = verifier ?? Client.Verifier, ClientId = Id, RedirectUri = redirect ?? RedirectUri,
            DpopProof = proof ?? (Bearer ? "" : Client.Proof(_keyholder.Time)), Client = shown ?? (Secret is null ? null : new ClientProof { Secret = Secret }),
        });

    public Task<RedeemReply> Refresh(TestNode node, string token, string? id = null, ClientProof? shown = null) => _keyholder.Operations.Refresh.Run(node.Caller, new RefreshRequest
    {
        Instance = node.Instance, RefreshToken = token, ClientId = id ?? Id, DpopProof = Bearer ? "" : Client.Proof(_keyholder.Time), Client = shown ?? (Secret is null ? null : new ClientProof { Secret = Secret }),
    });

    public Task<IntrospectReply> Introspect(TestNode node, string token, ClientProof? shown = null) => _keyholder.Operations.Introspect.Run(node.Caller, new IntrospectRequest
    {
        Instance = node.Instance, ClientId = Id, Client = shown ?? (Secret is null ? new ClientProof { Assertion = Assertion() } : new ClientProof { Secret = Secret }), Token = token,
    });

    public Task<ServiceTokenReply> Token(TestNode node, string scope = "system/*.cruds", string? assertion = null, string proof = "") =>
        _keyholder.Operations.ServiceToken.Run(node.Caller, new ServiceTokenRequest { Instance = node.Instance, Assertion = assertion ?? Assertion(), Scope = scope, DpopProof = proof });

    public Task<AdmitOwnReply> Bring(TestNode node, ServiceTokenReply token, params (string Source, DirectoryFields Fields)[] patients)
    {
        var request = new AdmitOwnRequest { Instance = node.Instance, Grant = token.Grant, AccessToken = token.AccessToken };
        request.Patients.AddRange(patients.Select(p => new OwnPatient { SourceKey = p.Source, Directory = Holdfast.Keyholder.PatientDirectory.DirectoryTable.Message(default, p.Fields) }));
        return _keyholder.Operations.AdmitOwn.Run(node.Caller, request);
    }

    public Task<SearchDirectoryReply> Search(TestNode node, RedeemReply grant, DirectoryTerms terms, int most = 10, string? token = null) =>
        _keyholder.Operations.SearchDirectory.Run(node.Caller, new SearchDirectoryRequest { Instance = node.Instance, Grant = grant.Grant, AccessToken = token ?? grant.AccessToken, Terms = terms, Most = most });

    public Task<ReleaseChartReply> Release(TestNode node, ServiceTokenReply token, ChartId chart) => _keyholder.Operations.ReleaseChart.Run(node.Caller, new ReleaseChartRequest
    {
        Instance = node.Instance, Grant = token.Grant, AccessToken = token.AccessToken, Chart = chart.ToByteString(),
    });
}
