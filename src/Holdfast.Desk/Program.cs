using Holdfast.Desk;
using Holdfast.Wire.Connections;

if (args is not ["run", var folder, .. var rest] || rest is not ([] or ["--stop-with-stdin"]))
{
    Console.Error.WriteLine("Usage: Holdfast.Desk run FOLDER [--stop-with-stdin]");
    return 2;
}

try
{
    var settings = RoleSettings.Load(folder, "desk");
    using var tls = InternalTls.Load(folder);
    using var channel = tls.ConnectToKeyholder(settings);
    await using var app = DeskApp.Build(settings, folder, channel);
    await app.StartAsync();
    if (rest.Length > 0) _ = StopAtEndOfInput(app.Lifetime);
    await app.WaitForShutdownAsync();
    return 0;
}
catch (SettingsException e)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}
catch (IOException e)
{
    Console.Error.WriteLine($"The desk cannot listen: {e.Message} End what uses the port, or change publicListen in {Path.Combine(folder, RoleSettings.FileName)}.");
    return 3;
}

// Whoever started this process holds the other end of its standard input: when that is gone, so are we.
static async Task StopAtEndOfInput(IHostApplicationLifetime lifetime)
{
    await using var input = Console.OpenStandardInput();
    var buffer = new byte[256];
    while (await input.ReadAsync(buffer) > 0)
    {
    }

    lifetime.StopApplication();
}
