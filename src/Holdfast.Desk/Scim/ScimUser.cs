using System.Globalization;
using System.Text.Json;
using Holdfast.Wire;

namespace Holdfast.Desk.Scim;

/// <summary>
/// A User of RFC 7643 §4.1 as far as it goes on to the keyholder: userName, externalId, one name, a title, active. Everything
/// else that a directory sends (addresses, groups, entitlements, a password) is left out here and kept nowhere.
/// </summary>
internal static class ScimUser
{
    public static string AddressOf(ProvisionedUser user, string origin) => $"{origin}{ScimRoutes.Root}/Users/{ProvisionedId.From(user.Id)}";

    public static object Write(ProvisionedUser user, string origin)
    {
        var body = new Dictionary<string, object>
        {
            ["schemas"] = new[] { ScimDocuments.UserSchema }, ["id"] = ProvisionedId.From(user.Id).ToString(), ["userName"] = user.UserName,
            ["displayName"] = user.Name, ["name"] = new { formatted = user.Name }, ["active"] = user.Active,
            ["meta"] = new { resourceType = "User", created = Moment(user.MadeMs), lastModified = Moment(user.ChangedMs), location = AddressOf(user, origin) },
        };
        if (user.ExternalId.Length > 0) body["externalId"] = user.ExternalId;
        if (user.RoleHint.Length > 0) body["title"] = user.RoleHint;
        return body;
    }

    /// <summary>Null: no userName, or something is of another type.</summary>
    /// <param name="whole">A replacement: what is not there is taken away, but for whether they are active.</param>
    public static ProvisionFields? Read(JsonElement user, bool whole)
    {
        if (Text(user, "userName") is not { Length: > 0 } userName) return null;
        var fields = new ProvisionFields { UserName = userName, Name = NameOf(user) ?? userName };
        var none = whole ? "" : null;
        if ((Text(user, "externalId") ?? none) is { } externalId) fields.ExternalId = externalId;
        if ((HintOf(user) ?? none) is { } hint) fields.RoleHint = hint;
        if (Member(user, "active") is not { } active) return fields;
        if (!TryFlag(active, out var flag)) return null;
        fields.Active = flag;
        return fields;
    }

    /// <summary>True and false, also as the text that one large identity provider sends.</summary>
    public static bool TryFlag(JsonElement value, out bool flag)
    {
        flag = value.ValueKind == JsonValueKind.True;
        return value.ValueKind is JsonValueKind.True or JsonValueKind.False || (value.ValueKind == JsonValueKind.String && bool.TryParse(value.GetString(), out flag));
    }

    /// <summary>Attribute names do not depend on case (RFC 7643 §2.1).</summary>
    public static JsonElement? Member(JsonElement parent, string name)
    {
        if (parent.ValueKind != JsonValueKind.Object) return null;
        foreach (var member in parent.EnumerateObject())
            if (member.Name.Equals(name, StringComparison.OrdinalIgnoreCase)) return member.Value;
        return null;
    }

    public static string? Text(JsonElement parent, string name) => Member(parent, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static string? NameOf(JsonElement user)
    {
        if (Text(user, "displayName") is { Length: > 0 } display) return display;
        if (Member(user, "name") is not { } name) return null;
        if (Text(name, "formatted") is { Length: > 0 } formatted) return formatted;
        var parts = new[] { Text(name, "givenName"), Text(name, "familyName") }.Where(part => !string.IsNullOrWhiteSpace(part));
        return string.Join(' ', parts) is { Length: > 0 } joined ? joined : null;
    }

    private static string? HintOf(JsonElement user)
    {
        if (Text(user, "title") is { } title) return title;
        if (Member(user, "roles") is { ValueKind: JsonValueKind.Array } roles)
            foreach (var role in roles.EnumerateArray())
                if (role.ValueKind == JsonValueKind.String) return role.GetString();
                else if ((Text(role, "display") ?? Text(role, "value")) is { } word) return word;
        return Text(user, "userType");
    }

    private static string Moment(long ms) => DateTimeOffset.FromUnixTimeMilliseconds(ms).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
