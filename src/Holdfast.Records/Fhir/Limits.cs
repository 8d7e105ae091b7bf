namespace Holdfast.Records.Fhir;

/// <summary>What a request may weigh. Larger things come in by import, or (later) as documents in chunks.</summary>
internal static class Limits
{
    /// <summary>The largest resource of the shared cohorts has 120 KB; a scanned letter as an attachment fits.</summary>
    public const int LargestBody = 2 * 1024 * 1024;

    /// <summary>Entries of a batch or transaction: a day's notes of a busy nurse, several times over.</summary>
    public const int MostEntries = 500;

    /// <summary>Resources that one conditional deletion may take away.</summary>
    public const int MostDeleted = 100;

    /// <summary>Operations of one patch.</summary>
    public const int MostPatchOperations = 200;

    /// <summary>Versions on a page of a history, resources on a page of $everything, unless _count asks for fewer.</summary>
    public const int LargestHistoryPage = 1000;
}
