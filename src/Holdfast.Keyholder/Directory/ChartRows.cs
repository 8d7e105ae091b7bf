using Holdfast.Wire;

namespace Holdfast.Keyholder.PatientDirectory;

/// <param name="Epoch">yyyymm of the key that wraps the root.</param>
internal sealed record ChartRow(ChartId Id, int Epoch, byte[] WrappedRoot, long Made);

/// <summary>Who this chart is of: <see cref="Holdfast.Wire.Statements.DirectoryFields"/> as JSON, sealed under the chart's root.</summary>
internal sealed record DirectoryRow(ChartId Chart, byte[] Sealed);

/// <summary>Nobody has a reason to open this chart.</summary>
internal sealed record CanaryRow(ChartId Chart, long At);

/// <summary>The installation's own row: the provider's chart, which opens under every grant.</summary>
internal sealed record ProviderRow(string Installation, ChartId Chart);
