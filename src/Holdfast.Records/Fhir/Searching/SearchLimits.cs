namespace Holdfast.Records.Fhir.Searching;

/// <summary>What one search may ask for. Beyond it is refused with words, so that no request costs more than a look at the chart a few hundred times.</summary>
internal static class SearchLimits
{
    public const int MostParameters = 50;

    /// <summary>Characters of one value: 500 ids with commas fit.</summary>
    public const int LongestValue = 32 * 1024;

    /// <summary>Alternatives in all values together.</summary>
    public const int MostAlternatives = 500;

    /// <summary>Links of a chain and nested _has together.</summary>
    public const int DeepestChain = 4;

    public const int MostSortKeys = 8;

    public const int MostIncludes = 20;

    /// <summary>How often :iterate goes on from what was included.</summary>
    public const int MostIterations = 8;

    /// <summary>Included resources with one page.</summary>
    public const int MostIncluded = 1000;

    /// <summary>Matches on one page.</summary>
    public const int LargestPage = 1000;
}
