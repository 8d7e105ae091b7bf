using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Holdfast.Wire.Connections;

namespace Holdfast.Cli.Installation;

/// <summary>
/// The internal certificate authority: ECDSA P-256, serves mutual TLS between the roles and nothing else. Its key lies in
/// <c>authority/authority.key</c> (mode 0600) and is needed only to add or renew a node: move it off the host after that.
/// </summary>
internal sealed class Authority : IDisposable
{
    private const int AuthorityYears = 10;
    private const int NodeYears = 2;
    private readonly X509Certificate2 _certificate;
    private readonly DateTimeOffset _now;

    private Authority(X509Certificate2 certificate, DateTimeOffset now)
    {
        _certificate = certificate;
        _now = now;
    }

    public static Authority Create(string folder, string installation, TimeProvider time)
    {
        Directory.CreateDirectory(folder, PrivateFile.FolderMode);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=Holdfast internal authority,O={installation}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        var now = time.GetUtcNow();
        var certificate = request.CreateSelfSigned(now.AddMinutes(-5), now.AddYears(AuthorityYears));
        PrivateFile.Write(Path.Combine(folder, "authority.key"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Path.Combine(folder, RoleSettings.AuthorityFile), certificate.ExportCertificatePem());
        return new Authority(certificate, now);
    }

    /// <summary>Writes <c>tls.pem</c> (certificate and key) and <c>authority.pem</c> into a role's folder.</summary>
    public void Issue(CallerIdentity node, string folder)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={node.Node}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(node.HostName);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], true));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(_certificate, true, false));
        var serial = RandomNumberGenerator.GetBytes(16);
        serial[0] &= 0x7f;
        using var issued = request.Create(_certificate, _now.AddMinutes(-5), _now.AddYears(NodeYears), serial);
        PrivateFile.Write(Path.Combine(folder, RoleSettings.CertificateFile), issued.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n");
        File.WriteAllText(Path.Combine(folder, RoleSettings.AuthorityFile), _certificate.ExportCertificatePem());
    }

    public void Dispose() => _certificate.Dispose();
}
