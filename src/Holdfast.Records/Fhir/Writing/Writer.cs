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
/// Carries out writes on the chart of a grant, or on those of a service's (<see cref="ServiceWriter"/>): one commit for all
/// that are asked for together, however many they are.
/// </summary>
internal sealed class Writer(ChartWriter charts, ServiceWriter service, ReportedViews views, RoleSettings settings, TimeProvider time)
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
        var written = scene.Live.IsService ? await service.All(scene, writes, cancellation) : await In(charts, scene, writes, cancellation);
        foreach (var (write, one) in writes.Items.Zip(written))
            if (one is { IsNew: true, Version: { } version }) views.Add(scene.Live.Grant, version.Content, InteractionOf(write, one), 1);
        return written;
    }

    /// <summary>By its word in the ledger, beside what was read.</summary>
    private static string InteractionOf(Write write, Written written) =>
        write switch { DeleteWrite => "delete", PatchWrite => "patch", _ => written.Status == StatusCodes.Status201Created ? "create" : "update" };

    /// <summary>Writes that all belong to the one chart of the scene's grant.</summary>
    internal static async Task<IReadOnlyList<Written>> In(ChartWriter charts, Scene scene, WriteSet writes, CancellationToken cancellation)
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

    public string Location(StoredVersion version) => $"{settings.RecordsOrigin}/fhir/{version.Type}/{version.Id}/_history/{version.VersionId}";
}
