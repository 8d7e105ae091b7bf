using System.Text;
using System.Text.Json;
using Holdfast.ChartApp.StaffDetails;

namespace Holdfast.Tests.ChartApp.StaffDetails;

public class StaffRecordTests
{
    private const string Known = """
        {"resourceType":"Practitioner","id":"n1","meta":{"versionId":"3"},"name":[{"text":"Nadia Roy"}],
         "telecom":[{"system":"email","value":"n@example.ca"},{"system":"phone","value":"613-555-0100","use":"home"}],
         "address":[{"use":"work","city":"Gatineau"},{"use":"home","line":["1 Main","Apt 2"],"city":"Ottawa","postalCode":"K1A 0A1"}],
         "qualification":[{"code":{"text":"RN"},"identifier":[{"value":"12345678"}],"issuer":{"display":"College of Nurses of Ontario"}}],"extension":[{"url":"u","valueDecimal":1.50}]}
        """;

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;

    [Fact]
    public void A_staff_chart_is_read_as_people_say_it()
    {
        var read = StaffRecord.Read(Json(Known));

        Assert.Equal(("Nadia Roy", new HomeContact("1 Main, Apt 2", "Ottawa", "K1A 0A1", "613-555-0100")), (read.Name, read.Home));
        Assert.Equal([new Registration("RN", "12345678", "College of Nurses of Ontario")], read.Registrations);
    }

    [Fact]
    public void A_change_of_address_keeps_everything_else()
    {
        var changed = Encoding.UTF8.GetString(StaffRecord.Change(Json(Known), new HomeContact("9 Elm", "Perth", "", "613-555-0199")));

        var read = StaffRecord.Read(Json(changed));
        Assert.Equal(new HomeContact("9 Elm", "Perth", "", "613-555-0199"), read.Home);
        Assert.Contains("1.50", changed);
        Assert.Contains("n@example.ca", changed);
        Assert.Contains("Gatineau", changed);
        Assert.DoesNotContain("613-555-0100", changed);
        Assert.DoesNotContain("Apt 2", changed);
    }

    [Fact]
    public void What_is_emptied_goes_and_a_new_person_has_nothing_yet()
    {
        var empty = StaffRecord.Read(Json("""{"resourceType":"Practitioner","name":[{"given":["Nadia"],"family":"Roy"}]}"""));
        var changed = Json(Encoding.UTF8.GetString(StaffRecord.Change(Json("""{"resourceType":"Practitioner","telecom":[{"system":"phone","value":"1"}]}"""), new("", "", "", ""))));

        Assert.Equal(("Nadia Roy", new HomeContact("", "", "", "")), (empty.Name, empty.Home));
        Assert.False(changed.TryGetProperty("telecom", out _) || changed.TryGetProperty("address", out _));
        Assert.False(new HomeContact(new string('x', 121), "", "", "").Fits);
        Assert.False(new HomeContact("a\nb", "", "", "").Fits);
    }
}
