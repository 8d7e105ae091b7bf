using Grpc.Net.Client;
using Holdfast.Keyholder.Running;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Bench;

/// <summary>The keyholder's calls that an opening is made of, by either way: in the same process, or over mutual TLS from another.</summary>
internal sealed record KeyholderCalls(
    Func<BeginEnrolmentRequest, Task<BeginEnrolmentReply>> BeginEnrolment, Func<FinishEnrolmentRequest, Task<FinishEnrolmentReply>> FinishEnrolment,
    Func<BeginSignInRequest, Task<BeginSignInReply>> BeginSignIn, Func<FinishSignInRequest, Task<FinishSignInReply>> FinishSignIn,
    Func<SignedStatement, Task<AdmitReply>> Admit, Func<SignedStatement, Task<LaunchReply>> Launch, Func<SignedStatement, Task<OpenReply>> Open,
    Func<StartNodeRequest, Task<StartNodeReply>> StartNode, Func<RedeemRequest, Task<RedeemReply>> Redeem)
{
    public static KeyholderCalls Direct(Operations operations)
    {
        var (desk, records) = (new CallerIdentity("desk", "desk-1"), new CallerIdentity("records", "records-1"));
        return new KeyholderCalls(
            r => operations.BeginEnrolment.Run(desk, r), r => operations.FinishEnrolment.Run(desk, r),
            _ => operations.BeginSignIn.Run(desk), r => operations.FinishSignIn.Run(desk, r),
            r => operations.Admit.Run(desk, r), r => operations.Launch.Run(desk, r), r => operations.Open.Run(desk, r),
            r => operations.StartNode.Run(records, r), r => operations.Redeem.Run(records, r));
    }

    public static KeyholderCalls Remote(GrpcChannel desk, GrpcChannel records)
    {
        var (signIn, work, keys) = (new SignIn.SignInClient(desk), new DeskWork.DeskWorkClient(desk), new ChartKeys.ChartKeysClient(records));
        return new KeyholderCalls(
            async r => await signIn.BeginEnrolmentAsync(r), async r => await signIn.FinishEnrolmentAsync(r),
            async r => await signIn.BeginSignInAsync(r), async r => await signIn.FinishSignInAsync(r),
            async r => await work.AdmitAsync(r), async r => await work.LaunchAsync(r), async r => await work.OpenAsync(r),
            async r => await keys.StartNodeAsync(r), async r => await keys.RedeemAsync(r));
    }
}
