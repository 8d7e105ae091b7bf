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
/// Carries out writes on the chart of a grant: one commit for all that are asked for together, however many they are.
/// </summary>
internal sealed class Writer(ChartWriter charts, RoleSettings settings, TimeProvider time)
{
    public Scene Scene(LiveGrant live) => new(live, settings.RecordsOrigin, time.GetUtcNow());

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
        // Which of several charts a write belongs to is not decided here: nothing may land in another patient's.
        if (scene.Live.Charts.Count != 1) return [.. writes.Items.Select(_ => new Written(SeveralCharts, 0, null))];
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

    private static FhirAnswer.Refused SeveralCharts { get; } =
        new(403, "not-supported", "A service writes to one chart at a time: register it for one chart, or read only. Nothing was written.");

    public string Location(StoredVersion version) => $"{settings.RecordsOrigin}/fhir/{version.Type}/{version.Id}/_history/{version.VersionId}";
}
