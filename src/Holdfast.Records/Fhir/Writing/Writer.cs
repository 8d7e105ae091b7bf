using Holdfast.Records.Charts;
using Holdfast.Wire.Connections;

namespace Holdfast.Records.Fhir.Writing;

/// <summary>What became of one write: refused, or the status and the version that now stands (null: none does).</summary>
internal sealed record Written(FhirAnswer.Refused? Refused, int Status, StoredVersion? Version)
{
    /// <summary>True when this request made the version.</summary>
    public bool IsNew { get; init; }
}

/// <summary>
/// Carries out writes on the chart of a grant, or on those of a service's: one commit for all that are asked for together of
/// one chart, however many they are.
/// </summary>
internal sealed class Writer(ChartWriter charts, RoleSettings settings, TimeProvider time)
{
    public Scene Scene(LiveGrant live) => new(live, settings.RecordsOrigin, time.GetUtcNow()) { IsScanning = settings.Scan is { Required: true } };

    /// <summary>One write by itself.</summary>
    /// <exception cref="KeyholderSilentException">Whether it was written is not known.</exception>
    public async Task<FhirAnswer> One(Scene scene, Write write, CancellationToken cancellation)
    {
        var written = (await All(scene, new WriteSet([write]), cancellation))[0];
        if (written.Refused is { } refused) return refused;
        if (write is DeleteWrite) return new FhirAnswer.Deleted(written.Version);
        var version = written.Version!;
        return new FhirAnswer.OneResource(written.Status, version, written.IsNew ? Location(version) : null) { IsWrite = true };
    }

    /// <summary>Several writes, in one commit. In a transaction one refusal refuses all: what the others came to is then of no account.</summary>
    /// <exception cref="KeyholderSilentException">Whether they were written is not known.</exception>
    public async Task<IReadOnlyList<Written>> All(Scene scene, WriteSet writes, CancellationToken cancellation)
    {
        return scene.Live.IsService ? await OfService(scene, writes, cancellation) : await In(scene, writes, cancellation);
    }

    /// <summary>A commit for each of the service's charts that is written to; a transaction writes to one.</summary>
    private async Task<IReadOnlyList<Written>> OfService(Scene scene, WriteSet writes, CancellationToken cancellation)
    {
        Func<string, OpenChart, bool>? find = writes.Find is { } named ? (reference, chart) => named(reference, chart).Found is not null : null;
        var homes = writes.Items.Select(write => HomeChart.Of(write, scene.Live, find)).ToList();
        var charts = homes.OfType<HomeChart.In>().Select(home => home.Chart).Distinct().ToList();
        if (writes.AllOrNothing && (charts.Count > 1 || homes.Exists(home => home is HomeChart.Nowhere)))
            return [.. homes.Select(home => new Written(home is HomeChart.Nowhere { Why: var why } ? why : charts.Count > 1 ? SeveralPatients : null, 0, null))];
        var written = new Written[homes.Count];
        for (var i = 0; i < homes.Count; i++)
            if (homes[i] is HomeChart.Nowhere { Why: var why }) written[i] = new Written(why, 0, null);
        foreach (var chart in charts)
        {
            List<int> places = [.. Enumerable.Range(0, homes.Count).Where(i => homes[i] is HomeChart.In home && home.Chart == chart)];
            var done = await In(scene with { Live = scene.Live.Within(chart) }, writes.Only(places), cancellation);
            foreach (var (place, one) in places.Zip(done)) written[place] = one;
        }

        return written;
    }

    private async Task<IReadOnlyList<Written>> In(Scene scene, WriteSet writes, CancellationToken cancellation)
    {
        WriteSet.Plan plan = null!;
        var outcome = await charts.Write(scene.Live, chart =>
        {
            plan = writes.Decide(chart, scene);
            return plan.Entries.Count > 0 ? new WritePlan.Append(plan.Entries) : new WritePlan.Nothing();
        }, cancellation);
        return outcome switch
        {
            WriteOutcome.Written written => plan.Done(written.Versions),
            WriteOutcome.NothingToWrite => plan.Done([]),
            _ => plan is null ? [.. writes.Items.Select(_ => new Written(WriteRefusals.Of(outcome), 0, null))] : plan.Failed(WriteRefusals.Of(outcome)),
        };
    }

    private static FhirAnswer.Refused SeveralPatients { get; } =
        new(422, "business-rule", "A transaction of a service is about one patient. Send one for each patient, or a batch.");

    public string Location(StoredVersion version) => $"{settings.RecordsOrigin}/fhir/{version.Type}/{version.Id}/_history/{version.VersionId}";
}
