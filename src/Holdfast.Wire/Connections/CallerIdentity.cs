using System.Security.Cryptography.X509Certificates;

namespace Holdfast.Wire.Connections;

/// <summary>
/// Who is at the other end of a mutual-TLS connection: role and node, from the one DNS name of the certificate,
/// <c>NODE.ROLE.holdfast.internal</c>. The internal authority signs no other names.
/// </summary>
public sealed record CallerIdentity(string Role, string Node)
{
    private const string Suffix = ".holdfast.internal";

    public string HostName => $"{Node}.{Role}{Suffix}";

    public static CallerIdentity? Of(X509Certificate2 certificate)
    {
        var names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().SelectMany(e => e.EnumerateDnsNames()).ToList();
        if (names.Count != 1 || !names[0].EndsWith(Suffix, StringComparison.Ordinal)) return null;
        var parts = names[0][..^Suffix.Length].Split('.');
        return parts.Length == 2 && parts.All(p => p.Length is > 0 and <= 32) ? new CallerIdentity(parts[1], parts[0]) : null;
    }
}
