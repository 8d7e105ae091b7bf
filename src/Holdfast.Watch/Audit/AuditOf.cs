using Holdfast.Ledger;
using Holdfast.Watch.Events;
using Holdfast.Watch.Follow;
using Holdfast.Wire;

namespace Holdfast.Watch.Audit;

/// <summary>Whose AuditEvents, of when. What is null does not narrow it, and at least one thing is given.</summary>
/// <param name="Before">Only entries with a smaller number: the next older part.</param>
internal sealed record AuditQuestion(PersonId? Person, ChartId? Chart, long? From, long? To, long? Before)
{
    public bool IsEmpty => Person is null && Chart is null && From is null && To is null;
}

/// <param name="Facts">The newest first.</param>
/// <param name="Before">Where the next older part begins; null when this is the last.</param>
internal sealed record AuditAnswer(IReadOnlyList<AuditFact> Facts, long? Before);

/// <summary>Gathers the entries that an audit asks for, read again from the own copy, never from what somebody sends.</summary>
internal sealed class AuditOf(Picture picture, LedgerReader own)
{
    /// <summary>In one answer: some ten megabytes. The rest is asked for with its Before.</summary>
    public const int MostEvents = 5_000;

    /// <summary>Entries looked at in one step.</summary>
    private const int Step = 500;

    public AuditAnswer Answer(AuditQuestion question)
    {
        var facts = new List<AuditFact>();
        var before = question.Before;
        while (true)
        {
            var indexes = picture.Find(new EventFilter(question.Person, question.Chart, Before: before), Step);
            if (indexes.Count == 0) return new AuditAnswer(facts, null);
            foreach (var (index, bytes) in own.ReadEach(indexes))
            {
                var entry = picture.Read(index, bytes);
                if (question.From is { } from && entry.At < from) return new AuditAnswer(facts, null); // times only grow
                facts.AddRange(AuditFacts.Of(entry).Where(fact => IsAsked(question, fact)));
                if (facts.Count >= MostEvents) return new AuditAnswer(facts, index);
                before = index;
            }
        }
    }

    private static bool IsAsked(AuditQuestion question, AuditFact fact) =>
        (question.Chart is null || fact.Chart == question.Chart) && (question.Person is null || fact.Entry.Person == question.Person)
        && (question.From is null || fact.At >= question.From) && (question.To is null || fact.At <= question.To);
}
