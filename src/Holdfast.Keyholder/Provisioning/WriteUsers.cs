using Holdfast.Keyholder.Employment;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Keyholder.Provisioning;

/// <summary>
/// A source tells of somebody, changes what it told, or takes it back. A new user is a suggestion and no more. That a
/// linked person is no longer active disables them at once, as an administrator's leave until called back would.
/// </summary>
internal sealed class WriteUsers(Journal journal, ProvisionerGate gate, ProvisionedUsers users, Standings standings)
{
    public Task<ProvisionReply> Create(CallerIdentity caller, ProvisionWriteRequest request) => gate.Hear<ProvisionReply>(caller, request.Token, (draft, source) =>
    {
        var fields = request.Fields ?? new ProvisionFields();
        var (id, user) = (ProvisionedId.New(), With(new ProvisionedUser("", "", "", ""), fields));
        if (Fault(source, id, user) is { } fault) return gate.Refuse<ProvisionReply>(draft, caller, fault.Why, fault.Detail);
        var own = journal.Tables.Provisioned.Of(source.Source).ToList();
        if (own.Count >= ProvisioningLimits.UsersPerSource || own.Count(row => row.Person is null) >= ProvisioningLimits.SuggestionsPerSource)
            return gate.Refuse<ProvisionReply>(draft, caller, Why.TooLarge, "too many suggestions wait: an administrator looks at them first");
        var row = new ProvisionedRow(id, source.Source, users.Seal(id, user), !fields.HasActive || fields.Active, null, draft.NowMs, draft.NowMs);
        draft.Change(journal.Tables.Provisioned.Put(row));
        ProvisionerGate.Record(draft, source.Source, "suggested", id);
        return new ProvisionReply { User = users.Message(row, draft.Now) };
    });

    public Task<ProvisionReply> Change(CallerIdentity caller, ProvisionWriteRequest request) => gate.Hear<ProvisionReply>(caller, request.Token, (draft, source) =>
    {
        if (users.Find(source, request.Id) is not { } row) return gate.Refuse<ProvisionReply>(draft, caller, Why.NotFound, "the source sent no such user");
        var fields = request.Fields ?? new ProvisionFields();
        var user = With(users.Of(row), fields);
        if (Fault(source, row.Id, user) is { } fault) return gate.Refuse<ProvisionReply>(draft, caller, fault.Why, fault.Detail);
        var changed = row with { SealedUser = user == users.Of(row) ? row.SealedUser : users.Seal(row.Id, user), Changed = draft.NowMs };
        return fields.HasActive ? Say(draft, caller, row, changed, fields.Active) : Keep(draft, changed, "changed");
    });

    /// <summary>Taken back: whoever is linked is disabled as by active=false, and if that may not be, nothing is taken back either.</summary>
    public Task<ProvisionReply> Withdraw(CallerIdentity caller, ProvisionReadRequest request) => gate.Hear<ProvisionReply>(caller, request.Token, (draft, source) =>
        users.Find(source, request.Id) is not { } row
            ? gate.Refuse<ProvisionReply>(draft, caller, Why.NotFound, "the source sent no such user")
            : Say(draft, caller, row, row with { Changed = draft.NowMs }, active: false, withdraws: true));

    /// <param name="before">What stays when it is refused: a request is done whole or not at all.</param>
    private ProvisionReply Say(Draft draft, CallerIdentity caller, ProvisionedRow before, ProvisionedRow row, bool active, bool withdraws = false)
    {
        var employment = row.Person is { } person ? journal.Tables.Employments.Find(person) : null;
        var said = row with { Active = active };
        switch (ActiveDecision.Decide(Facts(row, employment, active, draft.Now)))
        {
            case ActiveDecision.Nothing:
                return Keep(draft, said with { AskedBack = null, AskedAway = null, Withdrawn = withdraws ? draft.NowMs : null }, withdraws ? "withdrawn" : "changed");
            case ActiveDecision.SuggestReturn:
                return Keep(draft, said with { AskedBack = draft.NowMs, AskedAway = null }, "return-suggested");
            case ActiveDecision.Disable:
                var disabled = said with { Disabled = draft.NowMs, AskedBack = null, AskedAway = null, Withdrawn = withdraws ? draft.NowMs : null };
                var count = journal.Tables.Provisioned.DisabledInWindow(draft.NowMs) + (row.Disabled is { } at && draft.NowMs - at < ProvisioningLimits.CapWindow.TotalMilliseconds ? 0 : 1);
                draft.Change(journal.Tables.Provisioned.Put(disabled));
                ProvisionerGate.Record(draft, row.Source, "disabled", row.Id, row.Person, json => json.WriteNumber("count", count));
                Disable(draft, employment!);
                return new ProvisionReply { User = Shown(disabled, draft.Now, active: false) };
            case ActiveDecision.Refused no:
                draft.Change(journal.Tables.Provisioned.Put(before with { AskedAway = draft.NowMs }));
                ProvisionerGate.Record(draft, row.Source, "not-disabled", row.Id, row.Person);
                return gate.Refuse<ProvisionReply>(draft, caller, no.Why, no.Detail);
            default:
                throw new InvalidOperationException("Something follows, or nothing, or it is refused.");
        }
    }

    private ActiveFacts Facts(ProvisionedRow row, EmploymentRow? employment, bool active, DateTimeOffset now) => employment is null
        ? new ActiveFacts(active, null, false, null, 0)
        : new ActiveFacts(active, WorkDecision.Of(journal.Tables.Employments.Facts(employment), now), employment.LeaveTo is null,
            Quorum.Wanted(journal.Tables, employment.Person, now) ?? Quorum.WantedAdministrator(journal.Tables, employment.Person, now), journal.Tables.Provisioned.DisabledInWindow(now.ToUnixTimeMilliseconds()));

    /// <summary>As <see cref="Leave"/> does, without an end: sessions, what was opened in them and the day's work end within this decision.</summary>
    private void Disable(Draft draft, EmploymentRow row)
    {
        var kept = row with { LeaveFrom = draft.NowMs, LeaveTo = null };
        draft.Change(journal.Tables.Employments.Put(kept));
        standings.Enter(draft, kept, WorkDecision.Of(journal.Tables.Employments.Facts(kept), draft.Now));
    }

    private ProvisionReply Keep(Draft draft, ProvisionedRow row, string what)
    {
        draft.Change(journal.Tables.Provisioned.Put(row));
        ProvisionerGate.Record(draft, row.Source, what, row.Id, row.Person);
        return new ProvisionReply { User = users.Message(row, draft.Now) };
    }

    private Wire.ProvisionedUser Shown(ProvisionedRow row, DateTimeOffset now, bool active)
    {
        var shown = users.Message(row, now); // the tables are still as they were
        shown.Active = active;
        return shown;
    }

    private (Why Why, string Detail)? Fault(ProvisionerRow source, ProvisionedId own, ProvisionedUser user)
    {
        if (!user.IsGood) return (Why.Malformed, $"userName and a name are needed; texts have at most {ProvisioningLimits.LongestText} characters, names {Hiring.LongestName}");
        return users.Taken(source, own, user) ? (Why.Conflict, "another user of this source has this userName or externalId") : null;
    }

    private static ProvisionedUser With(ProvisionedUser user, ProvisionFields fields) => new(
        fields.HasUserName ? fields.UserName : user.UserName, fields.HasExternalId ? fields.ExternalId : user.ExternalId,
        fields.HasName ? fields.Name : user.Name, fields.HasRoleHint ? fields.RoleHint : user.RoleHint);
}
