using System.Collections.Concurrent;
using Grpc.Core;
using Grpc.Core.Interceptors;
using Holdfast.Records;
using Holdfast.Records.Charts;
using Holdfast.Records.Store;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.WeakHost;

/// <summary>Control of attack 2: a records in which a live token reads by id whatever is open on the node, as servers do that look the resource up first and forget whose it is.</summary>
internal static class AnyToken
{
    public static async Task<int> Run(string folder)
    {
        var settings = RoleSettings.Load(folder, "records");
        using var tls = InternalTls.Load(folder);
        using var channel = tls.ConnectToKeyholder(settings);
        await using var store = RowStore.Open(folder);
        var released = new Released();
        await using var app = RecordsApp.Build(settings, folder, channel.Intercept(released), store, TimeProvider.System, null);
        var door = app.Services.GetRequiredService<ChartDoor>();
        app.Use(async (http, next) =>
        {
            var authorization = http.Request.Headers.Authorization.ToString();
            if (http.Request.Method == "GET" && authorization.StartsWith("DPoP ", StringComparison.Ordinal) && door.Find(authorization[5..]) is not null
                && http.Request.Path.Value?.Split('/') is ["", "fhir", var type, var id]
                && released.Tokens.Select(door.Find).Select(live => live?.Chart.Find(type, id)).FirstOrDefault(found => found is not null) is { } resource)
            {
                await http.Response.Body.WriteAsync(resource.ToJson());
                return;
            }

            await next(http);
        });
        await app.StartAsync();
        await EndOfInput.Wait();
        await app.StopAsync();
        return 0;
    }

    /// <summary>Access tokens as the keyholder hands them out.</summary>
    private sealed class Released : Interceptor
    {
        public ConcurrentBag<string> Tokens { get; } = [];

        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            var call = continuation(request, context);
            return new AsyncUnaryCall<TResponse>(Keep(call.ResponseAsync), call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
        }

        private async Task<TResponse> Keep<TResponse>(Task<TResponse> reply)
        {
            var answer = await reply;
            if (answer is RedeemReply { AccessToken.Length: > 0 } release) Tokens.Add(release.AccessToken);
            return answer;
        }
    }
}
