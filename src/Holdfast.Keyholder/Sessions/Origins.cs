using Holdfast.Keyholder.Grants;
using Holdfast.Wire.Connections;

namespace Holdfast.Keyholder.Sessions;

/// <summary>The two places where people sign in. Which one a request is of follows from the caller's certificate, never from the request.</summary>
internal sealed class Origins(RoleSettings settings)
{
    public static SessionOrigin? Of(CallerIdentity caller) => caller.Role switch
    {
        "desk" => SessionOrigin.Desk,
        "watch" => SessionOrigin.Watch,
        _ => null,
    };

    public static string Word(SessionOrigin origin) => origin == SessionOrigin.Desk ? "desk" : "watch";

    /// <summary>As browsers write it into client data.</summary>
    public string Address(SessionOrigin origin) => origin == SessionOrigin.Desk ? settings.DeskOrigin : settings.WatchOrigin;

    /// <summary>The relying-party id: the exact host.</summary>
    public string RpId(SessionOrigin origin) => new Uri(Address(origin)).Host;
}
