using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Holdfast.Drill.Clients;
using Holdfast.Keyholder.Exports;
using Holdfast.Tests.Everything;
using Holdfast.Tests.Keyholder.Running;
using Holdfast.Tests.Records.Export;
using Holdfast.Wire.Statements;
using Microsoft.Playwright;

namespace Holdfast.SystemTests.Export;

/// <summary>A waiting export over real pages: an administrator asks for it at the desk on a telephone, an officer approves it on the watch.</summary>
public sealed class ExportJourneyTests
{
    private const string HealthNumber = "9000000001";

    [Fact]
    public async Task An_administrator_asks_at_the_desk_and_an_officer_approves_on_the_watch_what_a_service_wants()
    {
        await using var provider = await RunningProvider.Start();
        await using var browser = await TestBrowser.Start([
            $"--host-resolver-rules={string.Join(',', provider.Places.Where(p => p.Key.EndsWith(".localhost", StringComparison.Ordinal)).Select(p => $"MAP {p.Key} {p.Value.Host}:{p.Value.Port}"))}",
            "--explicitly-allowed-ports=1",
        ]);
        await KickOff(provider);
        using var receiver = new AgeReader();

        await using var phone = await browser.Open(TestBrowser.PhoneWidth, "fr-CA");
        await Enrol(phone, provider.Keyholder.Link("administrator").Link);
        await phone.Page.GotoAsync($"{TestKeyholder.DeskOrigin}/exports");
        await phone.Page.GetByText("Lab (lab) · 1 dossier").WaitForAsync();
        Assert.DoesNotContain("Tremblay", await phone.Page.ContentAsync());
        await Picture(phone, "desk-empty");
        await phone.IsFitForEverybody();
        await phone.Page.ClickAsync("#ask-go"); // nothing filled in: each field says what it lacks
        await phone.Page.Locator("#recipient-error:not(:empty)").WaitForAsync();
        await phone.Page.Locator("input[name=export]").CheckAsync();
        await phone.Page.FillAsync("#recipient", receiver.Recipient.Text);
        await phone.Page.FillAsync("#until", TimeProvider.System.GetUtcNow().AddDays(2).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        await phone.Page.FillAsync("#reason", "Le rapport annuel au ministère");
        await Picture(phone, "desk");
        await phone.Page.ClickAsync("#ask-go");
        await phone.Page.Locator("#done .notice").WaitForAsync();
        await phone.IsFitForEverybody();

        await using var office = await browser.Open();
        await Enrol(office, provider.Keyholder.Link("privacy-officer").Link);
        await office.Page.GotoAsync($"{TestKeyholder.WatchOrigin}/exports");
        await office.Page.Locator("input[name=export]").WaitForAsync();
        await office.IsFitForEverybody();
        await Picture(office, "watch");
        await office.Page.GotoAsync($"{TestKeyholder.WatchOrigin}/approvals");
        await office.Page.GetByText(receiver.Recipient.Fingerprint).WaitForAsync();
        await Picture(office, "approval");
        await office.Page.GetByRole(AriaRole.Button, new() { Name = "Approve", Exact = true }).ClickAsync();
        await office.Page.Locator("#outcome").GetByText("Approved and done.").WaitForAsync();

        var row = Assert.Single(provider.Keyholder.Role.State.Tables.Exports.Rows);
        Assert.Equal((ExportState.Approved, receiver.Recipient.Text), (row.State, row.Recipient));
        Assert.Empty(phone.Complaints);
        Assert.Empty(office.Complaints);
    }

    /// <summary>For whoever wants to look at the pages: HOLDFAST_PICTURES names a folder.</summary>
    private static async Task Picture(Window window, string name)
    {
        if (Environment.GetEnvironmentVariable("HOLDFAST_PICTURES") is { Length: > 0 } folder)
            await window.Page.ScreenshotAsync(new() { Path = Path.Combine(folder, $"export-{name}.png"), FullPage = true });
    }

    private static async Task KickOff(RunningProvider provider)
    {
        using (var nurse = await provider.SignIn("nurse"))
        using (var coordinator = await provider.SignIn("coordinator"))
            (await coordinator.Post("/admit", new AdmitStatement { Directory = TestKeyholder.Patient("Tremblay", HealthNumber), AssignTo = nurse.Person, DuplicatesSeen = true }, "admit")).Need("admit");
        var lab = await TestApp.Register(provider.Keyholder, TestApp.Service(provider.Keyholder, "read-set", HealthNumber));
        using var answer = await provider.Web.PostAsync(TestKeyholder.RecordsOrigin + "/token", new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "client_credentials", ["scope"] = "system/*.cruds", ["client_assertion"] = lab.Assertion(made: TimeSpan.FromSeconds(1), life: TimeSpan.FromMinutes(4)),
            ["client_assertion_type"] = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        }));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{TestKeyholder.RecordsOrigin}/fhir/$export?_type=Patient,Observation");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", (string)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["access_token"]!);
        request.Headers.TryAddWithoutValidation("Prefer", "respond-async");
        using var asked = await provider.Web.SendAsync(request);
        Assert.Equal(202, (int)asked.StatusCode);
    }

    private static async Task Enrol(Window window, string link)
    {
        await window.Page.GotoAsync(link);
        await window.Page.Locator("#enrol-form").WaitForAsync();
        await window.Page.ClickAsync("#enrol");
        await window.Page.WaitForURLAsync(url => !url.Contains("/enrol", StringComparison.Ordinal));
    }
}
