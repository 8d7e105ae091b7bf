using Grpc.AspNetCore.Server;
using Holdfast.Keyholder.Approvals;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Running;
using Holdfast.Keyholder.Serving;
using Holdfast.Wire.Connections;

namespace Holdfast.WeakHost;

/// <summary>The keyholder as it is, but for the one part that is given.</summary>
internal static class WeakKeyholder
{
    public static async Task<int> Run(string folder, Func<OpenFacts, OpenDecision>? decide, Action<GrpcServiceOptions>? also, TimeProvider? time = null, Func<ApprovalFacts, ApprovalDecision>? approve = null)
    {
        using var tls = InternalTls.Load(folder);
        await using var role = await KeyholderRole.Start(folder, time ?? TimeProvider.System, tls.ClientHandler(InternalTls.Watch), decide, approve);
        await using var app = Listener.Build(role, tls, also);
        await app.StartAsync();
        await EndOfInput.Wait();
        await app.StopAsync();
        return 0;
    }
}

/// <summary>Whoever started this process holds the other end of its standard input.</summary>
internal static class EndOfInput
{
    public static async Task Wait()
    {
        await using var input = Console.OpenStandardInput();
        var buffer = new byte[256];
        while (await input.ReadAsync(buffer) > 0)
        {
        }
    }
}
