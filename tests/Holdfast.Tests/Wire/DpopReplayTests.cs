using Holdfast.Wire.Statements;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Tests.Wire;

public class DpopReplayTests
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.FromUnixTimeSeconds(1_800_000_000));

    [Fact]
    public void A_proof_is_used_once()
    {
        var replay = new DpopReplay(_time);
        var proof = new DpopOutcome.Accepted("key", "jti", _time.GetUtcNow().AddSeconds(61));
        Assert.True(replay.TryUse(proof));
        Assert.False(replay.TryUse(proof));
        _time.Advance(TimeSpan.FromSeconds(60));
        Assert.False(replay.TryUse(proof));
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.False(replay.TryUse(proof)); // expired
    }

    [Fact]
    public void Two_keys_may_choose_the_same_jti_and_no_joining_of_texts_confuses_them()
    {
        var replay = new DpopReplay(_time);
        var expires = _time.GetUtcNow().AddSeconds(61);
        Assert.True(replay.TryUse("key-a", "1", expires));
        Assert.True(replay.TryUse("key-b", "1", expires));
        Assert.True(replay.TryUse("key", "-a 1", expires));
    }

    [Fact]
    public void The_same_jti_with_another_expiry_is_a_replay()
    {
        var replay = new DpopReplay(_time);
        Assert.True(replay.TryUse("key", "1", _time.GetUtcNow().AddSeconds(120)));
        Assert.False(replay.TryUse("key", "1", _time.GetUtcNow().AddSeconds(10)));
    }

    [Fact]
    public void A_full_memory_refuses_until_the_old_ones_expire()
    {
        var replay = new DpopReplay(_time, capacity: 100);
        for (var i = 0; i < 100; i++) Assert.True(replay.TryUse("key", $"{i}", _time.GetUtcNow().AddSeconds(61)));
        Assert.False(replay.TryUse("key", "one more", _time.GetUtcNow().AddSeconds(61)));
        _time.Advance(TimeSpan.FromMinutes(3));
        Assert.True(replay.TryUse("key", "one more", _time.GetUtcNow().AddSeconds(61)));
    }

    [Fact]
    public void Many_threads_get_one_use_between_them()
    {
        var replay = new DpopReplay(_time);
        var expires = _time.GetUtcNow().AddSeconds(61);
        var used = 0;
        Parallel.For(0, 1000, i =>
        {
            if (replay.TryUse("key", $"{i % 10}", expires)) Interlocked.Increment(ref used);
        });
        Assert.Equal(10, used);
    }
}
