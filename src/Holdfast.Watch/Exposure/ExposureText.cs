using System.Globalization;

namespace Holdfast.Watch.Exposure;

/// <summary>The answer for a person at a terminal: a line per chart.</summary>
internal static class ExposureText
{
    public static void Write(ExposureAnswer answer, TextWriter output)
    {
        foreach (var chart in answer.Charts)
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{chart.Chart}  {string.Join(',', chart.Classes)}  {string.Join(',', chart.Generations)}  {Time(chart.First)}..{Time(chart.Last)}"));
        output.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{answer.Charts.Count} charts could have been read; {answer.Identities.Count} people's names were shown."));
    }

    private static string Time(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
