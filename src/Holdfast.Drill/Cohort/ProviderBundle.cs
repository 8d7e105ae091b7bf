using System.Text.Json.Nodes;

namespace Holdfast.Drill.Cohort;

/// <summary>What belongs to the provider and to no patient: the organisation, its offices, nurses, the physicians it works with, medications.</summary>
internal static class ProviderBundle
{
    /// <summary>Sorts before every patient's file, so that an import in the order of names knows the nurses before their visits.</summary>
    public const string File = "000-provider.json.gz";

    public const string OrganizationSystem = "https://riverbend.example/organizations";
    public const string PractitionerSystem = "https://riverbend.example/practitioners";

    private static readonly (string Family, string Given)[] Physicians =
        [("Laframboise", "Nathalie"), ("Guindon", "Étienne"), ("Abernathy", "Ruth"), ("Kessler", "Anton"), ("Lamothe", "Sophie"), ("Iyer", "Anand"), ("Dunbar", "Fiona")];

    public static string Organization => $"Organization?identifier={OrganizationSystem}|riverbend";

    public static string Nurse(int index) => $"Practitioner?identifier={PractitionerSystem}|nurse-{index + 1}";

    public static string Physician(int index) => $"Practitioner?identifier={PractitionerSystem}|physician-{index + 1}";

    public static string PhysicianName(int index) => $"Dr {Physicians[index].Given} {Physicians[index].Family}";

    public static JsonObject Make(SeededNumbers seed)
    {
        var numbers = seed.For("provider");
        var organization = numbers.Uuid();
        var entries = new List<JsonObject>
        {
            FhirJson.Entry(organization, new JsonObject
            {
                ["resourceType"] = "Organization",
                ["identifier"] = Identifier(OrganizationSystem, "riverbend"),
                ["active"] = true,
                ["name"] = "Riverbend Home Care",
                ["alias"] = new JsonArray("Soins à domicile Riverbend"),
                ["telecom"] = Phone("613-555-0100"),
            }),
        };
        for (var i = 0; i < Staff.Nurses; i++)
        {
            entries.Add(FhirJson.Entry(numbers.Uuid(), Practitioner($"nurse-{i + 1}", Staff.All[i].Family, Staff.All[i].Given, "RN")));
            entries.Add(FhirJson.Entry(numbers.Uuid(), Practitioner($"physician-{i + 1}", Physicians[i].Family, Physicians[i].Given, "MD")));
            entries.Add(FhirJson.Entry(numbers.Uuid(), Office(i, organization)));
        }

        foreach (var drug in Drugs.All)
            entries.Add(FhirJson.Entry(numbers.Uuid(), new JsonObject { ["resourceType"] = "Medication", ["code"] = FhirJson.Concept(Drugs.DinSystem, drug.Din, drug.Name), ["status"] = "active" }));
        return FhirJson.Transaction(entries);
    }

    private static JsonObject Practitioner(string identifier, string family, string given, string suffix) => new()
    {
        ["resourceType"] = "Practitioner",
        ["identifier"] = Identifier(PractitionerSystem, identifier),
        ["active"] = true,
        ["name"] = new JsonArray(new JsonObject { ["family"] = family, ["given"] = new JsonArray(given), ["suffix"] = new JsonArray(suffix) }),
        ["telecom"] = new JsonArray(new JsonObject { ["system"] = "email", ["value"] = $"{identifier}@riverbend.example", ["use"] = "work" }),
    };

    private static JsonObject Office(int index, string organization)
    {
        var town = Places.Territories[index].Towns[0];
        return new JsonObject
        {
            ["resourceType"] = "Location",
            ["status"] = "active",
            ["name"] = $"Riverbend, {town.Name}",
            ["mode"] = "instance",
            ["address"] = new JsonObject { ["city"] = town.Name, ["state"] = "ON", ["country"] = "CA" },
            ["managingOrganization"] = FhirJson.Reference($"urn:uuid:{organization}"),
        };
    }

    private static JsonArray Identifier(string system, string value) => new(new JsonObject { ["system"] = system, ["value"] = value });

    private static JsonArray Phone(string number) => new(new JsonObject { ["system"] = "phone", ["value"] = number, ["use"] = "work" });
}
