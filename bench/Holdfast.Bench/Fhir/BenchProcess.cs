using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Holdfast.Bench.Fhir;

/// <summary>Hosts that the bench brings along, as processes that end with their input.</summary>
internal static class BenchProcess
{
    /// <summary>Records without its protection, where its project builds it.</summary>
    public static string PlainRecords { get; } = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../Holdfast.PlainRecords/bin/Release/net10.0/Holdfast.PlainRecords.dll"));

    /// <summary>Starts a program and waits until it says that it is ready.</summary>
    public static async Task<Process> Start(string program, IEnumerable<string> arguments, string ready)
    {
        var start = new ProcessStartInfo("dotnet", [program, .. arguments]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["DOTNET_gcServer"] = "0"; // as the shipped programs are started
        var process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
            if (line == ready) return process;
        throw new InvalidOperationException($"{program} did not come up.");
    }

    public static async Task Stop(Process process)
    {
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
