namespace Holdfast.Desk.Patients;

/// <summary>How health numbers are written for people, and which systems issue them.</summary>
internal static class HealthNumbers
{
    /// <summary>The FHIR identifier systems of the provinces and territories, as Canada Health Infoway names them.</summary>
    public static IReadOnlyList<(string System, string English, string French)> Systems { get; } =
    [
        (SystemOf("on"), "Ontario", "Ontario"),
        (SystemOf("qc"), "Quebec", "Québec"),
        (SystemOf("mb"), "Manitoba", "Manitoba"),
        (SystemOf("ab"), "Alberta", "Alberta"),
        (SystemOf("bc"), "British Columbia", "Colombie-Britannique"),
        (SystemOf("nb"), "New Brunswick", "Nouveau-Brunswick"),
        (SystemOf("nl"), "Newfoundland and Labrador", "Terre-Neuve-et-Labrador"),
        (SystemOf("ns"), "Nova Scotia", "Nouvelle-Écosse"),
        (SystemOf("pe"), "Prince Edward Island", "Île-du-Prince-Édouard"),
        (SystemOf("sk"), "Saskatchewan", "Saskatchewan"),
        (SystemOf("nt"), "Northwest Territories", "Territoires du Nord-Ouest"),
        (SystemOf("nu"), "Nunavut", "Nunavut"),
        (SystemOf("yt"), "Yukon", "Yukon"),
    ];

    public static string SystemOf(string province) => $"https://fhir.infoway-inforoute.ca/NamingSystem/ca-{province}-patient-hcn";

    /// <summary>As on the card: 1234 567 890 AB. Numbers of another length are shown as they are.</summary>
    public static string ForPeople(string number, string version)
    {
        var grouped = number.Length == 10 ? $"{number[..4]} {number[4..7]} {number[7..]}" : number;
        return version.Length > 0 ? $"{grouped} {version}" : grouped;
    }
}
