namespace Holdfast.Keyholder.Keys;

/// <summary>A calendar month in UTC, written yyyymm: of an epoch, and of the keys under which a chart is written.</summary>
internal static class Generation
{
    public static int At(DateTimeOffset now) => now.UtcDateTime.Year * 100 + now.UtcDateTime.Month;

    public static bool IsValid(int generation) => generation is >= 200001 and <= 999912 && generation % 100 is >= 1 and <= 12;
}
