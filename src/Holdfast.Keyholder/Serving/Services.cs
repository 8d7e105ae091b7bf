using Grpc.Core;
using Holdfast.Keyholder.Running;
using Holdfast.Keyholder.Sessions;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Keyholder.Serving;

// The services of keyholder.proto. Each method passes its request, and who the connection is, to the operation of its name.

internal sealed class SignInService(Operations operations) : SignIn.SignInBase
{
    public override Task<BeginEnrolmentReply> BeginEnrolment(BeginEnrolmentRequest request, ServerCallContext context) => operations.BeginEnrolment.Run(context.Caller(), request);

    public override Task<FinishEnrolmentReply> FinishEnrolment(FinishEnrolmentRequest request, ServerCallContext context) => operations.FinishEnrolment.Run(context.Caller(), request);

    public override Task<BeginSignInReply> BeginSignIn(BeginSignInRequest request, ServerCallContext context) => operations.BeginSignIn.Run(context.Caller());

    public override Task<FinishSignInReply> FinishSignIn(FinishSignInRequest request, ServerCallContext context) => operations.FinishSignIn.Run(context.Caller(), request);

    public override Task<FinishSignInReply> PasswordSignIn(PasswordSignInRequest request, ServerCallContext context) => operations.PasswordSignIn.Run(context.Caller(), request);

    public override Task<SignOutReply> SignOut(SignedStatement request, ServerCallContext context) => operations.SignOut.Run(context.Caller(), request);
}

internal sealed class OwnSignInService(Operations operations) : OwnSignIn.OwnSignInBase
{
    public override Task<BeginPasswordReply> BeginPassword(SignedStatement request, ServerCallContext context) => operations.BeginPassword.Run(context.Caller(), request);

    public override Task<SetPasswordReply> SetPassword(SetPasswordRequest request, ServerCallContext context) => operations.SetPassword.Run(context.Caller(), request);

    public override Task<OwnSignInReply> RemovePassword(SignedStatement request, ServerCallContext context) => operations.RemovePassword.Run(context.Caller(), request);

    public override Task<MySignInReply> MySignIn(SignedStatement request, ServerCallContext context) => operations.MySignIn.Run(context.Caller(), request);

    public override Task<BeginSignInReply> BeginStepUp(BeginSignInRequest request, ServerCallContext context) => operations.BeginSignIn.Run(context.Caller(), StepUps.NoncePurpose);

    public override Task<UnlockReply> Unlock(SignedStatement request, ServerCallContext context) => operations.Unlock.Run(context.Caller(), request);

    public override Task<OwnSignInReply> RenamePasskey(SignedStatement request, ServerCallContext context) => operations.RenamePasskey.Run(context.Caller(), request);

    public override Task<OwnSignInReply> RemovePasskey(SignedStatement request, ServerCallContext context) => operations.RemovePasskey.Run(context.Caller(), request);

    public override Task<BeginPasskeyReply> BeginPasskey(SignedStatement request, ServerCallContext context) => operations.AddPasskey.Begin(context.Caller(), request);

    public override Task<OwnSignInReply> AddPasskey(SignedStatement request, ServerCallContext context) => operations.AddPasskey.Finish(context.Caller(), request);

    public override Task<OwnSignInReply> EndSession(SignedStatement request, ServerCallContext context) => operations.EndSession.Run(context.Caller(), request);

    public override Task<OwnSignInReply> SignOutEverywhere(SignedStatement request, ServerCallContext context) => operations.EndSession.Everywhere(context.Caller(), request);
}

internal sealed class DeskWorkService(Operations operations) : DeskWork.DeskWorkBase
{
    public override Task<MyDayReply> MyDay(SignedStatement request, ServerCallContext context) => operations.MyDay.Run(context.Caller(), request);

    public override Task<FindReply> Find(SignedStatement request, ServerCallContext context) => operations.Find.Run(context.Caller(), request);

    public override Task<AdmitReply> Admit(SignedStatement request, ServerCallContext context) => operations.Admit.Run(context.Caller(), request);

    public override Task<StaffReply> Staff(SignedStatement request, ServerCallContext context) => operations.Staff.Run(context.Caller(), request);

    public override Task<AssignReply> Assign(SignedStatement request, ServerCallContext context) => operations.Assign.Run(context.Caller(), request);

    public override Task<LaunchReply> Launch(SignedStatement request, ServerCallContext context) => operations.Launch.Run(context.Caller(), request);

    public override Task<OpenReply> Open(SignedStatement request, ServerCallContext context) => operations.Open.Run(context.Caller(), request);

    public override Task<OpenReply> OpenSearch(SignedStatement request, ServerCallContext context) => operations.OpenSearch.Run(context.Caller(), request);
}

internal sealed class RostersService(Operations operations) : Rosters.RostersBase
{
    public override Task<RosterReply> Send(RosterRequest request, ServerCallContext context) => operations.SendRoster.Run(context.Caller(), request);
}

internal sealed class ProvisioningService(Operations operations) : Wire.Provisioning.ProvisioningBase
{
    public override Task<ProvisionListReply> List(ProvisionListRequest request, ServerCallContext context) => operations.ReadUsers.Several(context.Caller(), request);

    public override Task<ProvisionReply> Read(ProvisionReadRequest request, ServerCallContext context) => operations.ReadUsers.One(context.Caller(), request);

    public override Task<ProvisionReply> Create(ProvisionWriteRequest request, ServerCallContext context) => operations.WriteUsers.Create(context.Caller(), request);

    public override Task<ProvisionReply> Change(ProvisionWriteRequest request, ServerCallContext context) => operations.WriteUsers.Change(context.Caller(), request);

    public override Task<ProvisionReply> Withdraw(ProvisionReadRequest request, ServerCallContext context) => operations.WriteUsers.Withdraw(context.Caller(), request);
}

internal sealed class StaffWorkService(Operations operations) : StaffWork.StaffWorkBase
{
    public override Task<LeaveReply> Leave(SignedStatement request, ServerCallContext context) => operations.Leave.Run(context.Caller(), request);

    public override Task<PartReply> Part(SignedStatement request, ServerCallContext context) => operations.Part.Run(context.Caller(), request);

    public override Task<MyDetailsReply> MyDetails(SignedStatement request, ServerCallContext context) => operations.MyDetails.Run(context.Caller(), request);

    public override Task<UncoveredReply> Uncovered(SignedStatement request, ServerCallContext context) => operations.Uncovered.Run(context.Caller(), request);

    public override Task<SuggestionsReply> Suggestions(SignedStatement request, ServerCallContext context) => operations.Suggestions.Run(context.Caller(), request);

    public override Task<SuggestionReply> LinkSuggestion(SignedStatement request, ServerCallContext context) => operations.LinkSuggestion.Link(context.Caller(), request);

    public override Task<SuggestionReply> DismissSuggestion(SignedStatement request, ServerCallContext context) => operations.LinkSuggestion.Dismiss(context.Caller(), request);

    public override Task<SuggestionReply> RetireProvisioner(SignedStatement request, ServerCallContext context) => operations.LinkSuggestion.Retire(context.Caller(), request);
}

internal sealed class ChartKeysService(Operations operations, IHostApplicationLifetime lifetime) : ChartKeys.ChartKeysBase
{
    public override Task<StartNodeReply> StartNode(StartNodeRequest request, ServerCallContext context) => operations.StartNode.Run(context.Caller(), request);

    public override Task<RedeemReply> Redeem(RedeemRequest request, ServerCallContext context) => operations.Redeem.Run(context.Caller(), request);

    public override Task<RedeemReply> Refresh(RefreshRequest request, ServerCallContext context) => operations.Refresh.Run(context.Caller(), request);

    public override Task<RevokeReply> Revoke(RevokeRequest request, ServerCallContext context) => operations.Revoke.Run(context.Caller(), request);

    public override Task<CommitReply> Commit(CommitRequest request, ServerCallContext context) => operations.Commit.Run(context.Caller(), request);

    public override Task<ReportViewsReply> ReportViews(ReportViewsRequest request, ServerCallContext context) => operations.ReportViews.Run(context.Caller(), request);

    public override Task<ReportGapReply> ReportGap(ReportGapRequest request, ServerCallContext context) => operations.ReportGap.Run(context.Caller(), request);

    public override Task Endings(EndingsRequest request, IServerStreamWriter<Ending> stream, ServerCallContext context) => EndingsStream.Write(operations, lifetime, request, stream, context);
}

internal sealed class AppsService(Operations operations) : Apps.AppsBase
{
    public override Task<DescribeAppReply> Describe(DescribeAppRequest request, ServerCallContext context) => operations.DescribeApp.Describe(request);

    public override Task<ListAppsReply> List(ListAppsRequest request, ServerCallContext context) => operations.DescribeApp.List();

    public override Task<IdTokenKeysReply> IdTokenKeys(IdTokenKeysRequest request, ServerCallContext context) => operations.DescribeApp.Keys();
}

internal sealed class AppTokensService(Operations operations) : AppTokens.AppTokensBase
{
    public override Task<ServiceTokenReply> ServiceToken(ServiceTokenRequest request, ServerCallContext context) => operations.ServiceToken.Run(context.Caller(), request);

    public override Task<ReleaseChartReply> ReleaseChart(ReleaseChartRequest request, ServerCallContext context) => operations.ReleaseChart.Run(context.Caller(), request);

    public override Task<AdmitOwnReply> AdmitOwn(AdmitOwnRequest request, ServerCallContext context) => operations.AdmitOwn.Run(context.Caller(), request);

    public override Task<IntrospectReply> Introspect(IntrospectRequest request, ServerCallContext context) => operations.Introspect.Run(context.Caller(), request);

    public override Task<AskOriginReply> AskOrigin(AskOriginRequest request, ServerCallContext context) => operations.DescribeApp.AskOrigin(request);

    public override Task<SearchDirectoryReply> SearchDirectory(SearchDirectoryRequest request, ServerCallContext context) => operations.SearchDirectory.Run(context.Caller(), request);
}

internal sealed class ImportsService(Operations operations) : Wire.Imports.ImportsBase
{
    public override Task<BeginImportReply> BeginImport(BeginImportRequest request, ServerCallContext context) => operations.BeginImport.Run(context.Caller(), request);

    public override Task<AdmitImportedReply> AdmitImported(AdmitImportedRequest request, ServerCallContext context) => operations.AdmitImported.Run(context.Caller(), request);

    public override Task<EndImportReply> EndImport(EndImportRequest request, ServerCallContext context) => operations.EndImport.Run(context.Caller(), request);
}

internal sealed class BulkService(Operations operations) : Bulk.BulkBase
{
    public override Task<ExportReply> AskExport(AskExportRequest request, ServerCallContext context) => operations.AskExport.Run(context.Caller(), request);

    public override Task<ExportReply> ExportStatus(ExportRequest request, ServerCallContext context) => operations.FollowExport.Status(context.Caller(), request);

    public override Task<ExportReply> CancelExport(ExportRequest request, ServerCallContext context) => operations.FollowExport.Cancel(context.Caller(), request);

    public override Task<DownloadExportReply> DownloadExport(DownloadExportRequest request, ServerCallContext context) => operations.FollowExport.Download(context.Caller(), request);
}

internal sealed class ExportsService(Operations operations, IHostApplicationLifetime lifetime) : Wire.Exports.ExportsBase
{
    public override Task<StartNodeReply> StartNode(StartNodeRequest request, ServerCallContext context) => operations.StartNode.Run(context.Caller(), request);

    public override Task<ReportGapReply> ReportGap(ReportGapRequest request, ServerCallContext context) => operations.ReportGap.Run(context.Caller(), request);

    public override Task<NextExportReply> NextExport(NextExportRequest request, ServerCallContext context) => operations.NextExport.Run(context.Caller(), request);

    public override Task<ReleaseChartReply> ReleaseExported(ReleaseExportedRequest request, ServerCallContext context) => operations.ReleaseExported.Run(context.Caller(), request);

    public override Task<SaveExportReply> SaveExport(SaveExportRequest request, ServerCallContext context) => operations.SaveExport.Run(context.Caller(), request);

    public override Task Endings(EndingsRequest request, IServerStreamWriter<Ending> stream, ServerCallContext context) => EndingsStream.Write(operations, lifetime, request, stream, context);
}

/// <summary>A stream that waited for its client would keep a stopping keyholder.</summary>
internal static class EndingsStream
{
    public static async Task Write(Operations operations, IHostApplicationLifetime lifetime, EndingsRequest request, IServerStreamWriter<Ending> stream, ServerCallContext context)
    {
        using var until = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, lifetime.ApplicationStopping);
        await foreach (var ending in operations.ListenForEndings.Run(context.Caller(), request, until.Token).ConfigureAwait(false))
            await stream.WriteAsync(ending, until.Token).ConfigureAwait(false);
    }
}

internal sealed class WatchWorkService(Operations operations) : WatchWork.WatchWorkBase
{
    public override Task<LookReply> Look(SignedStatement request, ServerCallContext context) => operations.Look.Run(context.Caller(), request);

    public override Task<ReadReasonReply> ReadReason(SignedStatement request, ServerCallContext context) => operations.ReadReason.Run(context.Caller(), request);
}

internal sealed class ApprovalsService(Operations operations) : Wire.Approvals.ApprovalsBase
{
    public override Task<ProposeReply> Propose(SignedStatement request, ServerCallContext context) => operations.Propose.Run(context.Caller(), request);

    public override Task<AskedReply> Asked(SignedStatement request, ServerCallContext context) => operations.Asked.Run(context.Caller(), request);

    public override Task<PendingReply> Pending(SignedStatement request, ServerCallContext context) => operations.Pending.Run(context.Caller(), request);

    public override Task<ApproveReply> Approve(SignedStatement request, ServerCallContext context) => operations.Approve.Run(context.Caller(), request);

    public override Task<AskableReply> Askable(SignedStatement request, ServerCallContext context) => operations.Askable.Run(context.Caller(), request);

    public override Task<ApplicationsReply> Applications(SignedStatement request, ServerCallContext context) => operations.Applications.Run(context.Caller(), request);

    public override Task<WaitingExportsReply> WaitingExports(SignedStatement request, ServerCallContext context) => operations.WaitingExports.Run(context.Caller(), request);

    public override Task<DeclineReply> Decline(SignedStatement request, ServerCallContext context) => operations.Decline.Run(context.Caller(), request);
}

/// <summary>How the keyholder is. Asked without the lock, so that it answers when nothing else does.</summary>
internal sealed class ConditionService(KeyholderRole role) : Condition.ConditionBase
{
    public override Task<AskReply> Ask(AskRequest request, ServerCallContext context)
    {
        var (state, detail) = role.State.Readiness.Words();
        return Task.FromResult(new AskReply
        {
            Version = KeyholderRole.Version,
            State = state,
            Detail = detail,
            LedgerSize = role.State.Ledger.Size,
            WitnessedSize = role.State.Readiness.WitnessedSize,
            StartedMs = role.StartedMs,
            BearerApps = role.State.Tables.Clients.BearerApps,
        });
    }
}

internal static class CallContexts
{
    public static CallerIdentity Caller(this ServerCallContext context) => Callers.Of(context.GetHttpContext());
}
