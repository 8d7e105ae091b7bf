using Grpc.Core;
using Grpc.Core.Interceptors;
using Holdfast.Keyholder.Ledger;

namespace Holdfast.Keyholder.Serving;

/// <summary>The one place where exceptions become gRPC statuses. A bug says INTERNAL and nothing more: its message may hold what was asked for.</summary>
internal sealed partial class Failures(ILogger<Failures> log) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            return await continuation(request, context).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            throw Status(e, context.Method);
        }
    }

    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        try
        {
            await continuation(request, responseStream, context).ConfigureAwait(false);
        }
        catch (Exception e) when (!context.CancellationToken.IsCancellationRequested)
        {
            throw Status(e, context.Method);
        }
    }

    private RpcException Status(Exception e, string method)
    {
        if (e is UnavailableException) return new RpcException(new Status(StatusCode.Unavailable, e.Message));
        if (e is OperationCanceledException) return new RpcException(new Status(StatusCode.Cancelled, ""));
        Unexpected(method, e.GetType().Name, e.StackTrace ?? "");
        return new RpcException(new Status(StatusCode.Internal, ""));
    }

    /// <summary>Type and place, without the message.</summary>
    [LoggerMessage(LogLevel.Error, "{Method} failed: {Type} {Where}")]
    private partial void Unexpected(string method, string type, string where);
}
