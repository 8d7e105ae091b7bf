using System.Text.Json;

namespace Holdfast.ChartApp.Fhir;

/// <summary>What came of one FHIR interaction. <see cref="Got"/> holds pooled memory: dispose it.</summary>
internal abstract record FhirAnswer
{
    public sealed record Got(int Status, JsonDocument? Body, string? ETag, string? Location, bool SaysGap) : FhirAnswer, IDisposable
    {
        public void Dispose() => Body?.Dispose();
    }

    public sealed record Refused(int Status, string? Words) : FhirAnswer;

    /// <summary>No signal, or a server that is away: the same request may succeed later.</summary>
    public sealed record Unreachable : FhirAnswer;

    /// <summary>The grant is over: nothing more will be answered until the chart is opened again.</summary>
    public sealed record Ended(string? Words) : FhirAnswer;
}
