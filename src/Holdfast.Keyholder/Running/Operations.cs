using Holdfast.Keyholder.Approvals;
using Holdfast.Keyholder.Assignments;
using Holdfast.Keyholder.BackendServices;
using Holdfast.Keyholder.Budgets;
using Holdfast.Keyholder.Clients;
using Holdfast.Keyholder.Employment;
using Holdfast.Keyholder.Exports;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Identity;
using Holdfast.Keyholder.Imports;
using Holdfast.Keyholder.PatientDirectory;
using Holdfast.Keyholder.People;
using Holdfast.Keyholder.People.Passwords;
using Holdfast.Keyholder.Provisioning;
using Holdfast.Keyholder.Sessions;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire.Connections;

namespace Holdfast.Keyholder.Running;

/// <summary>Everything that can be asked of the keyholder: the table of contents. The services of keyholder.proto pass on to these.</summary>
internal sealed class Operations
{
    public Operations(OpenState state, TimeProvider time, Func<OpenFacts, OpenDecision> decide, Func<ApprovalFacts, ApprovalDecision> approve)
    {
        var (journal, names, vault, readiness, id) = (state.Journal, state.Names, state.Vault, state.Readiness, state.Installation);
        var origins = new Origins(state.Settings);
        var nonces = new Nonces();
        var launches = Grants.Launch.NewSecrets();
        var codes = Grants.Open.NewCodes();
        var clients = new RegisteredClients(state.Tables, state.Settings.RecordsOrigin);
        var assertions = new ClientAssertions($"{state.Settings.RecordsOrigin}/token", state.Settings.DeskOrigin, time.GetUtcNow());
        var authentication = new ClientAuthentication(clients, assertions, time);
        var idTokens = new IdTokens(state.IdTokens, state.Settings.DeskOrigin, state.Settings.RecordsOrigin);
        var tokens = new AccessTokens(state.RefreshTokens);
        var proofs = new TokenProofs(state.Settings.RecordsOrigin, state.Tables, time);
        var reasons = new OfficeReasons(state.Staff, state.Tables, vault);
        var releases = new Releases(id, journal, vault, names, tokens);
        var members = new StaffMembers(state.Tables, names);
        Refusals = new Refusals();
        Endings = new Endings(state.Tables);
        Freezing = new Freezing(state.Tables, Endings, codes);
        Standings = new Standings(state.Tables, Endings);
        Nodes = new NodeGate(journal, Refusals, Freezing);
        var policy = state.Settings.SignIn ?? SignInPolicy.Default;
        Gate = new StatementGate(id, state.SessionKeys, journal, Refusals, policy);
        Locks = new SessionLocks(state.Tables, Endings);
        var stepUps = new StepUps(id, state.SessionKeys, journal, Gate, nonces, origins, Refusals, policy, time);

        var identities = new IdentityBook(state.Tables, state.Hashes, policy.IdentityProvider is { } provider ? new ProviderIdTokens(provider) : null);
        var opening = new SessionOpening(journal, names, Endings, policy);
        var secrets = new PasswordSecrets(state.Staff, state.Hashes);
        var hashing = new PasswordHashing();
        var passwordSessions = new PasswordSessions(state.Tables, Endings);
        FailedSignIns = new FailedSignIns(state.Hashes);

        BeginEnrolment = new BeginEnrolment(id, journal, names, nonces, origins, Refusals);
        FinishEnrolment = new FinishEnrolment(id, journal, names, nonces, origins, Refusals, policy, time);
        BeginSignIn = new BeginSignIn(id, journal, nonces, origins, Refusals, policy);
        FinishSignIn = new FinishSignIn(id, journal, opening, nonces, origins, identities, Refusals, policy, time);
        PasswordSignIn = new PasswordSignIn(journal, secrets, hashing, FailedSignIns, opening, Refusals, policy);
        SignOut = new SignOut(Gate, Endings);

        MySignIn = new MySignIn(journal, Gate, names, secrets, policy);
        BeginPassword = new BeginPassword(stepUps, secrets, nonces, names, Refusals, state.Settings);
        SetPassword = new SetPassword(journal, Gate, state.SessionKeys, secrets, hashing, names, nonces, passwordSessions, Refusals, state.Settings, time);
        RemovePassword = new RemovePassword(journal, stepUps, passwordSessions, Refusals);
        Unlock = new Unlock(journal, stepUps, Locks);
        RenamePasskey = new RenamePasskey(journal, Gate, Refusals, names);
        RemovePasskey = new RemovePasskey(journal, stepUps, Refusals, Endings);
        AddPasskey = new AddPasskey(id, journal, Gate, stepUps, names, nonces, origins, Refusals, policy, time);
        EndSession = new EndSession(journal, Gate, Refusals, Endings);

        MyDay = new MyDay(journal, Gate, Refusals);
        var people = new ShowPeople(journal, state.Hashes);
        Find = new Find(journal, Gate, Refusals, people);
        SearchDirectory = new SearchDirectory(journal, Nodes, Gate, Refusals, people);
        Admit = new Admit(journal, Gate, Refusals, vault, state.Hashes);
        Staff = new StaffList(journal, Gate, members);
        Leave = new Leave(journal, Gate, Refusals, Standings);
        Part = new Part(journal, Gate, Refusals, Standings);
        MyDetails = new MyDetails(journal, Gate, members);
        Uncovered = new Uncovered(journal, Gate, Refusals, names);
        Assign = new Assign(journal, Gate, Refusals);
        SendRoster = new SendRoster(journal, Refusals, new ClientAuthentication(clients,
            new ClientAssertions($"{state.Settings.DeskOrigin}/roster", $"{state.Settings.DeskOrigin}/roster", time.GetUtcNow(), Assignments.SendRoster.LongestText), time));
        Launch = new Launch(journal, Gate, Refusals, launches, clients);
        Open = new Open(journal, Gate, Refusals, Freezing, readiness, vault, launches, codes, clients, decide);
        OpenSearch = new OpenSearch(journal, Gate, Refusals, readiness, codes, clients);

        var provisioned = new ProvisionedUsers(state.Staff, state.Tables);
        var provisioners = new ProvisionerGate(journal, Refusals);
        ReadUsers = new ReadUsers(journal, provisioners, provisioned);
        WriteUsers = new WriteUsers(journal, provisioners, provisioned, Standings);
        Suggestions = new Suggestions(journal, Gate, provisioned, names);
        LinkSuggestion = new LinkSuggestion(journal, Gate, Refusals);

        StartNode = new StartNode(id, journal, Refusals, Endings);
        Redeem = new Redeem(journal, Nodes, Refusals, Gate, releases, Endings, codes, proofs, clients, authentication, idTokens);
        Refresh = new Refresh(journal, Nodes, Refusals, Gate, releases, Endings, tokens, proofs, clients, authentication);
        Revoke = new Revoke(journal, Nodes, Refusals, Endings, tokens, clients, authentication);
        Commit = new Commit(id, journal, Nodes, Refusals);
        ReportViews = new ReportViews(journal, Nodes, Refusals);
        ReportGap = new ReportGap(id, journal, Nodes, Refusals);
        ListenForEndings = new ListenForEndings(journal, Endings, time);

        Clients = new ClientBook(state.Tables, Endings);
        DescribeApp = new DescribeApp(journal, clients, idTokens);
        Introspect = new Introspect(journal, Nodes, Refusals, clients, authentication);
        ServiceToken = new ServiceToken(journal, Nodes, Refusals, Endings, releases, vault, readiness, proofs, authentication);
        ReleaseChart = new ReleaseChart(journal, Nodes, Refusals, clients, vault);
        AdmitOwn = new AdmitOwn(journal, Nodes, Refusals, clients, vault, state.Hashes, readiness);

        BeginImport = new BeginImport(id, journal, Nodes, Refusals, Endings, readiness, vault);
        AdmitImported = new AdmitImported(journal, Nodes, Refusals, vault, state.Hashes);
        EndImport = new EndImport(journal, Nodes, Refusals, Endings);

        ExportEnds = new ExportEnds(state.Tables, Endings);
        var jobs = new ServiceJobs(journal, Nodes, Refusals);
        AskExport = new AskExport(journal, jobs, Refusals);
        FollowExport = new FollowExport(journal, jobs, ExportEnds, Refusals);
        WaitingExports = new WaitingExports(journal, Gate);
        NextExport = new NextExport(journal, Nodes, Endings, releases, vault, readiness);
        ReleaseExported = new ReleaseExported(journal, Nodes, Refusals, vault, readiness);
        SaveExport = new SaveExport(journal, Nodes, Refusals, Endings);

        Look = new Look(journal, Gate, Refusals, names);
        ReadReason = new ReadReason(journal, Gate, Refusals, reasons);

        // Everything that takes two people. A new kind is a file beside what it changes, and one line here.
        var proposals = new Proposals(state.Staff, state.Tables, names, reasons,
        [
            new Thaw(names, reasons),
            new Recover(names, origins, Endings),
            new Hire(new Hiring(vault, names, state.Tables), origins, time),
            new Return(names, origins),
            new RegisterClient(Clients, time),
            new RetireClient(Clients),
            new MarkCanaries(),
            new ChangeRole(names, Endings, origins.Address),
            new ChangeApprover(names, Endings, origins.Address, time),
            new NewPaper(),
            new ChangeBudget(names, time),
            new ChangeRoster(names),
            new StartExport(time),
            new RegisterProvisioner(time),
            new UnlinkIdentity(names),
        ]);
        Propose = new Propose(journal, Gate, Refusals, proposals);
        Askable = new Askable(journal, Gate, proposals, names);
        Applications = new Applications(journal, Gate);
        Asked = new Asked(journal, Gate, proposals);
        Pending = new Pending(id, journal, Gate, proposals, names, nonces, origins);
        Approve = new Approve(id, journal, Gate, Refusals, proposals, nonces, origins, policy, time, approve);
        Decline = new Decline(journal, Gate, Refusals, proposals, reasons);
    }

    public Refusals Refusals { get; }
    public Endings Endings { get; }
    public Freezing Freezing { get; }
    public Standings Standings { get; }
    public NodeGate Nodes { get; }
    public StatementGate Gate { get; }
    public SessionLocks Locks { get; }

    public BeginEnrolment BeginEnrolment { get; }
    public FinishEnrolment FinishEnrolment { get; }
    public BeginSignIn BeginSignIn { get; }
    public FinishSignIn FinishSignIn { get; }
    public SignOut SignOut { get; }

    public FailedSignIns FailedSignIns { get; }
    public PasswordSignIn PasswordSignIn { get; }
    public BeginPassword BeginPassword { get; }
    public SetPassword SetPassword { get; }
    public RemovePassword RemovePassword { get; }
    public MySignIn MySignIn { get; }
    public Unlock Unlock { get; }
    public RenamePasskey RenamePasskey { get; }
    public RemovePasskey RemovePasskey { get; }
    public AddPasskey AddPasskey { get; }
    public EndSession EndSession { get; }

    public MyDay MyDay { get; }
    public Find Find { get; }
    public Admit Admit { get; }
    public StaffList Staff { get; }
    public Leave Leave { get; }
    public Part Part { get; }
    public MyDetails MyDetails { get; }
    public Uncovered Uncovered { get; }
    public Assign Assign { get; }
    public SendRoster SendRoster { get; }
    public Launch Launch { get; }
    public Open Open { get; }
    public OpenSearch OpenSearch { get; }
    public SearchDirectory SearchDirectory { get; }

    public ReadUsers ReadUsers { get; }
    public WriteUsers WriteUsers { get; }
    public Suggestions Suggestions { get; }
    public LinkSuggestion LinkSuggestion { get; }

    public StartNode StartNode { get; }
    public Redeem Redeem { get; }
    public Refresh Refresh { get; }
    public Revoke Revoke { get; }
    public Commit Commit { get; }
    public ReportViews ReportViews { get; }
    public ReportGap ReportGap { get; }
    public ListenForEndings ListenForEndings { get; }

    public ClientBook Clients { get; }
    public DescribeApp DescribeApp { get; }
    public Introspect Introspect { get; }
    public ServiceToken ServiceToken { get; }
    public ReleaseChart ReleaseChart { get; }
    public AdmitOwn AdmitOwn { get; }

    public BeginImport BeginImport { get; }
    public AdmitImported AdmitImported { get; }
    public EndImport EndImport { get; }

    public ExportEnds ExportEnds { get; }
    public AskExport AskExport { get; }
    public FollowExport FollowExport { get; }
    public WaitingExports WaitingExports { get; }
    public NextExport NextExport { get; }
    public ReleaseExported ReleaseExported { get; }
    public SaveExport SaveExport { get; }

    public Look Look { get; }
    public ReadReason ReadReason { get; }

    public Propose Propose { get; }
    public Askable Askable { get; }
    public Applications Applications { get; }
    public Asked Asked { get; }
    public Pending Pending { get; }
    public Approve Approve { get; }
    public Decline Decline { get; }
}
