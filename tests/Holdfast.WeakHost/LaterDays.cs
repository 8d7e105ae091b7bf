namespace Holdfast.WeakHost;

/// <summary>For attack 18, and no weakness: the shipped keyholder with a clock that stands so many days ahead, because dormancy takes weeks and a drill has seconds.</summary>
internal sealed class LaterDays(int days) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddDays(days);
}
