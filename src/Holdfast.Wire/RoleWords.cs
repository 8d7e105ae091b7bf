namespace Holdfast.Wire;

/// <summary>The roles of the staff in words, wherever a program writes them. Pages' scripts have the same in page.js.</summary>
public static class RoleWords
{
    /// <summary>Role as the contract writes it, in English and in French, in the order in which roles are listed.</summary>
    public static readonly IReadOnlyList<(string Role, string English, string French)> All =
    [
        ("nurse", "nurse", "soins infirmiers"),
        ("therapist", "therapist", "thérapie"),
        ("personal-support-worker", "personal support worker", "soutien à la personne"),
        ("coordinator", "coordinator", "coordination des soins"),
        ("clinical-supervisor", "clinical supervisor", "supervision clinique"),
        ("privacy-officer", "privacy officer", "protection de la vie privée"),
        ("administrator", "administrator", "administration"),
        ("auditor", "auditor", "vérification"),
    ];

    /// <summary>The role itself when it is none that is known: an older program reads a newer ledger.</summary>
    public static string English(string? role) => All.FirstOrDefault(known => known.Role == role).English ?? role ?? "";

    public static string French(string? role) => All.FirstOrDefault(known => known.Role == role).French ?? role ?? "";
}
