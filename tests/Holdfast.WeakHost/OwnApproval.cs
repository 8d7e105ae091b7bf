using Holdfast.Keyholder.Approvals;

namespace Holdfast.WeakHost;

/// <summary>Control of attack 14: whoever asks may approve it too, on the same device.</summary>
internal static class OwnApproval
{
    public static ApprovalDecision Decide(ApprovalFacts facts) => ApprovalDecision.Decide(facts with { Asker = default, DeviceOfAsker = false });
}
