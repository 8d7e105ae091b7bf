using System.Globalization;
using Holdfast.Keyholder.Approvals;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.People;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Budgets;

/// <summary>"budget": raises or lowers one budget until a day, of a person or of all staff together. Nobody asks it for themselves.</summary>
internal sealed class ChangeBudget(StaffNames names, TimeProvider time) : ProposalKind<BudgetProposal>("budget", StaffRole.PrivacyOfficer, StaffRole.Coordinator, StaffRole.ClinicalSupervisor)
{
    /// <summary>Beyond ten times the day of the busiest nurse it is no budget any more.</summary>
    private const int MostTimesDefault = 10;

    /// <summary>A quarter: then it is asked for again, or the default holds.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(92);

    private static readonly Dictionary<string, (bool OfPerson, int Default, string English, string French)> Budgets = new(StringComparer.Ordinal)
    {
        ["charts"] = (true, Limits.ChartsPerPerson, "charts opened in 24 hours", "dossiers ouverts en 24 heures"),
        ["emergency"] = (true, Limits.EmergencyChartsPerPerson, "charts opened by emergency access in 24 hours", "dossiers ouverts par accès d’urgence en 24 heures"),
        ["identities"] = (true, Limits.IdentitiesPerPerson, "people found by searching in 24 hours", "personnes trouvées par recherche en 24 heures"),
        ["organisation-emergency"] = (false, Limits.OrganisationEmergencyOpenings, "openings by emergency access in 24 hours", "ouvertures par accès d’urgence en 24 heures"),
        ["organisation-coordination"] = (false, Limits.OrganisationCoordinationOpenings, "openings by coordinators in 24 hours", "ouvertures par la coordination en 24 heures"),
    };

    /// <summary>For the page that asks: each budget, whose it is, what it is otherwise, and what it may be at most.</summary>
    public static IEnumerable<AskableBudget> All =>
        Budgets.Select(row => new AskableBudget { Budget = row.Key, OfPerson = row.Value.OfPerson, Standard = row.Value.Default, Most = MostTimesDefault * row.Value.Default });

    protected override string? Subject(BudgetProposal payload) => payload.Person;

    protected override Fault? Check(Tables tables, BudgetProposal payload, PersonId asker)
    {
        if (!OpenDecision.IsReason(payload.Reason)) return new Fault(Why.ReasonMissing, "a reason of 10 to 500 characters is needed", "reason", Mend.Reason);
        if (!Budgets.TryGetValue(payload.Budget, out var budget) || budget.OfPerson != payload.Person is not null) return new Fault(Why.Malformed, "not a budget, or not of a person", "budget", Mend.UnknownWord);
        if (payload.Limit < 0 || payload.Limit > MostTimesDefault * budget.Default) return new Fault(Why.TooLarge, $"at most {MostTimesDefault * budget.Default}", "limit", Mend.Number, $"{MostTimesDefault * budget.Default}");
        var until = payload.Until - time.GetUtcNow().ToUnixTimeMilliseconds();
        if (until <= 0 || until > Longest.TotalMilliseconds) return new Fault(Why.Malformed, $"it must end after now and within {Longest.Days} days", "until", Mend.Until, $"{Longest.Days}");
        if (payload.Person is null) return null;
        if (PersonOf(payload) is not { } person || !tables.People.Contains(person)) return new Fault(Why.NotFound, "no such person", "person", Mend.Nobody);
        return person == asker ? new Fault(Why.NotAllowed, "nobody asks for a budget of their own", "person", Mend.Oneself) : null;
    }

    protected override Wording Words(Tables tables, BudgetProposal payload)
    {
        var (_, standard, english, french) = Budgets[payload.Budget];
        var who = PersonOf(payload) is { } person ? names.Of(tables.People.Find(person)!) : null;
        var until = DateTimeOffset.FromUnixTimeMilliseconds(payload.Until).ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);
        return new Wording(
            [$"Until {until}, let {who ?? "all staff together"} have {payload.Limit} {english}", $"Otherwise it is {standard}.", $"Reason given: {payload.Reason}"],
            [$"Jusqu’au {until}, fixer pour {who ?? "tout le personnel ensemble"} le plafond à {payload.Limit} {french}", $"Sinon, il est de {standard}.", $"Motif donné : {payload.Reason}"]);
    }

    protected override Effect Do(Approval approval, BudgetProposal payload) => new(() =>
    {
        approval.Draft.Change(approval.Tables.Budgets.Put(new BudgetRow(payload.Budget, PersonOf(payload), payload.Limit, payload.Until)));
        approval.Draft.Record("budget-changed", json =>
        {
            Entries.Optional(json, "person", PersonOf(payload));
            json.WriteString("budget", payload.Budget);
            json.WriteNumber("limit", payload.Limit);
            json.WriteNumber("until", payload.Until);
            Entries.Id(json, "by", approval.Asker);
            json.WriteString("request", approval.Request.ToString());
        });
    });

    private static PersonId? PersonOf(BudgetProposal payload) => PersonId.TryParse(payload.Person, out var id) ? id : null;
}
