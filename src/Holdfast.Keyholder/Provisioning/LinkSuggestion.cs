using Holdfast.Keyholder.Employment;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Sessions;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Provisioning;

/// <summary>
/// "link-suggestion": an administrator says whom a source means; a name alone decides nothing. One administrator, because
/// the source may from then on only take away what one administrator may take away. "dismiss-suggestion": nothing is done.
/// "retire-provisioner": the source is heard no more; what it did stays.
/// </summary>
internal sealed class LinkSuggestion(Journal journal, StatementGate gate, Refusals refusals)
{
    private const string LinkName = "link-suggestion";
    private const string DismissName = "dismiss-suggestion";
    private const string RetireName = "retire-provisioner";

    public Task<SuggestionReply> Link(CallerIdentity caller, SignedStatement request) => gate.Hear<LinkSuggestionStatement, SuggestionReply>(caller, request, LinkName, heard =>
    {
        var tables = journal.Tables;
        if (!PersonId.TryParse(heard.Statement.Person, out var person) || tables.Employments.Find(person) is not { } row
            || WorkDecision.Of(tables.Employments.Facts(row), heard.Draft.Now) == Standing.Left) return No(heard, LinkName, Why.NotFound, "nobody who works here");
        if (Unlinked(tables, heard.Statement.Suggestion, heard.Draft.NowMs) is not { } suggestion) return No(heard, LinkName, Why.NotFound, "no such suggestion, or it is linked");
        if (tables.Provisioned.Of(suggestion.Source).Any(other => other.Person == person)) return No(heard, LinkName, Why.Conflict, "this person is linked with another user of the source");
        Enter(heard.Draft, tables, suggestion, person, heard.Person.Id);
        return new SuggestionReply();
    });

    public Task<SuggestionReply> Dismiss(CallerIdentity caller, SignedStatement request) => gate.Hear<DismissSuggestionStatement, SuggestionReply>(caller, request, DismissName, heard =>
    {
        if (!ProvisionedId.TryParse(heard.Statement.Suggestion, out var id) || journal.Tables.Provisioned.Find(id) is not { Withdrawn: null } row) return No(heard, DismissName, Why.NotFound, "no such suggestion");
        // Who is linked with nobody is inactive for the source from now on; who is linked stays so.
        heard.Draft.Change(journal.Tables.Provisioned.Put(row with { Active = row.Person is not null && row.Active, AskedAway = null, AskedBack = null, Changed = heard.Draft.NowMs }));
        ProvisionerGate.Record(heard.Draft, row.Source, "dismissed", row.Id, row.Person, json => Entries.Id(json, "by", heard.Person.Id));
        return new SuggestionReply();
    });

    public Task<SuggestionReply> Retire(CallerIdentity caller, SignedStatement request) => gate.Hear<RetireProvisionerStatement, SuggestionReply>(caller, request, RetireName, heard =>
    {
        if (journal.Tables.Provisioners.Find(heard.Statement.Source) is not { Retired: null } source) return No(heard, RetireName, Why.NotFound, "no such source, or it was retired before");
        heard.Draft.Change(journal.Tables.Provisioners.Put(source with { Retired = heard.Draft.NowMs }));
        ProvisionerGate.Record(heard.Draft, source.Source, "retired", more: json => Entries.Id(json, "by", heard.Person.Id));
        return new SuggestionReply();
    });

    /// <summary>A suggestion of a source that is still heard, linked with nobody; else null.</summary>
    public static ProvisionedRow? Unlinked(Tables tables, string? suggestion, long nowMs) =>
        ProvisionedId.TryParse(suggestion, out var id) && tables.Provisioned.Find(id) is { Withdrawn: null, Person: null } row && tables.Provisioners.Find(row.Source)?.Speaks(nowMs) == true ? row : null;

    public static void Enter(Draft draft, Tables tables, ProvisionedRow row, PersonId person, PersonId by)
    {
        draft.Change(tables.Provisioned.Put(row with { Person = person, Changed = draft.NowMs }));
        ProvisionerGate.Record(draft, row.Source, "linked", row.Id, person, json => Entries.Id(json, "by", by));
    }

    private SuggestionReply No<T>(Heard<T> heard, string name, Why why, string detail) where T : SessionStatement =>
        refusals.Signed<SuggestionReply>(heard.Draft, heard.Caller, name, why, detail, heard.About());
}
