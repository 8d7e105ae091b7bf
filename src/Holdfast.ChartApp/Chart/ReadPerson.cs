using System.Text.Json;
using Holdfast.ChartApp.Fhir;
using Holdfast.ChartApp.Words;

namespace Holdfast.ChartApp.Chart;

/// <summary>Who this is, what is dangerous, what is wrong: Patient, AllergyIntolerance, Flag, Condition, Procedure.</summary>
internal static class ReadPerson
{
    /// <summary>Health numbers of every province and territory have systems of this form; the two letters name the province.</summary>
    private const string HealthNumberSystemStart = "https://fhir.infoway-inforoute.ca/NamingSystem/ca-";
    private const string HealthNumberSystemEnd = "-patient-hcn";
    private const string AbsentSystem = "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips";

    public static Patient Patient(string id, JsonElement resource)
    {
        var name = BestName(resource.Get("name"));
        var number = resource.Get("identifier").Items().FirstOrDefault(IsHealthNumber);
        var address = resource.Get("address").First();
        return new Patient(
            id, name, FhirTime.Read(resource.Text("birthDate")), FhirTime.Read(resource.Text("deceasedDateTime")), resource.Text("gender"),
            number.Text("value"), HealthNumberVersion(number),
            Phone(resource),
            address.Text("text") ?? AddressWords(address),
            LanguageCode(resource.Get("communication").First().Get("language")),
            [.. resource.Get("contact").Items().Select(KinOf).OfType<Kin>()]);
    }

    public static Allergy Allergy(string id, JsonElement resource)
    {
        var code = resource.Get("code");
        var reactions = resource.Get("reaction").Items()
            .SelectMany(reaction => reaction.Get("manifestation").Items()).Select(Concepts.Words).OfType<string>().Distinct().ToArray();
        var refuted = resource.Get("verificationStatus").HasCode("refuted", "entered-in-error");
        return new Allergy(
            id, code.Words() ?? "?",
            !refuted && !resource.Get("clinicalStatus").HasCode("inactive", "resolved"),
            SaysNothingKnown(code),
            resource.Text("criticality") switch { "high" => Criticality.High, "low" => Criticality.Low, _ => Criticality.Unknown },
            !resource.Get("verificationStatus").HasCode("unconfirmed", "presumed"),
            reactions,
            resource.Get("reaction").Items().Any(reaction => reaction.Text("severity") == "severe"),
            resource.Get("note").First().Text("text"));
    }

    public static Alert Alert(string id, JsonElement resource) => new(
        id, resource.Get("code").Words() ?? "?", resource.Text("status") == "active");

    public static Problem? Problem(string id, JsonElement resource)
    {
        if (resource.Get("verificationStatus").HasCode("refuted", "entered-in-error")) return null;
        return new Problem(
            id, resource.Get("code").Words() ?? "?",
            !resource.Get("clinicalStatus").HasCode("inactive", "remission", "resolved"),
            FhirTime.Read(resource.Text("onsetDateTime")) ?? FhirTime.Read(resource.Get("onsetPeriod").Text("start"))
                ?? FhirTime.Read(resource.Text("recordedDate")),
            FhirTime.Read(resource.Text("abatementDateTime")) ?? FhirTime.Read(resource.Get("abatementPeriod").Text("end")),
            resource.Get("note").First().Text("text"));
    }

    public static Operation? Operation(string id, JsonElement resource)
    {
        var status = resource.Text("status");
        if (status is "entered-in-error" or "not-done") return null;
        return new Operation(
            id, resource.Get("code").Words() ?? "?",
            FhirTime.Read(resource.Text("performedDateTime")) ?? FhirTime.Read(resource.Get("performedPeriod").Text("start")),
            status == "completed", resource.Get("note").First().Text("text"));
    }

    /// <summary>The International Patient Summary's codes, and the plain words in both languages where no code is given.</summary>
    private static bool SaysNothingKnown(JsonElement code)
    {
        if (code.Code(AbsentSystem) is { } absent) return absent.StartsWith("no-known", StringComparison.Ordinal);
        var words = code.Words() ?? "";
        return words.StartsWith("No known", StringComparison.OrdinalIgnoreCase)
            || words.StartsWith("Aucune allergie connue", StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsHealthNumber(JsonElement identifier) =>
        identifier.Get("type").HasCode("JHN")
        || identifier.Text("system") is { } system
            && system.StartsWith(HealthNumberSystemStart, StringComparison.Ordinal) && system.EndsWith(HealthNumberSystemEnd, StringComparison.Ordinal);

    private static string? HealthNumberVersion(JsonElement identifier) =>
        identifier.Get("extension").Items()
            .FirstOrDefault(extension => extension.Text("url")?.Contains("version", StringComparison.OrdinalIgnoreCase) == true).Text("valueString");

    private static string? Phone(JsonElement person) =>
        person.Get("telecom").Items().FirstOrDefault(t => t.Text("system") == "phone").Text("value");

    private static string? LanguageCode(JsonElement language) =>
        language.Get("coding").First().Text("code") ?? language.Words();

    private static Kin? KinOf(JsonElement contact)
    {
        var name = contact.Get("name");
        var phone = Phone(contact);
        return name.Exists() || phone is not null
            ? new Kin(name.Exists() ? NameWords(name) : "", contact.Get("relationship").First().Words(), phone)
            : null;
    }

    private static string BestName(JsonElement names)
    {
        var name = names.Items().FirstOrDefault(n => n.Text("use") == "official");
        return NameWords(name.Exists() ? name : names.Items().FirstOrDefault(n => n.Text("use") != "maiden"));
    }

    private static string NameWords(JsonElement name)
    {
        var given = string.Join(' ', name.Get("given").Items().Select(JsonReading.Text).OfType<string>());
        var family = name.Text("family");
        return (family, given) switch
        {
            ({ } f, { Length: > 0 } g) => $"{f}, {g}",
            ({ } f, _) => f,
            (_, { Length: > 0 } g) => g,
            _ => name.Text("text") ?? "?",
        };
    }

    private static string? AddressWords(JsonElement address)
    {
        var parts = address.Get("line").Items().Select(JsonReading.Text)
            .Append(address.Text("city")).Append(address.Text("state")).Append(address.Text("postalCode")).OfType<string>().ToArray();
        return parts.Length == 0 ? null : string.Join(", ", parts);
    }
}
