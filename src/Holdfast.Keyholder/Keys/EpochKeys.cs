using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Keyholder.Keys;

/// <summary>Wraps the chart roots made in one month.</summary>
internal sealed class EpochKey(ReadOnlySpan<byte> bytes) : KeyHandle(bytes);

/// <summary>
/// The monthly keys that wrap chart roots: files <c>epochs/yyyymm.key</c>, each a <see cref="SealedBox"/> under the root
/// key with label "holdfast/epoch/v1" and context installation[16] ‖ yyyymm[4]. They never enter the store, its
/// write-ahead log or its backups: to destroy one is to destroy every chart that was not wrapped anew.
/// </summary>
internal sealed class EpochKeys : IDisposable
{
    public const string FolderName = "epochs";

    private static ReadOnlySpan<byte> Label => "holdfast/epoch/v1"u8;

    private readonly string _folder;
    private readonly RootKey _root;
    private readonly InstallationId _installation;
    private readonly Lock _making = new();
    private volatile Dictionary<int, EpochKey> _keys; // replaced as a whole, never changed

    private EpochKeys(string folder, RootKey root, InstallationId installation, Dictionary<int, EpochKey> keys) =>
        (_folder, _root, _installation, _keys) = (folder, root, installation, keys);

    /// <exception cref="SettingsException">A file is damaged, of another installation, or under another root key.</exception>
    public static EpochKeys Load(string keyholderFolder, RootKey root, InstallationId installation)
    {
        var folder = Path.Combine(keyholderFolder, FolderName);
        if (!Directory.Exists(folder)) throw new SettingsException($"{folder} is missing. Bring it back from its custody copy: no chart can be opened without it.");
        var keys = new Dictionary<int, EpochKey>();
        foreach (var path in Directory.GetFiles(folder, "*.key"))
        {
            if (!int.TryParse(Path.GetFileNameWithoutExtension(path), NumberStyles.None, CultureInfo.InvariantCulture, out var epoch) || !Generation.IsValid(epoch))
                throw new SettingsException($"{path} is no epoch key: its name must be yyyymm.key. Move it away.");
            var bytes = SealedBox.Open(root, Label, Context(installation, epoch), File.ReadAllBytes(path))
                ?? throw new SettingsException($"{path} does not open under root.key: it is damaged, or of another installation. Bring both back from one custody copy.");
            keys[epoch] = new EpochKey(bytes);
            CryptographicOperations.ZeroMemory(bytes);
        }

        return new EpochKeys(folder, root, installation, keys);
    }

    /// <summary>Null: no such epoch, because its key was destroyed or never here.</summary>
    public EpochKey? Find(int epoch) => _keys.GetValueOrDefault(epoch);

    /// <summary>The newest epoch: new chart roots are wrapped under it. <see cref="Ensure"/> was called at start.</summary>
    public (int Epoch, EpochKey Key) Newest()
    {
        var keys = _keys;
        var epoch = keys.Keys.Max();
        return (epoch, keys[epoch]);
    }

    /// <summary>Makes this month's key when there is none yet: on disk, with its folder, before anything is wrapped under it.</summary>
    public void Ensure(int epoch)
    {
        if (_keys.ContainsKey(epoch)) return;
        lock (_making)
        {
            if (_keys.ContainsKey(epoch)) return;
            Span<byte> bytes = stackalloc byte[KeyHandle.Length];
            RandomNumberGenerator.Fill(bytes);
            var path = Path.Combine(_folder, epoch.ToString(CultureInfo.InvariantCulture) + ".key");
            DurableFile.CreatePrivate(path, SealedBox.Seal(_root, Label, Context(_installation, epoch), bytes));
            _keys = new Dictionary<int, EpochKey>(_keys) { [epoch] = new EpochKey(bytes) };
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private static byte[] Context(InstallationId installation, int epoch)
    {
        var context = new byte[20];
        installation.WriteTo(context);
        BinaryPrimitives.WriteInt32BigEndian(context.AsSpan(16), epoch);
        return context;
    }

    public void Dispose()
    {
        foreach (var key in _keys.Values) key.Dispose();
    }
}
