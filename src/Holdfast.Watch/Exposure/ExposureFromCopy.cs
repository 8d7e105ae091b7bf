using Holdfast.Ledger;
using Holdfast.Watch.Events;
using Holdfast.Watch.Follow;

namespace Holdfast.Watch.Exposure;

/// <summary>Answers from the copy's files alone: works while the role runs, and when nothing runs any more.</summary>
internal static class ExposureFromCopy
{
    public static (ExposureAnswer Answer, long LedgerSize) Answer(string ledger, ExposureQuestion question)
    {
        var reader = new LedgerReader(ledger);
        var latest = reader.ReadCheckpoint();
        var grants = new GrantBook();
        var facts = new ExposureFacts(grants);
        foreach (var (index, bytes) in reader.ReadEntriesUpTo(latest))
        {
            var entry = EventReader.Read(index, bytes);
            grants.Apply(entry);
            facts.Apply(grants.Resolve(entry));
        }

        return (facts.Answer(question), latest.Size);
    }
}
