using System.Net;
using System.Net.Http.Headers;

namespace Holdfast.Watch.Follow;

/// <summary>The keyholder did not answer, or not in a way that says anything. Not a finding about the ledger.</summary>
internal sealed class KeyholderSilentException(string message) : Exception(message);

/// <summary>The keyholder's ledger as it serves it: GET /ledger/PATH over mutual TLS.</summary>
internal sealed class KeyholderFiles(HttpClient http)
{
    /// <summary>A bundle of 256 entries of the greatest length, and room for nothing more.</summary>
    public const int MaximumFileBytes = 256 * (2 + ushort.MaxValue);

    /// <summary>The bytes, or null when the keyholder has no such file.</summary>
    /// <exception cref="KeyholderSilentException">It does not answer.</exception>
    public async Task<byte[]?> Fetch(string path, CancellationToken cancellation)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/ledger/{path}") { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionOrLower };
            request.Headers.CacheControl = new CacheControlHeaderValue { NoStore = true };
            using var response = await http.SendAsync(request, cancellation);
            if (response.StatusCode == HttpStatusCode.NotFound) return null;
            if (response.StatusCode != HttpStatusCode.OK) throw new KeyholderSilentException($"The keyholder answered {(int)response.StatusCode} for its ledger.");
            return await response.Content.ReadAsByteArrayAsync(cancellation);
        }
        catch (Exception e) when (e is HttpRequestException or IOException || (e is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            throw new KeyholderSilentException($"The keyholder does not answer: {e.Message}");
        }
    }
}
