using Microsoft.Playwright;

namespace Holdfast.SystemTests.Watch;

/// <summary>One asks at the desk, another approves on the watch: two people, two browsers, over real roles, through the pages that they have for it.</summary>
[Collection(DemoProviderCollection.Name)]
public sealed class ApprovalJourneyTests(DemoProvider provider, TestBrowser browser, EnrolledPeople people) : IClassFixture<TestBrowser>
{
    private const string Reason = "She covers two territories this week.";

    private StaffLink Nurse => provider.Staff.First(person => person.Role == "nurse");

    private async Task<Window> Supervisor(int width = TestBrowser.DeskWidth) =>
        await SignedIn(await people.Get("supervisor", () => provider.Take("clinical-supervisor"), browser), provider.DeskOrigin, "**/my-day", width);

    private async Task<Window> Administrator(int width, string locale) =>
        await SignedIn(await people.Get("administrator", () => provider.Take("administrator"), browser), provider.DeskOrigin, "**/my-day*", width, locale);

    /// <summary>The same two as approvers, with their passkeys of the watch.</summary>
    private async Task<Window> Approver(string role, int width, string locale = "en-CA") =>
        await SignedIn(await people.Get($"{role} on the watch", () => provider.Staff.Single(person => person.Role == role), browser, watch: true), provider.WatchOrigin, "**/approvals", width, locale);

    private async Task<Window> SignedIn(EnrolledPeople.Enrolled person, string origin, string landing, int width, string locale = "en-CA")
    {
        var window = await browser.Open(width, locale);
        await EnrolledPeople.SignIn(window, person, origin, landing);
        return window;
    }

    [Fact]
    public async Task A_supervisor_asks_for_budgets_by_keyboard_alone_and_an_administrator_approves_and_declines_on_a_telephone()
    {
        await using var desk = await Supervisor();
        await desk.Page.GotoAsync(provider.DeskOrigin + "/requests");
        await Press(desk.Page, "a[href='/ask']");
        await desk.Page.WaitForURLAsync("**/ask");
        await desk.Page.Locator("#offers:visible").WaitForAsync();
        Assert.Equal(["recover", "budget"], await desk.Page.Locator("[data-offer]:visible").EvaluateAllAsync<string[]>("items => items.map(item => item.dataset.offer)"));
        await desk.IsFitForEverybody();
        await AskForBudget(desk, 1000, 60);
        await desk.Page.GotoAsync(provider.DeskOrigin + "/ask");
        await AskForBudget(desk, 50);

        await using var window = await Approver("administrator", TestBrowser.PhoneWidth);
        var page = window.Page;
        await page.GetByRole(AriaRole.Heading, new() { NameRegex = new($"let {Nurse.Name} have 60 charts") }).WaitForAsync();
        await page.GetByText(Reason).First.WaitForAsync();
        await window.IsFitForEverybody();
        await Pictures.Take(page, "approvals-phone");

        await page.GetByRole(AriaRole.Button, new() { Name = "Decline…" }).Nth(1).ClickAsync();
        await page.FillAsync("#decline-reason", "One of the two is enough.");
        await page.ClickAsync("#decline-go");
        await page.Locator("#outcome").GetByText("Declined.").WaitForAsync();
        await Assertions.Expect(page.Locator("#requests article")).ToHaveCountAsync(1);

        // By keyboard alone.
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve", Exact = true }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("#outcome").GetByText("Approved and done.").WaitForAsync();
        await page.Locator("#nothing:visible").WaitForAsync();
        await window.IsFitForEverybody();

        await desk.Page.GotoAsync(provider.DeskOrigin + "/requests");
        await desk.Page.GetByText("One of the two is enough.").WaitForAsync();
        await desk.Page.GetByText("Approved by").First.WaitForAsync();
        await desk.IsFitForEverybody();
        Assert.Empty(window.Complaints);
        Assert.Empty(desk.Complaints);
    }

    /// <summary>From the list of what can be asked for, with nothing but keys. A limit that is too high first, where one is given.</summary>
    private async Task AskForBudget(Window desk, params int[] limits)
    {
        var page = desk.Page;
        await Press(page, "[data-offer='budget'] a");
        await page.Locator("#budget-person:visible").WaitForAsync();
        await TabTo(page, "#budget-person");
        await page.Keyboard.TypeAsync(Nurse.Name[..2]);
        Assert.Equal(Nurse.Person, await page.InputValueAsync("#budget-person"));
        await TabTo(page, "#budget-until");
        await page.FillAsync("#budget-until", TimeProvider.System.GetLocalNow().AddDays(7).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)); // each browser has its own keys for a date
        await TabTo(page, "#budget-reason");
        await page.Keyboard.TypeAsync(Reason);
        foreach (var limit in limits)
        {
            if (limit != limits[0])
            {
                await page.GetByText("Enter a whole number from 0 to 400.").WaitForAsync(); // the keyholder's mend, beside the field
                Assert.True(await page.Locator("#budget-limit").EvaluateAsync<bool>("element => element === document.activeElement"));
                await desk.IsFitForEverybody();
                await Pictures.Take(page, "ask-budget-wrong");
            }

            await TabTo(page, "#budget-limit", backwards: limit == limits[0]);
            await page.Keyboard.PressAsync("Control+A");
            await page.Keyboard.TypeAsync($"{limit}");
            await page.Keyboard.PressAsync("Enter");
        }

        await page.WaitForURLAsync("**/requests");
        await page.Locator(".card.fresh:focus").GetByText("Waits for a second person").WaitForAsync();
    }

    [Fact]
    public async Task An_administrator_asks_for_a_role_and_registers_an_application_on_a_telephone_and_a_supervisor_approves_both()
    {
        await using var window = await Administrator(TestBrowser.PhoneWidth, "fr-CA");
        var page = window.Page;
        await page.GotoAsync(provider.DeskOrigin + "/ask");
        await page.Locator("#offers:visible").WaitForAsync();
        await window.IsFitForEverybody();
        await Pictures.Take(page, "ask-phone-fr");
        await page.ClickAsync("[data-offer='change-role'] a");
        await page.SelectOptionAsync("#change-role-person", Nurse.Person);
        await page.SelectOptionAsync("#change-role-role", "therapist");
        Assert.Contains(Nurse.Name, await page.Locator("[data-kind='change-role'] [data-effect]").InnerTextAsync());
        await window.IsFitForEverybody();
        await Pictures.Take(page, "ask-role-phone-fr");
        await Ask(page, "change-role");

        await page.GotoAsync(provider.DeskOrigin + "/ask#register-client");
        await page.Locator("#register-name:visible").WaitForAsync();
        Assert.Equal(0, await page.Locator("[data-names-charts]:visible").CountAsync()); // no list of patients is an administrator's
        await page.FillAsync("#register-name", "Plaies");
        await page.FillAsync("#register-client", "Plaies");
        await page.FillAsync("#register-redirect", "http://plaies.example/retour");
        await page.FillAsync("#register-scope", "launch patient/Observation.rs");
        await page.Locator("[name='register-binding'][value='bearer']").CheckAsync(new() { Force = true });
        await page.ClickAsync("[data-kind='register-client'] [type='submit']");
        await page.Locator("#register-redirect-error:not(:empty)").WaitForAsync();
        Assert.Contains("https://", await page.Locator("#register-redirect-error").InnerTextAsync());
        Assert.NotEmpty(await page.Locator("#register-client-error").InnerTextAsync());
        await window.IsFitForEverybody();
        await Pictures.Take(page, "ask-register-wrong-phone-fr");
        await page.FillAsync("#register-client", "plaies");
        await page.FillAsync("#register-redirect", "https://plaies.example/un/chemin/assez/long/pour/depasser/la/largeur/d/un/telephone/retour");
        await Ask(page, "register-client");

        await using var watch = await Approver("clinical-supervisor", TestBrowser.DeskWidth);
        await watch.Page.GetByRole(AriaRole.Heading, new() { NameRegex = new("Register the application “Plaies”") }).WaitForAsync();
        await watch.IsFitForEverybody();
        await Pictures.Take(watch.Page, "approvals-desk");
        for (var waiting = 2; waiting > 0; waiting--)
        {
            await watch.Page.GetByRole(AriaRole.Button, new() { Name = "Approve", Exact = true }).First.ClickAsync();
            await Assertions.Expect(watch.Page.Locator("#requests article")).ToHaveCountAsync(waiting - 1);
        }

        await page.GotoAsync(provider.DeskOrigin + "/applications");
        await page.Locator("[data-application='plaies']").WaitForAsync();
        Assert.Contains("Jetons non liés à une clé", await page.Locator("[data-application='plaies']").InnerTextAsync());
        await window.IsFitForEverybody();
        await Pictures.Take(page, "applications-phone-fr");
        await page.GotoAsync(provider.DeskOrigin + "/requests");
        await page.GetByText("Approuvée par").Nth(1).WaitForAsync();
        await window.IsFitForEverybody();
        await Pictures.Take(page, "requests-phone-fr");
        Assert.Empty(window.Complaints);
        Assert.Empty(watch.Complaints);

        var (_, status, _) = await DemoProvider.Run(DemoProvider.Cli("status", provider.Data, "--json"));
        Assert.Contains("1 registered application has tokens that are tied to no key", status);
    }

    private static async Task Ask(IPage page, string kind)
    {
        await page.ClickAsync($"[data-kind='{kind}'] [type='submit']");
        await page.WaitForURLAsync("**/requests");
        await page.Locator(".card.fresh").WaitForAsync();
    }

    /// <summary>Goes there with the Tab key and presses Enter.</summary>
    private static async Task Press(IPage page, string selector)
    {
        await TabTo(page, selector);
        await page.Keyboard.PressAsync("Enter");
    }

    private static async Task TabTo(IPage page, string selector, bool backwards = false)
    {
        var target = await page.Locator(selector).First.ElementHandleAsync();
        for (var presses = 0; presses < 80; presses++)
        {
            if (await target.EvaluateAsync<bool>("element => element === document.activeElement")) return;
            await page.Keyboard.PressAsync(backwards ? "Shift+Tab" : "Tab");
        }

        Assert.Fail($"{selector} cannot be reached with the Tab key.");
    }
}
