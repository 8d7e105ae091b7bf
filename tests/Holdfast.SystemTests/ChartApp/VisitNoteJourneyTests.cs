using Microsoft.Playwright;

namespace Holdfast.SystemTests.ChartApp;

/// <summary>The chart application in a real browser, over real roles: a nurse reads a chart and writes a note that nothing loses.</summary>
[Collection(DemoProviderCollection.Name)]
public sealed class VisitNoteJourneyTests(DemoProvider provider, TestBrowser browser) : IClassFixture<TestBrowser>
{
    private const string Words = "Pansement changé. <b>Wound</b> 2 × 1 cm & clean.";

    [Fact]
    public async Task A_nurses_note_survives_a_reload_and_a_lost_signal_and_is_written_once()
    {
        await using var window = await browser.Open();
        var page = window.Page;
        await Enrol(page);
        await OpenFirstChart(page);
        Assert.Equal("Holdfast", await page.TitleAsync());
        Assert.Equal(provider.RecordsOrigin + "/chart/", page.Url);
        await window.IsFitForEverybody();

        await page.Locator(".banner-write").ClickAsync();
        await page.FillAsync("#note-words", Words);
        await page.FillAsync("#vital-8867-4", "720");
        await page.Locator(".save-state").Filter(new() { HasText = "Saved on this device" }).WaitForAsync();
        await page.Locator(".editor-actions .primary").ClickAsync();
        Assert.Contains("Not possible", await page.Locator("#vital-8867-4-error").InnerTextAsync());
        await page.FillAsync("#vital-8867-4", "72");
        await window.IsFitForEverybody();
        await NothingReadableIsKept(page);

        // A reload forgets the grant; the draft waits, sealed, and comes back with the same chart.
        await page.ReloadAsync();
        await page.Locator(".closed .notice.good").WaitForAsync();
        await page.Locator(".closed a.primary").ClickAsync();
        await OpenFirstChart(page);
        await page.Locator(".draft .button.soft").ClickAsync();
        Assert.Equal(Words, await page.InputValueAsync("#note-words"));

        await page.Context.SetOfflineAsync(true);
        await page.Locator(".editor-actions .primary").ClickAsync();
        await page.Locator("#note-queued").WaitForAsync();
        await page.Context.SetOfflineAsync(false);
        await page.Locator("#note-sent").WaitForAsync();

        Assert.Equal(1, await page.Locator(".visit-item").Filter(new() { HasText = Words }).CountAsync());
        Assert.Contains("72", await page.Locator(".visit-item").Filter(new() { HasText = Words }).Locator(".measured").InnerTextAsync());
        Assert.Equal(0, await page.Locator(".draft").CountAsync());
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task On_a_telephone_every_part_of_the_chart_is_a_thumb_away_in_both_languages()
    {
        await using var window = await browser.Open(TestBrowser.PhoneWidth, "fr-CA");
        var page = window.Page;
        await Enrol(page);
        await OpenFirstChart(page);
        Assert.Equal("fr-CA", await page.EvaluateAsync<string>("document.documentElement.lang"));
        foreach (var (tab, part) in new[] { (0, "#problems"), (1, "#visits"), (2, "#vitals"), (3, "#plan"), (4, "#note-editor") })
        {
            await page.Locator(".chart-tabs button").Nth(tab).ClickAsync();
            await page.Locator(part).WaitForAsync(new() { State = WaitForSelectorState.Visible });
            Assert.True(await page.Locator(".banner h1").IsVisibleAsync());
            await window.IsFitForEverybody();
        }
        Assert.Empty(window.Complaints);
        await page.Locator(".chart-tabs button").Nth(1).ClickAsync();
        await DocumentJourney.Walk(page, window);
    }

    private async Task Enrol(IPage page)
    {
        await page.GotoAsync(provider.Take("nurse").Link);
        await page.Locator("#enrol").ClickAsync();
        await page.WaitForURLAsync("**/my-day");
    }

    /// <summary>The same patient each time: the first of the day, or of the care team.</summary>
    private async Task OpenFirstChart(IPage page)
    {
        await page.Locator("[data-open]:visible").First.ClickAsync();
        await page.WaitForURLAsync(url => url.StartsWith(provider.RecordsOrigin + "/chart/", StringComparison.Ordinal) && !url.Contains("launch=", StringComparison.Ordinal));
        await page.Locator(".banner h1").WaitForAsync(new() { Timeout = 60_000 });
        await page.Locator(".visit-item").First.WaitForAsync(new() { State = WaitForSelectorState.Attached, Timeout = 60_000 });
    }

    /// <summary>Neither the note nor the patient's name stands anywhere on the device outside a seal, and no key can leave it.</summary>
    private static async Task NothingReadableIsKept(IPage page)
    {
        var kept = await page.EvaluateAsync<string>("""
            async () => {
              const out = [JSON.stringify(localStorage), JSON.stringify(sessionStorage)];
              for (const { name } of await indexedDB.databases()) {
                const database = await new Promise(done => { indexedDB.open(name).onsuccess = e => done(e.target.result); });
                for (const store of database.objectStoreNames) {
                  const rows = await new Promise(done => { database.transaction(store).objectStore(store).getAll().onsuccess = e => done(e.target.result); });
                  for (const row of rows.flatMap(r => [r, ...Object.values(r)]))
                    out.push(row instanceof ArrayBuffer || ArrayBuffer.isView(row) ? new TextDecoder('latin1').decode(row) : row instanceof CryptoKey ? `${row.type} extractable=${row.extractable}` : String(row));
                }
              }
              for (const name of await caches.keys()) for (const request of await (await caches.open(name)).keys()) out.push(request.url);
              return out.join('\n');
            }
            """);
        Assert.DoesNotContain("Pansement", kept);
        Assert.DoesNotContain("/fhir/", kept);
        Assert.DoesNotContain("secret extractable=true", kept);
        Assert.DoesNotContain("private extractable=true", kept);
        var family = (await page.Locator(".banner h1").InnerTextAsync()).Split(',')[0];
        Assert.DoesNotContain(family, kept);
    }
}
