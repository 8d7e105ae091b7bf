using System.Net;
using System.Net.Http.Headers;
using Holdfast.Drill.Clients;

namespace Holdfast.Drill.Attacks;

/// <summary>One request as it went over the wire, to be sent again byte by byte.</summary>
internal sealed record TappedRequest(HttpMethod Method, Uri Address, IReadOnlyList<(string Name, string Value)> Headers, byte[]? Body, MediaTypeHeaderValue? ContentType)
{
    public HttpRequestMessage Again(string? origin = null)
    {
        var request = new HttpRequestMessage(Method, origin is null ? Address : new Uri(origin + Address.PathAndQuery));
        foreach (var (name, value) in Headers) request.Headers.TryAddWithoutValidation(name, name == "Origin" && origin is not null ? origin : value);
        if (Body is null) return request;
        request.Content = new ByteArrayContent(Body);
        request.Content.Headers.ContentType = ContentType;
        return request;
    }

    public override string ToString() => $"{Method} {Address.AbsolutePath}";
}

/// <summary>A copy of everything that one person's browser and application send, and of whether anything that came back sets a cookie.</summary>
internal sealed class Tap : DelegatingHandler
{
    /// <summary>Where the copies are sent from: another address than everybody else's.</summary>
    public static readonly IPAddress Elsewhere = IPAddress.Parse("127.0.0.66");

    public List<TappedRequest> Requests { get; } = [];

    public int Cookies { get; private set; }

    public HttpClient Web() => LocalWeb.Client(around: this);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is { } content ? await content.ReadAsByteArrayAsync(cancellationToken) : null;
        Requests.Add(new TappedRequest(request.Method, request.RequestUri!, [.. request.Headers.Select(h => (h.Key, string.Join(", ", h.Value)))], body, request.Content?.Headers.ContentType));
        var response = await base.SendAsync(request, cancellationToken);
        if (response.Headers.Contains("Set-Cookie")) Cookies++;
        return response;
    }
}
