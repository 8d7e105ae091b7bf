using Holdfast.Ledger;
using Holdfast.Wire.Connections;

namespace Holdfast.Watch;

/// <summary>
/// What lies in the watch's folder, and the one place that makes it.
/// <code>
/// role.json tls.pem authority.pem     made by holdfast init
/// log.vkey                            the ledger's public key, brought by holdfast init
/// witness.key  (0600)                 this witness's private key
/// witness/                            the newest cosigned checkpoint
/// ledger/                             the own copy, laid out as tlog-tiles
/// findings.jsonl                      what was found wrong with the ledger itself
/// </code>
/// </summary>
internal sealed class WatchFolder(string root)
{
    public const string Role = "watch";

    public string Root => root;

    public string WitnessKey => Path.Combine(root, "witness.key");

    public string Witness => Path.Combine(root, "witness");

    public string Ledger => Path.Combine(root, Follow.LedgerFollower.LedgerFolderName);

    private string LogKey => Path.Combine(root, "log.vkey");

    public RoleSettings Settings() => RoleSettings.Load(root, Role);

    /// <summary>Makes the witness's key and its empty memory. Returns the public key.</summary>
    /// <exception cref="SettingsException">Something of it is there already.</exception>
    public string Create()
    {
        var settings = Settings();
        foreach (var path in new[] { WitnessKey, Witness, Ledger })
            if (Path.Exists(path)) throw new SettingsException($"{path} exists already and is not overwritten. Choose a new folder, or start the watch that is there.");
        using var key = NoteSigner.CreateCosigner($"holdfast.internal/watch/{settings.Installation}");
        WitnessState.Create(Witness);
        LedgerCopy.Create(Ledger);
        key.Save(WitnessKey);
        return key.VerifierKey;
    }

    /// <exception cref="SettingsException">The file is missing or holds no key.</exception>
    public NoteVerifier ReadLogKey()
    {
        if (!File.Exists(LogKey)) throw new SettingsException($"{LogKey} is missing: without the ledger's public key nothing can be verified. `holdfast init` writes it.");
        return NoteVerifier.TryParse(File.ReadAllText(LogKey), out var key) ? key : throw new SettingsException($"{LogKey} holds no verifier key. Restore it from the keyholder's `init`.");
    }

    public NoteSigner ReadWitnessKey() => NoteSigner.Load(WitnessKey);
}
