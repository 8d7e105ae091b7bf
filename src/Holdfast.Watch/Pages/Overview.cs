using Holdfast.Ui.SignIn;

namespace Holdfast.Watch.Pages;

// Public because components take them as parameters, and the compiler makes components public.

/// <summary>What the privacy officer's page shows, and what a script gets as JSON: the ledger, who is frozen, alerts, entries in words.</summary>
/// <param name="Older">Ask with this as <c>before</c> for the next older entries; null when there are none.</param>
public sealed record Overview(
    PersonAnswer Person, IReadOnlyList<PersonAnswer> People, long Now, LedgerView Ledger, IReadOnlyList<FrozenView> Frozen, IReadOnlyList<string> Nodes,
    AlertCounts Open, IReadOnlyList<AlertView> Alerts, IReadOnlyList<EventView> Events, long? Older);

/// <param name="State">consistent, damaged, silent, inconsistent or starting.</param>
/// <param name="Cosigned">How many entries this watch has cosigned as witness.</param>
/// <param name="CheckedMs">When the keyholder's checkpoint was last found to continue the copy.</param>
public sealed record LedgerView(string State, long Size, string Root, long? CheckedMs, long Cosigned, string Detail);

/// <summary>Who can open nothing until thawed: a person, or a node.</summary>
public sealed record FrozenView(PersonAnswer? Person, string? Node);

public sealed record AlertCounts(int Critical, int High, int Medium, int Low)
{
    public int Grave => Critical + High;
}

/// <param name="Thaw">Its person or node is frozen now.</param>
/// <param name="Reason">Hash of a reason that may be read.</param>
public sealed record AlertView(
    string Key, string Rule, string Severity, string Title, string Words, long First, long Last, int Count, bool Settled,
    PersonAnswer? Person, string? Chart, string? Node, string? Reason, bool Thaw, IReadOnlyList<long> Entries);

/// <param name="Tone">quiet, plain, warn or danger: how much it should draw the eye.</param>
/// <param name="Charts">The first few charts that the entry names; <paramref name="MoreCharts"/> says how many more.</param>
public sealed record EventView(
    long Index, long At, string Kind, string Words, string Tone, PersonAnswer? Person, IReadOnlyList<string> Charts, int MoreCharts, string? Node,
    string? Reason, string? Doubt);
