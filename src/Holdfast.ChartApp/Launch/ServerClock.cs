namespace Holdfast.ChartApp.Launch;

/// <summary>
/// The server's time, as its Date header tells it: a telephone whose clock is minutes off would otherwise have its proofs
/// refused (they live a minute), and would write wrong times into the chart.
/// </summary>
internal sealed class ServerClock(TimeProvider device)
{
    /// <summary>Date has whole seconds and travels; a smaller difference is no difference.</summary>
    private static readonly TimeSpan Noise = TimeSpan.FromSeconds(3);

    private TimeSpan _ahead;

    public DateTimeOffset Now => device.GetUtcNow() + _ahead;

    public void Learn(DateTimeOffset? serverDate)
    {
        if (serverDate is not { } date) return;
        var ahead = date - device.GetUtcNow();
        _ahead = ahead.Duration() < Noise ? TimeSpan.Zero : ahead;
    }
}
