using Holdfast.Records.Charts;
using Holdfast.Records.Store;

namespace Holdfast.Records.Fhir.Writing;

/// <summary>Under which grant, at which address, when: what a decision about a write needs beside the chart.</summary>
internal sealed record Scene(LiveGrant Live, string Origin, DateTimeOffset Now)
{
    /// <summary>True when nothing is taken in that the virus scanner has not seen.</summary>
    public bool IsScanning { get; init; }

    public ContentEntry Put(ResourceText text, string id) => text.ToEntry(id, Now.ToUnixTimeMilliseconds(), Live.Actor.Person);

    /// <summary>The version that says that the resource is gone.</summary>
    public ContentEntry Tombstone(StoredVersion version) =>
        new(RowOperation.Delete, version.Type, version.Id, Now.ToUnixTimeMilliseconds(), Live.Actor.Person, 0, default, default);
}

/// <summary>Which resource a write is about on the chart as it stands.</summary>
/// <param name="Id">The logical id; null when there is none (nothing matches what is to be deleted).</param>
/// <param name="Present">Its present version, deleted or not; null when the chart never had it.</param>
internal sealed record Target(string? Id, StoredVersion? Present)
{
    public FhirAnswer.Refused? Refused { get; init; }

    /// <summary>Further resources that a conditional delete found.</summary>
    public IReadOnlyList<StoredVersion> More { get; init; } = [];

    /// <summary>True when there is a version that is not a deletion and not merely shown (version 0, in no row).</summary>
    public bool Exists => Present is { IsDeleted: false, Sequence: > 0 };

    public static Target Refuse(FhirAnswer.Refused refused) => new(null, null) { Refused = refused };
}

/// <summary>What a write comes to.</summary>
internal abstract record Decided
{
    private Decided()
    {
    }

    /// <summary>Nothing may be written, and why.</summary>
    public sealed record No(FhirAnswer.Refused Why) : Decided;

    /// <summary>Nothing is to be written: it is so already. The version is what stands; null when nothing does.</summary>
    public sealed record Stands(int Status, StoredVersion? Version) : Decided;

    /// <summary>These versions are to be appended; the first is what the answer is about.</summary>
    public sealed record Writes(int Status, IReadOnlyList<ContentEntry> Entries) : Decided;
}

/// <summary>
/// One write as it was asked for: understood, valid in itself and allowed by the grant. What becomes of it is decided on
/// the chart as it stands, twice when another writer was faster; both steps are pure.
/// </summary>
internal abstract record Write(string Type)
{
    /// <summary>The whole resource as it was sent; null when something else was.</summary>
    public virtual ReceivedResource? Sent => null;

    /// <summary>The chart that it goes into, when whoever asks has found it already; null: it is found by what is sent.</summary>
    public virtual OpenChart? Home => null;

    /// <param name="chart">As it stands.</param>
    /// <param name="gone">Type/id of what is deleted in the same transaction: it is not found any more.</param>
    public abstract Target Resolve(OpenChart chart, IReadOnlySet<string> gone);

    /// <param name="target">What <see cref="Resolve"/> found.</param>
    /// <param name="scene">Who writes, and when.</param>
    /// <param name="map">New texts of references, within a transaction.</param>
    public abstract Decided Decide(Target target, Scene scene, Func<string, string?>? map);

    /// <summary>Matches of a condition that are not deleted in the same transaction.</summary>
    protected static IReadOnlyList<StoredVersion> Matching(Condition condition, OpenChart chart, IReadOnlySet<string> gone) =>
        gone.Count == 0 ? condition.Matching(chart) : [.. condition.Matching(chart).Where(v => !gone.Contains($"{v.Type}/{v.Id}"))];
}
