using Microsoft.Playwright;

namespace Holdfast.SystemTests.Desk;

/// <summary>The desk in a real browser, over real roles: what a coordinator, a nurse and an administrator do in a day.</summary>
[Collection(DemoProviderCollection.Name)]
public sealed class JourneyTests(DemoProvider provider, TestBrowser browser, EnrolledPeople people) : IClassFixture<TestBrowser>
{
    /// <summary>A valid Ontario number that the demo's generator does not make: it begins with 9.</summary>
    private const string HealthNumber = "9000 000 001";

    [Fact]
    public async Task A_coordinator_admits_and_plans_and_the_nurse_opens_the_chart_from_her_day()
    {
        var nurse = provider.Take("nurse");
        await using (var coordinator = await browser.Open())
        {
            await Enrol(coordinator, provider.Take("coordinator"));
            await Admit(coordinator, nurse);
            await AdmitAgain(coordinator, nurse);
            await Plan(coordinator, nurse);
            Assert.Empty(coordinator.Complaints);
        }

        await using var window = await browser.Open(TestBrowser.PhoneWidth);
        await Enrol(window, nurse);
        var page = window.Page;
        var visit = page.Locator(".visit").Filter(new() { HasText = "Lachance-Épreuve" }).First;
        await visit.WaitForAsync();
        Assert.Contains("905-555-0148", await visit.InnerTextAsync());
        Assert.Contains("Lachance-Épreuve", await page.Locator(".list").InnerTextAsync()); // the first assignment: her care team
        await window.IsFitForEverybody();

        await visit.GetByRole(AriaRole.Button).ClickAsync();
        await page.WaitForURLAsync(url => url.StartsWith(provider.RecordsOrigin + "/chart/", StringComparison.Ordinal) && !url.Contains("launch=", StringComparison.Ordinal));
        await page.GetByText("Lachance-Épreuve").First.WaitForAsync(new() { Timeout = 60_000 });

        await page.GotoAsync(provider.DeskOrigin + "/my-day");
        await page.Locator(".visit.opened").WaitForAsync();
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task A_nurse_opens_somebody_elses_patient_in_an_emergency_by_keyboard_alone_and_in_French()
    {
        await using var window = await browser.Open(locale: "fr-CA");
        await Enrol(window, provider.Take("nurse"));
        var page = window.Page;
        await page.GotoAsync(provider.DeskOrigin + "/find");
        await page.Locator("#find-name").WaitForAsync();
        Assert.Equal("fr", await page.EvaluateAsync<string>("document.documentElement.lang"));

        foreach (var beginning in new[] { "tr", "ga", "ma", "le", "bo", "la", "de", "si", "mc", "ch", "be" })
        {
            await TabTo(page, "#find-name");
            await page.Keyboard.PressAsync("Control+A");
            await page.Keyboard.TypeAsync(beginning);
            await page.Keyboard.PressAsync("Enter");
            await page.Locator("#find:not([aria-busy])").WaitForAsync();
            await page.WaitForFunctionAsync("document.activeElement.hasAttribute('data-focus')"); // the answer is where the reader is
            if (await page.Locator("[data-emergency]:visible").CountAsync() > 0) break;
        }

        await window.IsFitForEverybody();
        await TabTo(page, "[data-emergency]:visible");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("#emergency[open]").WaitForAsync();
        await TabTo(page, "#reason");
        await page.Keyboard.TypeAsync("court");
        await TabTo(page, "#emergency-go");
        await page.Keyboard.PressAsync("Enter");
        Assert.Contains("10 caractères", await page.Locator("#reason-error").InnerTextAsync());
        await window.IsFitForEverybody();
        await TabTo(page, "#reason");
        await page.Keyboard.TypeAsync(" : chute à domicile, appel de la famille");
        await TabTo(page, "#emergency-go");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync(url => url.StartsWith(provider.RecordsOrigin + "/chart/", StringComparison.Ordinal) && !url.Contains("launch=", StringComparison.Ordinal));
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task What_was_typed_survives_lost_signal_and_an_ended_session_but_not_another_person()
    {
        await using var window = await browser.Open();
        var page = window.Page;
        await Enrol(window, provider.Take("nurse"));
        await page.GotoAsync(provider.DeskOrigin + "/find");
        await page.FillAsync("#find-name", "zzyzx");

        await page.RouteAsync("**/find", route => route.Request.Method == "POST" ? route.AbortAsync() : route.ContinueAsync());
        await page.ClickAsync("#find");
        await page.Locator("#error .notice").WaitForAsync();
        Assert.Contains("no connection", await page.Locator("#error").InnerTextAsync());
        Assert.Equal("zzyzx", await page.InputValueAsync("#find-name"));
        await page.UnrouteAllAsync();

        // Signed out in another tab: the session is gone for this one too.
        var other = await window.NewTab();
        await other.GotoAsync(provider.DeskOrigin + "/my-day");
        await other.ClickAsync("#person summary");
        await other.ClickAsync("#sign-out");
        await other.WaitForURLAsync(provider.DeskOrigin + "/");
        await other.Locator("#sign-in-known").WaitForAsync();
        await other.CloseAsync();

        await page.ClickAsync("#find");
        await page.Locator("#sign-in-again[open]").WaitForAsync();
        await window.IsFitForEverybody();
        await page.ClickAsync("#sign-in-again-go");
        await page.Locator("#found .empty").WaitForAsync();
        Assert.Equal("zzyzx", await page.InputValueAsync("#find-name"));
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task An_administrator_is_told_plainly_that_there_is_no_patient_here()
    {
        await using var window = await browser.Open(TestBrowser.PhoneWidth);
        await EnrolledPeople.SignIn(window, await people.Get("administrator", () => provider.Take("administrator"), browser), provider.DeskOrigin, "**/my-day");
        foreach (var path in new[] { "/my-day", "/find", "/admit", "/schedule" })
        {
            await window.Page.GotoAsync(provider.DeskOrigin + path);
            await window.Page.GetByRole(AriaRole.Heading, new() { Name = "No patient information here" }).WaitForAsync();
            Assert.Equal(0, await window.Page.Locator("form:visible").CountAsync());
            Assert.Equal(["Staff", "Exports", "Requests", "My details"], (await window.Page.Locator(".places a:visible").AllInnerTextsAsync()).Select(place => place.Trim()));
        }

        await window.IsFitForEverybody();
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task The_sessions_key_cannot_be_read_by_any_script_and_the_enrolment_link_works_once()
    {
        await using var window = await browser.Open();
        var staff = provider.TakeStandIn();
        await Enrol(window, staff);
        var outcome = await window.Page.EvaluateAsync<string>("""
            async () => {
              const { current } = await import('/_content/Holdfast.Ui/session.js');
              const { key } = await current();
              return crypto.subtle.exportKey('jwk', key).then(() => 'exported', error => error.name);
            }
            """);
        Assert.Equal("InvalidAccessError", outcome);
        Assert.Empty(await window.Page.Context.CookiesAsync());
        Assert.Equal(0, await window.Page.EvaluateAsync<int>("localStorage.length"));

        await window.Page.GotoAsync("about:blank");
        await window.Page.GotoAsync(staff.Link);
        await window.Page.Locator("#enrol-error .notice").WaitForAsync();
        Assert.Contains("no longer valid", await window.Page.Locator("#enrol-error").InnerTextAsync());
        Assert.DoesNotContain("#", window.Page.Url); // the secret has left the address bar
    }

    private static async Task Enrol(Window window, StaffLink staff)
    {
        await window.Page.GotoAsync(staff.Link);
        await window.Page.Locator("#enrol-form").WaitForAsync();
        Assert.Equal(staff.Name, await window.Page.Locator("#enrol-name").InnerTextAsync());
        await window.IsFitForEverybody();
        await window.Page.ClickAsync("#enrol");
        await window.Page.WaitForURLAsync("**/my-day");
        await window.Page.Locator("#day[aria-busy], #day section, [data-not-roles]:visible").First.WaitForAsync();
    }

    private async Task Admit(Window window, StaffLink nurse)
    {
        var page = window.Page;
        await page.GotoAsync(provider.DeskOrigin + "/admit");
        await Fill(page, nurse);
        await page.FillAsync("#number", "9000 000 009");
        await page.ClickAsync("#admit");
        await page.Locator("#number-error:not(:empty)").WaitForAsync();
        Assert.Equal("Lachance-Épreuve", await page.InputValueAsync("#family"));
        await window.IsFitForEverybody();
        await page.FillAsync("#number", HealthNumber);
        await page.ClickAsync("#admit");
        await page.Locator("#outcome [data-open]").WaitForAsync();
        Assert.Contains("Admitted", await page.Locator("#outcome").InnerTextAsync());
    }

    private async Task AdmitAgain(Window window, StaffLink nurse)
    {
        var page = window.Page;
        await page.GotoAsync(provider.DeskOrigin + "/admit");
        await Fill(page, nurse);
        await page.FillAsync("#number", HealthNumber);
        await page.ClickAsync("#admit");
        await page.Locator("#number-error:not(:empty), #admit-anyway").WaitForAsync();

        await page.FillAsync("#number", "");
        await page.ClickAsync("#admit");
        await page.Locator("#admit-anyway").WaitForAsync();
        Assert.Contains("1931-05-06", await page.Locator(".compare .same").First.InnerTextAsync());
        await window.IsFitForEverybody();
        await page.ClickAsync("#admit-change");
        Assert.Equal("Lachance-Épreuve", await page.InputValueAsync("#family"));
    }

    private async Task Plan(Window window, StaffLink nurse)
    {
        var page = window.Page;
        await page.GotoAsync(provider.DeskOrigin + "/schedule");
        await page.FillAsync("#find-name", "lachance-epr"); // accents and case are the keyholder's to fold
        await page.ClickAsync("#find");
        await page.Locator("[data-choose]:visible").First.ClickAsync();
        Assert.Contains("Lachance-Épreuve", await page.Locator("#chosen-name").InnerTextAsync());
        await page.SelectOptionAsync("#person-id", await Option(page, "#person-id", nurse.Name));
        foreach (var weekend in new[] { "6", "0" }) await page.CheckAsync($"[name=weekday][value='{weekend}']");
        await page.FillAsync("#until", await page.InputValueAsync("#from"));
        await page.FillAsync("#at", "23:10");
        await window.IsFitForEverybody();
        await page.ClickAsync("#plan");
        await page.Locator("#planned .notice").WaitForAsync();
        Assert.Contains("1 planned", await page.Locator("#planned").InnerTextAsync());
    }

    private static async Task Fill(IPage page, StaffLink nurse)
    {
        await page.SelectOptionAsync("#assign-to", await Option(page, "#assign-to", nurse.Name));
        foreach (var (field, text) in new[]
        {
            ("#family", "Lachance-Épreuve"), ("#given", "Zéphirine"), ("#birth", "1931 5 6"), ("#address", "12 Main Street"), ("#city", "Grimsby"), ("#telephone", "905-555-0148"),
        })
            await page.FillAsync(field, text);
    }

    private static async Task<string> Option(IPage page, string select, string name)
    {
        var option = page.Locator($"{select} option").Filter(new() { HasText = name });
        await option.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        return (await option.GetAttributeAsync("value"))!;
    }

    /// <summary>Moves the focus as a person without a mouse does; fails when the place cannot be reached.</summary>
    private static async Task TabTo(IPage page, string selector)
    {
        var target = await page.Locator(selector).First.ElementHandleAsync();
        for (var presses = 0; presses < 80; presses++)
        {
            if (await target.EvaluateAsync<bool>("element => element === document.activeElement")) return;
            await page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"{selector} cannot be reached with the Tab key.");
    }
}
