using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Holdfast.Cli.Running;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Cli.Installation;

/// <summary><c>holdfast init DATA</c>: makes an installation. Creating and starting are different commands: this one never overwrites.</summary>
internal static class InitVerb
{
    private const int DefaultBasePort = 7400;

    public static Command Command()
    {
        var data = new Argument<string>("DATA") { Description = "The folder to make. It must not exist, or be empty." };
        var desk = new Option<string?>("--desk") { Description = "Public address of the desk, e.g. https://desk.example.org. Passkeys belong to this name: it cannot change later." };
        var records = new Option<string?>("--records") { Description = "Public address of records. Another host name than the desk's." };
        var watch = new Option<string?>("--watch") { Description = "Public address of the watch. A third host name." };
        var ports = new Option<int>("--ports") { Description = "First of five ports on 127.0.0.1 (desk, records, watch, keyholder, witness). 0 takes free ones.", DefaultValueFactory = _ => DefaultBasePort };
        var certificate = new Option<string>("--certificate") { Description = "PEM file with certificate and key for https addresses. Leave it out behind a proxy.", DefaultValueFactory = _ => "" };
        var provider = new Option<string>("--provider") { Description = "The provider's name.", DefaultValueFactory = _ => "Home care" };
        var language = new Option<string>("--language") { Description = "en or fr: the language of pages when a browser asks for neither.", DefaultValueFactory = _ => "en" };
        var staff = new Option<string?>("--staff") { Description = "JSON file [{\"name\":..,\"role\":..,\"approver\":true}] of the first people. Without it: one administrator and one privacy officer, both approvers." };
        var approver = new Option<string[]>("--approver") { Description = "NAME=ROLE of one more person who gives second approvals, or of one in the staff file. Repeat it: four are advised, of any role." };
        var json = new Option<bool>("--json") { Description = "Print the enrolment links as JSON lines." };
        var command = new Command("init", "Make an installation: folder, root key, internal authority, a certificate per role, first enrolment links.")
        {
            data, desk, records, watch, ports, certificate, provider, language, staff, approver, json,
        };
        command.SetAction(async (parsed, cancel) =>
        {
            var addresses = Addresses.Choose(parsed.GetValue(desk), parsed.GetValue(records), parsed.GetValue(watch), parsed.GetValue(ports));
            var made = await Create(Path.GetFullPath(parsed.GetRequiredValue(data)), addresses, parsed.GetRequiredValue(provider),
                parsed.GetRequiredValue(language), parsed.GetRequiredValue(certificate), FirstPeople.Gather(parsed.GetValue(staff), parsed.GetValue(approver) ?? []), cancel);
            Print(made, parsed.GetRequiredValue(data), parsed.GetValue(json));
            return 0;
        });
        return command;
    }

    /// <summary>Makes everything and answers what the keyholder printed: enrolment links and the sealed paper.</summary>
    public static async Task<Made> Create(
        string data, Addresses addresses, string provider, string language, string publicCertificate, string staffJson, CancellationToken cancel)
    {
        if (Directory.Exists(data) && Directory.EnumerateFileSystemEntries(data).Any())
            throw new PlainFailure($"{data} is not empty. init never overwrites: name another folder, or move this one away.", 2);
        Directory.CreateDirectory(data, PrivateFile.FolderMode);
        var installation = InstallationId.New().ToString();
        using (var authority = Authority.Create(Path.Combine(data, "authority"), installation, TimeProvider.System))
            foreach (var role in new[] { "keyholder", "desk", "records", "watch", "import", "export", "cli" })
                WriteRole(data, role, addresses.SettingsOf(installation, role, language, publicCertificate, provider), authority);

        using var staff = new StaffFile(staffJson);
        var witness = await Programs.Run("Holdfast.Watch", ["init", Path.Combine(data, "watch")], quiet: true, cancel);
        File.WriteAllText(Path.Combine(data, "keyholder", "witness.vkey"), Value(witness, "witnessVkey") + "\n");
        var made = await Programs.Run("Holdfast.Keyholder", ["init", Path.Combine(data, "keyholder"), "--staff", staff.Path], quiet: true, cancel);
        File.WriteAllText(Path.Combine(data, "watch", "log.vkey"), Value(made, "logVkey") + "\n");
        await Programs.Run("Holdfast.Records", ["init", Path.Combine(data, "records")], quiet: true, cancel);
        addresses.ToFile(installation, provider).Save(data);
        return new Made([.. made.Split('\n').Where(line => line.Contains("\"link\"")).Select(EnrolmentLink.Read)], Value(made, "paper"));
    }

    private static void WriteRole(string data, string role, RoleSettings settings, Authority authority)
    {
        var folder = Path.Combine(data, role);
        Directory.CreateDirectory(folder, PrivateFile.FolderMode);
        settings.Save(folder);
        authority.Issue(new CallerIdentity(role, $"{role}-1"), folder);
    }

    private static string Value(string jsonLines, string name)
    {
        foreach (var line in jsonLines.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            if (line.StartsWith('{') && JsonDocument.Parse(line).RootElement.TryGetProperty(name, out var value)) return value.GetString()!;
        throw new PlainFailure($"A role's init did not print {name}.");
    }

    private static void Print(Made made, string data, bool json)
    {
        var approvers = made.Links.Count(link => link.Approver);
        if (approvers < FirstPeople.FewestAdvised) Console.Error.WriteLine(FirstPeople.Warning(approvers));
        if (json)
        {
            foreach (var link in made.Links) Console.WriteLine(link.Json);
            Console.WriteLine(JsonSerializer.Serialize(new { paper = made.Paper }));
            return;
        }

        Console.WriteLine("Enrolment links. Each works once, within 24 hours. Give each to its person, by hand:");
        foreach (var link in made.Links)
        {
            Console.WriteLine($"\n  {link.Name}, {RoleWords.English(link.Role)}{(link.Approver ? ", approver" : "")}\n  {link.Link}");
            if (link.WatchLink is { } watch) Console.WriteLine($"  and, for approving, at the watch:\n  {watch}");
        }

        Console.WriteLine($"""

            The sealed paper. It stands for an absent second person, once, and alarms. It is shown here and never again:

              {made.Paper}

            Write or print it, seal it in an envelope that two people sign across the flap, lock it away where no approver
            alone gets at it, and clear this screen. It works only together with an approver's own passkey.

            Start it:  holdfast up {data}
            """);
    }
}

/// <summary>What init made that is shown once.</summary>
internal sealed record Made(IReadOnlyList<EnrolmentLink> Links, string Paper);

/// <summary>One line of the keyholder's init: a person and the link by which they enrol their first passkey.</summary>
internal sealed record EnrolmentLink(string Person, string Name, string Role, string Link, string Json)
{
    public bool Approver { get; init; }

    /// <summary>For approvers who work at the desk: their second link, for the watch.</summary>
    public string? WatchLink { get; init; }

    public static EnrolmentLink Read(string line)
    {
        var root = JsonDocument.Parse(line).RootElement;
        string Get(string name) => root.GetProperty(name).GetString()!;
        return new EnrolmentLink(Get("person"), Get("name"), Get("role"), Get("link"), line.Trim())
        {
            Approver = root.TryGetProperty("approver", out var approver) && approver.GetBoolean(),
            WatchLink = root.TryGetProperty("watchLink", out var watch) ? watch.GetString() : null,
        };
    }
}

/// <summary>Where everything listens and is reached. By default three names below .localhost, which browsers treat as three sites without certificates.</summary>
internal sealed record Addresses(string Desk, string Records, string Watch, int[] Ports)
{
    public static Addresses Choose(string? desk, string? records, string? watch, int basePort)
    {
        if (basePort is < 0 or > 65530) throw new PlainFailure("--ports must be 0, or a port below 65531.", 2);
        var ports = basePort == 0 ? FreePorts(5) : [.. Enumerable.Range(basePort, 5)];
        var chosen = new Addresses(
            desk ?? $"http://desk.localhost:{ports[0]}", records ?? $"http://records.localhost:{ports[1]}", watch ?? $"http://watch.localhost:{ports[2]}", ports);
        foreach (var origin in new[] { chosen.Desk, chosen.Records, chosen.Watch })
            if (!Uri.TryCreate(origin, UriKind.Absolute, out var uri) || uri.GetLeftPart(UriPartial.Authority) != origin)
                throw new PlainFailure($"{origin} is not an origin. Give scheme and host, and a port if it is not the usual one: https://desk.example.org", 2);
        return chosen;
    }

    public RoleSettings SettingsOf(string installation, string role, string language, string certificate, string provider) => new(
        installation, role, $"{role}-1", Desk, Records, Watch,
        $"https://127.0.0.1:{Ports[3]}", $"https://127.0.0.1:{Ports[4]}",
        role switch { "keyholder" => $"127.0.0.1:{Ports[3]}", "watch" => $"127.0.0.1:{Ports[4]}", _ => "" },
        role switch { "desk" => $"127.0.0.1:{Ports[0]}", "records" => $"127.0.0.1:{Ports[1]}", "watch" => $"127.0.0.1:{Ports[2]}", _ => "" },
        certificate.Length == 0 ? "" : Path.GetFullPath(certificate), language, provider);

    public InstallationFile ToFile(string installation, string provider) => new(
        installation, provider, Desk, Records, Watch,
        $"https://127.0.0.1:{Ports[3]}", $"127.0.0.1:{Ports[0]}", $"127.0.0.1:{Ports[1]}", $"127.0.0.1:{Ports[2]}");

    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToList();
        listeners.ForEach(l => l.Start());
        int[] ports = [.. listeners.Select(l => ((IPEndPoint)l.LocalEndpoint).Port)];
        listeners.ForEach(l => l.Dispose());
        return ports;
    }
}
