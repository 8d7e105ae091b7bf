using Holdfast.Wire.Records;
using static Holdfast.Keyholder.Grants.Access;
using static Holdfast.Keyholder.Grants.SessionOrigin;

namespace Holdfast.Keyholder.Grants;

/// <summary>What a member of staff is. The administrator sees no patient information at all.</summary>
internal enum StaffRole
{
    Nurse,
    Therapist,
    PersonalSupportWorker,
    Coordinator,
    ClinicalSupervisor,
    PrivacyOfficer,
    Administrator,
    Auditor,
}

/// <summary>On which origin a session was signed in. Neither origin's sessions count for anything on the other.</summary>
internal enum SessionOrigin
{
    Desk,
    Watch,
}

/// <summary>What a role may do with one content of a chart, once that chart is open.</summary>
internal enum Access
{
    None,
    Read,
    Write,
}

/// <summary>
/// The one table of who may do what: per role the origin, what it sees and writes of a chart by content, whether it may
/// use emergency access, whether the role itself explains an opening, and the statements that it signs. What a statement
/// then reaches is decided by its own decision. Anything that is not in the table is refused.
/// </summary>
/// <remarks>
/// Identity, clinical, documents: of a patient. Locked: what a patient's lock-box holds back, even from a care team.
/// Staff: charts of staff other than one's own, which everybody may open. Write includes read.
/// A personal support worker reads what is clinical because tasks and risks are; there is no finer content yet.
/// A clinical supervisor is put on care teams like a nurse: the role alone explains nothing, because it reads everything.
/// </remarks>
internal static class RoleTable
{
    private static readonly Dictionary<StaffRole, Row> Rows = new()
    {
        //                                          origin identity clinical documents locked staff emergency explains
        [StaffRole.Nurse] = /*                   */ new(Desk, Write, Write, Write, None, None, true, false),
        [StaffRole.Therapist] = /*               */ new(Desk, Write, Write, Write, None, None, true, false),
        [StaffRole.PersonalSupportWorker] = /*   */ new(Desk, Read, Write, None, None, None, false, false),
        [StaffRole.Coordinator] = /*             */ new(Desk, Write, None, None, None, None, false, true),
        [StaffRole.ClinicalSupervisor] = /*      */ new(Desk, Write, Write, Write, None, None, true, false),
        [StaffRole.PrivacyOfficer] = /*          */ new(Watch, None, None, None, None, None, false, false),
        [StaffRole.Administrator] = /*           */ new(Desk, None, None, None, None, Write, false, false),
        [StaffRole.Auditor] = /*                 */ new(Watch, None, None, None, None, None, false, false),
    };

    private static readonly StaffRole[] Everybody = Enum.GetValues<StaffRole>();
    private static readonly StaffRole[] Clinicians = [StaffRole.Nurse, StaffRole.Therapist, StaffRole.PersonalSupportWorker, StaffRole.ClinicalSupervisor];
    private static readonly StaffRole[] SeePatients = [.. Clinicians, StaffRole.Coordinator];
    private static readonly StaffRole[] Coordinators = [StaffRole.Coordinator];
    private static readonly StaffRole[] Administrators = [StaffRole.Administrator];
    private static readonly StaffRole[] KeepLists = [.. Coordinators, .. Administrators];
    private static readonly StaffRole[] Officers = [StaffRole.PrivacyOfficer];
    /// <summary>Whoever may ask for something at all: the union of all kinds' askers.</summary>
    private static readonly StaffRole[] Askers = [StaffRole.ClinicalSupervisor, .. KeepLists, .. Officers];
    private static readonly StaffRole[] LetExportsBegin = [.. Officers, .. Administrators];
    private static readonly StaffRole[] Office = [StaffRole.PrivacyOfficer, StaffRole.Auditor];

    /// <summary>Who signs which statement, on the origin of their role. A new statement is one line.</summary>
    private static readonly Dictionary<string, StaffRole[]> Statements = new(StringComparer.Ordinal)
    {
        ["sign-out"] = Everybody,
        ["propose"] = Everybody,
        ["asked"] = Everybody,
        ["askable"] = Askers,
        ["applications"] = [.. KeepLists, .. Officers],
        ["exports"] = LetExportsBegin,
        ["my-day"] = SeePatients,
        ["find"] = SeePatients,
        ["launch"] = SeePatients,
        ["open"] = SeePatients,
        ["open-search"] = SeePatients,
        ["admit"] = Coordinators,
        ["staff"] = KeepLists,
        ["leave"] = Administrators,
        ["part"] = Administrators,
        ["suggestions"] = Administrators,
        ["link-suggestion"] = Administrators,
        ["dismiss-suggestion"] = Administrators,
        ["retire-provisioner"] = Administrators,
        ["uncovered"] = Coordinators,
        ["assign"] = Coordinators,
        ["look"] = Office,
        ["reason"] = Officers,
        ["pending"] = Officers,
        ["decline"] = Officers,
    };

    /// <summary>About one's own passkeys and sessions: whoever has a session signs these in it, on either origin.</summary>
    private static readonly HashSet<string> OwnSignIn = new(StringComparer.Ordinal)
    {
        "unlock", "my-sign-in", "rename-passkey", "remove-passkey", "begin-passkey", "add-passkey", "end-session", "sign-out-everywhere",
        "begin-password", "set-password", "remove-password",
    };

    /// <summary>What everybody signs at the desk, also those who work at the watch: the way to one's own staff chart. Which charts open, <see cref="OpenDecision"/> says.</summary>
    private static readonly HashSet<string> OwnDetails = new(StringComparer.Ordinal) { "sign-out", "my-details", "launch", "open" };

    /// <summary>What an approver of any role signs on the watch, besides what the role itself signs there.</summary>
    private static readonly HashSet<string> Approving = new(StringComparer.Ordinal) { "sign-out", "pending", "approve", "decline" };

    /// <summary>What a person signs at the desk who enters schedules by approval, besides what the role itself signs there.</summary>
    private static readonly HashSet<string> Rostering = new(StringComparer.Ordinal) { "staff", "assign" };

    private sealed record Row(
        SessionOrigin Origin, Access Identity, Access Clinical, Access Documents, Access Locked, Access Staff, bool MayUseEmergency, bool RoleExplains);

    /// <summary>Where people of this role enrol and sign in. Approvers enrol on the watch besides.</summary>
    public static SessionOrigin OriginOf(StaffRole role) => Rows[role].Origin;

    /// <summary>May this role sign this statement ("open", "find", ...) in a session of this origin?</summary>
    /// <param name="approver">The person is one of those who give the second approval.</param>
    /// <param name="roster">The person enters schedules by approval.</param>
    public static bool May(StaffRole role, SessionOrigin origin, string statement, bool approver = false, bool roster = false) =>
        Rows.TryGetValue(role, out var row)
        && (row.Origin == origin || origin == Desk || (approver && origin == Watch))
        && (OwnSignIn.Contains(statement)
            || (origin == Desk && OwnDetails.Contains(statement))
            || (row.Origin == origin && Statements.TryGetValue(statement, out var roles) && roles.Contains(role))
            || (approver && origin == Watch && Approving.Contains(statement))
            || (roster && origin == Desk && row.Origin == Desk && Rostering.Contains(statement)));

    /// <summary>The contents of a chart that this role reads once the chart is open.</summary>
    public static IReadOnlyList<RecordClass> Reads(StaffRole role) => Contents(Rows[role], Read);

    /// <summary>The contents of a chart that this role writes once the chart is open.</summary>
    public static IReadOnlyList<RecordClass> Writes(StaffRole role) => Contents(Rows[role], Write);

    /// <summary>What the role may do with what a patient has locked.</summary>
    public static Access Locked(StaffRole role) => Rows[role].Locked;

    /// <summary>What the role may do with the charts of other members of staff.</summary>
    public static Access Staff(StaffRole role) => Rows[role].Staff;

    /// <summary>Works for long in the chart application between two statements at the desk.</summary>
    public static bool MayUseApplication(StaffRole role) => Clinicians.Contains(role);

    /// <summary>Does the role open charts of patients at all?</summary>
    public static bool OpensPatients(StaffRole role) => SeePatients.Contains(role);

    public static bool MayUseEmergency(StaffRole role) => Rows[role].MayUseEmergency;

    /// <summary>A coordinator opens charts by virtue of the role, bounded by the organisation's cap instead of by assignments.</summary>
    public static bool RoleExplains(StaffRole role) => Rows[role].RoleExplains;

    public static string Text(StaffRole role) => role switch
    {
        StaffRole.Nurse => "nurse",
        StaffRole.Therapist => "therapist",
        StaffRole.PersonalSupportWorker => "personal-support-worker",
        StaffRole.Coordinator => "coordinator",
        StaffRole.ClinicalSupervisor => "clinical-supervisor",
        StaffRole.PrivacyOfficer => "privacy-officer",
        StaffRole.Administrator => "administrator",
        StaffRole.Auditor => "auditor",
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

    private static RecordClass[] Contents(Row row, Access least) =>
        [.. new[] { (RecordClass.Identity, row.Identity), (RecordClass.Clinical, row.Clinical), (RecordClass.Documents, row.Documents) }
            .Where(content => content.Item2 >= least).Select(content => content.Item1)];
}
