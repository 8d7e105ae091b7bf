namespace Holdfast.Watch.Events;

/// <summary>The roles of the staff in words.</summary>
internal static class RoleWords
{
    public static string English(string? role) => role?.Replace('-', ' ') ?? "";

    public static string French(string? role) => role switch
    {
        "nurse" => "soins infirmiers",
        "coordinator" => "coordination",
        "privacy-officer" => "protection de la vie privée",
        "administrator" => "administration",
        _ => role ?? "",
    };
}
