using Holdfast.Keyholder.Ledger;
using Holdfast.Wire;

namespace Holdfast.Keyholder.Provisioning;

/// <summary>A system of the provider (its personnel system, its identity provider) that two people let suggest and disable people.</summary>
/// <param name="TokenHash">SHA-256 of its bearer token, hexadecimal; the token itself is nowhere.</param>
/// <param name="Until">Unix ms: from then on it is heard no more.</param>
/// <param name="Retired">Unix ms. The row stays, so that the id never means another.</param>
internal sealed record ProvisionerRow(string Source, string Name, string TokenHash, long Until, long Registered, long? Retired = null)
{
    public bool Speaks(long nowMs) => Retired is null && nowMs < Until;
}

/// <summary>Somebody of whom a source told.</summary>
/// <param name="SealedUser">What it sent: <see cref="ProvisionedUsers"/>.</param>
/// <param name="Active">As it said last.</param>
/// <param name="Person">Who that is here: an administrator said so, or two people hired them from this. Null: a suggestion and no more.</param>
/// <param name="Disabled">Unix ms: when it last sent the person home. Counts against the cap.</param>
/// <param name="AskedBack">It said active of somebody who is away here.</param>
/// <param name="AskedAway">It said no longer active of somebody whom it may not send home now.</param>
/// <param name="Withdrawn">The source took it back: it is told of it no more. Kept for the cap.</param>
internal sealed record ProvisionedRow(
    ProvisionedId Id, string Source, byte[] SealedUser, bool Active, PersonId? Person, long Made, long Changed,
    long? Disabled = null, long? AskedBack = null, long? AskedAway = null, long? Withdrawn = null);

/// <summary>What sources told. What nobody took up, and what was withdrawn, goes after a month.</summary>
internal sealed class ProvisionedTable(Expiry expiry) : ExpiringTable<ProvisionedId, ProvisionedRow>(
    "provisioned", row => row.Id, id => id.ToString(), expiry, Expires)
{
    public IEnumerable<ProvisionedRow> Of(string source) => Rows.Where(row => row.Source == source && row.Withdrawn is null);

    /// <summary>How many people all sources together sent home in the last day.</summary>
    public int DisabledInWindow(long nowMs) => Rows.Count(row => row.Disabled is { } at && nowMs - at < ProvisioningLimits.CapWindow.TotalMilliseconds);

    private static long? Expires(ProvisionedRow row)
    {
        if (row.Withdrawn is null && row.Person is not null) return null;
        return Math.Max(row.Withdrawn ?? row.Changed, row.Disabled ?? 0) + (long)ProvisioningLimits.SuggestionKept.TotalMilliseconds;
    }
}

internal static class ProvisioningLimits
{
    /// <summary>A personnel system and an identity provider, and the successor of one.</summary>
    public const int SourcesAtOnce = 3;

    /// <summary>Whoever is let in for longer is looked at again.</summary>
    public static readonly TimeSpan LongestApproval = TimeSpan.FromDays(366);

    /// <summary>Of one source, linked or not: a large provider's staff.</summary>
    public const int UsersPerSource = 2_000;

    /// <summary>Of one source, linked with nobody: a busy month's applicants. Beyond it an administrator looks first.</summary>
    public const int SuggestionsPerSource = 200;

    /// <summary>A suggestion that nobody took up in a month was none; the source may make it again.</summary>
    public static readonly TimeSpan SuggestionKept = TimeSpan.FromDays(30);

    /// <summary>
    /// All sources together, in <see cref="CapWindow"/>: the leavers of a bad day. A stolen token sends no ward home; a
    /// provider that lets more people go on one day enters the rest by hand.
    /// </summary>
    public const int DisabledPerDay = 5;

    public static readonly TimeSpan CapWindow = TimeSpan.FromHours(24);

    /// <summary>RFC 7643 names no limit; no identity provider's own names are longer.</summary>
    public const int LongestText = 200;

    /// <summary>One page of a list.</summary>
    public const int MostPerPage = 100;
}
