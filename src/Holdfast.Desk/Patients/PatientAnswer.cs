using Google.Protobuf;
using Holdfast.Wire;

namespace Holdfast.Desk.Patients;

/// <summary>What the directory says of one patient, as scripts see it.</summary>
internal sealed record PatientAnswer(
    string Chart, string Family, string Given, string BirthDate, string Gender,
    string HealthNumber, string HealthNumberVersion, string HealthNumberSystem,
    string Telephone, string Address, string City, string PostalCode, string Language)
{
    public static PatientAnswer Of(DirectoryEntry entry) => new(
        HexOf(entry.Chart), entry.Family, entry.Given, entry.BirthDate, entry.Gender,
        entry.HealthNumber, entry.HealthNumberVersion, entry.HealthNumberSystem,
        entry.Telephone, entry.Address, entry.City, entry.PostalCode, entry.Language);

    public static string HexOf(ByteString chart) => ChartId.From(chart).ToString();
}
