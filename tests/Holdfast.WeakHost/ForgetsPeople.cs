using Grpc.Core;
using Grpc.Core.Interceptors;
using Holdfast.Wire;

namespace Holdfast.WeakHost;

/// <summary>Control of attack 18: a keyholder that says yes to somebody's leaving and to the end of a session, and forgets both.</summary>
internal sealed class ForgetsPeople : Interceptor
{
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) =>
        context.Method.Split('/')[^1] switch
        {
            nameof(StaffWork.StaffWorkClient.Part) => Task.FromResult((TResponse)(object)new PartReply()),
            nameof(OwnSignIn.OwnSignInClient.EndSession) => Task.FromResult((TResponse)(object)new OwnSignInReply()),
            _ => continuation(request, context),
        };
}
