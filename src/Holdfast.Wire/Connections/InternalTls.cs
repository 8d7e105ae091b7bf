using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Grpc.Net.Client;

namespace Holdfast.Wire.Connections;

/// <summary>
/// Mutual TLS between the roles: TLS 1.3 only, the installation's own authority and no other, and the name of the peer.
/// Reads <c>tls.pem</c> (certificate and key, mode 0600) and <c>authority.pem</c> from the role's folder.
/// </summary>
public sealed class InternalTls : IDisposable
{
    private readonly X509Certificate2 _authority;

    private InternalTls(X509Certificate2 own, X509Certificate2 authority, CallerIdentity identity)
    {
        Own = own;
        _authority = authority;
        Identity = identity;
    }

    public X509Certificate2 Own { get; }

    public CallerIdentity Identity { get; }

    /// <exception cref="SettingsException">A file is missing, or is not what it should be.</exception>
    public static InternalTls Load(string folder)
    {
        var own = Path.Combine(folder, RoleSettings.CertificateFile);
        var authority = Path.Combine(folder, RoleSettings.AuthorityFile);
        foreach (var path in new[] { own, authority })
            if (!File.Exists(path)) throw new SettingsException($"{path} is missing. `holdfast init` makes it.");
        var certificate = X509Certificate2.CreateFromPemFile(own, own);
        var identity = CallerIdentity.Of(certificate) ?? throw new SettingsException($"{own} names no role of this installation.");
        return new InternalTls(certificate, X509CertificateLoader.LoadCertificateFromFile(authority), identity);
    }

    /// <summary>The peer when its certificate is of this installation's authority, current, and names a role; else null.</summary>
    public CallerIdentity? Verify(X509Certificate2? certificate)
    {
        if (certificate is null) return null;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(_authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        return chain.Build(certificate) ? CallerIdentity.Of(certificate) : null;
    }

    /// <summary>For Kestrel: <c>listen.UseHttps(tls.ServerOptions())</c>. A peer without a certificate of ours does not finish the handshake.</summary>
    public SslServerAuthenticationOptions ServerOptions() => new()
    {
        ServerCertificateContext = SslStreamCertificateContext.Create(Own, [_authority], offline: true),
        ClientCertificateRequired = true,
        EnabledSslProtocols = SslProtocols.Tls13,
        CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
        RemoteCertificateValidationCallback = (_, certificate, _, _) => Verify(certificate as X509Certificate2) is not null,
    };

    /// <summary>Connects to the one peer that it was made for, over HTTP/2 or 1.1, and to nothing else.</summary>
    public SocketsHttpHandler ClientHandler(CallerIdentity peer) => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        EnableMultipleHttp2Connections = true,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        KeepAlivePingDelay = TimeSpan.FromSeconds(20),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
        SslOptions = new SslClientAuthenticationOptions
        {
            TargetHost = peer.HostName,
            ClientCertificateContext = SslStreamCertificateContext.Create(Own, [_authority], offline: true),
            EnabledSslProtocols = SslProtocols.Tls13,
            RemoteCertificateValidationCallback = (_, certificate, _, _) => Verify(certificate as X509Certificate2) == peer,
        },
    };

    public static CallerIdentity Keyholder { get; } = new("keyholder", "keyholder-1");

    public static CallerIdentity Watch { get; } = new("watch", "watch-1");

    /// <summary>A gRPC channel to the keyholder: <c>new ChartKeys.ChartKeysClient(channel)</c>.</summary>
    public GrpcChannel ConnectToKeyholder(RoleSettings settings) => GrpcChannel.ForAddress(settings.KeyholderAddress, new GrpcChannelOptions
    {
        HttpHandler = ClientHandler(Keyholder),
        DisposeHttpClient = true,
        MaxReceiveMessageSize = 4 * 1024 * 1024,
        MaxSendMessageSize = 4 * 1024 * 1024,
    });

    public void Dispose()
    {
        Own.Dispose();
        _authority.Dispose();
    }
}
