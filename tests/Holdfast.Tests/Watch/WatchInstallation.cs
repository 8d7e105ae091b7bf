using System.Security.Cryptography;
using System.Text;
using Holdfast.Cli.Installation;
using Holdfast.Ledger;
using Holdfast.Tests.Ledger;
using Holdfast.Watch;
using Holdfast.Watch.Follow;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Watch;

/// <summary>A watch in a folder of its own, a real ledger, and a keyholder that serves it; on free ports, gone with the test.</summary>
internal sealed class WatchInstallation : IAsyncDisposable
{
    public const string Installation = "0123456789abcdef0123456789abcdef";
    public const string Origin = "http://watch.localhost:4443";

    private readonly TemporaryFolder _folder;
    private long _counter;

    private WatchInstallation(TemporaryFolder folder) => _folder = folder;

    public required NoteSigner LogKey { get; init; }

    public LedgerWriter Ledger { get; set; } = null!;

    public required FakeKeyholder Keyholder { get; init; }

    public WatchRole Role { get; set; } = null!;

    public string Folder => _folder["watch"];

    public string LedgerFolder => _folder["ledger"];

    public string this[string name] => _folder[name];

    public static async Task<WatchInstallation> Make()
    {
        var folder = new TemporaryFolder();
        using (var authority = Authority.Create(folder["authority"], Installation, TimeProvider.System))
        {
            foreach (var (role, node) in new[] { ("keyholder", "keyholder-1"), ("watch", "watch-1"), ("records", "records-1") })
            {
                Directory.CreateDirectory(folder[role]);
                authority.Issue(new CallerIdentity(role, node), folder[role]);
            }
        }

        var logKey = NoteSigner.Create($"holdfast.internal/ledger/{Installation}");
        LedgerWriter.Create(folder["ledger"], logKey);
        var keyholder = await FakeKeyholder.Start(folder["keyholder"], folder["ledger"]);
        new RoleSettings(Installation, "watch", "watch-1", "http://desk.localhost:4441", "http://records.localhost:4442", Origin,
            keyholder.Address, "https://127.0.0.1:1", "127.0.0.1:0", "127.0.0.1:0", "", "en", "Maple Home Care").Save(folder["watch"]);
        new WatchFolder(folder["watch"]).Create();
        File.WriteAllText(Path.Combine(folder["watch"], "log.vkey"), logKey.VerifierKey + "\n");
        return new WatchInstallation(folder)
        {
            LogKey = logKey, Keyholder = keyholder, Ledger = LedgerWriter.Open(folder["ledger"], logKey, TimeProvider.System),
        };
    }

    /// <summary>Appends entries and waits until a signed checkpoint covers them.</summary>
    public async Task Append(params string[] middles)
    {
        var last = 0L;
        foreach (var middle in middles) last = await Ledger.Append(Entries.Bytes(middle), default);
        await Ledger.WaitForCheckpoint(last + 1, CancellationToken.None);
    }

    public Task AppendMany(int count) => Append([.. Enumerable.Range(0, count).Select(i => $"\"kind\":\"link\",\"person\":\"{i:x32}\"")]);

    /// <summary>Opens the role and starts its two servers; its follower is turned by hand (<see cref="WatchRole.Follower"/>).</summary>
    public async Task Start(TimeProvider? time = null)
    {
        Role = WatchRole.Open(Folder, time ?? TimeProvider.System);
        Role.Follower.Load();
        await Role.Internal.StartAsync();
        await Role.Public.StartAsync();
    }

    public async Task<FollowStatus> Follow()
    {
        await Role.Follower.Once(CancellationToken.None);
        return Role.Follower.Status;
    }

    /// <summary>A browser of the public origin.</summary>
    public HttpClient Browser()
    {
        var client = new HttpClient { BaseAddress = new Uri(Role.Public.Urls.First()) };
        client.DefaultRequestHeaders.Host = new Uri(Origin).Authority;
        return client;
    }

    /// <summary>A role on the internal listener.</summary>
    public HttpClient Internal(string role) => new(InternalTls.Load(_folder[role]).ClientHandler(InternalTls.Watch)) { BaseAddress = new Uri(Role.Internal.Urls.First()) };

    public string Sign<T>(T statement, ECDsa? key = null, string session = Entries.OtherSession) where T : SessionStatement =>
        SignedStatements.Sign(statement with { Installation = Installation, Session = session, Counter = ++_counter }, key ?? Keyholder.Office.SessionKey);

    public string Look(string page = "now") => Sign(new LookStatement { Statement = "look", Page = page });

    public string Key => PublicKeyP256.Of(Keyholder.Office.SessionKey).ToJwk();

    /// <summary>The ledger as it is now, to be put back later.</summary>
    public string CopyLedger(string name)
    {
        var copy = _folder[name];
        foreach (var file in Directory.EnumerateFiles(LedgerFolder, "*", SearchOption.AllDirectories))
        {
            if (Path.GetFileName(file) == "lock") continue;
            var target = Path.Combine(copy, Path.GetRelativePath(LedgerFolder, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return copy;
    }

    /// <summary>Another ledger under the same key: what a rewritten one looks like.</summary>
    public async Task<string> Rewrite(string name, params byte[][] entries)
    {
        var folder = _folder[name];
        LedgerWriter.Create(folder, LogKey);
        await using var writer = LedgerWriter.Open(folder, LogKey, TimeProvider.System);
        foreach (var entry in entries) await writer.Append(entry, default);
        await writer.WaitForCheckpoint(entries.Length, CancellationToken.None);
        return folder;
    }

    public static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    public async ValueTask DisposeAsync()
    {
        if (Role is not null) await Role.DisposeAsync();
        await Ledger.DisposeAsync();
        await Keyholder.DisposeAsync();
        LogKey.Dispose();
        _folder.Dispose();
    }
}
