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

    internal sealed record Nowhere(FhirAnswer.Refused Why) : HomeChart;

    /// <param name="write">What is asked for.</param>
    /// <param name="live">A service's grant.</param>
    /// <param name="find">What a conditional reference finds in a chart; null where those are not resolved.</param>
    public static HomeChart Of(Write write, LiveGrant live, Func<string, OpenChart, bool>? find)
    {
        var charts = live.Charts;
        if (charts.Count == 0) return Refuse(403, "forbidden", "This service has no chart now. Nothing was written.");
        if (write.Home is { } home) return new In(home);
        var named = new HashSet<OpenChart>(ReferenceEqualityComparer.Instance);
        foreach (var (path, reference) in write.Sent is { } sent ? Compartment.Subjects(sent.Type, sent.Json) : [])
        {
            if (PatientsCharts(reference) is not { } of) continue;
            if (of.Count != 1) return Refuse(422, "business-rule", of.Count == 0
                ? "The resource is about a patient whose chart this service does not have. Nothing was written."
                : "More than one patient of this service is called that. Nothing was written; name the patient by id.", path);
            named.Add(of[0]);
        }

        if (named.Count > 1) return Refuse(422, "business-rule", "The resource is about several patients. Nothing was written; send one for each.");
        List<OpenChart> standing = [.. charts.Where(chart => write.Resolve(chart, NothingGone) is { Present: { IsDeleted: false } } or { Refused: not null })];
        return (named.SingleOrDefault(), standing) switch
        {
            ({ } patients, []) => new In(patients),
            ({ } patients, _) when standing.Contains(patients) => new In(patients),
            ({ }, _) => Refuse(422, "business-rule", $"There is such a {write.Type} in another patient's chart. A resource does not change its patient; nothing was written."),
            (null, [var only]) => new In(only),
            (null, []) when write is DeleteWrite or PatchWrite => new In(charts[0]), // it says there that there is none
            (null, []) => Refuse(422, "business-rule", $"Of several charts none is named: say in the {write.Type} which patient it is about. Nothing was written."),
            _ => Refuse(412, "multiple-matches", $"Several patients of this service have such a {write.Type}. Nothing was written; name the patient, or one {write.Type}."),
        };

        // Null: the reference names no patient, but a device, a group, or something of the same Bundle.
        IReadOnlyList<OpenChart>? PatientsCharts(string reference)
        {
            if (find is not null && reference.StartsWith("Patient?", StringComparison.Ordinal)) return [.. charts.Where(chart => find(reference, chart))];
            return Compartment.PatientId(reference) is { } id ? [.. charts.Where(chart => chart.Find("Patient", id) is { IsDeleted: false })] : null;
        }
    }

    private static readonly HashSet<string> NothingGone = [];

    private static Nowhere Refuse(int status, string code, string details, string? path = null) => new(new FhirAnswer.Refused(status, code, details, path));
}
