using Holdfast.Ledger;
using Holdfast.Watch.Alerts;
using Holdfast.Watch.Events;
using Holdfast.Watch.Follow;
using Holdfast.Wire;

namespace Holdfast.Watch.Pages;

/// <summary>Puts the overview together for one reader: the picture's facts, the entries read again from the own copy, names from the reader's own look.</summary>
internal sealed class OverviewOf(Picture picture, LedgerFollower follower, LedgerReader own, WitnessState witness)
{
    /// <summary>Two screens full; older ones are a click away.</summary>
    private const int EventsShown = 60;

    /// <summary>The gravest and latest; nobody works through more at one sitting, and the counts say how many there are.</summary>
    private const int AlertsShown = 60;

    private const int ChartsShown = 3;

    public Overview For(Reader reader, EventFilter filter, string? alert, bool french)
    {
        var told = new Told(reader, french);
        var alerts = picture.Alerts(AlertsShown);
        var (frozenPeople, frozenNodes) = picture.Frozen();
        var indexes = alert is null
            ? picture.Find(filter, EventsShown + 1)
            : picture.Alert(alert) is { } one ? [.. one.Entries.Distinct().OrderDescending()] : [];
        var older = alert is null && indexes.Count > EventsShown ? indexes[EventsShown - 1] : (long?)null;
        var open = picture.OpenAlerts();
        return new Overview(
            reader.Person, [.. reader.People.Values.OrderBy(p => p.Name, StringComparer.Ordinal)], reader.Now, Ledger(),
            [.. frozenPeople.Select(p => new FrozenView(told.Person(p), null)), .. frozenNodes.Select(n => new FrozenView(null, n))],
            picture.Nodes(),
            new AlertCounts(open[Severity.Critical], open[Severity.High], open[Severity.Medium], open[Severity.Low]),
            [.. alerts.Select(a => View(a, told, frozenPeople, frozenNodes))],
            [.. own.ReadEach(indexes[..Math.Min(indexes.Count, older is null ? indexes.Count : EventsShown)]).Select(e => View(picture.Read(e.Index, e.Entry), told))],
            older);
    }

    public LedgerView Ledger()
    {
        var status = follower.Status;
        return new LedgerView(
            status.Condition.ToString().ToLowerInvariant(), status.Size, status.Latest is { } latest ? Convert.ToHexStringLower(latest.Root.Span) : "",
            status.CheckedMs, status.Latest is { } seen ? witness.Seen(seen.Origin)?.Size ?? 0 : 0, status.Detail);
    }

    private static AlertView View(Alert alert, Told told, IReadOnlyList<PersonId> frozenPeople, IReadOnlyList<string> frozenNodes)
    {
        var sign = alert.Latest;
        return new AlertView(
            alert.Key, sign.Rule, alert.Severity.ToString().ToLowerInvariant(), told.Say(sign.Title, sign, alert.Count), told.Say(sign.Words, sign, alert.Count),
            alert.First, alert.Last, alert.Count, alert.Settled, sign.Person is { } person ? told.Person(person) : null, sign.Chart?.ToString(), sign.Node,
            sign.Reason, (sign.Person is { } cold && frozenPeople.Contains(cold)) || (sign.Person is null && sign.Node is { } node && frozenNodes.Contains(node)),
            alert.Entries);
    }

    private static EventView View(LedgerEvent entry, Told told)
    {
        IReadOnlyList<ChartId> charts = entry.Chart is { } one ? [one] : [.. entry.Charts.Distinct()];
        return new EventView(
            entry.Index, entry.At, entry.KindText, told.Say(EventWords.Of(entry), entry), ToneOf(entry),
            (entry.Person ?? entry.By) is { } person ? told.Person(person) : null,
            [.. charts.Take(ChartsShown).Select(c => c.ToString())], Math.Max(0, charts.Count - ChartsShown), entry.Node,
            entry.IsEmergency ? entry.Reason : null, entry.Doubt);
    }

    private static string ToneOf(LedgerEvent entry) => entry.Kind switch
    {
        EventKind.Frozen or EventKind.Gap or EventKind.Unreadable => "danger",
        EventKind.Refused or EventKind.Other => "warn",
        EventKind.Witness => entry.State == "back" ? "plain" : "warn",
        EventKind.Look or EventKind.Views or EventKind.GrantEnded => "quiet",
        _ => entry.IsEmergency ? "warn" : "plain",
    };
}
