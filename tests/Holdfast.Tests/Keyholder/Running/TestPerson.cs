using System.Security.Cryptography;
using Google.Protobuf;
using Holdfast.Drill.Clients;
using Holdfast.Keyholder.Running;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Keyholder.Running;

/// <summary>A member of staff with a passkey and a browser's session key. What a test wants to bend is a parameter.</summary>
internal sealed class TestPerson
{
    private readonly TestKeyholder _keyholder;
    private ECDsa _sessionKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private TestPerson(TestKeyholder keyholder, PersonId id, CallerIdentity caller, SoftwarePasskey passkey) =>
        (_keyholder, Id, Caller, Passkey) = (keyholder, id, caller, passkey);

    public PersonId Id { get; }

    public TestKeyholder Keyholder => _keyholder;

    /// <summary>The role whose pages this person uses.</summary>
    public CallerIdentity Caller { get; }

    public SoftwarePasskey Passkey { get; }

    public string Origin => Caller.Role == "watch" ? TestKeyholder.WatchOrigin : TestKeyholder.DeskOrigin;

    public SessionId Session { get; private set; }

    public ECDsa SessionKey => _sessionKey;

    public long Counter { get; set; }

    public static async Task<TestPerson> Enrol(TestKeyholder keyholder, Init.Enrolment link)
    {
        var caller = new Uri(link.Link).Host.StartsWith("watch", StringComparison.Ordinal) ? TestKeyholder.Watch : TestKeyholder.Desk;
        var (person, reply) = await TryEnrol(keyholder, link, caller);
        Assert.Null(reply.Refusal);
        return person;
    }

    public static async Task<(TestPerson Person, FinishEnrolmentReply Reply)> TryEnrol(TestKeyholder keyholder, Init.Enrolment link, CallerIdentity caller,
        Func<EnrolStatement, EnrolStatement>? bend = null, string? origin = null, string? secondLink = null, string code = "", string? finishCode = null, byte flags = 0x05)
    {
        var secret = link.Link.Split('#')[1];
        var begun = await keyholder.Operations.BeginEnrolment.Run(caller, new BeginEnrolmentRequest { Link = secret, Code = code });
        if (begun.Refusal is not null) return (null!, new FinishEnrolmentReply { Refusal = begun.Refusal });
        var id = PersonId.From(begun.Person.Person);
        var passkey = new SoftwarePasskey(begun.RpId, begun.UserHandle.Span) { Flags = flags };
        var person = new TestPerson(keyholder, id, caller, passkey);
        var statement = new EnrolStatement("enrol", keyholder.Installation.ToString(), id.ToString(), Base64Url.Encode(begun.Nonce.Span), begun.ExpiryMs);
        if (bend is not null) statement = bend(statement);
        var bytes = StatementJson.Write(statement);
        var made = passkey.Create(origin ?? person.Origin, SHA256.HashData(bytes));
        return (person, await keyholder.Operations.FinishEnrolment.Run(caller, new FinishEnrolmentRequest
        {
            Link = secondLink ?? secret, Statement = ByteString.CopyFrom(bytes), AttestationObject = ByteString.CopyFrom(made.AttestationObject),
            ClientDataJson = ByteString.CopyFrom(made.ClientDataJson), Label = "my phone", Code = finishCode ?? code,
        }));
    }

    /// <summary>The same person at another device, with another passkey and not signed in.</summary>
    public TestPerson With(SoftwarePasskey passkey) => new(_keyholder, Id, Caller, passkey);

    public async Task SignIn()
    {
        var reply = await TrySignIn();
        Assert.Null(reply.Refusal);
        Take(SessionId.From(reply.Session));
    }

    /// <summary>From now on this person signs in this session, with the key of the last sign-in that was asked for.</summary>
    public void Take(SessionId session) => (Session, Counter) = (session, 0);

    /// <summary>Signs in and, when it succeeds, leaves the object's own session alone unless <see cref="SignIn"/> was called.</summary>
    public async Task<FinishSignInReply> TrySignIn(Func<SignInStatement, SignInStatement>? bend = null, string? origin = null, CallerIdentity? caller = null, Func<string, string, string>? idToken = null) =>
        await _keyholder.Operations.FinishSignIn.Run(caller ?? Caller, await SignInRequest(bend, origin, idToken));

    /// <param name="idToken">Of the session key's thumbprint and the keyholder's nonce; null: none is shown.</param>
    public async Task<FinishSignInRequest> SignInRequest(Func<SignInStatement, SignInStatement>? bend = null, string? origin = null, Func<string, string, string>? idToken = null)
    {
        _sessionKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var begun = await _keyholder.Operations.BeginSignIn.Run(Caller);
        Assert.Null(begun.Refusal);
        var key = PublicKeyP256.Of(_sessionKey);
        var statement = new SignInStatement("sign-in", _keyholder.Installation.ToString(), Id.ToString(), Base64Url.Encode(Passkey.CredentialId),
            key.Thumbprint(), Base64Url.Encode(begun.Nonce.Span), begun.ExpiryMs, Device);
        if (bend is not null) statement = bend(statement);
        var bytes = StatementJson.Write(statement);
        var signed = Passkey.Get(origin ?? Origin, SHA256.HashData(bytes));
        return new FinishSignInRequest
        {
            Statement = ByteString.CopyFrom(bytes), SessionKeyJwk = key.ToJwk(), CredentialId = ByteString.CopyFrom(Passkey.CredentialId),
            AuthenticatorData = ByteString.CopyFrom(signed.AuthenticatorData), ClientDataJson = ByteString.CopyFrom(signed.ClientDataJson),
            Signature = ByteString.CopyFrom(signed.Signature), UserHandle = Id.ToByteString(),
            IdToken = idToken?.Invoke(statement.SessionKey, statement.Nonce) ?? "",
        };
    }

    /// <summary>Signs a statement as this person's browser does, with the next counter.</summary>
    public SignedStatement Say<T>(string name, T statement, ECDsa? key = null) where T : SessionStatement => new()
    {
        Jws = SignedStatements.Sign(statement with
        {
            Statement = name,
            Installation = _keyholder.Installation.ToString(),
            Session = Session.ToString(),
            Counter = ++Counter,
        }, key ?? _sessionKey),
    };

    public Task<SignOutReply> SignOut() => _keyholder.Operations.SignOut.Run(Caller, Say("sign-out", new PlainStatement()));

    public Task<StaffReply> Staff() => _keyholder.Operations.Staff.Run(Caller, Say("staff", new PlainStatement()));

    public Task<PartReply> Part(PersonId person, DateTimeOffset until) =>
        _keyholder.Operations.Part.Run(Caller, Say("part", new PartStatement { Person = person.ToString(), Until = until.ToUnixTimeMilliseconds() }));

    public Task<LeaveReply> Leave(PersonId person, DateTimeOffset from, DateTimeOffset? to) => Leave(person, from, to?.ToUnixTimeMilliseconds());

    public Task<LeaveReply> Leave(PersonId person, DateTimeOffset from, long? to) =>
        _keyholder.Operations.Leave.Run(Caller, Say("leave", new LeaveStatement { Person = person.ToString(), From = from.ToUnixTimeMilliseconds(), To = to }));

    public Task<MyDetailsReply> MyDetails() => _keyholder.Operations.MyDetails.Run(Caller, Say("my-details", new PlainStatement()));

    public Task<UncoveredReply> Uncovered() => _keyholder.Operations.Uncovered.Run(Caller, Say("uncovered", new PlainStatement()));

    public Task<MyDayReply> MyDay()
    {
        var now = _keyholder.Time.GetUtcNow();
        return _keyholder.Operations.MyDay.Run(Caller, Say("my-day", new MyDayStatement { From = now.AddHours(-12).ToUnixTimeMilliseconds(), To = now.AddHours(12).ToUnixTimeMilliseconds() }));
    }

    public Task<FindReply> Find(string? name = null, string? healthNumber = null, string? birthDate = null) =>
        _keyholder.Operations.Find.Run(Caller, Say("find", new FindStatement { Name = name, HealthNumber = healthNumber, BirthDate = birthDate }));

    public Task<AdmitReply> Admit(DirectoryFields fields, PersonId assignTo, bool duplicatesSeen = true) =>
        _keyholder.Operations.Admit.Run(Caller, Say("admit", new AdmitStatement { Directory = fields, AssignTo = assignTo.ToString(), DuplicatesSeen = duplicatesSeen }));

    public Task<AssignReply> Assign(params AssignmentItem[] items) => _keyholder.Operations.Assign.Run(Caller, Say("assign", new AssignStatement { Items = items }));

    public Task<LaunchReply> Launch(ChartId chart, string client = "holdfast-chart") =>
        _keyholder.Operations.Launch.Run(Caller, Say("launch", new LaunchStatement { Chart = chart.ToString(), Client = client }));

    /// <summary>Signs an opening with a launch in hand.</summary>
    public Task<OpenReply> Open(string launch, ChartId chart, TestClient client, string purpose = "TREAT", string? reason = null, string scope = "launch patient/*.cruds", string? redirect = null) =>
        _keyholder.Operations.Open.Run(Caller, Say("open", new OpenStatement
        {
            Launch = launch, Chart = chart.ToString(), Purpose = purpose, Reason = reason, Client = "holdfast-chart",
            RedirectUri = redirect ?? TestClient.RedirectUri, Scope = scope, CodeChallenge = Pkce.Challenge(client.Verifier), DpopJkt = client.Jkt,
        }));

    /// <summary>Clicks beside the name, then signs the opening.</summary>
    public async Task<OpenReply> Open(ChartId chart, TestClient client, string purpose = "TREAT", string? reason = null, string scope = "launch patient/*.cruds")
    {
        var launch = await Launch(chart);
        Assert.Null(launch.Refusal);
        return await Open(launch.Launch, chart, client, purpose, reason, scope);
    }

    /// <summary>The browser's device key; null: it names none.</summary>
    public string? Device { get; set; } = Base64Url.Encode(RandomNumberGenerator.GetBytes(32));

    public Task<ProposeReply> Propose<T>(string kind, T payload) where T : class => _keyholder.Operations.Propose.Run(Caller, Say("propose", ProposeStatement.Of(kind, payload)));

    public Task<ProposeReply> Propose(ProposeStatement statement) => _keyholder.Operations.Propose.Run(Caller, Say("propose", statement));

    public Task<ProposeReply> ProposeThaw(PersonId? person, string? node = null, string reason = "spoken with her, it was a mistake") =>
        Propose("thaw", new ThawProposal(person?.ToString(), node, reason));

    /// <summary>Thaws: this officer asks, the other approves.</summary>
    public async Task Thaw(PersonId person, TestPerson second)
    {
        var asked = await ProposeThaw(person);
        Assert.Null(asked.Refusal);
        Assert.Null((await second.Approve(ProposalId.From(asked.Request))).Refusal);
    }

    public Task<AskedReply> Asked() => _keyholder.Operations.Asked.Run(Caller, Say("asked", new PlainStatement()));

    public Task<PendingReply> Pending() => _keyholder.Operations.Pending.Run(Caller, Say("pending", new PlainStatement()));

    public Task<DeclineReply> Decline(ProposalId request, string reason = "nobody told me why this is needed") =>
        _keyholder.Operations.Decline.Run(Caller, Say("decline", new DeclineStatement { Request = request.ToString(), Reason = reason }));

    /// <summary>Reads what waits, and approves one of it with a fresh touch of the passkey.</summary>
    public async Task<ApproveReply> Approve(ProposalId request, string? paper = null, Func<ApprovalStatement, ApprovalStatement>? bend = null) =>
        await _keyholder.Operations.Approve.Run(Caller, Say("approve", ApprovalOf(await Pending(), request, paper, bend)));

    /// <summary>What a browser sends for an approval of what it was shown. Without the request in the list: with a hash of nothing.</summary>
    public ApproveStatement ApprovalOf(PendingReply shown, ProposalId request, string? paper = null, Func<ApprovalStatement, ApprovalStatement>? bend = null)
    {
        var document = shown.Requests.FirstOrDefault(r => r.Request == request.ToByteString())?.Document.ToByteArray() ?? [];
        var approval = new ApprovalStatement("approve", _keyholder.Installation.ToString(), request.ToString(), Convert.ToHexStringLower(SHA256.HashData(document)),
            Id.ToString(), Base64Url.Encode(shown.Nonce.Span), shown.NonceExpiryMs);
        var bytes = StatementJson.Write(bend is null ? approval : bend(approval));
        var signed = Passkey.Get(Origin, SHA256.HashData(bytes));
        return new ApproveStatement
        {
            Approval = Base64Url.Encode(bytes), Credential = Base64Url.Encode(Passkey.CredentialId), AuthenticatorData = Base64Url.Encode(signed.AuthenticatorData),
            ClientDataJson = Base64Url.Encode(signed.ClientDataJson), Signature = Base64Url.Encode(signed.Signature), Paper = paper,
        };
    }

    public Task<ApproveReply> Approve(ApproveStatement statement) => _keyholder.Operations.Approve.Run(Caller, Say("approve", statement));

    /// <summary>Clicks beside the name for another application, then signs its opening.</summary>
    public async Task<OpenReply> OpenWith(TestApp app, ChartId chart, string? scope = null, string? redirect = null, string? jkt = null, string? nonce = null)
    {
        var launch = await Launch(chart, app.Id);
        if (launch.Refusal is not null) return new OpenReply { Refusal = launch.Refusal };
        return await _keyholder.Operations.Open.Run(Caller, Say("open", new OpenStatement
        {
            Launch = launch.Launch, Chart = chart.ToString(), Purpose = "TREAT", Reason = null, Client = app.Id, RedirectUri = redirect ?? app.RedirectUri,
            Scope = scope ?? app.Scope, CodeChallenge = Pkce.Challenge(app.Client.Verifier), DpopJkt = jkt ?? (app.Bearer ? "" : app.Client.Jkt), Nonce = nonce,
        }));
    }

    /// <summary>Lets an application search in this person's name.</summary>
    public Task<OpenReply> OpenSearch(TestApp app, string scope = "user/Patient.rs online_access", string? redirect = null, string? jkt = null) =>
        _keyholder.Operations.OpenSearch.Run(Caller, Say("open-search", new OpenSearchStatement
        {
            Client = app.Id, RedirectUri = redirect ?? app.RedirectUri, Scope = scope, CodeChallenge = Pkce.Challenge(app.Client.Verifier), DpopJkt = jkt ?? (app.Bearer ? "" : app.Client.Jkt),
        }));

    public Task<FindReply> FindContact(string? telephone = null, string? address = null, string? postalCode = null, string? birthDate = null) =>
        _keyholder.Operations.Find.Run(Caller, Say("find", new FindStatement { BirthDate = birthDate, Telephone = telephone, Address = address, PostalCode = postalCode }));

    /// <summary>Asks for canaries; another officer approves.</summary>
    public Task<ProposalId> MarkCanary(TestPerson approver, params string[] healthNumbers) => TestKeyholder.Done(this, approver, "canaries", new CanariesProposal(healthNumbers));

    public Task<LookReply> Look(string page = "office") => _keyholder.Operations.Look.Run(Caller, Say("look", new LookStatement { Page = page }));

    public Task<ReadReasonReply> ReadReason(string hash) => _keyholder.Operations.ReadReason.Run(Caller, Say("reason", new ReasonStatement { Hash = hash }));
}
