using Holdfast.Records.Charts;

namespace Holdfast.Records.Fhir.Writing;

/// <summary>
/// Which of a service's charts a write belongs to: that of the patient whom the resource names, or the one in which the
/// resource stands. Both must agree where there are both. On any doubt there is none: nothing may land in another
/// patient's chart. Pure.
/// </summary>
internal abstract record HomeChart
{
    private HomeChart()
    {
    }

    internal sealed record In(OpenChart Chart) : HomeChart;

    /// <summary>The chart that the patient at this place of the same set is to get.</summary>
    internal sealed record New(int Place) : HomeChart;

    internal sealed record Nowhere(FhirAnswer.Refused Why) : HomeChart;

    /// <summary>Of a patient whom the service brings: none yet, unless the condition finds one.</summary>
    public static HomeChart OfPatient(CreateWrite brought, int place, LiveGrant live)
    {
        var found = brought.Unless is { } unless ? live.Charts.SelectMany(chart => unless.Matching(chart).Select(_ => chart)).ToList() : [];
        return found switch { [] => live.MakesCharts ? new New(place) : new Nowhere(CreateWrite.OnePatient(live)), [var one] => new In(one), _ => new Nowhere(Condition.Several()) };
    }

    /// <param name="write">What is asked for.</param>
    /// <param name="live">A service's grant.</param>
    /// <param name="find">What a conditional reference finds in a chart; null where those are not resolved.</param>
    /// <param name="together">Where what stands under this fullUrl of the same set belongs; null when nothing does, or nobody knows.</param>
    public static HomeChart Of(Write write, LiveGrant live, Func<string, OpenChart, bool>? find, Func<string, HomeChart?> together)
    {
        var charts = live.Charts;
        if (write.Home is { } home) return new In(home);
        var named = new HashSet<HomeChart>();
        foreach (var (path, reference) in write.Sent is { } sent ? Compartment.Subjects(sent.Type, sent.Json) : [])
        {
            if (together(reference) is { } with)
            {
                if (with is not Nowhere) named.Add(with);
                continue;
            }

            if (PatientsCharts(reference) is not { } of) continue;
            if (of.Count != 1) return Refuse(422, "business-rule", of.Count == 0
                ? "The resource is about a patient whose chart this service does not have. Nothing was written."
                : "More than one patient of this service is called that. Nothing was written; name the patient by id.", path);
            named.Add(new In(of[0]));
        }

        if (named.Count > 1) return Refuse(422, "business-rule", "The resource is about several patients. Nothing was written; send one for each.");
        List<OpenChart> standing = [.. charts.Where(chart => write.Resolve(chart, NothingGone) is { Present: { IsDeleted: false } } or { Refused: not null })];
        return (named.SingleOrDefault(), standing) switch
        {
            ({ } patients, []) => patients,
            (In patients, _) when standing.Contains(patients.Chart) => patients,
            ({ }, _) => Refuse(422, "business-rule", $"There is such a {write.Type} in another patient's chart. A resource does not change its patient; nothing was written."),
            (null, _) when charts.Count == 0 => Refuse(403, "forbidden", "This service has no chart now. Nothing was written."),
            (null, [var only]) => new In(only),
            (null, []) when write is DeleteWrite or PatchWrite => new In(charts[0]), // it says there that there is none
            (null, []) => Refuse(422, "business-rule", $"Of several charts none is named: say in the {write.Type} which patient it is about. Nothing was written."),
            _ => Refuse(412, "multiple-matches", $"Several patients of this service have such a {write.Type}. Nothing was written; name the patient, or one {write.Type}."),
        };

        // Null: the reference names no patient, but a device, a group, or something that nobody brings.
        IReadOnlyList<OpenChart>? PatientsCharts(string reference)
        {
            if (find is not null && reference.StartsWith("Patient?", StringComparison.Ordinal)) return [.. charts.Where(chart => find(reference, chart))];
            return Compartment.PatientId(reference) is { } id ? [.. charts.Where(chart => chart.IsOf(id))] : null;
        }
    }

    private static readonly HashSet<string> NothingGone = [];

    private static Nowhere Refuse(int status, string code, string details, string? path = null) => new(new FhirAnswer.Refused(status, code, details, path));
}
