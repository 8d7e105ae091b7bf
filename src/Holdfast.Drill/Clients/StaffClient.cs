using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Drill.Clients;

/// <summary>
/// A member of staff at the desk or at the watch, without a browser: enrols by link, signs in with a passkey, signs each
/// statement with the session's own key. It uses the public addresses and nothing else, exactly as a page's script does.
/// </summary>
/// <param name="device">Another client's, to be the same browser; null: a browser of its own.</param>
internal sealed class StaffClient(string origin, HttpClient web, string? device = null) : IDisposable
{
    private readonly ECDsa _sessionKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private string _installation = "";
    private string _session = "";
    private long _counter;

    /// <summary>As the browser names itself at sign-in.</summary>
    public string Device { get; } = device ?? Base64Url.Encode(RandomNumberGenerator.GetBytes(32));

    public string Origin { get; } = origin;

    /// <summary>The signed-in person's id, 32 hexadecimal digits.</summary>
    public string Person { get; private set; } = "";

    public string Session => _session;

    /// <summary>Uses an enrolment link up and returns the passkey that it made.</summary>
    public static async Task<SoftwarePasskey> Enrol(HttpClient web, EnrolmentLink link, CancellationToken cancellation = default)
    {
        using var client = new StaffClient(link.Origin, web);
        var begin = (await client.Send("/enrol/begin", new { link = link.Secret, code = link.Code }, cancellation)).Need("begin the enrolment");
        var person = begin.GetProperty("person").GetProperty("id").GetString()!;
        if (!Base64Url.TryDecode(begin.GetProperty("userHandle").GetString(), 64, out var handle))
            throw new UnexpectedAnswerException("begin the enrolment: the user handle is not base64url");
        var passkey = new SoftwarePasskey(begin.GetProperty("rpId").GetString()!, handle);
        var statement = StatementJson.Write(new EnrolStatement(
            "enrol", begin.GetProperty("installation").GetString()!, person, begin.GetProperty("nonce").GetString()!, begin.GetProperty("expiry").GetInt64()));
        var attestation = passkey.Create(link.Origin, SHA256.HashData(statement));
        (await client.Send("/enrol/finish", new
        {
            link = link.Secret,
            statement = Base64Url.Encode(statement),
            attestationObject = Base64Url.Encode(attestation.AttestationObject),
            clientDataJson = Base64Url.Encode(attestation.ClientDataJson),
            label = "Software passkey",
            code = link.Code,
        }, cancellation)).Need("finish the enrolment");
        return passkey;
    }

    public Task<Answer> SignIn(SoftwarePasskey passkey, CancellationToken cancellation = default) =>
        SignIn(passkey.CredentialId, challenge => passkey.Get(Origin, challenge), passkey.UserHandle, cancellation);

    /// <summary>With whatever is put where the passkey's id and assertion belong: what a guesser sends.</summary>
    /// <param name="identity">Goes to the identity provider with the session key's thumbprint and the keyholder's nonce, and comes back with a code and its verifier; null: there is none before the passkey.</param>
    public async Task<Answer> SignIn(
        byte[] credential, Func<byte[], SoftwarePasskey.Assertion> assert, byte[] userHandle, CancellationToken cancellation = default, Func<string, string, Task<(string Code, string Verifier)>>? identity = null)
    {
        var begun = await Send("/sign-in/begin", new { }, cancellation);
        if (!begun.Ok) return begun;
        var begin = begun.Body;
        _installation = begin.GetProperty("installation").GetString()!;
        var publicKey = PublicKeyP256.Of(_sessionKey);
        var statement = StatementJson.Write(new SignInStatement(
            "sign-in", _installation, null, null, publicKey.Thumbprint(), begin.GetProperty("nonce").GetString()!, begin.GetProperty("expiry").GetInt64(), Device));
        var (code, verifier) = identity is null ? ("", "") : await identity(publicKey.Thumbprint(), begin.GetProperty("nonce").GetString()!);
        var assertion = assert(SHA256.HashData(statement));
        var answer = await Send("/sign-in/finish", new
        {
            statement = Base64Url.Encode(statement),
            sessionKey = publicKey.ToJwk(),
            credential = Base64Url.Encode(credential),
            authenticatorData = Base64Url.Encode(assertion.AuthenticatorData),
            clientDataJson = Base64Url.Encode(assertion.ClientDataJson),
            signature = Base64Url.Encode(assertion.Signature),
            userHandle = Base64Url.Encode(userHandle),
            identityCode = code,
            identityVerifier = verifier,
        }, cancellation);
        if (!answer.Ok) return answer;
        _session = answer.Text("session");
        Person = Answer.Text(answer.Body.GetProperty("person"), "id");
        return answer;
    }

    public Task<Answer> MyDay(long from, long to) => Post("/my-day", new MyDayStatement { From = from, To = to }, "my-day");

    public Task<Answer> FindByNumber(string healthNumber) => Post("/find", new FindStatement { HealthNumber = healthNumber }, "find");

    public Task<Answer> FindByName(string name, string? birthDate = null) => Post("/find", new FindStatement { Name = name, BirthDate = birthDate }, "find");

    public Task<Answer> Staff() => Post("/staff", new PlainStatement(), "staff");

    public Task<Answer> Assign(AssignmentItem[] items) => Post("/assign", new AssignStatement { Items = items }, "assign");

    public Task<Answer> Propose<T>(string kind, T payload) where T : class => Post("/propose", ProposeStatement.Of(kind, payload), "propose");

    /// <summary>Reads what waits and approves one of it, as the watch's page does.</summary>
    /// <param name="paper">The sealed paper's code; null: there are two people.</param>
    public async Task<Answer> Approve(SoftwarePasskey passkey, string request, string? paper = null)
    {
        var pending = await Post("/pending", new PlainStatement(), "pending");
        if (!pending.Ok) return pending;
        var waiting = pending.Body.GetProperty("requests").EnumerateArray().First(r => Answer.Text(r, "request") == request);
        if (!Base64Url.TryDecode(Answer.Text(waiting, "document"), StatementJson.MaximumBytes, out var document)) throw new UnexpectedAnswerException("approve: the document is not base64url");
        var approval = StatementJson.Write(new ApprovalStatement(
            "approve", _installation, request, Convert.ToHexStringLower(SHA256.HashData(document)), Person, pending.Text("nonce"), pending.Body.GetProperty("nonceExpiry").GetInt64()));
        var assertion = passkey.Get(Origin, SHA256.HashData(approval));
        return await Post("/approve", new ApproveStatement
        {
            Approval = Base64Url.Encode(approval),
            Credential = Base64Url.Encode(passkey.CredentialId),
            AuthenticatorData = Base64Url.Encode(assertion.AuthenticatorData),
            ClientDataJson = Base64Url.Encode(assertion.ClientDataJson),
            Signature = Base64Url.Encode(assertion.Signature),
            Paper = paper,
        }, "approve");
    }

    public Task<Answer> SignOut() => Post("/sign-out", new PlainStatement(), "sign-out");

    public Task<Answer> Launch(string chart, string client) => Post("/launch", new LaunchStatement { Chart = chart, Client = client }, "launch");

    public Task<Answer> Open(OpenStatement open) => Post("/open", open, "open");

    /// <summary>Fills in what every statement carries, signs it and sends it.</summary>
    public Task<Answer> Post<T>(string route, T statement, string name) where T : SessionStatement =>
        Send(route, new { jws = Sign(statement, name) }, default);

    public string Sign<T>(T statement, string name) where T : SessionStatement =>
        SignedStatements.Sign(statement with { Statement = name, Installation = _installation, Session = _session, Counter = Interlocked.Increment(ref _counter) }, _sessionKey);

    public async Task<Answer> Send(string route, object body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Origin + route) { Content = JsonContent.Create(body) };
        request.Headers.Add("Origin", Origin);
        request.Headers.Add("Sec-Fetch-Site", "same-origin");
        request.Headers.Accept.ParseAdd("application/json");
        using var response = await web.SendAsync(request, cancellation);
        return await Answer.Read(response, cancellation);
    }

    public void Dispose() => _sessionKey.Dispose();
}

/// <summary>One staff member's enrolment link as <c>Holdfast.Keyholder init</c> prints it, a JSON line each.</summary>
internal sealed record EnrolmentLink(string Person, string Name, string Role, string Origin, string Secret)
{
    /// <summary>The other half, of a link that an approval made; else empty.</summary>
    public string Code { get; init; } = "";

    /// <summary>For an approver of the desk: the same person's link for the watch; else null.</summary>
    public EnrolmentLink? OnWatch { get; init; }

    /// <summary>Reads the lines that carry a link; others (the log's key) are passed over.</summary>
    public static IReadOnlyList<EnrolmentLink> ReadAll(string file) =>
        [.. File.ReadLines(file, Encoding.UTF8).Where(line => line.Length > 0).Select(Read).OfType<EnrolmentLink>()];

    private static EnrolmentLink? Read(string line)
    {
        using var document = JsonDocument.Parse(line);
        var address = Answer.Text(document.RootElement, "link");
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.Fragment.Length < 2) return null;
        var link = new EnrolmentLink(
            Answer.Text(document.RootElement, "person"), Answer.Text(document.RootElement, "name"), Answer.Text(document.RootElement, "role"),
            uri.GetLeftPart(UriPartial.Authority), uri.Fragment[1..]);
        return Uri.TryCreate(Answer.Text(document.RootElement, "watchLink"), UriKind.Absolute, out var watch)
            ? link with { OnWatch = link with { Origin = watch.GetLeftPart(UriPartial.Authority), Secret = watch.Fragment[1..] } }
            : link;
    }
}
