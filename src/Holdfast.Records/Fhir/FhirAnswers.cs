using Holdfast.Records.Charts;

namespace Holdfast.Records.Fhir;

/// <summary>One thing that is wrong, where, and what to do about it: an OperationOutcome.issue.</summary>
/// <param name="Code">A code of http://hl7.org/fhir/issue-type.</param>
/// <param name="Details">For the person at the other end; names the mend. Never a value out of a resource.</param>
/// <param name="Path">FHIRPath of the element, when there is one.</param>
/// <param name="Severity">error, warning or information.</param>
internal sealed record FhirIssue(string Code, string Details, string? Path = null, string Severity = "error");

/// <summary>What a FHIR interaction came to. <see cref="FhirHttp"/> is the one place that turns it into HTTP.</summary>
internal abstract record FhirAnswer
{
    private FhirAnswer()
    {
    }

    /// <summary>One version of a resource. <paramref name="Location"/> is set when it was created or updated.</summary>
    public sealed record OneResource(int Status, StoredVersion Version, string? Location = null) : FhirAnswer
    {
        /// <summary>True when it answers a write, of which the client may want to see less (<c>Prefer: return</c>).</summary>
        public bool IsWrite { get; init; }
    }

    /// <summary>There is nothing now. The version is the deletion; null when there was nothing to delete.</summary>
    public sealed record Deleted(StoredVersion? Version) : FhirAnswer;

    /// <summary>A Bundle of type history.</summary>
    public sealed record Versions(HistorySet Set) : FhirAnswer;

    /// <summary>A Bundle of type transaction-response or batch-response: an answer for each entry, in their order.</summary>
    public sealed record Several(string Type, IReadOnlyList<FhirAnswer> Entries) : FhirAnswer;

    /// <summary>The client has this version already.</summary>
    public sealed record NotModified(StoredVersion Version) : FhirAnswer;

    public sealed record Many(SearchSet Set) : FhirAnswer;

    public sealed record Refused(int Status, IReadOnlyList<FhirIssue> Issues) : FhirAnswer
    {
        public Refused(int status, string code, string details, string? path = null) : this(status, [new FhirIssue(code, details, path)])
        {
        }
    }
}

/// <summary>A Bundle of type searchset.</summary>
/// <param name="Matches">What was asked for, this page of it.</param>
/// <param name="Included">What goes with it.</param>
/// <param name="Notes">What the reader must know: gaps, withheld classes, ignored parameters.</param>
/// <param name="Total">All matches, on every page.</param>
/// <param name="Self">Address of this page; what was searched for stands in it only when the client put it there.</param>
/// <param name="Next">Address of the next page, or null.</param>
internal sealed record SearchSet(
    IReadOnlyList<StoredVersion> Matches, IReadOnlyList<StoredVersion> Included, IReadOnlyList<FhirIssue> Notes, int Total, string Self, string? Next)
{
    /// <summary>False when the client wants no total.</summary>
    public bool SaysTotal { get; init; } = true;

    /// <summary>Links beside self and next: first, previous, last.</summary>
    public IReadOnlyList<SearchLink> Links { get; init; } = [];
}

/// <summary>Bundle.link: how another page stands to this one, and its address.</summary>
internal sealed record SearchLink(string Relation, string Address);

/// <summary>A page of a history, the latest version first.</summary>
/// <param name="Entries">This page.</param>
/// <param name="Total">All versions; null on later pages, which new ones do not change.</param>
/// <param name="Self">Address of this page.</param>
/// <param name="Next">Address of the next page, or null.</param>
internal sealed record HistorySet(IReadOnlyList<StoredVersion> Entries, IReadOnlyList<FhirIssue> Notes, int? Total, string Self, string? Next);
