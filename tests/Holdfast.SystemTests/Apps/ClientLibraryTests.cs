using System.Text.Json;
using Holdfast.Drill.Clients;
using Holdfast.Keyholder.Running;
using Holdfast.Tests.Everything;
using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire.Statements;
using Microsoft.Playwright;

namespace Holdfast.SystemTests.Apps;

/// <summary>Applications as others write them: with fhirclient in a real browser, with oauth4webapi under Node.</summary>
public sealed class ClientLibraryTests(ProviderWithApps provider, ClientLibraries libraries) : IClassFixture<ProviderWithApps>, IClassFixture<ClientLibraries>
{
    [Fact]
    public async Task A_fhirclient_application_starts_itself_the_nurse_picks_the_patient_and_it_reads_writes_and_refreshes()
    {
        libraries.Need();
        await using var browser = await TestBrowser.Start(provider.BrowserArguments);
        await using var window = await browser.Open(TestBrowser.PhoneWidth);
        await Enrol(window, provider.Nurse);

        await window.Page.GotoAsync($"{provider.Application}?server={TestKeyholder.RecordsOrigin}/fhir");
        await window.Page.Locator("#picker:visible").WaitForAsync();
        Assert.Contains("Wound Camera", await window.Page.Locator("#given-title").InnerTextAsync());
        await window.IsFitForEverybody();
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Open chart: Tremblay, Marie" }).ClickAsync();

        Assert.Equal($"Marie Tremblay, for {provider.Nurse.Name}", await Said(window));
        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Go on" }).ClickAsync();
        Assert.Equal("a new token, 1 observation, 31 mm", await Said(window));
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task A_nurse_opens_a_chart_with_another_application_from_her_day_by_keyboard_and_in_French()
    {
        libraries.Need();
        await using var browser = await TestBrowser.Start(provider.BrowserArguments);
        await using var window = await browser.Open(locale: "fr-CA");
        await Enrol(window, provider.Standby);

        await window.Page.GetByRole(AriaRole.Button, new() { Name = "Ouvrir avec une autre application : Tremblay, Marie" }).FocusAsync();
        await window.Page.Keyboard.PressAsync("Enter");
        await window.Page.Locator("#open-with[open]").WaitForAsync();
        Assert.Equal("Tremblay, Marie", await window.Page.Locator("#open-with-name").InnerTextAsync());
        await window.IsFitForEverybody();
        await window.Page.Keyboard.PressAsync("Escape");
        Assert.StartsWith("Ouvrir avec une autre application", await window.Page.EvaluateAsync<string>("document.activeElement.getAttribute('aria-label')"), StringComparison.Ordinal);
        await window.Page.Keyboard.PressAsync("Enter");
        await window.Page.Locator("#open-with [data-app='wound-camera']").FocusAsync();
        await window.Page.Keyboard.PressAsync("Enter");

        Assert.Equal($"Marie Tremblay, for {provider.Standby.Name}", await Said(window));
        Assert.Empty(window.Complaints);
    }

    [Fact]
    public async Task An_oauth4webapi_application_proves_its_key_and_a_service_shows_its_own()
    {
        libraries.Need();
        var settings = JsonSerializer.Serialize(new { desk = TestKeyholder.DeskOrigin, records = TestKeyholder.RecordsOrigin, places = provider.Provider.Places, secret = provider.Secret, serviceKey = provider.ServiceKey });
        using var node = ClientLibraries.StartNode("application.mjs", settings);
        var errors = node.StandardError.ReadToEndAsync();
        async Task<JsonElement> Hear() => await node.StandardOutput.ReadLineAsync() is { } line ? JsonDocument.Parse(line).RootElement : throw new InvalidOperationException(await errors);

        var asked = await Hear();
        await node.StandardInput.WriteLineAsync(await Open(asked));
        var application = await Hear();
        Assert.Equal("Tremblay", application.GetProperty("family").GetString());
        Assert.Equal("401 401", $"{application.GetProperty("stolen")} {application.GetProperty("ended")}");

        var service = await Hear();
        Assert.Equal(["Tremblay"], service.GetProperty("patients").EnumerateArray().Select(name => name.GetString()!));
        Assert.Equal(401, service.GetProperty("wrongKey").GetInt32());
        await node.WaitForExitAsync();
        Assert.Equal(0, node.ExitCode);
    }

    /// <summary>What the desk's page does when the nurse has chosen: the address that the browser is sent back to.</summary>
    private async Task<string> Open(JsonElement asked)
    {
        string Of(string name) => asked.GetProperty(name).GetString()!;
        var launched = (await provider.Colleague.Launch(provider.Chart, "gateway")).Need("launch");
        var opened = (await provider.Colleague.Open(new OpenStatement
        {
            Launch = Answer.Text(launched, "launch"), Chart = provider.Chart, Purpose = "TREAT", Client = "gateway", RedirectUri = Of("redirect"), Scope = Of("scope"),
            CodeChallenge = Of("challenge"), DpopJkt = Of("thumbprint"), Nonce = Of("nonce"), Reason = null,
        })).Need("open");
        return $"{Of("redirect")}?code={Answer.Text(opened, "code")}&state={Of("state")}&iss={Uri.EscapeDataString(TestKeyholder.DeskOrigin)}";
    }

    /// <summary>What the application's page says once it has finished what it does.</summary>
    private static async Task<string> Said(Window window)
    {
        await window.Page.WaitForURLAsync(url => url.StartsWith("http://127.0.0.1:", StringComparison.Ordinal));
        await window.Page.Locator("#said:not([aria-busy])").WaitForAsync();
        return await window.Page.Locator("#said").InnerTextAsync();
    }

    private static async Task Enrol(Window window, Init.Enrolment nurse)
    {
        await window.Page.GotoAsync(nurse.Link);
        await window.Page.ClickAsync("#enrol");
        await window.Page.WaitForURLAsync("**/my-day");
        await window.Page.Locator("#day[aria-busy], #day section").First.WaitForAsync();
    }
}
