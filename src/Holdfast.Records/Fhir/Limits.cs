namespace Holdfast.Records.Fhir;

/// <summary>What a request may weigh. Larger things come in by import, or (later) as documents in chunks.</summary>
internal static class Limits
{
    /// <summary>The largest resource of the shared cohorts has 120 KB; a scanned letter as an attachment fits.</summary>
    public const int LargestBody = 2 * 1024 * 1024;
}
