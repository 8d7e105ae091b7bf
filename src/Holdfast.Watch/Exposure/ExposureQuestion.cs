using Holdfast.Wire;

namespace Holdfast.Watch.Exposure;

/// <summary>
/// Whose reach is asked for; what is null does not narrow it, and at least one thing is given.
/// </summary>
/// <param name="Node">A node's name (records-1) or one run of it (32 hexadecimal digits).</param>
/// <param name="From">Unix milliseconds, inclusive.</param>
/// <param name="To">Unix milliseconds, inclusive.</param>
internal sealed record ExposureQuestion(
    PersonId? Person = null, SessionId? Session = null, GrantId? Grant = null, string? Node = null, long? From = null, long? To = null)
{
    public bool IsEmpty => this == new ExposureQuestion();

    public long FromOrStart => From ?? long.MinValue;
    public long ToOrEnd => To ?? long.MaxValue;
}

/// <summary>A chart that could have been read: which classes and generations of it, between which releases, by whom, under what.</summary>
public sealed record ExposedChart(
    ChartId Chart, IReadOnlyList<string> Classes, IReadOnlyList<int> Generations, IReadOnlyList<PersonId> Persons,
    IReadOnlyList<string> Services, IReadOnlyList<GrantId> Grants, long First, long Last);

/// <summary>Somebody whose name was shown, in My day, by a search or at an admission.</summary>
public sealed record ExposedIdentity(ChartId Chart, IReadOnlyList<PersonId> Persons, long First, long Last);

/// <param name="Charts">What could have been read of charts, ordered by chart.</param>
/// <param name="Identities">Whose directory entry was shown, ordered by chart.</param>
/// <param name="Runs">When a node was asked for: the runs of it that the answer covers.</param>
public sealed record ExposureAnswer(
    IReadOnlyList<ExposedChart> Charts, IReadOnlyList<ExposedIdentity> Identities, IReadOnlyList<NodeRun> Runs);
