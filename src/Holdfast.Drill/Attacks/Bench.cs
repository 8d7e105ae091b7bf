using Holdfast.Drill.Installations;

namespace Holdfast.Drill.Attacks;

/// <summary>What every attack works with: the programs, a folder that is deleted afterwards, the weakened host for the control when there is one.</summary>
internal sealed class Bench(Programs programs, string work, string? weakHost, Action<string> say)
{
    private PreparedInstallation? _prepared;
    private ThrowAway? _last;
    private int _made;

    public void Say(string what) => say(what);

    /// <summary>Null, and said, when there is none: an installed product has no weakened host.</summary>
    public string? WeakHost()
    {
        if (weakHost is null) say("The control did not run: the weakened host (tests/Holdfast.WeakHost) is in the source tree only. Run the drill from there.");
        return weakHost;
    }

    public Task<ThrowAway> Installation() => Next(null);

    /// <summary>
    /// Runs the control: the same attack with its protection taken out must succeed, or it shows nothing. False when it
    /// did not, or could not run because no weakened host is there.
    /// </summary>
    public async Task<bool> Control(string role, string weakness, Func<ThrowAway, Task<bool>> succeeds)
    {
        if (WeakHost() is not { } host) return false;
        say($"control: the same with the {role} weakened ({weakness})");
        await using var installation = await Next((role, host, weakness));
        return await succeeds(installation);
    }

    /// <summary>As new. The one before is stopped first: all have the same addresses.</summary>
    private async Task<ThrowAway> Next((string Role, string Host, string Weakness)? weakened)
    {
        if (_last is { } before) await before.Stop();
        _prepared ??= await PreparedInstallation.Make(programs, Folder());
        return _last = await _prepared.Copy(Folder(), weakened);
    }

    private string Folder() => Path.Combine(work, $"installation-{++_made}");
}
