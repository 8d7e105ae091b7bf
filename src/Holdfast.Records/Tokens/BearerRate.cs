namespace Holdfast.Records.Tokens;

/// <summary>
/// How often a token that works for whoever has it may be used: a page full at once, then a person's pace. Scraping one
/// chart slowly is what is left to a thief. Safe to use from several threads.
/// </summary>
internal sealed class BearerRate(TimeProvider time)
{
    /// <summary>An application's first page asks for some twenty types.</summary>
    public const int Burst = 60;

    public const double PerSecond = 5;

    private readonly Lock _turn = new();
    private double _left = Burst;
    private DateTimeOffset _at = time.GetUtcNow();

    public bool Take()
    {
        lock (_turn)
        {
            var now = time.GetUtcNow();
            _left = Math.Min(Burst, _left + Math.Max(0, (now - _at).TotalSeconds) * PerSecond);
            _at = now;
            if (_left < 1) return false;
            _left--;
            return true;
        }
    }
}
