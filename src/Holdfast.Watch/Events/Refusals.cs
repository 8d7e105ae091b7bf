
namespace Holdfast.Watch.Events;

/// <summary>What refusals mean, for the rules that read them.</summary>
internal static class Refusals
{
    private static readonly HashSet<string> Budgets = ["BUDGET_PERSON", "BUDGET_ORGANISATION", "BUDGET_IDENTITIES"];

    /// <summary>Part of honest work: two writers of one chart, a likely duplicate, a forgotten reason, a search that means too many, a witness that is down.</summary>
    private static readonly HashSet<string> Everyday = ["CONFLICT", "DUPLICATE", "REASON_MISSING", "WITNESS_SILENT", "WITNESS_AHEAD", "EXPIRED", "TOO_BROAD"];

    private static readonly HashSet<string> Opening = new(StringComparer.OrdinalIgnoreCase) { "launch", "open", "redeem", "refresh" };

    public static bool AreSuspicious(LedgerEvent entry) => entry.Kind == EventKind.Refused && !Everyday.Contains(Why(entry));

    public static bool IsOfOpening(LedgerEvent entry) => entry.Kind == EventKind.Refused && entry.What is { } what && Opening.Contains(what);

    public static bool IsBudget(LedgerEvent entry) => entry.Kind == EventKind.Refused && Budgets.Contains(Why(entry));

    public static bool IsCanary(LedgerEvent entry) => entry.Kind == EventKind.Refused && Why(entry) == "CANARY";

    /// <summary>A frozen entry says why in words of the keyholder; this is the part that rules tell apart.</summary>
    public static bool FrozenFor(LedgerEvent entry, string cause) =>
        entry.Kind == EventKind.Frozen && entry.Why is { } why && why.Contains(cause, StringComparison.OrdinalIgnoreCase);

    public static string Why(LedgerEvent entry) => entry.Why is { } why ? why.ToUpperInvariant().Replace('-', '_') : "";
}
