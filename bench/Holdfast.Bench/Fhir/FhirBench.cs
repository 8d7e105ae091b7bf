using System.Globalization;
using Holdfast.Cli.Running;

namespace Holdfast.Bench.Fhir;

/// <summary>
/// Records as a FHIR server, sealed and logged, over HTTP with the shipped programs; against the same sources compiled
/// with plaintext rows and without a keyholder (Holdfast.PlainRecords: same rules, same access control, same flush of the
/// record store); against bare Kestrel, with and without SQLite; and against any other FHIR server that is named. Callers
/// and servers share this machine.
/// </summary>
internal static class FhirBench
{
    private static readonly int[] Callers = [1, 16, 64];

    /// <param name="arguments">[--server BASE TOKEN] [--only WORD] [FOLDER]</param>
    public static async Task<int> Run(string[] arguments)
    {
        var (rest, others, only) = (new Queue<string>(arguments), new List<(string Base, string Token)>(), "");
        var parent = Path.GetTempPath();
        while (rest.TryDequeue(out var word))
        {
            if (word == "--server" && rest.Count >= 2) others.Add((rest.Dequeue().TrimEnd('/'), rest.Dequeue()));
            else if (word == "--only" && rest.Count >= 1) only = rest.Dequeue();
            else parent = word;
        }

        Programs.Folder = Programs.OfCheckout(AppContext.BaseDirectory);
        var folder = Path.Combine(parent, $"holdfast-bench-{Environment.ProcessId}");
        Directory.CreateDirectory(folder);
        try
        {
            var interactions = Interaction.All.Where(i => i.Name.Contains(only, StringComparison.Ordinal)).ToList();
            Console.Error.WriteLine(ClosedLoop.Disk(folder, 1024));
            await using var bare = await BareServer.Start(Path.Combine(folder, "bare.db"));
            await using var plain = await PlainServer.Start(Path.Combine(folder, "plain"));
            await using var @sealed = await SealedServer.Start(Path.Combine(folder, "sealed"));
            List<FhirServer> servers = [@sealed.Server, plain.Server];
            foreach (var (address, token) in others) servers.Add(await OtherServer.Fill(address, token));
            await Measure(interactions, servers, bare.Server);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        return 0;
    }

    private static async Task Measure(IReadOnlyList<Interaction> interactions, IReadOnlyList<FhirServer> servers, FhirServer bare)
    {
        var measured = new Dictionary<(string Interaction, string Server, int Callers), Measured>();
        foreach (var interaction in interactions)
        {
            FhirServer[] all = BareServer.Answers(interaction) ? [.. servers, bare] : [.. servers];
            foreach (var server in all)
            {
                Console.Error.WriteLine($"{interaction.Name}: {server.Name}");
                var expected = await FhirRun.Warm(server, interaction);
                foreach (var callers in Callers) measured[(interaction.Name, server.Name, callers)] = await FhirRun.Measure(server, interaction, callers, expected);
            }
        }

        Print(interactions, [.. servers.Append(bare).Select(s => s.Name)], measured);
    }

    private static void Print(IReadOnlyList<Interaction> interactions, string[] servers, Dictionary<(string, string, int), Measured> measured)
    {
        Console.WriteLine($"| interaction | callers | {string.Join(" | ", servers)} | sealed / plain | × Node | × in memory | goal |");
        Console.WriteLine($"|---|---|{string.Concat(servers.Select(_ => "---|"))}---|---|---|---|");
        foreach (var interaction in interactions)
            foreach (var callers in Callers)
            {
                var (here, plain) = (measured[(interaction.Name, SealedServer.Name, callers)], measured[(interaction.Name, PlainServer.Name, callers)]);
                var cells = servers.Select(server => measured.TryGetValue((interaction.Name, server, callers), out var cell) ? Cell(cell) : "");
                var goal = interaction.Goal is not { } rate ? "" : callers < 64 ? "" : here.Rate >= rate ? Text($"{rate:N0}/s: met") : Text($"{rate:N0}/s: short");
                Console.WriteLine($"| {interaction.Name} | {callers} | {string.Join(" | ", cells)} | {Text($"{here.Rate / plain.Rate:P0}")} | {Times(here, interaction.Node)} | {Times(here, interaction.Memory)} | {goal} |");
            }
    }

    private static string Cell(Measured cell) =>
        Text($"{cell.Rate:N0}/s, p50 {cell.P50Ms:0.00} ms, p99 {cell.P99Ms:0.0} ms{(cell.CpuPerThousand is { } cpu ? Text($", {cpu:0.00} s") : "")}");

    private static string Times(Measured here, double? yardstick) => yardstick is { } rate ? Text($"{here.Rate / rate:0.0}") : "";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
