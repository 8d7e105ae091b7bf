using System.Text.Json;
using Holdfast.Wire;

namespace Holdfast.Desk.Scim;

/// <summary>PATCH (RFC 7644 §3.5.2): operations on the attributes that are kept. One on anything else is refused and none is done.</summary>
internal static class ScimPatch
{
    public const string UnknownPath = "Only userName, externalId, displayName, name.formatted, title and active can be changed here.";

    private const string NotAPatch = "This is no PatchOp with Operations of add, replace or remove.";

    /// <summary>Each attribute once, and some.</summary>
    private const int MostOperations = 20;

    public static bool TryRead(JsonElement body, out ProvisionFields fields, out string problem)
    {
        fields = new ProvisionFields();
        problem = NotAPatch;
        if (ScimUser.Member(body, "Operations") is not { ValueKind: JsonValueKind.Array } operations || operations.GetArrayLength() is 0 or > MostOperations) return false;
        foreach (var operation in operations.EnumerateArray())
            if (!Apply(operation, fields, ref problem)) return false;
        problem = "";
        return true;
    }

    private static bool Apply(JsonElement operation, ProvisionFields fields, ref string problem)
    {
        var verb = ScimUser.Text(operation, "op")?.ToLowerInvariant();
        var path = ScimUser.Text(operation, "path");
        if (verb == "remove") return path is not null && Remove(path, fields, ref problem);
        if (verb is not ("add" or "replace") || ScimUser.Member(operation, "value") is not { } value) return false;
        if (path is not null) return Set(path, value, fields, ref problem);
        if (value.ValueKind != JsonValueKind.Object) return false;
        foreach (var member in value.EnumerateObject())
        {
            if (member.Name.Equals("name", StringComparison.OrdinalIgnoreCase) && ScimUser.Member(member.Value, "formatted") is { } formatted)
            {
                if (!Set("name.formatted", formatted, fields, ref problem)) return false;
            }
            else if (!Set(member.Name, member.Value, fields, ref problem))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Set(string path, JsonElement value, ProvisionFields fields, ref string problem)
    {
        var name = Bare(path);
        if (name == "active")
        {
            problem = "active is true or false.";
            if (!ScimUser.TryFlag(value, out var flag)) return false;
            fields.Active = flag;
            return true;
        }

        problem = UnknownPath;
        if (name is not ("username" or "externalid" or "displayname" or "name.formatted" or "title")) return false;
        problem = $"{path} is a text.";
        if (value.ValueKind != JsonValueKind.String || value.GetString() is not { } text) return false;
        switch (name)
        {
            case "username": fields.UserName = text; break;
            case "externalid": fields.ExternalId = text; break;
            case "title": fields.RoleHint = text; break;
            default: fields.Name = text; break;
        }

        return true;
    }

    private static bool Remove(string path, ProvisionFields fields, ref string problem)
    {
        problem = UnknownPath;
        switch (Bare(path))
        {
            case "externalid": fields.ExternalId = ""; return true;
            case "title": fields.RoleHint = ""; return true;
            default: return false;
        }
    }

    private static string Bare(string path)
    {
        var prefix = ScimDocuments.UserSchema + ":";
        return (path.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? path[prefix.Length..] : path).ToLowerInvariant();
    }
}
