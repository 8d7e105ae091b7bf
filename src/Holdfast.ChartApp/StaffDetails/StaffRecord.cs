using System.Text.Json;
using Holdfast.ChartApp.Fhir;

namespace Holdfast.ChartApp.StaffDetails;

/// <summary>Where somebody lives and is called: what they may change about themselves here.</summary>
internal sealed record HomeContact(string Street, string City, string PostalCode, string Telephone)
{
    public const int LongestField = 120;

    public bool Fits => new[] { Street, City, PostalCode, Telephone }.All(text => text.Length <= LongestField && !text.Any(char.IsControl));
}

/// <summary>A registration with a College, as the Practitioner's qualifications say.</summary>
internal sealed record Registration(string? What, string? Number, string? Issuer);

/// <summary>What a staff chart shows of its Practitioner.</summary>
internal sealed record StaffRecord(string Name, HomeContact Home, IReadOnlyList<Registration> Registrations)
{
    public static StaffRecord Read(JsonElement practitioner)
    {
        var name = practitioner.Get("name").First();
        var address = HomeIn(practitioner.Get("address"));
        return new StaffRecord(
            name.Text("text") ?? string.Join(' ', name.Get("given").Items().Select(given => given.Text()).Append(name.Text("family")).OfType<string>()),
            new HomeContact(
                string.Join(", ", address.Get("line").Items().Select(line => line.Text()).OfType<string>()),
                address.Text("city") ?? "", address.Text("postalCode") ?? "", Phone(practitioner.Get("telecom")).Text("value") ?? ""),
            [.. practitioner.Get("qualification").Items().Select(item => new Registration(
                item.Get("code").Text("text"), item.Get("identifier").First().Text("value"), item.Get("issuer").Text("display")))]);
    }

    /// <summary>The same resource with another home address and telephone: whatever else it says stays as it is.</summary>
    public static byte[] Change(JsonElement practitioner, HomeContact home)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var member in practitioner.EnumerateObject())
                if (member.Name is not ("telecom" or "address")) member.WriteTo(json);
            WriteTelecom(json, practitioner.Get("telecom"), home.Telephone);
            WriteAddress(json, practitioner.Get("address"), home);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteTelecom(Utf8JsonWriter json, JsonElement present, string telephone)
    {
        var replaced = Phone(present);
        var others = present.Items().Where(item => !Same(item, replaced)).ToList();
        if (others.Count == 0 && telephone.Length == 0) return;
        json.WriteStartArray("telecom");
        if (telephone.Length > 0)
        {
            json.WriteStartObject();
            json.WriteString("system", "phone");
            json.WriteString("value", telephone);
            json.WriteString("use", "home");
            json.WriteEndObject();
        }

        foreach (var other in others) other.WriteTo(json);
        json.WriteEndArray();
    }

    private static void WriteAddress(Utf8JsonWriter json, JsonElement present, HomeContact home)
    {
        var replaced = HomeIn(present);
        var others = present.Items().Where(item => !Same(item, replaced)).ToList();
        var empty = home is { Street.Length: 0, City.Length: 0, PostalCode.Length: 0 };
        if (others.Count == 0 && empty) return;
        json.WriteStartArray("address");
        if (!empty)
        {
            json.WriteStartObject();
            json.WriteString("use", "home");
            if (home.Street.Length > 0)
            {
                json.WriteStartArray("line");
                json.WriteStringValue(home.Street);
                json.WriteEndArray();
            }

            if (home.City.Length > 0) json.WriteString("city", home.City);
            if (home.PostalCode.Length > 0) json.WriteString("postalCode", home.PostalCode);
            json.WriteEndObject();
        }

        foreach (var other in others) other.WriteTo(json);
        json.WriteEndArray();
    }

    private static JsonElement Phone(JsonElement telecom) =>
        telecom.Items().FirstOrDefault(item => item.Text("system") == "phone" && item.Text("use") is null or "home" or "mobile");

    private static JsonElement HomeIn(JsonElement addresses) =>
        addresses.Items().FirstOrDefault(item => item.Text("use") is null or "home");

    private static bool Same(JsonElement one, JsonElement other) => other.Exists() && JsonElement.DeepEquals(one, other);
}
