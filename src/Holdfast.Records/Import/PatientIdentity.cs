using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Holdfast.Records.Charts;
using Holdfast.Wire;

namespace Holdfast.Records.Import;

/// <summary>What of a Patient resource the keyholder's directory keeps, and what makes the patient the same one in the next import.</summary>
internal static class PatientIdentity
{
    private const int LongestName = 120;
    private const int LongestLine = 160;
    private const int LongestCity = 80;
    private const int LongestPostalCode = 16;
    private const int LongestTelephone = 40;

    /// <summary>
    /// A key for the source's patient. An id that is a UUID names one patient in the world; any other id ("example", "1")
    /// means something only together with the identifiers, or failing those with name and birth date. Hashed, so that
    /// nothing of it travels.
    /// </summary>
    public static string SourceKey(ImportItem patient)
    {
        var text = Guid.TryParseExact(patient.Id, "D", out _) ? $"uuid|{patient.Id.ToLowerInvariant()}" : $"id|{patient.Id}|{Distinguishing(patient.Json)}";
        return Wire.Base64Url.Encode(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>The same for a Patient that has no id yet: by its identifiers alone, or failing those by name and birth date.</summary>
    public static string SourceKey(JsonElement patient) => Wire.Base64Url.Encode(SHA256.HashData(Encoding.UTF8.GetBytes($"new|{Distinguishing(patient)}")));

    public static DirectoryEntry Directory(JsonElement patient)
    {
        var entry = new DirectoryEntry
        {
            BirthDate = Text(patient, "birthDate") is { Length: 10 } date ? date : "",
            Gender = Text(patient, "gender"),
        };
        FillName(entry, Best(patient, "name", "official"));
        FillHealthNumber(entry, patient);
        entry.Telephone = Cut(Items(patient, "telecom").Where(t => Text(t, "system") == "phone").Select(t => Text(t, "value")).FirstOrDefault(v => v.Any(char.IsAsciiDigit)) ?? "", LongestTelephone);
        if (Best(patient, "address", "home") is { } address)
        {
            entry.Address = Cut(string.Join(", ", Items(address, "line").Select(l => l.ValueKind == JsonValueKind.String ? l.GetString()! : "")), LongestLine);
            entry.City = Cut(Text(address, "city"), LongestCity);
            entry.PostalCode = Cut(Text(address, "postalCode"), LongestPostalCode);
        }

        entry.Language = Items(patient, "communication").SelectMany(c => c.TryGetProperty("language", out var l) ? Items(l, "coding") : [])
            .Select(c => Text(c, "code")).FirstOrDefault(code => code.Length is > 0 and <= 16) ?? "";
        return entry;
    }

    private static void FillName(DirectoryEntry entry, JsonElement? name)
    {
        if (name is not { } n) return;
        entry.Family = Cut(Text(n, "family"), LongestName);
        entry.Given = Cut(string.Join(' ', Items(n, "given").Select(g => g.ValueKind == JsonValueKind.String ? g.GetString()! : "")), LongestName);
        if (entry.Family.Length == 0) (entry.Family, entry.Given) = (Cut(Text(n, "text") is { Length: > 0 } text ? text : entry.Given, LongestName), "");
    }

    private static void FillHealthNumber(DirectoryEntry entry, JsonElement patient)
    {
        foreach (var identifier in Items(patient, "identifier"))
        {
            if (!HealthNumbers.IsHealthNumberSystem(Text(identifier, "system"))) continue;
            var value = Text(identifier, "value").Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
            var version = Items(identifier, "extension").Where(e => Text(e, "url") == HealthNumbers.VersionExtension).Select(e => Text(e, "valueString")).FirstOrDefault() ?? "";
            // Some sources write the version code behind the number.
            if (version.Length == 0 && value.Length is 11 or 12 && value[10..].All(char.IsAsciiLetter)) (value, version) = (value[..10], value[10..]);
            (entry.HealthNumberSystem, entry.HealthNumber, entry.HealthNumberVersion) = (Text(identifier, "system"), value, version.ToUpperInvariant());
            return;
        }
    }

    private static string Distinguishing(JsonElement patient)
    {
        var identifiers = Items(patient, "identifier").Select(i => $"{Text(i, "system")}|{Text(i, "value")}").Where(i => i.Length > 1).Order(StringComparer.Ordinal).ToList();
        if (identifiers.Count > 0) return string.Join('\n', identifiers);
        var entry = Directory(patient);
        return $"{entry.Family}\n{entry.Given}\n{entry.BirthDate}";
    }

    private static JsonElement? Best(JsonElement patient, string member, string use)
    {
        var all = Items(patient, member).Where(i => i.ValueKind == JsonValueKind.Object).ToList();
        return all.Count == 0 ? null : all.FirstOrDefault(i => Text(i, "use") == use, all[0]);
    }

    private static IEnumerable<JsonElement> Items(JsonElement element, string member) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(member, out var array) && array.ValueKind == JsonValueKind.Array ? array.EnumerateArray() : [];

    private static string Text(JsonElement element, string member) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(member, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString()! : "";

    /// <summary>One line of at most so many characters: what is longer stays whole in the Patient resource.</summary>
    private static string Cut(string text, int longest)
    {
        var line = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        if (line.Length <= longest) return line;
        return line[..(char.IsHighSurrogate(line[longest - 1]) ? longest - 1 : longest)].Trim();
    }
}
