using System.Text.Json;
using Holdfast.Keyholder.Running;
using Holdfast.Ledger;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Tests.Keyholder.Running;

/// <summary>
/// A keyholder in this process with everything but its network: a temporary folder made by its own init, a clock that the
/// test moves, a witness in memory. Operations are called as the services call them, with the caller that a certificate
/// would name.
/// </summary>
internal sealed class TestKeyholder : IAsyncDisposable
{
    public const string DeskOrigin = "http://desk.localhost:1";
    public const string RecordsOrigin = "http://records.localhost:1";
    public const string WatchOrigin = "http://watch.localhost:1";

    public static readonly CallerIdentity Desk = new("desk", "desk-1");
    public static readonly CallerIdentity Records = new("records", "records-1");
    public static readonly CallerIdentity OtherRecords = new("records", "records-2");
    public static readonly CallerIdentity Import = new("import", "import-1");
    public static readonly CallerIdentity Exporter = new("export", "export-1");
    public static readonly CallerIdentity Watch = new("watch", "watch-1");

    /// <summary>Roles whose people give second approvals here.</summary>
    private static readonly string[] Approvers = ["privacy-officer", "administrator"];

    private readonly string _root = Path.Combine(Path.GetTempPath(), $"holdfast-keyholder-{InstallationId.New()}");
    private readonly Dictionary<string, Queue<Init.Enrolment>> _links = [];
    private KeyholderRole? _role;
    private string _logVkey = "";

    private TestKeyholder(DateTimeOffset? now)
    {
        if (now is { } at) Time.SetUtcNow(at);
        Directory.CreateDirectory(Folder);
        Installation = InstallationId.New();
        new RoleSettings(Installation.ToString(), "keyholder", "keyholder-1", DeskOrigin, RecordsOrigin, WatchOrigin,
            "https://keyholder.test:1", "https://watch.test:1", "127.0.0.1:0", "", "", "en").Save(Folder);
        Witness = new TestWitness(Path.Combine(_root, "witness"), Installation.ToString(), Time);
        File.WriteAllText(Path.Combine(Folder, "witness.vkey"), Witness.VerifierKey + "\n");
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 10, 13, 0, 0, TimeSpan.Zero));

    /// <summary>That much later, and a second for the sweep. The seconds between are not lived through: it would wake for each of them.</summary>
    public void Leap(TimeSpan by)
    {
        Time.AdjustTime(Time.GetUtcNow() + by);
        Time.Advance(TimeSpan.FromSeconds(1));
    }

    public InstallationId Installation { get; }

    public string Folder => Path.Combine(_root, "keyholder");

    public TestWitness Witness { get; }

    /// <summary>The code on the sealed paper, as it is printed.</summary>
    public string Paper { get; private set; } = "";

    public KeyholderRole Role => _role ?? throw new InvalidOperationException("The keyholder was stopped.");

    public Operations Operations => Role.Operations;

    /// <summary>Made and started, with two nurses, two coordinators, two privacy officers and an administrator, and the witness in agreement.</summary>
    /// <param name="now">The clock's first moment; null: one that tests know.</param>
    public static async Task<TestKeyholder> Start(DateTimeOffset? now = null)
    {
        var keyholder = await Make(now);
        await keyholder.Go();
        return keyholder;
    }

    /// <summary>Made, not started.</summary>
    public static Task<TestKeyholder> Make(params string[] roles) => Make(null, roles);

    private static async Task<TestKeyholder> Make(DateTimeOffset? now, params string[] roles)
    {
        var keyholder = new TestKeyholder(now);
        var staff = Path.Combine(keyholder._root, "staff.json");
        if (roles.Length == 0) roles = ["nurse", "nurse", "nurse", "coordinator", "coordinator", "privacy-officer", "privacy-officer", "administrator"];
        File.WriteAllText(staff, JsonSerializer.Serialize(roles.Select((role, i) => new { name = $"Person {i} Éloïse", role, approver = Approvers.Contains(role) })));
        (keyholder._logVkey, var links, keyholder.Paper) = await Init.Create(keyholder.Folder, staff, keyholder.Time);
        keyholder.Witness.Follow(keyholder._logVkey);
        foreach (var link in links)
        {
            if (!keyholder._links.TryGetValue(link.Role, out var queue)) keyholder._links[link.Role] = queue = new();
            queue.Enqueue(link);
        }

        return keyholder;
    }

    /// <summary>Starts, and waits until it works.</summary>
    public async Task Go()
    {
        await Open();
        await Role.Working.WaitAsync(TimeSpan.FromSeconds(10));
    }

    /// <summary>Starts without waiting for the witness.</summary>
    public async Task Open() => _role = await KeyholderRole.Start(Folder, Time, Witness.Handler());

    public async Task Stop()
    {
        if (_role is not null) await _role.DisposeAsync();
        _role = null;
    }

    /// <param name="policy">From now on; null: as it was.</param>
    public async Task Restart(SignInPolicy? policy = null)
    {
        await Stop();
        if (policy is not null) (RoleSettings.Load(Folder, "keyholder") with { SignIn = policy }).Save(Folder);
        await Go();
    }

    /// <summary>Keyholder and witness as they are on the disk now, stopped; <see cref="PutBack"/> takes a copy.</summary>
    public async Task<string> SetAside()
    {
        await Stop();
        var copy = Path.Combine(Path.GetTempPath(), $"holdfast-aside-{InstallationId.New()}");
        Copy(_root, copy);
        return copy;
    }

    /// <summary>Stopped, and everything on the disk as it was when it was set aside.</summary>
    public async Task PutBack(string copy)
    {
        await Stop();
        Directory.Delete(_root, recursive: true);
        Copy(copy, _root);
        Witness.Follow(_logVkey);
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var folder in Directory.GetDirectories(from, "*", SearchOption.AllDirectories)) Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        foreach (var path in Directory.GetFiles(from, "*", SearchOption.AllDirectories)) File.Copy(path, Path.Combine(to, Path.GetRelativePath(from, path)));
    }

    /// <summary>The next unused enrolment link of somebody of this role.</summary>
    public Init.Enrolment Link(string role) => _links[role].Dequeue();

    /// <summary>Somebody of this role, enrolled and signed in.</summary>
    public async Task<TestPerson> SignIn(string role)
    {
        var person = await TestPerson.Enrol(this, Link(role));
        await person.SignIn();
        return person;
    }

    /// <summary>An approver of a role of the desk, enrolled and signed in on the watch. Their link for the desk goes unused.</summary>
    public async Task<TestPerson> SignInOnWatch(string role)
    {
        var link = Link(role);
        var person = await TestPerson.Enrol(this, link with { Link = link.WatchLink! });
        await person.SignIn();
        return person;
    }

    /// <summary>One asks, another approves: what takes two people, done.</summary>
    public static async Task<ProposalId> Done<T>(TestPerson asker, TestPerson approver, string kind, T payload) where T : class
    {
        var asked = await asker.Propose(kind, payload);
        Assert.Null(asked.Refusal);
        var request = ProposalId.From(asked.Request);
        Assert.Null((await approver.Approve(request)).Refusal);
        return request;
    }

    /// <summary>A patient with a chart, admitted by this coordinator and given to this person.</summary>
    public async Task<ChartId> Admit(TestPerson coordinator, TestPerson assignee, string family = "Tremblay", string healthNumber = "")
    {
        var reply = await coordinator.Admit(Patient(family, healthNumber), assignee.Id);
        Assert.Null(reply.Refusal);
        return ChartId.From(reply.Chart);
    }

    public static DirectoryFields Patient(string family, string healthNumber = "") => new(
        family, "Marie", "1941-05-17", "female", healthNumber, healthNumber.Length == 0 ? "" : "AB",
        healthNumber.Length == 0 ? "" : "https://fhir.infoway-inforoute.ca/NamingSystem/ca-on-patient-hcn",
        "613-555-0100", "1 Main Street", "Ottawa", "K1A 0A1", "fr");

    /// <summary>A records node that has started.</summary>
    public async Task<TestNode> Node(CallerIdentity? caller = null)
    {
        var reply = await Operations.StartNode.Run(caller ?? Records, new StartNodeRequest { Version = "0.1.0" });
        Assert.Null(reply.Refusal);
        return new TestNode(this, caller ?? Records, reply.Instance);
    }

    /// <summary>Everything in the ledger, as JSON.</summary>
    public async Task<List<JsonElement>> Entries()
    {
        await Role.State.Ledger.WaitForCheckpoint(Role.State.Ledger.Size, TestContext.Current.CancellationToken);
        return [.. new LedgerReader(Path.Combine(Folder, "ledger")).ReadEntries(0, long.MaxValue).Select(item => JsonDocument.Parse(item.Entry).RootElement)];
    }

    public async Task<List<JsonElement>> Entries(string kind) => [.. (await Entries()).Where(entry => entry.GetProperty("kind").GetString() == kind)];

    /// <summary>Waits, in real time, until the clock's timers have brought it about.</summary>
    public static async Task Eventually(Func<bool> so)
    {
        for (var i = 0; i < 500 && !so(); i++) await Task.Delay(10);
        Assert.True(so(), "It did not come about within five seconds.");
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        Witness.Dispose();
        Directory.Delete(_root, recursive: true);
    }
}
