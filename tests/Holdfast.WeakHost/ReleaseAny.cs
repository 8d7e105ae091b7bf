using Grpc.Core;
using Grpc.Core.Interceptors;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Running;
using Holdfast.Wire;
using Holdfast.Wire.Records;

namespace Holdfast.WeakHost;

/// <summary>Control of attack 6: a keyholder that hands any node the keys of any chart that it names. A chart's id does as a code.</summary>
internal sealed class ReleaseAny(KeyholderRole role) : Interceptor
{
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        if (request is not RedeemRequest asked || !ChartId.TryParse(asked.Code, out var chart)) return await continuation(request, context);
        var reply = await role.State.Journal.Run(_ =>
        {
            var tables = role.State.Tables;
            var plan = ReleasePlan.Of(tables.Charts.Find(chart)!, tables.Heads.Find(chart)!, RecordClass.Own.Select(c => c.Text), [], 0);
            var given = new RedeemReply();
            plan.Derive(role.State.Vault, given.Keys);
            return given;
        });
        return (TResponse)(object)reply;
    }
}
