using System.Text.Json.Nodes;

namespace Holdfast.Drill.Cohort;

/// <param name="Approver">Gives second approvals on the watch.</param>
internal sealed record StaffMember(string Family, string Given, string Role, bool Approver = false)
{
    public string Name => $"{Given} {Family}";
}

/// <summary>
/// The sixteen who work there: seven nurses (one for each territory, in its order), two coordinators, two privacy
/// officers, one administrator, and three nurses who stand in for others and have no patients of their own, one clinical
/// supervisor; five of them are approvers. Two of a kind where one must be able to stop the other.
/// </summary>
internal static class Staff
{
    public const int Nurses = 7;

    public static readonly IReadOnlyList<StaffMember> All =
    [
        new("Bouchard-Levesque", "Amélie", "nurse"),
        new("Charette", "Mathieu", "nurse"),
        new("McKinnon", "Sarah", "nurse"),
        new("Oduya", "Grace", "nurse"),
        new("Rivest", "Julie", "nurse"),
        new("Bianchi", "Daniel", "nurse"),
        new("Sandhu", "Navneet", "nurse"),
        new("Pelletier", "Chantal", "coordinator"),
        new("Whitmore", "James", "coordinator", Approver: true),
        new("Delorme", "Isabelle", "privacy-officer", Approver: true),
        new("Farquhar", "Helen", "privacy-officer", Approver: true),
        new("Tam", "Victor", "administrator", Approver: true),
        new("Okafor", "Ifeoma", "nurse"),
        new("Lalonde", "Pierre", "nurse"),
        new("Kowalski", "Ewa", "nurse"),
        new("Marchetti", "Sofia", "clinical-supervisor", Approver: true),
    ];

    public static JsonArray ToJson() => [.. All.Select(m => (JsonNode)new JsonObject { ["name"] = m.Name, ["role"] = m.Role, ["approver"] = m.Approver })];
}
