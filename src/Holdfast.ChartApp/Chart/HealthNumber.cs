namespace Holdfast.ChartApp.Chart;

/// <summary>A health number as it is shown: covered but for its end, because others in the room can see the screen.</summary>
internal static class HealthNumber
{
    private const int ShownDigits = 3;
    private const int OntarioLength = 10;

    public static string Masked(string number) => number.Length <= ShownDigits
        ? new string('•', number.Length)
        : Grouped(new string('•', number.Length - ShownDigits) + number[^ShownDigits..]);

    /// <summary>In the groups that the card has, the version code behind.</summary>
    public static string Whole(string number, string? version) => version is null ? Grouped(number) : $"{Grouped(number)} {version}";

    private static string Grouped(string number) =>
        number.Length == OntarioLength ? $"{number[..4]} {number[4..7]} {number[7..]}" : number;
}
