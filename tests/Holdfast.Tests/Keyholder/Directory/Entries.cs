using Holdfast.Keyholder.PatientDirectory;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Keyholder.PatientDirectory;

internal static class Entries
{
    public static readonly DateOnly Today = new(2026, 11, 20);

    public static DirectoryFields Of(string family, string given, string birthDate = "1941-03-12", string healthNumber = "", string version = "") => new(
        family, given, birthDate, "female", healthNumber, version, healthNumber.Length == 0 ? "" : HealthNumbers.OntarioSystem,
        "613-555-0142", "12 rue Rideau", "Ottawa", "K1N 5X8", "fr-CA");
}
