using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.Playwright;

namespace Holdfast.SystemTests.Desk;

/// <summary>A nurse without her device: two colleagues let her in again; and where the provider allows it, a password with a code does for a day.</summary>
[Collection(DemoProviderCollection.Name)]
public sealed class RecoveryJourneyTests(DemoProvider provider, TestBrowser browser, EnrolledPeople people) : IClassFixture<TestBrowser>
{
    /// <summary>Whose sign-in this is in other tests, too: enrolment links are few.</summary>
    private const string Who = "two";

    private const string Password = "brass otter climbs 7 ladders";

    [Fact]
    public async Task A_nurse_who_lost_her_only_device_is_let_in_again_by_two_colleagues_and_signs_in_by_password_where_policy_allows_it()
    {
        await using var nurse = await browser.Open();
        var known = await people.Get(Who, provider.TakeStandIn, browser);
        var staff = known.Staff;
        await EnrolledPeople.SignIn(nurse, known, provider.DeskOrigin, "**/my-day");
        await NoPasswords(nurse);
        var lost = await nurse.Unplug();

        var (link, code) = await LetIn(staff);
        await using var window = await browser.Open(TestBrowser.PhoneWidth);
        await Enrol(window, link, code);
        Assert.Contains("recovered by two colleagues", await window.Page.Locator(".notice.told").InnerTextAsync());
        await window.IsFitForEverybody();

        // What the lost device held opens nothing more.
        await nurse.Plug("internal", lost);
        await nurse.Page.GotoAsync(provider.DeskOrigin + "/my-day");
        await nurse.Page.Locator("#sign-in-again[open]").WaitForAsync();
        await nurse.Page.ClickAsync("#sign-in-again-go");
        await nurse.Page.Locator("#sign-in-again-error:not(:empty)").WaitForAsync();

        await provider.Restart(AllowPasswords);
        var (secret, recoveryCode) = await SetPassword(window);
        await SignInByPassword(staff, () => Totp(secret, 1)); // the step in which the password was set is used up
        await SignInByPassword(staff, () => recoveryCode);
        Assert.Empty(window.Complaints);
        people.Renew(Who, await window.Unplug());
    }

    private async Task NoPasswords(Window window)
    {
        await window.Page.GotoAsync(provider.DeskOrigin + "/my-sign-in");
        await window.Page.Locator("[data-passkey]").WaitForAsync();
        Assert.Equal(0, await window.Page.Locator("#my-password").CountAsync());
        await window.Page.GotoAsync(provider.DeskOrigin + "/password");
        await window.Page.Locator("#no-passwords:visible").WaitForAsync();
        Assert.Equal(0, await window.Page.Locator("#begin:visible").CountAsync());
        await window.IsFitForEverybody();
    }

    /// <summary>A supervisor asks at the desk, an administrator approves on the watch: the one has the link, the other its code.</summary>
    private async Task<(string Link, string Code)> LetIn(StaffLink lost)
    {
        await using var desk = await browser.Open();
        await EnrolledPeople.SignIn(desk, await people.Get("supervisor", () => provider.Take("clinical-supervisor"), browser), provider.DeskOrigin, "**/my-day");
        await desk.Page.GotoAsync(provider.DeskOrigin + "/recover");
        await desk.Page.Locator($"#who option[value='{lost.Person}']").WaitForAsync(new() { State = WaitForSelectorState.Attached });
        await desk.Page.SelectOptionAsync("#who", lost.Person);
        await desk.Page.FillAsync("#seen", "She stands before me with her badge.");
        await desk.IsFitForEverybody();
        await Pictures.Take(desk.Page, "recover-desk");
        await desk.Page.ClickAsync("#ask");
        await desk.Page.Locator("#asked .pill.warn").WaitForAsync();

        await using var watch = await browser.Open(TestBrowser.PhoneWidth);
        await EnrolledPeople.SignIn(watch, await people.Get("administrator on the watch", () => provider.Staff.Single(person => person.Role == "administrator"), browser, watch: true), provider.WatchOrigin, "**/approvals");
        var request = watch.Page.Locator("#requests article").Filter(new() { HasText = lost.Name }).Filter(new() { HasText = "badge" });
        await request.GetByRole(AriaRole.Button, new() { Name = "Approve", Exact = true }).ClickAsync();
        await watch.Page.Locator("#outcome .mono").WaitForAsync();
        var code = await watch.Page.Locator("#outcome .mono").InnerTextAsync();
        await watch.IsFitForEverybody();
        await Pictures.Take(watch.Page, "recover-approved-phone");

        await desk.Page.ClickAsync("#refresh");
        await desk.Page.Locator("#asked [data-secret]").WaitForAsync();
        Assert.DoesNotContain(code, await desk.Page.ContentAsync());
        await desk.IsFitForEverybody();
        Assert.Empty(desk.Complaints);
        Assert.Empty(watch.Complaints);
        return (await desk.Page.Locator("#asked [data-secret]").InnerTextAsync(), code);
    }

    private static async Task Enrol(Window window, string link, string code)
    {
        await window.Page.GotoAsync(link);
        await window.Page.Locator("#code:visible").WaitForAsync();
        await window.Page.FillAsync("#code", "AAAA-AAAA");
        await window.Page.ClickAsync("#code-go");
        await window.Page.Locator("#code-error:not(:empty)").WaitForAsync();
        await window.IsFitForEverybody();
        await window.Page.FillAsync("#code", code);
        await window.Page.ClickAsync("#code-go");
        await window.Page.Locator("#enrol:visible").ClickAsync();
        await window.Page.WaitForURLAsync("**/my-day");
        await window.Page.Locator(".notice.told").WaitForAsync();
    }

    private void AllowPasswords()
    {
        var path = Path.Combine(provider.Data, "keyholder", "role.json");
        var settings = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        settings["signIn"] = new JsonObject { ["passwords"] = true };
        File.WriteAllText(path, settings.ToJsonString());
    }

    /// <summary>In the session that the passkey signed in; the answer is the generator's secret and one of the recovery codes.</summary>
    private async Task<(byte[] Secret, string RecoveryCode)> SetPassword(Window window)
    {
        var page = window.Page;
        await page.GotoAsync(provider.DeskOrigin + "/my-sign-in");
        await page.ClickAsync("#my-password a");
        await page.ClickAsync("#begin:enabled");
        await page.Locator("#secret").WaitForAsync();
        await window.IsFitForEverybody();
        await Pictures.Take(page, "password-phone");
        var secret = FromBase32((await page.Locator("#secret").InnerTextAsync()).Replace(" ", "", StringComparison.Ordinal));
        await page.FillAsync("#name", "ann.roy");
        await page.FillAsync("#password", "password1");
        await page.FillAsync("#code", Totp(secret));
        await page.ClickAsync("#set");
        await page.GetByText("one of the first that anybody tries").WaitForAsync();
        Assert.Equal("ann.roy", await page.InputValueAsync("#name")); // nothing typed is lost
        await page.FillAsync("#password", Password);
        await page.FillAsync("#code", Totp(secret));
        await page.ClickAsync("#set");
        await page.Locator("#codes li").First.WaitForAsync();
        await window.IsFitForEverybody();
        await Pictures.Take(page, "recovery-codes-phone");
        var codes = await page.Locator("#codes li").AllInnerTextsAsync();
        Assert.True(codes.Count >= 8 && codes.Distinct().Count() == codes.Count);
        await page.ClickAsync("#kept");
        await page.GetByText("ann.roy").WaitForAsync();
        return (secret, codes[0].Trim());
    }

    /// <summary>On a computer that holds no passkey.</summary>
    private async Task SignInByPassword(StaffLink staff, Func<string> code)
    {
        await using var window = await browser.Open();
        await window.Unplug();
        var page = window.Page;
        await page.GotoAsync(provider.DeskOrigin + "/");
        await page.ClickAsync("#by-password summary");
        await page.FillAsync("#name", "ann.roy");
        await page.FillAsync("#password", Password);
        await page.FillAsync("#code", code());
        await window.IsFitForEverybody();
        await Pictures.Take(page, "sign-in-password-desk");
        await page.ClickAsync("#sign-in-by-password");
        await page.WaitForURLAsync("**/my-day");
        await page.Locator("#person:not([hidden])").WaitForAsync();
        Assert.Equal(staff.Name, await page.Locator("#person-name").TextContentAsync());
        Assert.Empty(window.Complaints);
    }

    /// <summary>RFC 6238: the code of this half minute, or of one that many later.</summary>
    private static string Totp(byte[] secret, int later = 0)
    {
        Span<byte> step = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(step, TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30 + later);
        var hash = HMACSHA1.HashData(secret, step);
        return $"{(BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(hash[^1] & 15)) & 0x7fffffff) % 1_000_000:000000}";
    }

    private static byte[] FromBase32(string text)
    {
        var bits = string.Concat(text.Select(letter => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(letter, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(place => Convert.ToByte(bits.Substring(place * 8, 8), 2))];
    }
}
