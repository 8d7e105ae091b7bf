using Holdfast.Keyholder.Approvals;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Ledger;
using Holdfast.Wire;

namespace Holdfast.Keyholder.Sessions;

internal readonly record struct DeviceUse(PersonId Person, SessionOrigin Origin, string Device);

/// <summary>
/// A person signed in with this browser on this origin. The browser says so of itself: it shows that one honest browser
/// served two people, and cannot show that two browsers are not one person's.
/// </summary>
/// <param name="Device">Thumbprint of a key that the browser keeps for the origin: 43 characters, base64url.</param>
internal sealed record DeviceRow(PersonId Person, SessionOrigin Origin, string Device, long At);

internal sealed class DeviceTable(Expiry expiry) : ExpiringTable<DeviceUse, DeviceRow>(
    "device", row => new(row.Person, row.Origin, row.Device), use => $"{use.Person}/{use.Origin}/{use.Device}",
    expiry, row => row.At + (long)ApprovalLimits.DeviceKept.TotalMilliseconds)
{
    private const int ThumbprintLength = 32;

    /// <summary>Not at each sign-in: a row a day is enough to know the device by.</summary>
    private static readonly long RenewedAfterMs = (long)TimeSpan.FromDays(1).TotalMilliseconds;

    /// <summary>Null is none; anything else must be a thumbprint.</summary>
    public static bool IsDevice(string? device) => device is null || (Base64Url.TryDecode(device, ThumbprintLength, out var bytes) && bytes.Length == ThumbprintLength);

    /// <summary>The change that remembers this use; null when it is remembered.</summary>
    public Change? Use(PersonId person, SessionOrigin origin, string? device, long nowMs) =>
        device is null || (Find(new(person, origin, device)) is { } row && nowMs - row.At < RenewedAfterMs) ? null : Put(new DeviceRow(person, origin, device, nowMs));
}
