using System.Text;
using Holdfast.Keyholder.Keys;
using Holdfast.Keyholder.Ledger;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Keyholder.People.Passwords;

/// <summary>
/// Failed passwords: how they slow down a source and a name that nobody has, and how the ledger says so without a campaign
/// filling the disk. A failure on somebody's account is always an entry (the account's own waits bound them); one on a name
/// that nobody has is, up to a rate; whatever was not heard is counted, and entered as a number each minute. Owned by the
/// journal's lock.
/// </summary>
internal sealed class FailedSignIns(UseKey hashes)
{
    /// <summary>Thirty colleagues behind one address, on a bad morning; then one attempt each half minute.</summary>
    private const double BurstOfSource = 30;
    private const double SecondsEach = 30;

    /// <summary>Entries about names that nobody has: a burst, and one a second after it.</summary>
    private const double BurstOfEntries = 60;

    /// <summary>More sources, or more names, at a time are an attack. Then no new ones are heard until these have gone quiet: passwords wait, passkeys do not.</summary>
    private const int MostRemembered = 10_000;

    private readonly Dictionary<string, (double Left, DateTimeOffset At)> _sources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (int Failures, long LastMs)> _nobodys = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _counted = new(StringComparer.Ordinal);
    private double _entries = BurstOfEntries;
    private DateTimeOffset _filled;

    /// <summary>May this source try a password now?</summary>
    public bool HearsSource(string source, DateTimeOffset now)
    {
        if (_sources.Count >= MostRemembered && !_sources.ContainsKey(source)) Forget(now);
        return (_sources.Count < MostRemembered || _sources.ContainsKey(source)) && Left(source, now) >= 1;
    }

    /// <summary>May a name that nobody has be tried now? It waits as an account does, or the waiting would say which names there are.</summary>
    public bool HearsNobody(string nameHash, DateTimeOffset now)
    {
        if (_nobodys.TryGetValue(nameHash, out var known)) return PasswordThrottle.IsHeard(known.Failures, known.LastMs, now);
        if (_nobodys.Count >= MostRemembered) Forget(now);
        return _nobodys.Count < MostRemembered;
    }

    /// <summary>An attempt on an account failed. The caller has drafted the account's row; this is its entry.</summary>
    public void Fail(Draft draft, CallerIdentity caller, string source, PersonId person, int failures)
    {
        Take(source, draft.Now);
        Record(draft, caller, source, person, failures);
    }

    /// <summary>An attempt on a name that nobody has failed.</summary>
    public void Fail(Draft draft, CallerIdentity caller, string source, string nameHash)
    {
        Take(source, draft.Now);
        var failures = Math.Min(_nobodys.GetValueOrDefault(nameHash).Failures + 1, PasswordThrottle.Most);
        _nobodys[nameHash] = (failures, draft.NowMs);
        _entries = Math.Min(BurstOfEntries, _entries + Math.Max(0, (draft.Now - _filled).TotalSeconds));
        _filled = draft.Now;
        if (_entries < 1)
        {
            Count(caller);
            return;
        }

        _entries--;
        Record(draft, caller, source, null, failures);
    }

    /// <summary>An attempt that came too soon, and was not looked at.</summary>
    public void Count(CallerIdentity caller) => _counted[caller.Node] = _counted.GetValueOrDefault(caller.Node) + 1;

    /// <summary>Enters what was only counted. Called each minute.</summary>
    public void EnterCounted(Draft draft)
    {
        foreach (var (node, count) in _counted)
        {
            draft.Record("sign-in-failed", json =>
            {
                json.WriteNumber("count", count);
                json.WriteString("node", node);
            });
        }

        _counted.Clear();
    }

    private void Record(Draft draft, CallerIdentity caller, string source, PersonId? person, int failures) => draft.Record("sign-in-failed", json =>
    {
        Entries.Optional(json, "person", person);
        json.WriteNumber("failures", failures);
        json.WriteNumber("count", 1);
        json.WriteString("source", Convert.ToHexStringLower(hashes.Mac("sign-in-source"u8, Encoding.UTF8.GetBytes(source))));
        json.WriteString("node", caller.Node);
    });

    private void Take(string source, DateTimeOffset now) => _sources[source] = (Math.Max(0, Left(source, now) - 1), now);

    private double Left(string source, DateTimeOffset now) =>
        _sources.TryGetValue(source, out var known) ? Math.Min(BurstOfSource, known.Left + Math.Max(0, (now - known.At).TotalSeconds) / SecondsEach) : BurstOfSource;

    /// <summary>Drops what has gone quiet: sources that have all their attempts back, names whose longest wait is over.</summary>
    private void Forget(DateTimeOffset now)
    {
        foreach (var source in _sources.Keys.Where(source => Left(source, now) >= BurstOfSource).ToList()) _sources.Remove(source);
        var quiet = now.ToUnixTimeMilliseconds() - (long)PasswordThrottle.Longest.TotalMilliseconds;
        foreach (var name in _nobodys.Where(known => known.Value.LastMs < quiet).Select(known => known.Key).ToList()) _nobodys.Remove(name);
    }
}
