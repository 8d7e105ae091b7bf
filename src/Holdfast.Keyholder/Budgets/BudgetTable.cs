using Holdfast.Keyholder.Ledger;
using Holdfast.Wire;

namespace Holdfast.Keyholder.Budgets;

/// <summary>A budget that two people have set aside for a time. Of a person, or (null) of all staff together.</summary>
internal sealed record BudgetRow(string Budget, PersonId? Person, int Limit, long Until);

/// <summary>The budgets that hold for one person at one time. Without rows: the numbers of <see cref="Limits"/>.</summary>
internal sealed record BudgetLimits(int Charts, int EmergencyCharts, int Identities, int OrganisationEmergencies, int OrganisationCoordinations)
{
    public static BudgetLimits Default { get; } = new(
        Limits.ChartsPerPerson, Limits.EmergencyChartsPerPerson, Limits.IdentitiesPerPerson, Limits.OrganisationEmergencyOpenings, Limits.OrganisationCoordinationOpenings);
}

/// <summary>Budgets over the defaults, by name and person. One that has run out counts for nothing, also before it is swept.</summary>
internal sealed class BudgetTable(Expiry expiry) : ExpiringTable<(string Budget, PersonId? Person), BudgetRow>(
    "budget", row => (row.Budget, row.Person), key => $"{key.Budget}/{key.Person?.ToString() ?? "all"}", expiry, row => row.Until)
{
    public BudgetLimits Of(PersonId person, DateTimeOffset now)
    {
        if (Count == 0) return BudgetLimits.Default;
        var standard = BudgetLimits.Default;
        return new BudgetLimits(
            Limit("charts", person, standard.Charts, now), Limit("emergency", person, standard.EmergencyCharts, now), Limit("identities", person, standard.Identities, now),
            Limit("organisation-emergency", null, standard.OrganisationEmergencies, now), Limit("organisation-coordination", null, standard.OrganisationCoordinations, now));
    }

    private int Limit(string budget, PersonId? person, int standard, DateTimeOffset now) =>
        Find((budget, person)) is { } row && now.ToUnixTimeMilliseconds() < row.Until ? row.Limit : standard;
}
