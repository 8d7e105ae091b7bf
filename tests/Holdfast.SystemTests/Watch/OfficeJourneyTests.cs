using Microsoft.Playwright;

namespace Holdfast.SystemTests.Watch;

/// <summary>The privacy officer at work, in a real browser over real roles.</summary>
[Collection(DemoProviderCollection.Name)]
public sealed class OfficeJourneyTests(DemoProvider provider, TestBrowser browser) : IClassFixture<TestBrowser>
{
    private const string Words = "Neighbour called: on the floor, does not answer, key is with us.";

    [Fact]
    public async Task An_emergency_access_is_seen_within_seconds_its_reason_read_and_its_exposure_listed()
    {
        await using var office = await browser.Open();
        await Enrol(office, provider.Take("privacy-officer"), "**/office");
        var page = office.Page;
        await page.Locator(".state.good").WaitForAsync();
        await page.Locator(".event").First.WaitForAsync();
        await office.IsFitForEverybody();

        var nurse = provider.Take("nurse");
        await using (var window = await browser.Open(TestBrowser.PhoneWidth))
        {
            await Enrol(window, nurse, "**/my-day");
            await OpenInAnEmergency(window);
        }

        var alert = page.Locator(".alert").Filter(new() { HasText = nurse.Name }).First;
        await alert.WaitForAsync(new() { Timeout = 10_000 });
        Assert.Contains("Emergency access", await alert.InnerTextAsync());
        await alert.GetByRole(AriaRole.Button, new() { Name = "Read the reason" }).ClickAsync();
        await page.Locator(".reason-words:visible").First.WaitForAsync();
        Assert.Equal(Words, await page.Locator(".reason-words:visible").First.InnerTextAsync());

        await alert.GetByRole(AriaRole.Button, new() { Name = nurse.Name, Exact = true }).ClickAsync();
        await page.Locator("#filtered:visible").WaitForAsync();
        await page.GetByText("opened a chart by EMERGENCY ACCESS").First.WaitForAsync();
        await office.IsFitForEverybody();

        await page.GotoAsync(provider.WatchOrigin + "/exposure");
        await page.Locator($"#ask-person option[value='{nurse.Person}']").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await page.SelectOptionAsync("#ask-person", nurse.Person);
        await page.ClickAsync("#ask-go");
        await page.GetByText("1 chart could have been read").WaitForAsync();
        await office.IsFitForEverybody();

        await page.GetByRole(AriaRole.Link, new() { Name = "Download as FHIR AuditEvents" }).ClickAsync();
        await page.Locator($"#ask-person option[value='{nurse.Person}']").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await page.SelectOptionAsync("#ask-person", nurse.Person);
        var file = await page.RunAndWaitForDownloadAsync(() => page.ClickAsync("#ask-go"));
        using (var audit = System.Text.Json.JsonDocument.Parse(await File.ReadAllBytesAsync(await file.PathAsync())))
            Assert.Contains(audit.RootElement.GetProperty("entry").EnumerateArray(), e => e.GetRawText().Contains(nurse.Name, StringComparison.Ordinal) && e.GetRawText().Contains("PatientRead", StringComparison.Ordinal));
        await office.IsFitForEverybody();

        await page.GotoAsync(provider.WatchOrigin + "/canaries");
        await page.FillAsync("#numbers", "9000000000");
        await page.CheckAsync("#invented");
        await page.ClickAsync("#mark-go");
        await page.GetByText("No patient here has these numbers").WaitForAsync();
        await office.IsFitForEverybody();
        Assert.Empty(office.Complaints);
    }

    private static async Task Enrol(Window window, StaffLink staff, string landing)
    {
        await window.Page.GotoAsync(staff.Link);
        await window.Page.Locator("#enrol-form").WaitForAsync();
        Assert.Equal(staff.Name, await window.Page.Locator("#enrol-name").InnerTextAsync());
        await window.Page.ClickAsync("#enrol");
        await window.Page.WaitForURLAsync(landing);
    }

    /// <summary>Looks for somebody who is not on her schedule, and opens the chart with a reason.</summary>
    private async Task OpenInAnEmergency(Window window)
    {
        var page = window.Page;
        await page.GotoAsync(provider.DeskOrigin + "/find");
        foreach (var beginning in new[] { "tr", "ga", "ma", "le", "bo", "la", "de", "si", "mc", "ch", "be" })
        {
            await page.FillAsync("#find-name", beginning);
            await page.Keyboard.PressAsync("Enter");
            await page.Locator("#find:not([aria-busy])").WaitForAsync();
            await page.WaitForFunctionAsync("document.activeElement.hasAttribute('data-focus')");
            if (await page.Locator("[data-emergency]:visible").CountAsync() > 0) break;
        }

        await page.Locator("[data-emergency]:visible").First.ClickAsync();
        await page.FillAsync("#reason", Words);
        await page.ClickAsync("#emergency-go");
        await page.Locator(".banner.emergency h1").WaitForAsync(new() { Timeout = 60_000 });
    }
}
