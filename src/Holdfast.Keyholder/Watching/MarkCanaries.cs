using Holdfast.Keyholder.Approvals;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.PatientDirectory;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Watching;

/// <summary>"canaries": marks charts that nobody has a reason to open. Named by health number, because the watch shows no chart; the words name none, because approvers are of any role.</summary>
internal sealed class MarkCanaries() : ProposalKind<CanariesProposal>("canaries", StaffRole.PrivacyOfficer)
{
    private const int MostAtOnce = 100;

    protected override Fault? Check(Tables tables, CanariesProposal payload, PersonId asker)
    {
        if (payload.HealthNumbers.Length is 0 or > MostAtOnce) return new Fault(Why.TooLarge, $"1 to {MostAtOnce} health numbers", "healthNumbers", Mend.ChartsCount, $"{MostAtOnce}");
        var unknown = payload.HealthNumbers.Count(number => ChartOf(tables, number) is null);
        return unknown == 0 ? null : new Fault(Why.NotFound, $"{unknown} of these numbers belong to no chart, or to several: correct them and ask again", "healthNumbers", Mend.ChartsUnknown, $"{unknown}");
    }

    protected override Wording Words(Tables tables, CanariesProposal payload)
    {
        var count = Charts(tables, payload).Count;
        var assigned = Charts(tables, payload).Count(chart => tables.Assignments.Rows.Any(row => row.Chart == chart));
        return new Wording(
            [
                count == 1 ? "Make 1 chart a canary" : $"Make {count} charts canaries",
                "Whoever opens one of them is frozen at once. They must be charts of people who do not exist.",
                .. assigned == 0 ? Array.Empty<string>() : [$"Take care: {assigned} of them are on somebody’s schedule, as real patients are."],
            ],
            [
                count == 1 ? "Faire d’un dossier un canari" : $"Faire de {count} dossiers des canaris",
                "Quiconque en ouvre un est gelé aussitôt. Ce doivent être les dossiers de personnes qui n’existent pas.",
                .. assigned == 0 ? Array.Empty<string>() : [$"Attention : {assigned} d’entre eux figurent à un horaire, comme ceux de vrais patients."],
            ]);
    }

    protected override Effect Do(Approval approval, CanariesProposal payload) => new(() =>
    {
        var charts = Charts(approval.Tables, payload);
        foreach (var chart in charts) approval.Draft.Change(approval.Tables.Canaries.Put(new CanaryRow(chart, approval.Draft.NowMs)));
        approval.Draft.Record("canary", json =>
        {
            Entries.Id(json, "by", approval.Asker);
            Entries.Id(json, "session", approval.Session);
            Entries.List(json, "charts", charts);
            json.WriteString("request", approval.Request.ToString());
        });
    });

    private static HashSet<ChartId> Charts(Tables tables, CanariesProposal payload) => [.. payload.HealthNumbers.Select(number => ChartOf(tables, number)!.Value)];

    private static ChartId? ChartOf(Tables tables, string? number) => number is not null && tables.Directory.Index.WithHealthNumber(number) is [var chart] ? chart : null;
}
