using Holdfast.Records.Store;
using Holdfast.Wire;

namespace Holdfast.Records.Charts;

/// <summary>What is to be written, decided on the chart as it stands; decided again when another writer was faster.</summary>
internal abstract record WritePlan
{
    private WritePlan()
    {
    }

    public sealed record Append(IReadOnlyList<ContentEntry> Entries) : WritePlan;

    public sealed record Nothing : WritePlan;
}

/// <summary>What became of it.</summary>
internal abstract record WriteOutcome
{
    private WriteOutcome()
    {
    }

    /// <summary>On the chain and on the disk.</summary>
    public sealed record Written(IReadOnlyList<StoredVersion> Versions) : WriteOutcome;

    /// <summary>To several charts in one commit: each with its versions.</summary>
    public sealed record WrittenEach(IReadOnlyList<(OpenChart Chart, IReadOnlyList<StoredVersion> Versions)> Charts) : WriteOutcome;

    public sealed record NothingToWrite : WriteOutcome;

    /// <summary>The keyholder said no. Nothing was written.</summary>
    public sealed record Refused(Why Why) : WriteOutcome;

    /// <summary>The grant may not write this class.</summary>
    public sealed record ClassNotWritable(string Content) : WriteOutcome;

    /// <summary>Other writers were faster each time. Nothing was written.</summary>
    public sealed record TooBusy : WriteOutcome;

    /// <summary>The grant ended meanwhile. Nothing was written.</summary>
    public sealed record GrantEnded : WriteOutcome;
}
