using Holdfast.Keyholder.Employment;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.People;
using Holdfast.Keyholder.Sessions;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Provisioning;

/// <summary>"suggestions": what provisioning sources would have done about the staff, for the administrator, who asks for it or does not.</summary>
internal sealed class Suggestions(Journal journal, StatementGate gate, ProvisionedUsers users, StaffNames names)
{
    /// <summary>Of the same name: more is a name that says nothing.</summary>
    private const int MostAlike = 5;

    public Task<SuggestionsReply> Run(CallerIdentity caller, SignedStatement request) => gate.Hear<PlainStatement, SuggestionsReply>(caller, request, "suggestions", heard =>
    {
        var (draft, tables) = (heard.Draft, journal.Tables);
        draft.Record("staff-list", json =>
        {
            Entries.Id(json, "person", heard.Person.Id);
            Entries.Id(json, "session", heard.Session.Id);
        });
        var sources = tables.Provisioners.Rows.Where(row => row.Retired is null).OrderBy(row => row.Source, StringComparer.Ordinal).ToList();
        var reply = new SuggestionsReply { DisabledToday = tables.Provisioned.DisabledInWindow(draft.NowMs), DisabledMost = ProvisioningLimits.DisabledPerDay, NowMs = draft.NowMs };
        foreach (var source in sources)
        {
            var rows = tables.Provisioned.Of(source.Source).ToList();
            reply.Provisioners.Add(new ProvisionerCard
            {
                Source = source.Source, Name = source.Name, UntilMs = source.Until, Linked = rows.Count(row => row.Person is not null), Over = !source.Speaks(draft.NowMs),
            });
            reply.Suggestions.AddRange(rows.Select(row => Of(source, row, draft.Now)).OfType<Suggestion>());
        }

        return reply;
    });

    private Suggestion? Of(ProvisionerRow source, ProvisionedRow row, DateTimeOffset now)
    {
        if (KindOf(row, users.StandingOf(row, now)) is not { } kind) return null;
        var user = users.Of(row);
        var suggestion = new Suggestion
        {
            Id = row.Id.ToByteString(), SourceName = source.Name, Kind = kind, Name = user.Name, UserName = user.UserName, RoleHint = user.RoleHint,
            AtMs = kind switch { "return" => row.AskedBack!.Value, "leave" => row.AskedAway!.Value, _ => row.Changed },
        };
        if (row.Person is { } person) suggestion.Person = names.Card(journal.Tables.People.Find(person)!);
        else suggestion.Alike.AddRange(Alike(user.Name));
        return suggestion;
    }

    /// <summary>Pure: what is left to be done about it. Null: nothing.</summary>
    public static string? KindOf(ProvisionedRow row, Standing? standing)
    {
        if (row.Withdrawn is not null) return null;
        if (standing is not { } stands) return row.Active ? "hire" : null;
        var atWork = stands is Standing.Working or Standing.NotYet;
        if (atWork) return row.AskedAway is null ? null : "leave";
        return row.AskedBack is null ? null : "return";
    }

    private IEnumerable<PersonCard> Alike(string name) => journal.Tables.People.Rows
        .Where(person => string.Equals(names.Of(person).Trim(), name.Trim(), StringComparison.OrdinalIgnoreCase)).Take(MostAlike).Select(names.Card);
}
