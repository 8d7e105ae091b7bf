using Holdfast.Wire;

namespace Holdfast.Keyholder.Watching;

/// <summary>
/// The words behind a reason in the ledger. The ledger has the SHA-256 of the sealed bytes: of the words it would let
/// whoever reads the ledger try likely sentences.
/// </summary>
/// <param name="Hash">SHA-256 of <see cref="Sealed"/>, hexadecimal.</param>
/// <param name="Chart">Sealed under this chart's root, and disposed of with it; null: under the staff key.</param>
internal sealed record ReasonRow(string Hash, ChartId? Chart, byte[] Sealed);
