using Holdfast.Records.Charts;
using Holdfast.Wire;

namespace Holdfast.Records.Fhir;

/// <summary>Why nothing was written, for whoever sent it.</summary>
internal static class WriteRefusals
{
    public static FhirAnswer.Refused Of(WriteOutcome outcome) => outcome switch
    {
        WriteOutcome.ClassNotWritable closed => new(403, "forbidden", $"This grant may not write the {closed.Content} part of the chart."),
        WriteOutcome.TooBusy => new(409, "conflict", "Others wrote to this chart at the same moment, each time. Nothing was written; send it again."),
        WriteOutcome.GrantEnded => new(401, "expired", "The grant has ended. Nothing was written; open the chart again from the desk."),
        WriteOutcome.Refused refused => new(403, "forbidden", $"The keyholder did not allow the write ({refused.Why}). Nothing was written. Open the chart again from the desk."),
        _ => throw new InvalidOperationException($"{outcome.GetType().Name} is not a refusal."),
    };
}
