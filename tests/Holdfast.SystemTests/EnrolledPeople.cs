using System.Text.Json;
using Microsoft.Playwright;

namespace Holdfast.SystemTests;

/// <summary>People who enrol once and then come back in several tests, each time in a window of their own: enrolment links are few.</summary>
public sealed class EnrolledPeople
{
    private readonly Dictionary<string, Enrolled> _people = [];

    /// <param name="Key">What their authenticator holds.</param>
    public sealed record Enrolled(StaffLink Staff, IReadOnlyList<JsonElement> Key);

    /// <param name="watch">On the watch, as an approver of another role.</param>
    public async Task<Enrolled> Get(string which, Func<StaffLink> take, TestBrowser browser, bool watch = false)
    {
        if (_people.TryGetValue(which, out var known)) return known;
        var staff = take();
        await using var window = await browser.Open();
        await window.Page.GotoAsync(watch ? staff.WatchLink! : staff.Link);
        await window.Page.Locator("#enrol").ClickAsync();
        await window.Page.Locator("#person:not([hidden])").WaitForAsync();
        return _people[which] = new Enrolled(staff, await window.Unplug());
    }

    /// <summary>The same person with another passkey from now on.</summary>
    public void Renew(string which, IReadOnlyList<JsonElement> key) => _people[which] = _people[which] with { Key = key };

    /// <summary>With the person's own passkey, in a window that holds no other.</summary>
    public static async Task SignIn(Window window, Enrolled person, string origin, string landing)
    {
        await window.Unplug();
        await window.Plug("internal", person.Key);
        await window.Page.GotoAsync(origin + "/");
        await window.Page.ClickAsync("#sign-in");
        await window.Page.WaitForURLAsync(landing, new() { WaitUntil = WaitUntilState.Commit });
        await window.Page.Locator("#person:not([hidden])").WaitForAsync();
    }
}
