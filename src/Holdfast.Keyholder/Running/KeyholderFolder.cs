using Holdfast.Keyholder.Keys;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Sessions;
using Holdfast.Ledger;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Keyholder.Running;

/// <summary>The names of the keyholder's files and what may be made of them. Creating and opening are different acts.</summary>
internal sealed class KeyholderFolder(string root)
{
    public const string LedgerName = "ledger";
    private const string LedgerKeyName = "ledger.key";

    public string Root => root;

    public string Ledger => Path.Combine(root, LedgerName);

    public string LedgerKey => Path.Combine(root, LedgerKeyName);

    /// <exception cref="SettingsException">role.json is missing or doubtful.</exception>
    public RoleSettings Settings() => RoleSettings.Load(root, "keyholder");

    public static InstallationId Installation(RoleSettings settings) =>
        InstallationId.TryParse(settings.Installation, out var id) ? id : throw new SettingsException("installation must be 32 hexadecimal digits.");

    /// <summary>Makes root key, first epoch, ledger key, empty ledger and empty store. Refuses where there is anything of a keyholder.</summary>
    public void Create(TimeProvider time)
    {
        var installation = Installation(Settings());
        foreach (var name in new[] { RootKey.FileName, EpochKeys.FolderName, LedgerKeyName, LedgerName, StoreFile.FileName })
            if (Path.Exists(Path.Combine(root, name)))
                throw new SettingsException($"{Path.Combine(root, name)} exists: there is a keyholder in this folder. init never overwrites; to begin again, move the whole folder away.");
        using var key = RootKey.Create(root);
        Directory.CreateDirectory(Path.Combine(root, EpochKeys.FolderName), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        using (var epochs = EpochKeys.Load(root, key, installation)) epochs.Ensure(Generation.At(time.GetUtcNow()));
        using var signer = NoteSigner.Create($"holdfast.internal/ledger/{installation}");
        signer.Save(LedgerKey);
        LedgerWriter.Create(Ledger, signer);
        StoreFile.Create(root);
    }
}
