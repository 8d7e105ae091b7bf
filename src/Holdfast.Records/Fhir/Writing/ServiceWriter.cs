using Holdfast.Records.Charts;
using Holdfast.Records.Import;
using Holdfast.Records.Store;
using Holdfast.Wire;

namespace Holdfast.Records.Fhir.Writing;

/// <summary>
/// Carries out writes of a backend service: finds the chart of each, has the patients admitted whom it brings, and commits.
/// A transaction is one commit over all the charts that it is about, or nothing; in a batch each chart has a commit of its own.
/// </summary>
internal sealed class ServiceWriter(ChartWriter charts, JointWriter joint)
{
    /// <summary>The writes that belong to one chart, and under what they are decided there.</summary>
    private sealed record Part(OpenChart Chart, Scene Scene, WriteSet Writes, IReadOnlyList<int> Places);

    /// <exception cref="KeyholderSilentException">Whether they were written is not known.</exception>
    public async Task<IReadOnlyList<Written>> All(Scene scene, WriteSet writes, CancellationToken cancellation)
    {
        var homes = Homes.Of(writes, scene.Live);
        var written = new Written?[homes.Count];
        for (var i = 0; i < homes.Count; i++)
            if (((homes[i] as HomeChart.Nowhere)?.Why ?? Boundary.Crossed(writes, homes, i)) is { } why) written[i] = new Written(why, 0, null);
        if (writes.AllOrNothing)
        {
            if (homes.Distinct().Count() > ImportLimits.ChartsPerCommit) written[0] = new Written(TooManyPatients, 0, null);
            else if (!Array.Exists(written, one => one is not null)) FindVain(scene, writes, homes, written);
            if (Array.Exists(written, one => one is not null)) return Rest(written);
        }

        var brought = await Bring(scene.Live, writes, homes, written, cancellation);
        if (writes.AllOrNothing && Array.Exists(written, one => one is not null)) return Rest(written);
        var parts = Parts(scene, writes, [.. homes.Select((home, i) => written[i] is not null ? null : home switch { HomeChart.In known => known.Chart, HomeChart.New made => brought[made.Place], _ => null })]);
        if (writes.AllOrNothing && parts.Count > 1) await Together(scene.Live, writes, parts, written, cancellation);
        else
            foreach (var part in parts) Take(part, await Writer.In(charts, part.Scene, part.Writes, cancellation), written);
        return Rest(written);
    }

    private static Written[] Rest(Written?[] written) => [.. written.Select(one => one ?? new Written(null, 0, null))];

    private static void Take(Part part, IReadOnlyList<Written> done, Written?[] written)
    {
        foreach (var (place, one) in part.Places.Zip(done)) written[place] = one;
    }

    private static List<Part> Parts(Scene scene, WriteSet writes, OpenChart?[] charts)
    {
        return [.. charts.OfType<OpenChart>().Distinct().Select(chart =>
        {
            List<int> places = [.. Enumerable.Range(0, charts.Length).Where(i => charts[i] == chart)];
            return new Part(chart, scene with { Live = scene.Live.Within(chart) }, writes.Only(places) with { Bar = entry => Boundary.Crossed(scene, chart, entry) }, places);
        })];
    }

    /// <summary>A transaction that cannot stand admits nobody: what is already known to be refused is refused before.</summary>
    private static void FindVain(Scene scene, WriteSet writes, IReadOnlyList<HomeChart> homes, Written?[] written)
    {
        if (!homes.Any(home => home is HomeChart.New)) return;
        foreach (var part in Parts(scene, writes with { Veto = null }, [.. homes.Select(home => (home as HomeChart.In)?.Chart)]))
            foreach (var (place, decided) in part.Places.Zip(part.Writes.Decide(part.Chart, part.Scene).Items))
                if (decided is Decided.No { Why: var why }) written[place] = new Written(why, 0, null);
        for (var i = 0; i < homes.Count; i++)
            if (homes[i] is HomeChart.New && writes.Items[i] is not (CreateWrite or UpdateWrite { IfMatch: "" }))
                written[i] = new Written(new FhirAnswer.Refused(404, "not-found", "The chart of a patient who is only brought now has nothing to change or delete."), 0, null);
    }

    /// <summary>The charts of the patients who are brought, by their places. Who is refused is written down, with all that belongs to them.</summary>
    private static async Task<Dictionary<int, OpenChart>> Bring(LiveGrant live, WriteSet writes, IReadOnlyList<HomeChart> homes, Written?[] written, CancellationToken cancellation)
    {
        var made = new Dictionary<int, OpenChart>();
        List<int> places = [.. homes.OfType<HomeChart.New>().Select(home => home.Place).Distinct().Order()];
        foreach (var at in writes.AllOrNothing && places.Count > 0 ? [places] : places.ConvertAll(place => new List<int> { place }))
        {
            switch (await live.StillToOpen!.Admit(live, at.ConvertAll(place => Patient(writes.Items[place].Sent!)), cancellation))
            {
                case Admissions.Made admitted:
                    foreach (var (place, chart) in at.Zip(admitted.Charts)) made[place] = chart;
                    break;
                case Admissions.Refused refused:
                    for (var i = 0; i < homes.Count; i++)
                        if (homes[i] is HomeChart.New home && home.Place == at[refused.At]) written[i] = new Written(Refusal(refused), 0, null);
                    break;
            }
        }

        return made;
    }

    private static OwnPatient Patient(ReceivedResource patient) => new() { SourceKey = PatientIdentity.SourceKey(patient.Json), Directory = PatientIdentity.Directory(patient.Json) };

    private async Task Together(LiveGrant live, WriteSet writes, List<Part> parts, Written?[] written, CancellationToken cancellation)
    {
        WriteSet.Plan[]? plans = null;
        FhirAnswer.Refused? vetoed = null;
        var outcome = await joint.Write(live, parts.ConvertAll(part => part.Chart), () =>
        {
            plans = [.. parts.Select(part => (part.Writes with { Veto = null }).Decide(part.Chart, part.Scene))];
            if (Array.Exists(plans, plan => plan.Items.Any(item => item is Decided.No))) return [];
            vetoed = writes.Veto?.Invoke([.. plans.SelectMany(plan => plan.Entries)]);
            return vetoed is not null ? [] : [.. parts.Zip(plans).Where(p => p.Second.Entries.Count > 0).Select(p => new JointPart(p.First.Chart, p.Second.Entries))];
        }, cancellation);
        if (plans is null) plans = [.. parts.Select(part => part.Writes.Decide(part.Chart, part.Scene))];
        foreach (var (part, plan) in parts.Zip(plans))
            Take(part, vetoed is not null ? [.. part.Places.Select(_ => new Written(vetoed, 0, null))] : outcome switch
            {
                WriteOutcome.WrittenEach each => plan.Done(each.Charts.FirstOrDefault(c => c.Chart == part.Chart).Versions ?? (IReadOnlyList<StoredVersion>)[]),
                WriteOutcome.NothingToWrite => plan.Done([]),
                _ => plan.Failed(WriteRefusals.Of(outcome)),
            }, written);
    }

    private static FhirAnswer.Refused Refusal(Admissions.Refused refused) => refused.Why switch
    {
        Why.Duplicate => new(409, "duplicate", "The provider may know this person already. Nothing was written: a coordinator admits them at the desk, where both can be compared. It counts as one of the day's tries."),
        Why.AdmissionsUsedUp => new(429, "throttled", "This service has brought as many patients as a day allows. Nothing was written; send the others tomorrow, or have them brought in with `holdfast import`."),
        Why.Malformed => new(422, "invalid", $"The Patient cannot be admitted like this ({refused.Detail}). Nothing was written.", "Patient"),
        _ => WriteRefusals.Of(new WriteOutcome.Refused(refused.Why)),
    };

    private static FhirAnswer.Refused TooManyPatients { get; } =
        new(413, "too-costly", $"A transaction of a service is about at most {ImportLimits.ChartsPerCommit} patients. Send several.");
}
