using Grpc.Core.Interceptors;
using Holdfast.Records;
using Holdfast.Records.Charts;
using Holdfast.Records.Store;
using Holdfast.Wire.Connections;

namespace Holdfast.WeakHost;

/// <summary>Records as it is, but for the one part that is given.</summary>
internal static class WeakRecords
{
    /// <param name="between">Stands between records and the keyholder.</param>
    public static async Task<int> Run(string folder, Interceptor? between = null, FollowChain? follow = null, Action<WebApplication>? change = null)
    {
        var settings = RoleSettings.Load(folder, "records");
        using var tls = InternalTls.Load(folder);
        using var channel = tls.ConnectToKeyholder(settings);
        await using var store = RowStore.Open(folder);
        var keyholder = between is null ? channel.CreateCallInvoker() : channel.Intercept(between);
        await using var app = RecordsApp.Build(settings, folder, keyholder, store, TimeProvider.System, null, follow: follow);
        change?.Invoke(app);
        await app.StartAsync();
        await EndOfInput.Wait();
        await app.StopAsync();
        return 0;
    }

    /// <summary>Sees each reply of the keyholder before records does.</summary>
    internal sealed class Replies(Action<object> seen) : Interceptor
    {
        public override Grpc.Core.AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            var call = continuation(request, context);
            return new(See(call.ResponseAsync), call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
        }

        private async Task<TResponse> See<TResponse>(Task<TResponse> reply) where TResponse : class
        {
            var answer = await reply;
            seen(answer);
            return answer;
        }
    }
}
