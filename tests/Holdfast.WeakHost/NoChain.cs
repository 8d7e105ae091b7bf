using Holdfast.Records;
using Holdfast.Records.Charts;
using Holdfast.Records.Store;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Records;

namespace Holdfast.WeakHost;

/// <summary>Control of attack 12: a records that takes whatever rows the database holds, asks no head, and misses nothing.</summary>
internal static class NoChain
{
    public static async Task<int> Run(string folder)
    {
        var settings = RoleSettings.Load(folder, "records");
        using var tls = InternalTls.Load(folder);
        using var channel = tls.ConnectToKeyholder(settings);
        await using var store = RowStore.Open(folder);
        await using var app = RecordsApp.Build(settings, folder, channel.CreateCallInvoker(), store, TimeProvider.System, null, follow: Believe);
        await app.StartAsync();
        await EndOfInput.Wait();
        await app.StopAsync();
        return 0;
    }

    private static ChainWalk Believe(ChainHead from, ChainHead to, IReadOnlyList<ChartRow> rows)
    {
        var adopted = new List<AdoptedRow>();
        foreach (var row in rows.OrderBy(r => r.Sequence))
            if (SealedRecord.TryReadHeader(row.Body, out var header)) adopted.Add(new AdoptedRow(row, header));
        return new ChainWalk(adopted, [], [], true);
    }
}
