using System.Text.Json;
using System.Text.RegularExpressions;

namespace Holdfast.Desk.Scim;

/// <summary>The two filters that identity providers find their own users by (RFC 7644 §3.4.2.2). Any other is refused, never ignored.</summary>
internal static partial class ScimFilter
{
    private const int Longest = 600;

    /// <param name="By">"", "userName" or "externalId".</param>
    internal readonly record struct Found(string By, string Value);

    public static bool TryRead(string text, out Found filter)
    {
        filter = new Found("", "");
        if (text.Length == 0) return true;
        if (text.Length > Longest || Equality().Match(text) is not { Success: true } match) return false;
        try
        {
            if (JsonSerializer.Deserialize<string>(match.Groups[2].ValueSpan) is not { } value) return false;
            filter = new Found(match.Groups[1].Value.Equals("userName", StringComparison.OrdinalIgnoreCase) ? "userName" : "externalId", value);
            return true;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // half a character
        {
            return false;
        }
    }

    [GeneratedRegex("""\A\s*(?:urn:ietf:params:scim:schemas:core:2\.0:User:)?(userName|externalId)\s+eq\s+("(?:[^"\\]|\\.)*")\s*\z""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Equality();
}
