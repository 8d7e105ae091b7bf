using Holdfast.Records.Charts;
using Holdfast.Records.Store;
using Holdfast.Wire.Connections;

namespace Holdfast.Records;

/// <summary><c>run</c>: serves until told to stop.</summary>
internal static class Serving
{
    /// <param name="ChartApp">Folder of the chart application's files, or null to serve none.</param>
    /// <param name="StopWithInput">End when standard input ends, so that nothing survives whoever started this.</param>
    internal sealed record RunOptions(string? ChartApp, bool StopWithInput);

    /// <summary>Null when the arguments are not understood.</summary>
    public static RunOptions? Options(string[] rest)
    {
        var options = new RunOptions(null, false);
        for (var i = 0; i < rest.Length; i++)
        {
            if (rest[i] == "--stop-with-stdin") options = options with { StopWithInput = true };
            else if (rest[i] == "--chart-app" && i + 1 < rest.Length) options = options with { ChartApp = rest[++i] };
            else return null;
        }

        return options;
    }

    public static async Task<int> Run(string folder, RunOptions options)
    {
        var settings = RoleSettings.Load(folder, "records");
        if (options.ChartApp is { } files && !File.Exists(Path.Combine(files, "index.html")))
            throw new SettingsException($"{files} holds no index.html: it is not the published chart application. Leave --chart-app out to serve none.");
        using var tls = InternalTls.Load(folder);
        using var channel = tls.ConnectToKeyholder(settings);
        await using var store = RowStore.Open(folder);
        await using var app = RecordsApp.Build(settings, folder, channel.CreateCallInvoker(), store, TimeProvider.System, options.ChartApp);
        await app.StartAsync();
        if (options.StopWithInput) _ = StopAtEndOfInput(app.Lifetime);
        await app.WaitForShutdownAsync();
        return 0;
    }

    private static async Task StopAtEndOfInput(IHostApplicationLifetime lifetime)
    {
        await using var input = Console.OpenStandardInput();
        var buffer = new byte[256];
        while (await input.ReadAsync(buffer) > 0)
        {
        }

        lifetime.StopApplication();
    }
}
