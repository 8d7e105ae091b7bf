using System.Globalization;
using Holdfast.Records.Store;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Records;

/// <summary><c>Holdfast.PlainRecords FOLDER ORIGIN PATIENTS</c>: serves until its input ends. Its patients are as many as are said, each with a chart.</summary>
internal static class Program
{
    public static string Version => "bench";

    public static async Task Main(string[] args)
    {
        var (folder, origin, patients) = (args[0], new Uri(args[1]), int.Parse(args[2], CultureInfo.InvariantCulture));
        Migrations.Apply(folder);
        var settings = new RoleSettings(
            InstallationId.New().ToString(), "records", "records-1", "http://desk.localhost", args[1], "http://watch.localhost",
            "https://127.0.0.1:1", "https://127.0.0.1:2", "", $"127.0.0.1:{origin.Port}", "", "en");
        await using var store = RowStore.Open(folder);
        await using var app = RecordsApp.Build(settings, folder, new NoKeyholder(settings, patients), store, TimeProvider.System, null);
        await app.StartAsync();
        Console.WriteLine("ready");
        while (await Console.In.ReadLineAsync() is not null)
        {
        }

        await app.StopAsync();
    }
}
