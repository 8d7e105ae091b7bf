using System.Collections.Concurrent;
using System.Text.Json;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;

namespace Holdfast.SystemTests;

/// <summary>Debian's Chromium, shared by the tests of a class. Each person gets a window, and an authenticator, of their own.</summary>
public sealed class TestBrowser : IAsyncLifetime
{
    public const int PhoneWidth = 390;
    public const int DeskWidth = 1280;

    private const string Chromium = "/usr/bin/chromium";

    // Without the background flags Chromium asks its vendor's hosts for things, which a closed network refuses one by one.
    private static readonly string[] Arguments =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;
    private IEnumerable<string> _more = [];

    /// <summary>One for a network of its own.</summary>
    /// <param name="more">Chromium's switches beside the usual ones.</param>
    public static async Task<TestBrowser> Start(IEnumerable<string> more)
    {
        var browser = new TestBrowser { _more = more };
        await browser.InitializeAsync();
        return browser;
    }

    public async ValueTask InitializeAsync()
    {
        if (!File.Exists(Chromium)) throw new InvalidOperationException($"{Chromium} is missing: run tests/install-debian.sh chromium.");
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium, Args = [.. Arguments, .. _more] });
    }

    /// <summary>A window as one person has it, with a passkey authenticator that verifies its user.</summary>
    public async Task<Window> Open(int width = DeskWidth, string locale = "en-CA")
    {
        var context = await _browser.NewContextAsync(new()
        {
            ViewportSize = new() { Width = width, Height = width == PhoneWidth ? 844 : 800 }, Locale = locale, TimezoneId = "America/Toronto",
        });
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(20_000);
        var window = new Window(context, page, await context.NewCDPSessionAsync(page));
        await window.Passkeys.SendAsync("WebAuthn.enable");
        await window.Plug("internal");
        return window;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}

/// <summary>One person's window. Whatever a page complains of (a blocked script, an unhandled error) is kept for the test to look at.</summary>
public sealed class Window : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly List<string> _plugged = [];
    private static int _counter;

    internal Window(IBrowserContext context, IPage page, ICDPSession passkeys)
    {
        _context = context;
        Page = page;
        Passkeys = passkeys;
        page.PageError += (_, error) => _complaints.Enqueue(error);
        page.Console += (_, message) =>
        {
            // A refusal is an answer; the browser calls every 4xx a failure to load.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)) _complaints.Enqueue(message.Text);
        };
    }

    public IPage Page { get; }

    /// <summary>The browser's own interface to its virtual authenticators.</summary>
    internal ICDPSession Passkeys { get; }

    /// <summary>A device that holds passkeys: "internal" for this one, "usb" for a security key, with what it held elsewhere. The answer names it.</summary>
    public async Task<string> Plug(string transport, IReadOnlyList<JsonElement>? holding = null)
    {
        var made = await Passkeys.SendAsync("WebAuthn.addVirtualAuthenticator", new()
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2", ["transport"] = transport, ["hasResidentKey"] = true, ["hasUserVerification"] = true,
                ["isUserVerified"] = true, ["automaticPresenceSimulation"] = true,
            },
        });
        var id = made!.Value.GetProperty("authenticatorId").GetString()!;
        foreach (var credential in holding ?? []) await Passkeys.SendAsync("WebAuthn.addCredential", new() { ["authenticatorId"] = id, ["credential"] = Later(credential) });
        _plugged.Add(id);
        return id;
    }

    /// <summary>The same passkey with a counter above whatever it signed elsewhere.</summary>
    private static Dictionary<string, object> Later(JsonElement credential)
    {
        var copy = credential.EnumerateObject().ToDictionary(member => member.Name, member => (object)member.Value);
        copy["signCount"] = Interlocked.Add(ref _counter, 1000);
        return copy;
    }

    /// <summary>Takes every such device away; the answer is what they held.</summary>
    public async Task<IReadOnlyList<JsonElement>> Unplug()
    {
        var held = new List<JsonElement>();
        foreach (var id in _plugged)
        {
            var answer = await Passkeys.SendAsync("WebAuthn.getCredentials", new() { ["authenticatorId"] = id });
            held.AddRange(answer!.Value.GetProperty("credentials").EnumerateArray().Select(credential => credential.Clone()));
            await Passkeys.SendAsync("WebAuthn.removeVirtualAuthenticator", new() { ["authenticatorId"] = id });
        }

        _plugged.Clear();
        return held;
    }

    public IReadOnlyCollection<string> Complaints => _complaints;

    /// <summary>Another tab of the same person: same storage, same session.</summary>
    public Task<IPage> NewTab() => _context.NewPageAsync();

    /// <summary>Fails when axe finds anything serious on the page as it stands, or when it is wider than the window.</summary>
    public async Task IsFitForEverybody()
    {
        var result = await Page.RunAxe();
        Assert.Empty(result.Violations.Where(v => v.Impact is "serious" or "critical").Select(v => $"{Page.Url}: {v.Help}: {v.Nodes.First().Html}"));
        Assert.False(await Page.EvaluateAsync<bool>("document.documentElement.scrollWidth > document.documentElement.clientWidth"), $"{Page.Url} is wider than its window.");
    }

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();
}
