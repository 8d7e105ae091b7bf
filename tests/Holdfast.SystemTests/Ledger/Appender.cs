using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using Holdfast.Ledger;

namespace Holdfast.SystemTests.Ledger;

/// <summary>
/// A process that appends to a ledger, many entries in flight, and prints each answer as it comes, until somebody kills
/// it: this same program, started with an environment variable that names the folder.
/// </summary>
internal static class Appender
{
    private const string Variable = "HOLDFAST_TEST_APPENDER";
    private const int InFlight = 64;

    public static byte[] Entry(long index) => Encoding.UTF8.GetBytes($"{{\"v\":1,\"entry\":{index},\"filling\":\"{new string('.', (int)(index % 400))}\"}}");

    public static byte[] Attachment(long index) => Encoding.UTF8.GetBytes($"change {index}{new string('.', (int)(index % 300))}");

    /// <summary>Starts one on the ledger in <paramref name="folder"/>, whose key lies in <c>ledger.key</c> beside it.</summary>
    public static Process Start(string folder)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(Appender).Assembly.Location]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment[Variable] = folder;
        return Process.Start(start)!;
    }

    // Before the test runner's own entry point, which this process never reaches.
    [ModuleInitializer]
    internal static void RunWhenAsked()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { } folder) return;
        using var signer = NoteSigner.Load(folder + ".key");
        var writer = LedgerWriter.Open(folder, signer, TimeProvider.System);
        var answers = new Queue<Task<long>>();
        using var output = new StreamWriter(Console.OpenStandardOutput()) { AutoFlush = true };
        for (var next = writer.Size; ; next++)
        {
            answers.Enqueue(writer.Append(Entry(next), Attachment(next)));
            if (answers.Count == InFlight) output.WriteLine(answers.Dequeue().GetAwaiter().GetResult());
        }
    }
}
