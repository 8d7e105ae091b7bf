using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.PatientDirectory;
using Holdfast.Keyholder.Sessions;
using Holdfast.Keyholder.Watching;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Assignments;

/// <summary>"my-day": the visits of the asker between two times, and the care teams on which they stand now. Names on one's own schedule are no look-ups, but are entered.</summary>
internal sealed class MyDay(Journal journal, StatementGate gate, Refusals refusals)
{
    private static readonly long LongestMs = (long)TimeSpan.FromHours(36).TotalMilliseconds;

    /// <summary>A very full day, and a very large team; beyond that the schedule is wrong.</summary>
    private const int MostVisits = 200;
    private const int MostTeam = 300;

    public Task<MyDayReply> Run(CallerIdentity caller, SignedStatement request) => gate.Hear<MyDayStatement, MyDayReply>(caller, request, "my-day", heard =>
    {
        var (draft, statement, tables) = (heard.Draft, heard.Statement, journal.Tables);
        if (statement.To < statement.From || statement.To - statement.From > LongestMs)
            return refusals.Signed<MyDayReply>(draft, caller, "my-day", Why.Malformed, "ask for at most 36 hours", heard.About());

        var own = tables.Assignments.Of(heard.Person.Id).ToList();
        var visits = own.Where(row => row.Kind == AssignmentKind.Visit && row.Start < statement.To && row.End > statement.From).OrderBy(row => row.Start).Take(MostVisits).ToList();
        var team = own.Where(row => row.Kind == AssignmentKind.Team && row.Start <= draft.NowMs && row.End >= draft.NowMs).Take(MostTeam).ToList();
        draft.Record("my-day", json =>
        {
            Entries.Id(json, "person", heard.Person.Id);
            Entries.Id(json, "session", heard.Session.Id);
            Entries.List(json, "charts", visits.Concat(team).Select(row => row.Chart).Distinct());
        });

        var reply = new MyDayReply { NowMs = draft.NowMs };
        var shown = visits.Concat(team).Select(row => (row, Entry: tables.Directory.Of(row.Chart))).Where(show => show.Entry is not null).ToList();
        draft.After(() =>
        {
            foreach (var (row, entry) in shown)
                (row.Kind == AssignmentKind.Visit ? reply.Visits : reply.Team).Add(Show(row, entry!));
        });
        return reply;
    });

    public static Visit Show(AssignmentRow row, DirectoryTable.Sealed entry) => new()
    {
        Patient = entry.Show(), StartMs = row.Start, EndMs = row.End, Kind = row.Kind == AssignmentKind.Visit ? "visit" : "team",
    };
}
