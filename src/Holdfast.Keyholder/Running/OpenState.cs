using Holdfast.Keyholder.Keys;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.People;
using Holdfast.Keyholder.Sessions;
using Holdfast.Ledger;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Keyholder.Running;

/// <summary>
/// The keyholder's folder, opened: keys, ledger, and the state in memory, each compared with the others. Refuses on
/// doubt. Used by run, by init for its first entries, and by verify.
/// </summary>
internal sealed class OpenState : IAsyncDisposable
{
    private readonly RootKey _root;
    private readonly EpochKeys _epochs;
    private readonly NoteSigner _signer;
    private readonly List<IDisposable> _keys = [];
    private readonly StoreFile _store;
    private readonly StoreFollower _follower;

    /// <exception cref="SettingsException">Files are missing, damaged or open to others.</exception>
    /// <exception cref="LedgerException">The ledger is in doubt.</exception>
    /// <exception cref="StoreDoubtException">The store is in doubt.</exception>
    public OpenState(KeyholderFolder folder, RoleSettings settings, TimeProvider time)
    {
        Settings = settings;
        Installation = KeyholderFolder.Installation(settings);
        _root = RootKey.Load(folder.Root);
        _epochs = EpochKeys.Load(folder.Root, _root, Installation);
        Vault = new ChartVault(Installation, _epochs);
        Staff = Key(KeyUse.Staff);
        Hashes = Key(KeyUse.Hashes);
        RefreshTokens = Key(KeyUse.RefreshTokens);
        IdTokens = Key(KeyUse.IdTokens);
        Names = new StaffNames(Staff);
        SessionKeys = new SessionKeys();
        Tables = new Tables(SessionKeys, Vault, TimeSpan.FromDays(settings.DormantAfterDays));
        _signer = NoteSigner.Load(folder.LedgerKey);
        Ledger = LedgerWriter.Open(folder.Ledger, _signer, time);
        try
        {
            _store = StoreFile.Open(folder.Root);
            var digest = new StoreDigest(Key(KeyUse.StoreDigest));
            var last = StoreOpening.Load(_store, Ledger, folder.Ledger, Tables, digest);
            if (Tables.Provider.Count > 0 && !Tables.Provider.Contains(Installation.ToString()))
                throw new StoreDoubtException("store.db is of another installation than role.json. Bring back the keyholder's whole folder from one copy.");
            Readiness = new Readiness();
            Journal = new Journal(Ledger, Tables, digest, Readiness, time, last);
            _follower = new StoreFollower(_store, Ledger);
        }
        catch
        {
            _store?.Dispose();
            Ledger.DisposeAsync().AsTask().GetAwaiter().GetResult(); // its threads and its lock
            throw;
        }
    }

    public RoleSettings Settings { get; }
    public InstallationId Installation { get; }
    public EpochKeys Epochs => _epochs;
    public ChartVault Vault { get; }
    public UseKey Staff { get; }
    public UseKey Hashes { get; }
    public UseKey RefreshTokens { get; }
    public UseKey IdTokens { get; }
    public StaffNames Names { get; }
    public SessionKeys SessionKeys { get; }
    public Tables Tables { get; }
    public LedgerWriter Ledger { get; }
    public string LedgerVkey => _signer.VerifierKey;
    public Readiness Readiness { get; }
    public Journal Journal { get; }

    /// <summary>Completes, with the mend, when the process must stop with 3.</summary>
    public async Task<string> Broken()
    {
        var first = await Task.WhenAny(Journal.Failed, _follower.Failed, Message(Ledger.Broken)).ConfigureAwait(false);
        return await first.ConfigureAwait(false);
    }

    private static async Task<string> Message(Task<LedgerException> broken) => (await broken.ConfigureAwait(false)).Message;

    private UseKey Key(KeyUse use)
    {
        var key = _root.For(use, Installation);
        _keys.Add(key);
        return key;
    }

    public async ValueTask DisposeAsync()
    {
        await _follower.DisposeAsync().ConfigureAwait(false);
        await Ledger.DisposeAsync().ConfigureAwait(false);
        _store.Dispose();
        _signer.Dispose();
        foreach (var key in _keys) key.Dispose();
        _epochs.Dispose();
        _root.Dispose();
    }
}
