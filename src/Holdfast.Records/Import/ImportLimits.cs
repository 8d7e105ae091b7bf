namespace Holdfast.Records.Import;

/// <summary>What bounds an import's memory, whatever the input.</summary>
internal static class ImportLimits
{
    /// <summary>A Bundle is read whole. The largest of a lifetime's records that we met has 12 MiB.</summary>
    public const int LargestBundle = 64 * 1024 * 1024;

    /// <summary>One resource, and so one NDJSON line: what fits into a row, less its frame.</summary>
    public const int LargestResource = 4 * 1024 * 1024;

    /// <summary>JSON in one row. Compression gains little beyond; a reader decrypts a row at once.</summary>
    public const int RowContent = 256 * 1024;

    /// <summary>Charts and rows in one commit: what the keyholder takes (docs/KEYS.md, "Commit").</summary>
    public const int ChartsPerCommit = 128;
    public const int RowsPerCommit = 384;

    /// <summary>NDJSON of patients that is held at a time, about; the spill is cut accordingly.</summary>
    public const int PartitionBytes = 32 * 1024 * 1024;

    public const int MostPartitions = 256;

    /// <summary>Resources of no patient, from NDJSON, that are committed together.</summary>
    public const int ProviderBatch = 300;

    /// <summary>Folders below the ones named.</summary>
    public const int DeepestFolder = 16;

    /// <summary>Not even a part of it was written.</summary>
    public static ImportRefusedException TooMuchAtOnce() => new(Wire.Why.TooLarge,
        $"too much to go in whole: at most {ChartsPerCommit} charts and {RowsPerCommit} rows of {RowContent / 1024} KiB; split the Bundle, or give it as NDJSON");
}
