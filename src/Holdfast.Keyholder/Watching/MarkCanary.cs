using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.PatientDirectory;
using Holdfast.Keyholder.Sessions;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Watching;

/// <summary>"canary": marks charts that nobody has a reason to open. Named by health number, because the watch shows no chart.</summary>
internal sealed class MarkCanary(Journal journal, StatementGate gate, Refusals refusals)
{
    private const int MostAtOnce = 100;

    public Task<MarkCanaryReply> Run(CallerIdentity caller, SignedStatement request) => gate.Hear<CanaryStatement, MarkCanaryReply>(caller, request, "canary", heard =>
    {
        var (draft, tables, numbers) = (heard.Draft, journal.Tables, heard.Statement.HealthNumbers);
        if (numbers.Length is 0 or > MostAtOnce) return refusals.Signed<MarkCanaryReply>(draft, caller, "canary", Why.TooLarge, $"1 to {MostAtOnce} health numbers", heard.About());
        var reply = new MarkCanaryReply();
        var marked = new HashSet<ChartId>();
        for (var i = 0; i < numbers.Length; i++)
        {
            if (numbers[i] is { } number && tables.Directory.Index.WithHealthNumber(number) is [var chart]) marked.Add(chart);
            else reply.Unresolved.Add(i);
        }

        foreach (var chart in marked) draft.Change(tables.Canaries.Put(new CanaryRow(chart, draft.NowMs)));
        draft.Record("canary", json =>
        {
            Entries.Id(json, "by", heard.Person.Id);
            Entries.Id(json, "session", heard.Session.Id);
            Entries.List(json, "charts", marked);
        });
        reply.Marked = marked.Count;
        return reply;
    });
}
