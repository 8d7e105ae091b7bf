using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Holdfast.Cli.Demo;

/// <summary>
/// Debian's Chromium with a virtual authenticator (Chrome DevTools Protocol, WebAuthn domain), for a computer that has
/// none. Its passkeys live as long as the window: it is a toy, and says so.
/// </summary>
internal sealed class DemoBrowser : IDisposable
{
    private const string Chromium = "/usr/bin/chromium";
    private readonly Process _process;
    private readonly ClientWebSocket _socket;
    private readonly JsonArray _credentials = [];
    private int _nextId;

    private DemoBrowser(Process process, ClientWebSocket socket)
    {
        _process = process;
        _socket = socket;
    }

    public static async Task<DemoBrowser> Open(string url, string profile, CancellationToken cancel)
    {
        if (!File.Exists(Chromium)) await Terminal.Step("Installing Debian's Chromium", () => Install(cancel));
        var process = Process.Start(Arguments(url, profile)) ?? throw new PlainFailure("Chromium did not start.");
        string? address = null;
        while (address is null && await process.StandardError.ReadLineAsync(cancel) is { } line)
            if (line.IndexOf("ws://", StringComparison.Ordinal) is >= 0 and var at) address = line[at..].Trim();
        if (address is null) throw new PlainFailure("Chromium ended before it could be used. Is there a display? (echo $DISPLAY)");
        _ = process.StandardError.ReadToEndAsync(cancel);
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri(address), cancel);
        var browser = new DemoBrowser(process, socket);
        _ = browser.Listen(cancel);
        await browser.Send("Target.setAutoAttach", new JsonObject { ["autoAttach"] = true, ["waitForDebuggerOnStart"] = true, ["flatten"] = true }, null, cancel);
        return browser;
    }

    private static ProcessStartInfo Arguments(string url, string profile)
    {
        var start = new ProcessStartInfo(Chromium) { RedirectStandardError = true };
        string[] arguments = [$"--user-data-dir={profile}", "--remote-debugging-port=0", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", url];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        if (Environment.UserName == "root") start.ArgumentList.Add("--no-sandbox");
        return start;
    }

    private static async Task Install(CancellationToken cancel)
    {
        foreach (var arguments in new[] { "update -q", "install -y -q chromium" })
        {
            using var apt = Process.Start(new ProcessStartInfo("apt-get", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })
                ?? throw new PlainFailure("apt-get did not start.");
            await apt.StandardOutput.ReadToEndAsync(cancel);
            await apt.WaitForExitAsync(cancel);
            if (apt.ExitCode != 0) throw new PlainFailure("Chromium could not be installed. As root: apt-get install chromium");
        }
    }

    /// <summary>Each page that opens gets an authenticator holding the passkeys made so far; new passkeys are remembered for the next page.</summary>
    private async Task Listen(CancellationToken cancel)
    {
        var buffer = new byte[1 << 20];
        while (_socket.State == WebSocketState.Open && !cancel.IsCancellationRequested)
        {
            var length = 0;
            WebSocketReceiveResult part;
            do
            {
                part = await _socket.ReceiveAsync(new ArraySegment<byte>(buffer, length, buffer.Length - length), cancel);
                length += part.Count;
            }
            while (!part.EndOfMessage && length < buffer.Length);
            if (part.MessageType == WebSocketMessageType.Close) return;
            await Handle(JsonNode.Parse(buffer.AsSpan(0, length))!.AsObject(), cancel);
        }
    }

    private async Task Handle(JsonObject message, CancellationToken cancel)
    {
        var session = (string?)message["sessionId"];
        var authenticator = (string?)(message["result"] as JsonObject)?["authenticatorId"];
        switch ((string?)message["method"])
        {
            case "Target.attachedToTarget":
                var attached = (string)message["params"]!["sessionId"]!;
                if ((string?)message["params"]!["targetInfo"]!["type"] == "page")
                {
                    await Send("WebAuthn.enable", [], attached, cancel);
                    await Send("WebAuthn.addVirtualAuthenticator", new JsonObject
                    {
                        ["options"] = new JsonObject
                        {
                            ["protocol"] = "ctap2", ["transport"] = "internal", ["hasResidentKey"] = true,
                            ["hasUserVerification"] = true, ["isUserVerified"] = true, ["automaticPresenceSimulation"] = true,
                        },
                    }, attached, cancel);
                }

                await Send("Runtime.runIfWaitingForDebugger", [], attached, cancel);
                break;
            case "WebAuthn.credentialAdded":
                _credentials.Add(message["params"]!["credential"]!.DeepClone());
                break;
            case null when session is not null && authenticator is not null:
                foreach (var credential in _credentials.ToList())
                    await Send("WebAuthn.addCredential", new JsonObject { ["authenticatorId"] = authenticator, ["credential"] = credential!.DeepClone() }, session, cancel);
                break;
        }
    }

    private async Task Send(string method, JsonObject parameters, string? session, CancellationToken cancel)
    {
        var message = new JsonObject { ["id"] = Interlocked.Increment(ref _nextId), ["method"] = method, ["params"] = parameters };
        if (session is not null) message["sessionId"] = session;
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, true, cancel);
    }

    public void Dispose()
    {
        _socket.Dispose();
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }
}
