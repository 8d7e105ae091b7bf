using System.Diagnostics.CodeAnalysis;
using Holdfast.Records.Charts;
using Holdfast.Records.Fhir.Searching;
using Holdfast.Records.Tokens;

namespace Holdfast.Records.Fhir.Writing;

/// <summary>
/// The search that a conditional interaction names, asked of one chart as it stands. Who may not search a type may not
/// ask this way either whether something is there.
/// </summary>
internal sealed class Condition
{
    private readonly GrantCharts _charts;
    private readonly SearchQuery _query;

    private Condition(GrantCharts charts, SearchQuery query) => (_charts, _query) = (charts, query);

    public static bool TryParse(Scene scene, string type, string search, [NotNullWhen(true)] out Condition? condition, [NotNullWhen(false)] out FhirAnswer.Refused? refused)
    {
        condition = null;
        refused = Access.Refusal(scene.Live, Interaction.Search, type);
        if (refused is not null) return false;
        var charts = GrantCharts.Of(scene.Live, scene.Origin, scene.Now);
        if (!SearchQuery.TryParseCondition(charts, type, search, out var query, out refused)) return false;
        condition = new Condition(charts, query);
        return true;
    }

    public IReadOnlyList<StoredVersion> Matching(OpenChart chart) => _query.MatchingIn(_charts, chart);

    public static FhirAnswer.Refused Several() =>
        new(412, "multiple-matches", "Several resources of this chart match. Nothing was written; name one that is unique, such as an identifier.");
}
