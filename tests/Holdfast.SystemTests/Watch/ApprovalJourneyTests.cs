using Microsoft.Playwright;

namespace Holdfast.SystemTests.Watch;

/// <summary>One asks, another approves: two people, two browsers, over real roles.</summary>
[Collection(DemoProviderCollection.Name)]
public sealed class ApprovalJourneyTests(DemoProvider provider, TestBrowser browser) : IClassFixture<TestBrowser>
{
    private const string Reason = "She covers two territories this week.";

    [Fact]
    public async Task A_supervisor_asks_at_the_desk_and_an_administrator_approves_and_declines_on_a_telephone()
    {
        await using var desk = await browser.Open();
        await Enrol(desk, provider.Take("clinical-supervisor").Link, "**/my-day");
        var nurse = provider.Staff.First(person => person.Role == "nurse");
        await Ask(desk.Page, nurse.Person, 60);
        await Ask(desk.Page, nurse.Person, 50);

        await using var window = await browser.Open(TestBrowser.PhoneWidth);
        var page = window.Page;
        await Enrol(window, provider.Staff.First(person => person.Role == "administrator").WatchLink!, "**/approvals");
        await page.GetByRole(AriaRole.Heading, new() { NameRegex = new($"let {nurse.Name} have 60 charts") }).WaitForAsync();
        await page.GetByText(Reason).First.WaitForAsync();
        await window.IsFitForEverybody();

        await page.GetByRole(AriaRole.Button, new() { Name = "Decline…" }).Nth(1).ClickAsync();
        await page.FillAsync("#decline-reason", "One of the two is enough.");
        await page.ClickAsync("#decline-go");
        await page.Locator("#outcome").GetByText("Declined.").WaitForAsync();

        // By keyboard alone.
        await page.GetByRole(AriaRole.Button, new() { Name = "Approve", Exact = true }).FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("#outcome").GetByText("Approved and done.").WaitForAsync();
        await page.Locator("#nothing:visible").WaitForAsync();
        await window.IsFitForEverybody();

        await desk.Page.GotoAsync(provider.DeskOrigin + "/requests");
        await desk.Page.GetByText("One of the two is enough.").WaitForAsync();
        await desk.Page.GetByText("Approved by").WaitForAsync();
        await desk.IsFitForEverybody();
        Assert.Empty(window.Complaints);
        Assert.Empty(desk.Complaints);
    }

    /// <summary>As a page's script asks; no page of the desk asks for a budget yet.</summary>
    private static Task Ask(IPage page, string person, int limit) => page.EvaluateAsync(
        "async ([person, limit, reason]) => { await (await import('/_content/Holdfast.Ui/session.js')).post('/propose', 'propose', { kind: 'budget', payload: { person, budget: 'charts', limit, until: Date.now() + 86400000, reason } }); }",
        new object[] { person, limit, Reason });

    private static async Task Enrol(Window window, string link, string landing)
    {
        await window.Page.GotoAsync(link);
        await window.Page.Locator("#enrol-form").WaitForAsync();
        await window.Page.ClickAsync("#enrol");
        await window.Page.WaitForURLAsync(landing);
    }
}
