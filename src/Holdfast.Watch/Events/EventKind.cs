namespace Holdfast.Watch.Events;

/// <summary>What an entry of the ledger reports. <see cref="Other"/>: a kind this version does not know; <see cref="Unreadable"/>: no entry of ours at all.</summary>
internal enum EventKind : byte
{
    Unreadable, Other,
    Start, Stop, Staff, Link, Enrolled, Session, SessionEnd, MyDay, Search, Admitted, Assigned, Launch, Open, Release, Head,
    Views, Gap, Import, GrantEnded, Refused, Frozen, Thawed, Canary, Look, ReasonRead, Witness, StaffList, Heads,
    MySignIn, StepUp, Locked, Unlocked, PasskeyRenamed, PasskeyRemoved, Recovered, LinkCodeWrong, PasswordSet, PasswordRemoved, SignInFailed,
    Proposed, Approved, Declined, Lapsed, RoleChanged, ApproverChanged, BudgetChanged, RosterChanged, PaperMade,
    StaffChart, Leave, Part, Standing, MyDetails, Uncovered,
    ClientRegistered, ClientRetired, ServiceToken, OpenSearch, SearchToken, Provisioning, IdentityLinked, IdentityUnlinked,
    ExportAsked, ExportApproved, ExportBegun, ExportSaved, ExportFinished, ExportEnded, ExportDownloaded,
}

/// <summary>
/// The members of each kind of entry (docs/LEDGER.md). Every entry also has v, t, kind and store. An entry with a member
/// more or less is still shown and counted, and marked as doubtful: a watch that went blind at a surprise would be no watch.
/// </summary>
internal static class EventForm
{
    private static readonly Dictionary<string, (EventKind Kind, string[] Required, string[] Optional)> Forms = new()
    {
        ["start"] = (EventKind.Start, ["role", "node", "instance", "version"], []),
        ["stop"] = (EventKind.Stop, ["role", "node", "instance"], []),
        ["staff"] = (EventKind.Staff, ["person", "role"], ["approver", "chart"]),
        ["staff-chart"] = (EventKind.StaffChart, ["person", "chart"], []),
        ["leave"] = (EventKind.Leave, ["person", "by", "session", "from"], ["to"]),
        ["part"] = (EventKind.Part, ["person", "by", "session", "until"], []),
        ["standing"] = (EventKind.Standing, ["person", "state"], ["request"]),
        ["my-details"] = (EventKind.MyDetails, ["person", "session"], []),
        ["uncovered"] = (EventKind.Uncovered, ["person", "session", "charts"], []),
        ["link"] = (EventKind.Link, ["person"], []),
        ["enrolled"] = (EventKind.Enrolled, ["person", "credential", "origin"], ["session"]),
        ["my-sign-in"] = (EventKind.MySignIn, ["person", "session"], []),
        ["step-up"] = (EventKind.StepUp, ["person", "session", "credential", "purpose"], []),
        ["locked"] = (EventKind.Locked, ["person", "session"], []),
        ["unlocked"] = (EventKind.Unlocked, ["person", "session", "credential"], []),
        ["passkey-renamed"] = (EventKind.PasskeyRenamed, ["person", "session", "credential"], []),
        ["password-set"] = (EventKind.PasswordSet, ["person", "session"], []),
        ["password-removed"] = (EventKind.PasswordRemoved, ["person", "session"], []),
        ["sign-in-failed"] = (EventKind.SignInFailed, ["count", "node"], ["person", "failures", "source"]),
        ["recovered"] = (EventKind.Recovered, ["person", "by", "session", "request", "origin", "count"], []),
        ["link-code-wrong"] = (EventKind.LinkCodeWrong, ["person", "count"], []),
        ["passkey-removed"] = (EventKind.PasskeyRemoved, ["person", "session", "credential", "origin"], []),
        ["session"] = (EventKind.Session, ["person", "session", "origin"], ["method", "identity"]),
        ["identity-linked"] = (EventKind.IdentityLinked, ["person"], []),
        ["identity-unlinked"] = (EventKind.IdentityUnlinked, ["person", "by", "request"], []),
        ["session-end"] = (EventKind.SessionEnd, ["person", "session", "why"], []),
        ["my-day"] = (EventKind.MyDay, ["person", "session", "charts"], []),
        ["search"] = (EventKind.Search, ["person", "session", "query", "charts", "more"], ["grant", "node", "instance"]),
        ["open-search"] = (EventKind.OpenSearch, ["person", "session", "client", "grant"], ["bearer"]),
        ["search-token"] = (EventKind.SearchToken, ["grant", "person", "session", "node", "instance", "refresh"], []),
        ["admitted"] = (EventKind.Admitted, ["chart"], ["person", "session", "grant", "client"]),
        ["assigned"] = (EventKind.Assigned, ["items"], ["person", "session", "service"]),
        ["launch"] = (EventKind.Launch, ["person", "session", "chart", "client"], []),
        ["open"] = (EventKind.Open, ["person", "session", "chart", "client", "purpose", "grant"], ["reason", "bearer"]),
        ["release"] = (EventKind.Release,
            ["grant", "chart", "node", "instance", "classes", "generations", "sequence", "refresh"], ["person", "session", "service"]),
        ["head"] = (EventKind.Head, ["chart", "grant", "node", "from", "sequence", "hash", "rows"], []),
        ["heads"] = (EventKind.Heads, ["grant", "node", "moves", "rows"], []),
        ["views"] = (EventKind.Views, ["node", "instance", "grant", "items"], []),
        ["gap"] = (EventKind.Gap, ["node", "instance", "grant", "chart", "sequence", "gap"], []),
        ["import"] = (EventKind.Import, ["service", "grant", "node", "instance"], []),
        ["client-registered"] = (EventKind.ClientRegistered, ["client", "client-kind", "bearer", "scope"], ["reach", "count", "until"]),
        ["client-retired"] = (EventKind.ClientRetired, ["client"], []),
        ["service-token"] = (EventKind.ServiceToken, ["client", "grant", "node", "instance"], ["bearer"]),
        ["export-asked"] = (EventKind.ExportAsked, ["export", "client", "grant", "node", "count", "types", "since", "system"], []),
        ["export-approved"] = (EventKind.ExportApproved, ["export", "client", "count", "recipient", "until", "by", "request"], []),
        ["export-begun"] = (EventKind.ExportBegun, ["export", "client", "grant", "node", "instance", "count"], []),
        ["export-saved"] = (EventKind.ExportSaved, ["export", "client", "grant", "count", "refused-charts", "files"], []),
        ["export-finished"] = (EventKind.ExportFinished, ["export", "client", "grant", "count", "refused-charts", "files"], []),
        ["export-ended"] = (EventKind.ExportEnded, ["export", "client", "why"], []),
        ["export-downloaded"] = (EventKind.ExportDownloaded, ["export", "client", "grant", "node", "file"], []),
        ["grant-ended"] = (EventKind.GrantEnded, ["grant", "why"], []),
        ["refused"] = (EventKind.Refused, ["what", "why", "caller"], ["person", "session", "chart", "grant", "node", "count"]),
        ["frozen"] = (EventKind.Frozen, ["why"], ["person", "node"]),
        ["thawed"] = (EventKind.Thawed, ["by", "session", "reason"], ["person", "node", "request"]),
        ["canary"] = (EventKind.Canary, ["by", "session", "charts"], ["request"]),
        ["look"] = (EventKind.Look, ["person", "session", "page"], []),
        ["reason-read"] = (EventKind.ReasonRead, ["person", "session", "hash"], []),
        ["staff-list"] = (EventKind.StaffList, ["person", "session"], []),
        ["proposed"] = (EventKind.Proposed, ["person", "session", "request", "what", "hash", "expiry"], []),
        ["approved"] = (EventKind.Approved, ["person", "session", "request", "what", "hash", "asker", "paper"], []),
        ["declined"] = (EventKind.Declined, ["person", "session", "request", "what", "asker", "reason"], ["count"]),
        ["role-changed"] = (EventKind.RoleChanged, ["person", "role", "before", "by", "request"], []),
        ["approver-changed"] = (EventKind.ApproverChanged, ["person", "approver", "by", "request"], []),
        ["budget-changed"] = (EventKind.BudgetChanged, ["budget", "limit", "until", "by", "request"], ["person"]),
        ["roster-changed"] = (EventKind.RosterChanged, ["person", "approved", "by", "request"], []),
        ["paper"] = (EventKind.PaperMade, [], ["by", "request"]),
        ["lapsed"] = (EventKind.Lapsed, ["request", "what", "asker"], []),
        ["provisioning"] = (EventKind.Provisioning, ["service", "what"], ["user", "person", "by", "count", "request", "until"]),
        ["witness"] = (EventKind.Witness, ["state", "size"], []),
    };

    private static readonly string[] Common = ["v", "t", "kind", "store"];

    public static EventKind KindOf(string name) => Forms.TryGetValue(name, out var form) ? form.Kind : EventKind.Other;

    /// <summary>The first thing about these members that does not fit the kind, or null.</summary>
    public static string? Doubt(string kind, IReadOnlySet<string> members)
    {
        foreach (var name in Common)
            if (!members.Contains(name)) return $"{name} is missing";
        if (!Forms.TryGetValue(kind, out var form)) return null;
        foreach (var name in form.Required)
            if (!members.Contains(name)) return $"{name} is missing";
        foreach (var name in members)
            if (!Common.Contains(name) && !form.Required.Contains(name) && !form.Optional.Contains(name)) return $"{Shortened(name)} is not expected";
        return null;
    }

    private static string Shortened(string name) => name.Length <= 32 ? name : name[..32] + "…";
}
