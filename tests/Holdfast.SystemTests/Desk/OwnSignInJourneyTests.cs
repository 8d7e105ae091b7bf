using Microsoft.Playwright;

namespace Holdfast.SystemTests.Desk;

/// <summary>Sign-in for real life, in a real browser over real roles: several passkeys, an idle desk, a shared tablet, a lost device.</summary>
[Collection(DemoProviderCollection.Name)]
public sealed class OwnSignInJourneyTests(DemoProvider provider, TestBrowser browser, EnrolledPeople people) : IClassFixture<TestBrowser>
{
    private Task<EnrolledPeople.Enrolled> Nurse(string which = "one") => people.Get(which, provider.TakeStandIn, browser);

    [Fact]
    public async Task A_nurse_adds_names_and_removes_a_security_key_by_keyboard_alone()
    {
        await using var window = await browser.Open();
        var page = window.Page;
        await SignIn(window, await Nurse());
        await page.GotoAsync(provider.DeskOrigin + "/my-sign-in");
        await page.Locator("[data-passkey]").WaitForAsync();
        await window.IsFitForEverybody();
        await Look(page, "my-sign-in");

        await Press(page, "#add");
        await page.Locator("#adding-prove:visible").WaitForAsync();
        await Look(page, "adding-1");
        await Press(page, "#adding-go");
        await page.Locator("#adding-make:visible").WaitForAsync();
        await window.IsFitForEverybody();
        await Look(page, "adding-2");
        await window.Unplug(); // the virtual device would say at once that it has a passkey already; a person picks the key
        await window.Plug("usb");
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.TypeAsync("Clé de sécurité");
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("[data-passkey]").Nth(1).WaitForAsync();
        Assert.Contains("Clé de sécurité", await page.Locator("[data-passkey]").Nth(1).InnerTextAsync());
        Assert.Contains("A passkey was added", await page.Locator("#mine").InnerTextAsync());
        await window.IsFitForEverybody();
        await Look(page, "two-passkeys");

        await Press(page, "[data-passkey]:nth-child(2) [data-rename]");
        await page.Locator("#naming[open]").WaitForAsync();
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.TypeAsync("Blue key");
        await page.Keyboard.PressAsync("Enter");
        await page.GetByText("Blue key").First.WaitForAsync();

        await Press(page, "[data-passkey]:nth-child(2) [data-remove]");
        await page.Locator("#removing[open]").WaitForAsync();
        await window.IsFitForEverybody();
        await Look(page, "removing");
        await Press(page, "#removing-go");
        await page.GetByText("A passkey was removed").First.WaitForAsync();
        Assert.Equal(1, await page.Locator("[data-passkey]").CountAsync());
        Assert.Equal(0, await page.Locator("[data-remove]").CountAsync()); // the last one stays
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task An_idle_desk_unlocks_with_one_touch_and_what_was_typed_is_still_there()
    {
        await using var window = await browser.Open(TestBrowser.PhoneWidth, "fr-CA");
        var page = window.Page;
        await page.Clock.InstallAsync();
        await SignIn(window, await Nurse());
        await page.GotoAsync(provider.DeskOrigin + "/find");
        await page.FillAsync("#find-name", "brouillon");
        var session = await SessionId(page);

        await page.Clock.FastForwardAsync("01:01:00");
        await page.Locator("#sign-in-again[open]").WaitForAsync();
        await window.IsFitForEverybody();
        await Look(page, "locked-phone-fr");
        await page.ClickAsync("#sign-in-again-go");
        await page.Locator("#sign-in-again:not([open])").WaitForAsync(new() { State = WaitForSelectorState.Attached });

        Assert.Equal("brouillon", await page.InputValueAsync("#find-name"));
        Assert.Equal(session, await SessionId(page)); // the same session goes on: nothing opened in it was lost
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task On_a_shared_tablet_the_next_person_signs_in_with_one_press_and_finds_nothing_of_the_one_before()
    {
        await using var window = await browser.Open();
        var page = window.Page;
        var (first, second) = (await Nurse(), await Nurse("two"));
        await page.Clock.InstallAsync();
        await SignIn(window, first);
        await page.GotoAsync(provider.DeskOrigin + "/find");
        await page.FillAsync("#find-name", "of the first");
        var session = await SessionId(page);
        await window.Unplug();
        await window.Plug("usb", second.Key);

        await page.Clock.FastForwardAsync("01:01:00");
        await page.Locator("#sign-in-again[open]").WaitForAsync();
        await Look(page, "locked-desk");
        await page.ClickAsync("#sign-in-again-leave");
        await page.WaitForURLAsync("**/my-day");
        await page.Locator("#person:not([hidden])").WaitForAsync();

        Assert.Equal(second.Staff.Name, await page.Locator("#person-name").TextContentAsync());
        Assert.NotEqual(session, await SessionId(page));
        await page.GoBackAsync();
        Assert.DoesNotContain("of the first", await page.ContentAsync());
        await page.Locator("#person-name").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        Assert.NotEqual(first.Staff.Name, await page.Locator("#person-name").TextContentAsync());
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task A_nurse_who_lost_a_device_signs_out_everywhere_and_the_other_device_goes_dark()
    {
        await using var window = await browser.Open(TestBrowser.PhoneWidth);
        var page = window.Page;
        var nurse = await Nurse("two");
        await using var other = await browser.Open();
        await SignIn(other, nurse);
        await SignIn(window, nurse);
        await page.GotoAsync(provider.DeskOrigin + "/my-sign-in");
        await page.Locator("[data-session]").Nth(1).WaitForAsync();
        await window.IsFitForEverybody();
        await Look(page, "sessions-phone");
        await page.ClickAsync("#leave-everywhere");
        await page.Locator("#leaving[open]").WaitForAsync();
        await Look(page, "leaving-phone");
        await page.ClickAsync("#leaving-go");
        await page.WaitForURLAsync(provider.DeskOrigin + "/");

        await other.Page.ClickAsync("#refresh");
        await other.Page.Locator("#sign-in-again[open]").WaitForAsync();
        Assert.Empty(window.Complaints);
    }

    private Task SignIn(Window window, EnrolledPeople.Enrolled person) => EnrolledPeople.SignIn(window, person, provider.DeskOrigin, "**/my-day");

    private static Task<string> SessionId(IPage page) =>
        page.EvaluateAsync<string>("async () => (await (await import('/_content/Holdfast.Ui/session.js')).current()).id");

    /// <summary>A picture for whoever judges the look; only when a folder is named for it.</summary>
    private static async Task Look(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("HOLDFAST_PICTURES") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = true });
    }

    /// <summary>Goes there with the Tab key and presses Enter.</summary>
    private static async Task Press(IPage page, string selector)
    {
        var target = await page.Locator(selector).First.ElementHandleAsync();
        for (var presses = 0; presses < 60; presses++)
        {
            if (await target.EvaluateAsync<bool>("element => element === document.activeElement"))
            {
                await page.Keyboard.PressAsync("Enter");
                return;
            }

            await page.Keyboard.PressAsync("Tab");
        }

        Assert.Fail($"{selector} cannot be reached with the Tab key.");
    }
}
