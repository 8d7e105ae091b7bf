using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Keyholder.Keys;

/// <summary>
/// The key above all others: a file of 64 hexadecimal digits, readable by its owner alone. Whoever holds it and the
/// keyholder's folder holds everything; whoever lacks it holds nothing.
/// </summary>
internal sealed class RootKey : KeyHandle
{
    public const string FileName = "root.key";

    private RootKey(ReadOnlySpan<byte> bytes) : base(bytes)
    {
    }

    /// <summary>Makes a new root key. Refuses to overwrite one: with the old key everything sealed under it would be lost.</summary>
    public static RootKey Create(string folder)
    {
        Span<byte> bytes = stackalloc byte[Length];
        RandomNumberGenerator.Fill(bytes);
        try
        {
            DurableFile.CreatePrivate(Path.Combine(folder, FileName), Encoding.ASCII.GetBytes(Convert.ToHexStringLower(bytes) + "\n"));
            return new RootKey(bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <exception cref="SettingsException">Missing, damaged, or readable by others.</exception>
    public static RootKey Load(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path)) throw new SettingsException($"{path} is missing. Bring it back from its custody copy: nothing can be opened without it.");
        if ((File.GetUnixFileMode(path) & ~DurableFile.OwnerOnly) != 0)
            throw new SettingsException($"{path} can be read or changed by others. Run: chmod 600 {path}; then treat the key as known to whoever could read it.");
        var text = File.ReadAllBytes(path);
        Span<byte> bytes = stackalloc byte[Length];
        try
        {
            var digits = text.AsSpan().TrimEnd((byte)'\n');
            if (digits.Length != 2 * Length || Convert.FromHexString(digits, bytes, out _, out _) != OperationStatus.Done)
                throw new SettingsException($"{path} is damaged: it must hold {2 * Length} hexadecimal digits. Bring it back from its custody copy.");
            return new RootKey(bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(text);
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>The key of one of the keyholder's own uses: HKDF-Expand(root, label ‖ installation[16]).</summary>
    public UseKey For(KeyUse use, InstallationId installation)
    {
        var label = Label(use);
        Span<byte> info = stackalloc byte[label.Length + 16];
        label.CopyTo(info);
        installation.WriteTo(info[label.Length..]);
        Span<byte> derived = stackalloc byte[Length];
        Expand(info, derived);
        var key = new UseKey(derived);
        CryptographicOperations.ZeroMemory(derived);
        return key;
    }

    private static ReadOnlySpan<byte> Label(KeyUse use) => use switch
    {
        KeyUse.Staff => "holdfast/use/staff/v1"u8,
        KeyUse.StoreDigest => "holdfast/use/store-digest/v1"u8,
        KeyUse.Hashes => "holdfast/use/hashes/v1"u8,
        KeyUse.RefreshTokens => "holdfast/use/refresh-tokens/v1"u8,
        KeyUse.IdTokens => "holdfast/use/id-tokens/v1"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(use)),
    };
}
