using System.Runtime.CompilerServices;
using Holdfast.Keyholder.Employment;
using Holdfast.Keyholder.Keys;
using Holdfast.Keyholder.Ledger;
using Holdfast.Wire;

namespace Holdfast.Keyholder.Provisioning;

/// <summary>What a source sent about somebody. Text of at most <see cref="ProvisioningLimits.LongestText"/>; the name as a name of staff.</summary>
/// <param name="RoleHint">What it calls their work. Words for the administrator; nothing reads it.</param>
internal sealed record ProvisionedUser(string UserName, string ExternalId, string Name, string RoleHint)
{
    public bool IsGood => UserName.Length > 0 && Hiring.IsName(Name) && new[] { UserName, ExternalId, RoleHint }.All(text => text.Length <= ProvisioningLimits.LongestText && !text.Any(char.IsControl));
}

/// <summary>Rows of people of whom sources told, sealed under the staff key as all that is held about staff; opened once. Owned by the journal's lock.</summary>
internal sealed class ProvisionedUsers(UseKey staff, Tables tables)
{
    private static ReadOnlySpan<byte> Label => "holdfast/provisioned/v1"u8;

    private readonly ConditionalWeakTable<byte[], ProvisionedUser> _opened = [];

    public byte[] Seal(ProvisionedId id, ProvisionedUser user) => SealedBox.Seal(staff, Label, id.ToBytes(), RowJson.Write(user));

    public ProvisionedUser Of(ProvisionedRow row) => _opened.GetValue(row.SealedUser, _ => RowJson.Read<ProvisionedUser>(
        SealedBox.Open(staff, Label, row.Id.ToBytes(), row.SealedUser) ?? throw new InvalidDataException("What a source sent does not open: store.db and root.key are not of one installation.")));

    /// <summary>One of this source's own; of another's it is told nothing.</summary>
    public ProvisionedRow? Find(ProvisionerRow source, Google.Protobuf.ByteString id) =>
        id.Length == 16 && tables.Provisioned.Find(ProvisionedId.From(id)) is { Withdrawn: null } row && row.Source == source.Source ? row : null;

    /// <summary>Another of the source's users has this user name or external id already.</summary>
    public bool Taken(ProvisionerRow source, ProvisionedId own, ProvisionedUser user) => tables.Provisioned.Of(source.Source).Any(row => row.Id != own && Of(row) is var other
        && (string.Equals(other.UserName, user.UserName, StringComparison.OrdinalIgnoreCase) || (user.ExternalId.Length > 0 && other.ExternalId == user.ExternalId)));

    /// <summary>As the source may see it. Whoever is linked is active when they may work here, whatever the source said.</summary>
    public Wire.ProvisionedUser Message(ProvisionedRow row, DateTimeOffset now)
    {
        var user = Of(row);
        return new Wire.ProvisionedUser
        {
            Id = row.Id.ToByteString(), UserName = user.UserName, ExternalId = user.ExternalId, Name = user.Name, RoleHint = user.RoleHint,
            Active = StandingOf(row, now) is { } standing ? standing is Standing.Working or Standing.NotYet : row.Active, MadeMs = row.Made, ChangedMs = row.Changed,
        };
    }

    /// <summary>Of the linked person; null: nobody is linked.</summary>
    public Standing? StandingOf(ProvisionedRow row, DateTimeOffset now) =>
        row.Person is { } person && tables.Employments.Facts(person) is { } facts ? WorkDecision.Of(facts, now) : null;
}
