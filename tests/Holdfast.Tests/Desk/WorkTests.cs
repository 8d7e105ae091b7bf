using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Holdfast.Ui;
using Holdfast.Ui.Web;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Desk;

/// <summary>What people do at the desk, as statements really signed.</summary>
public class WorkTests
{
    private const long Hour = 3_600_000;

    [Fact]
    public async Task A_nurse_sees_her_visits_and_her_teams()
    {
        await using var desk = await DeskUnderTest.Start();
        var nurse = desk.State.SignIn("Amélie Tremblay", "nurse");
        var patient = DeskUnderTest.Patient("Bélanger", "Louise");
        desk.State.Visits.Add(new Visit { Patient = patient, StartMs = DeskUnderTest.NowMs + Hour, EndMs = DeskUnderTest.NowMs + 2 * Hour, Kind = "visit" });
        desk.State.Team.Add(new Visit { Patient = DeskUnderTest.Patient("Singh", "Harpreet"), Kind = "team" });

        using var json = await desk.Post("/my-day", Day(), "my-day", nurse);
        using var answer = (await json.Content.ReadFromJsonAsync<JsonDocument>())!;
        var visit = answer.RootElement.GetProperty("visits")[0];
        Assert.Equal(DeskUnderTest.NowMs + Hour, visit.GetProperty("start").GetInt64());
        Assert.Equal("Bélanger", visit.GetProperty("patient").GetProperty("family").GetString());
        Assert.Equal(Convert.ToHexStringLower(patient.Chart.Span), visit.GetProperty("patient").GetProperty("chart").GetString());
        Assert.Equal(DeskUnderTest.NowMs, answer.RootElement.GetProperty("now").GetInt64());
        Assert.Equal("Singh", answer.RootElement.GetProperty("team")[0].GetProperty("patient").GetProperty("family").GetString());

        var html = await (await desk.Post("/my-day", Day(), "my-day", nurse, "text/html", "fr")).Content.ReadAsStringAsync();
        Assert.Contains("Bélanger", WebUtility.HtmlDecode(html));
        Assert.Contains("Ouvrir le dossier", html);
        Assert.Contains("href=\"tel:9055550177\"", html);
        Assert.DoesNotContain("<html", html);
    }

    [Fact]
    public async Task A_name_is_text_whatever_it_looks_like()
    {
        await using var desk = await DeskUnderTest.Start();
        var nurse = desk.State.SignIn("Amélie Tremblay", "nurse");
        var patient = DeskUnderTest.Patient("<script>alert(1)</script>", "\" onclick=\"alert(1)");
        patient.Telephone = "javascript:alert(1)";
        patient.BirthDate = "\"><img src=x onerror=alert(1)>";
        desk.State.Patients.Add(patient);
        var html = await (await desk.Post("/find", new FindStatement { Name = "<s", HealthNumber = null, BirthDate = null }, "find", nurse, "text/html")).Content.ReadAsStringAsync();
        Assert.Contains("1 person found", html);
        Assert.DoesNotContain("<script", html);
        Assert.DoesNotContain("<img", html);
        Assert.DoesNotContain("\" onclick", html);
        Assert.Contains("href=\"tel:1\"", html);
    }

    [Fact]
    public async Task Somebody_elses_patient_is_offered_for_emergency_access_only_and_a_low_number_of_look_ups_is_said()
    {
        await using var desk = await DeskUnderTest.Start();
        var nurse = desk.State.SignIn("Amélie Tremblay", "nurse");
        var own = DeskUnderTest.Patient("Bennett", "Margaret");
        desk.State.Patients.AddRange([own, DeskUnderTest.Patient("Berger", "Élodie")]);
        desk.State.Visits.Add(new Visit { Patient = own, StartMs = DeskUnderTest.NowMs, EndMs = DeskUnderTest.NowMs + Hour, Kind = "visit" });
        desk.State.IdentitiesLeft = 9;
        var find = new FindStatement { Name = "be", HealthNumber = null, BirthDate = null };

        var html = await (await desk.Post("/find", find, "find", nurse, "text/html")).Content.ReadAsStringAsync();
        Assert.Single(html.Split("data-emergency").Skip(1));
        Assert.Contains("9 look-ups are left", html);

        using var answer = (await (await desk.Post("/find", find, "find", nurse)).Content.ReadFromJsonAsync<JsonDocument>())!;
        Assert.Equal(2, answer.RootElement.GetProperty("found").GetArrayLength());
        Assert.Equal(9, answer.RootElement.GetProperty("identitiesLeft").GetInt32());
        Assert.Equal(Convert.ToHexStringLower(own.Chart.Span), answer.RootElement.GetProperty("assigned")[0].GetString());
    }

    [Fact]
    public async Task A_coordinator_is_shown_likely_duplicates_and_may_go_on()
    {
        await using var desk = await DeskUnderTest.Start();
        var coordinator = desk.State.SignIn("Grace Okafor", "coordinator");
        desk.State.LikelyDuplicates.Add(DeskUnderTest.Patient("Bélanger", "Louise"));

        using var warned = await desk.Post("/admit", Admission(seen: false), "admit", coordinator);
        Assert.Equal(HttpStatusCode.Conflict, warned.StatusCode);
        using (var answer = (await warned.Content.ReadFromJsonAsync<JsonDocument>())!)
        {
            Assert.Equal("DUPLICATE", answer.RootElement.GetProperty("refusal").GetProperty("why").GetString());
            Assert.Equal("Bélanger", answer.RootElement.GetProperty("likelyDuplicates")[0].GetProperty("family").GetString());
        }

        using var shown = await desk.Post("/admit", Admission(seen: false), "admit", coordinator, "text/html");
        Assert.Equal(HttpStatusCode.Conflict, shown.StatusCode);
        var html = WebUtility.HtmlDecode(await shown.Content.ReadAsStringAsync());
        Assert.Contains("Belanger, Louise", html);
        Assert.Contains("Bélanger, Louise", html);
        Assert.Contains("class=\"same\">1941-03-09", html);
        Assert.Contains("admit-anyway", html);

        using var admitted = await desk.Post("/admit", Admission(seen: true), "admit", coordinator);
        Assert.Equal(HttpStatusCode.OK, admitted.StatusCode);
        using var made = (await admitted.Content.ReadFromJsonAsync<JsonDocument>())!;
        Assert.True(ChartId.TryParse(made.RootElement.GetProperty("chart").GetString(), out _));
    }

    [Fact]
    public async Task Launching_and_opening_answer_what_the_contract_says()
    {
        await using var desk = await DeskUnderTest.Start();
        var nurse = desk.State.SignIn("Amélie Tremblay", "nurse");
        var chart = ChartId.New().ToString();
        using var launched = (await (await desk.Post("/launch", new LaunchStatement { Chart = chart, Client = "holdfast-chart" }, "launch", nurse)).Content.ReadFromJsonAsync<JsonDocument>())!;
        Assert.Equal(desk.State.LaunchUri, launched.RootElement.GetProperty("launchUri").GetString());
        Assert.Equal(DeskUnderTest.NowMs + 60_000, launched.RootElement.GetProperty("expiry").GetInt64());

        var open = new OpenStatement
        {
            Launch = launched.RootElement.GetProperty("launch").GetString()!, Chart = chart, Purpose = "ETREAT", Reason = "Sudden change in condition",
            Client = "holdfast-chart", RedirectUri = DeskUnderTest.Records + "/chart/", Scope = "launch patient/*.cruds", CodeChallenge = new string('a', 43), DpopJkt = new string('b', 43),
        };
        using var opened = (await (await desk.Post("/open", open, "open", nurse)).Content.ReadFromJsonAsync<JsonDocument>())!;
        Assert.NotEmpty(opened.RootElement.GetProperty("code").GetString()!);
        Assert.Equal(31, opened.RootElement.GetProperty("chartsLeft").GetInt32());
        Assert.Equal("Sudden change in condition", desk.State.Signed.OfType<OpenStatement>().Single().Reason);
    }

    [Fact]
    public async Task A_statement_of_another_key_or_sent_twice_is_refused()
    {
        await using var desk = await DeskUnderTest.Start();
        var nurse = desk.State.SignIn("Amélie Tremblay", "nurse");
        var other = desk.State.SignIn("Priya Raman", "nurse");
        using var forged = await desk.Post("/my-day", Day(), "my-day", (nurse.Session, other.Key, nurse.Person));
        Assert.Equal((HttpStatusCode.Unauthorized, "BAD_SIGNATURE"), (forged.StatusCode, (await DeskUnderTest.RefusalOf(forged)).Why));

        var statement = new MyDayStatement { Statement = "my-day", Installation = desk.State.Installation.ToString(), Session = nurse.Session, Counter = 99, From = 0, To = 1 };
        var body = JsonSerializer.Serialize(new { jws = SignedStatements.Sign(statement, nurse.Key) });
        Assert.Equal(HttpStatusCode.OK, (await desk.PostJson("/my-day", body)).StatusCode);
        using var again = await desk.PostJson("/my-day", body);
        Assert.Equal((HttpStatusCode.Unauthorized, "REPLAYED"), (again.StatusCode, (await DeskUnderTest.RefusalOf(again)).Why));
    }

    [Theory]
    [InlineData(Why.NotAssigned, 403, "NOT_ASSIGNED", "Demandez l’attribution à la coordination")]
    [InlineData(Why.Frozen, 403, "FROZEN", "gelé")]
    [InlineData(Why.Unknown, 401, "UNKNOWN", "Reconnectez-vous")]
    [InlineData(Why.Conflict, 409, "CONFLICT", "déjà inscrit")]
    [InlineData(Why.WitnessSilent, 503, "WITNESS_SILENT", "visites du jour")]
    [InlineData(Why.ReasonMissing, 400, "REASON_MISSING", "motif")]
    public async Task A_refusal_names_the_mend_in_the_readers_language(Why why, int status, string name, string words)
    {
        await using var desk = await DeskUnderTest.Start();
        var nurse = desk.State.SignIn("Amélie Tremblay", "nurse");
        desk.State.Refuse = why;
        using var response = await desk.Post("/my-day", Day(), "my-day", nurse, "text/html", "fr");
        Assert.Equal(status, (int)response.StatusCode);
        var refusal = await DeskUnderTest.RefusalOf(response);
        Assert.Equal(name, refusal.Why);
        Assert.Contains(words, refusal.Message);
    }

    [Fact]
    public void Every_reason_for_a_no_has_words_of_its_own_in_both_languages()
    {
        foreach (var why in Enum.GetValues<Why>())
        {
            Assert.NotEqual(RefusalWords.MessageOf(why, Words.English), RefusalWords.MessageOf(why, Words.French));
            if (why != Why.Unspecified) Assert.NotEqual("UNSPECIFIED", RefusalWords.NameOf(why));
            Assert.InRange(RefusalWords.StatusOf(why), 400, 503);
        }

        // Who probes for canaries learns nothing from the words.
        Assert.Equal(RefusalWords.MessageOf(Why.BudgetPerson, Words.English), RefusalWords.MessageOf(Why.Canary, Words.English));
    }

    [Fact]
    public async Task Without_its_keyholder_the_desk_says_so_and_health_is_degraded()
    {
        await using var desk = await DeskUnderTest.Start();
        var nurse = desk.State.SignIn("Amélie Tremblay", "nurse");
        Assert.Equal(HttpStatusCode.OK, (await desk.Client.GetAsync("/health")).StatusCode);
        await desk.StopKeyholder();

        using var response = await desk.Post("/my-day", Day(), "my-day", nurse, "text/html");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("KEYHOLDER_UNREACHABLE", (await DeskUnderTest.RefusalOf(response)).Why);
        using var health = await desk.Client.GetAsync("/health");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        using var body = (await health.Content.ReadFromJsonAsync<JsonDocument>())!;
        Assert.Equal("degraded", body.RootElement.GetProperty("state").GetString());
        Assert.Contains("start it", body.RootElement.GetProperty("detail").GetString());
        Assert.Equal(HttpStatusCode.OK, (await desk.Client.GetAsync("/")).StatusCode);
    }

    private static MyDayStatement Day() => new() { From = DeskUnderTest.NowMs - Hour, To = DeskUnderTest.NowMs + 8 * Hour };

    private static AdmitStatement Admission(bool seen) => new()
    {
        Directory = new DirectoryFields("Belanger", "Louise", "1941-03-09", "female", "", "", "", "", "", "", "", "fr"),
        AssignTo = PersonId.New().ToString(),
        DuplicatesSeen = seen,
    };
}
