using Holdfast.Wire;

namespace Holdfast.Keyholder.Clients;

/// <summary>
/// Where codes may be sent. The address that is asked for must be the registered one, character by character; only the
/// port of a loopback address (127.0.0.1, [::1]) is free, because a native application gets one from its system
/// (RFC 8252 §7.3).
/// </summary>
internal static class RedirectUris
{
    public const int Longest = 512;

    /// <summary>Null when it may be registered; else why not, and what the mend is about.</summary>
    public static (Mend Mend, string Detail, string About)? Problem(string address)
    {
        if (address.Length > Longest || !address.All(c => c is > ' ' and < '\x7f')) return (Mend.AddressCharacters, "is too long, or not plain ASCII", "");
        if (address.IndexOfAny(['*', '#', '\\', '<', '>', '"']) >= 0) return (Mend.AddressCharacters, "has a fragment, a wildcard, or characters that addresses do not have", address);
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri) || uri.UserInfo.Length > 0) return (Mend.AddressForm, "is not an absolute address", address);
        if (uri.AbsoluteUri != address) return (Mend.AddressPlain, $"is not in its plain form: {uri.AbsoluteUri}", uri.AbsoluteUri);
        return uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && IsLoopback(uri))
            ? null : (Mend.AddressHttps, "must be https, or http on 127.0.0.1 or [::1] for an application on the person's own device", address);
    }

    public static bool Matches(string registered, string asked)
    {
        if (string.Equals(registered, asked, StringComparison.Ordinal)) return true;
        if (asked.Length > Longest || !Uri.TryCreate(registered, UriKind.Absolute, out var mine) || mine.Scheme != Uri.UriSchemeHttp || !IsLoopback(mine)) return false;
        if (!Uri.TryCreate(asked, UriKind.Absolute, out var theirs) || theirs.AbsoluteUri != asked) return false;
        return new UriBuilder(mine) { Port = theirs.Port }.Uri.AbsoluteUri == asked;
    }

    /// <summary>Whether a page of this origin may be the application of this address.</summary>
    public static bool IsOrigin(string registered, string origin)
    {
        if (!Uri.TryCreate(registered, UriKind.Absolute, out var mine) || !Uri.TryCreate(origin, UriKind.Absolute, out var theirs)) return false;
        if (theirs.GetLeftPart(UriPartial.Authority) != origin) return false;
        return mine.Scheme == theirs.Scheme && mine.Host == theirs.Host && (mine.Port == theirs.Port || (mine.Scheme == Uri.UriSchemeHttp && IsLoopback(mine)));
    }

    private static bool IsLoopback(Uri uri) => uri.Host is "127.0.0.1" or "[::1]";
}
