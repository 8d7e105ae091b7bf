using Microsoft.Playwright;

namespace Holdfast.SystemTests.ChartApp;

/// <summary>A draft on a shared tablet: its author finds it again, the next person cannot open it with everything that the device holds.</summary>
[Collection(DemoProviderCollection.Name)]
public sealed class SharedTabletTests(DemoProvider provider, TestBrowser browser, EnrolledPeople people) : IClassFixture<TestBrowser>
{
    private const string Words = "Brouillon de la première personne";

    [Fact]
    public async Task The_next_person_opens_no_draft_of_the_one_before_with_any_key_on_the_device()
    {
        await using var window = await browser.Open();
        var page = window.Page;
        var author = await people.Get("author", () => provider.Take("nurse"), browser);
        await window.Unplug();
        await window.Plug("internal", author.Key);
        await page.GotoAsync(provider.DeskOrigin + "/");
        await page.ClickAsync("#sign-in");
        await page.WaitForURLAsync("**/my-day");
        await OpenFirstChart(page);
        await page.Locator(".banner-write").ClickAsync();
        await page.FillAsync("#note-words", Words);
        await page.Locator(".save-state").Filter(new() { HasText = "Saved on this device" }).WaitForAsync();

        // Signed out, and whoever holds the tablet now has its developer tools.
        await page.GotoAsync(provider.DeskOrigin + "/my-day");
        await page.ClickAsync("#person summary");
        await page.ClickAsync("#sign-out");
        await page.WaitForURLAsync(provider.DeskOrigin + "/");
        await page.GotoAsync(provider.RecordsOrigin + "/chart/");
        await page.Locator(".closed .notice.good").WaitForAsync();
        var (drafts, opened) = (await page.EvaluateAsync<int>(Count), await page.EvaluateAsync<string>(TryEveryKey));
        Assert.Equal(1, drafts);
        Assert.Equal("", opened);

        // Its author finds it again.
        await page.GotoAsync(provider.DeskOrigin + "/");
        await page.ClickAsync("#sign-in");
        await page.WaitForURLAsync("**/my-day");
        await OpenFirstChart(page);
        await page.Locator(".draft .button.soft").ClickAsync();
        Assert.Equal(Words, await page.InputValueAsync("#note-words"));
        Assert.Empty(window.Complaints);
    }

    private const string Open = "const db = await new Promise(done => { indexedDB.open('holdfast-chart').onsuccess = e => done(e.target.result); });"
        + "const all = store => new Promise(done => { db.transaction(store).objectStore(store).getAll().onsuccess = e => done(e.target.result); });";

    private const string Count = "async () => { " + Open + " return (await all('drafts')).length; }";

    /// <summary>Every stored key, as it is and as what it makes of nothing, over every stored draft, ignoring what it is bound to.</summary>
    private const string TryEveryKey = "async () => { " + Open + """
          const keys = (await all('keys')).filter(key => key instanceof CryptoKey);
          const found = [];
          for (const key of keys) {
            if (key.extractable) found.push('extractable');
            if (key.algorithm.name === 'AES-GCM') found.push('a key that opens alone');
            for (const { iv, sealed } of await all('drafts')) {
              const made = key.algorithm.name === 'HMAC'
                ? await crypto.subtle.importKey('raw', await crypto.subtle.sign('HMAC', key, new TextEncoder().encode('holdfast-draft-2|')), 'AES-GCM', false, ['decrypt'])
                : key;
              await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, made, sealed).then(plain => found.push(new TextDecoder().decode(plain)), () => {});
            }
          }
          return found.join();
        }
        """;

    private async Task OpenFirstChart(IPage page)
    {
        await page.Locator("[data-open]:visible").First.ClickAsync();
        await page.WaitForURLAsync(url => url.StartsWith(provider.RecordsOrigin + "/chart/", StringComparison.Ordinal) && !url.Contains("launch=", StringComparison.Ordinal));
        await page.Locator(".banner h1").WaitForAsync(new() { Timeout = 60_000 });
    }
}
