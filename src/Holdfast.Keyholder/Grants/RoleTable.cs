using Holdfast.Wire.Records;

namespace Holdfast.Keyholder.Grants;

/// <summary>What a member of staff is. The administrator sees no patient information at all.</summary>
internal enum StaffRole
{
    Nurse,
    Coordinator,
    PrivacyOfficer,
    Administrator,
}

/// <summary>On which origin a session was signed in. Neither origin's sessions count for anything on the other.</summary>
internal enum SessionOrigin
{
    Desk,
    Watch,
}

/// <summary>
/// The one table of who may do what: role, origin, and the statements that they may sign there. What a statement then
/// reaches is decided by its own decision. Anything that is not in the table is refused.
/// </summary>
internal static class RoleTable
{
    private static readonly IReadOnlyList<RecordClass> None = [];
    private static readonly IReadOnlyList<RecordClass> IdentityOnly = [RecordClass.Identity];

    private static readonly Dictionary<StaffRole, Row> Rows = new()
    {
        [StaffRole.Nurse] = new(SessionOrigin.Desk, ["sign-out", "my-day", "find", "launch", "open"], RecordClass.Own, MayUseEmergency: true, RoleExplains: false),
        [StaffRole.Coordinator] = new(SessionOrigin.Desk, ["sign-out", "my-day", "find", "admit", "staff", "assign", "launch", "open"], IdentityOnly, MayUseEmergency: false, RoleExplains: true),
        [StaffRole.PrivacyOfficer] = new(SessionOrigin.Watch, ["sign-out", "look", "thaw", "canary", "reason"], None, MayUseEmergency: false, RoleExplains: false),
        [StaffRole.Administrator] = new(SessionOrigin.Desk, ["sign-out"], None, MayUseEmergency: false, RoleExplains: false),
    };

    private sealed record Row(SessionOrigin Origin, string[] Statements, IReadOnlyList<RecordClass> Classes, bool MayUseEmergency, bool RoleExplains);

    /// <summary>Where people of this role enrol and sign in.</summary>
    public static SessionOrigin OriginOf(StaffRole role) => Rows[role].Origin;

    /// <summary>May this role sign this statement ("open", "find", ...) in a session of this origin?</summary>
    public static bool May(StaffRole role, SessionOrigin origin, string statement) =>
        Rows.TryGetValue(role, out var row) && row.Origin == origin && row.Statements.Contains(statement, StringComparer.Ordinal);

    /// <summary>The contents of a chart that this role reads once the chart is open.</summary>
    public static IReadOnlyList<RecordClass> Reads(StaffRole role) => Rows[role].Classes;

    /// <summary>The contents of a chart that this role writes once the chart is open: so far, what it reads.</summary>
    public static IReadOnlyList<RecordClass> Writes(StaffRole role) => Rows[role].Classes;

    public static bool MayUseEmergency(StaffRole role) => Rows[role].MayUseEmergency;

    /// <summary>A coordinator opens charts by virtue of the role, bounded by the organisation's cap instead of by assignments.</summary>
    public static bool RoleExplains(StaffRole role) => Rows[role].RoleExplains;

    public static string Text(StaffRole role) => role switch
    {
        StaffRole.Nurse => "nurse",
        StaffRole.Coordinator => "coordinator",
        StaffRole.PrivacyOfficer => "privacy-officer",
        StaffRole.Administrator => "administrator",
        _ => throw new ArgumentOutOfRangeException(nameof(role)),
    };

    public static bool TryParse(string text, out StaffRole role)
    {
        foreach (var known in Rows.Keys)
        {
            if (Text(known) != text) continue;
            role = known;
            return true;
        }

        role = default;
        return false;
    }
}
