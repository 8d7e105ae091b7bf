using Microsoft.Playwright;

namespace Holdfast.SystemTests;

/// <summary>Pictures for whoever judges the look; taken only when HOLDFAST_PICTURES names a folder for them.</summary>
internal static class Pictures
{
    public static async Task Take(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("HOLDFAST_PICTURES") is { Length: > 0 } folder)
            await page.ScreenshotAsync(new() { Path = Path.Combine(folder, name + ".png"), FullPage = true });
    }
}
