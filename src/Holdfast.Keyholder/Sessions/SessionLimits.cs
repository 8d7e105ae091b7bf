using Holdfast.Keyholder.Grants;
using Holdfast.Wire.Connections;

namespace Holdfast.Keyholder.Sessions;

/// <summary>
/// How long a session lasts, and after how long without use it locks. NIST SP 800-63B-4: AAL2 at most 24 hours and one
/// hour idle, AAL3 at most 12 hours and 15 minutes. Ours are the stricter of the two wherever work allows.
/// </summary>
internal static class SessionLimits
{
    /// <summary>The longest shift. For every role: nobody signs in in the morning and is still signed in at night.</summary>
    public static readonly TimeSpan Overall = TimeSpan.FromHours(12);

    /// <summary>A screen left open in a shared office; also AAL3's figure.</summary>
    public static readonly TimeSpan IdleInAnOffice = TimeSpan.FromMinutes(15);

    /// <summary>Whoever visits works on in the chart application between two statements at the desk. The chart itself is put away after 15 minutes.</summary>
    public static readonly TimeSpan IdleOnVisits = TimeSpan.FromMinutes(60);

    public static TimeSpan Idle(StaffRole role, SignInPolicy policy) =>
        policy.SyncedPasskeys && RoleTable.MayUseApplication(role) ? IdleOnVisits : IdleInAnOffice;
}
