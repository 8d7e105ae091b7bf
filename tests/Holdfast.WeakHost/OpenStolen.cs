using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Running;
using Holdfast.Records.Store;
using Holdfast.Wire.Records;

namespace Holdfast.WeakHost;

/// <summary>Control of attack 4: the thief has the root key as well. Opens every chart of a copied installation and writes what is in it to a folder.</summary>
internal static class OpenStolen
{
    public static void Run(string data, string output)
    {
        Directory.CreateDirectory(output);
        var files = new KeyholderFolder(Path.Combine(data, "keyholder"));
        var state = new OpenState(files, files.Settings(), TimeProvider.System);
        var store = RowStore.Open(Path.Combine(data, "records"));
        foreach (var chart in state.Tables.Charts.Rows)
        {
            var plan = ReleasePlan.Of(chart, state.Tables.Heads.Find(chart.Id)!, RecordClass.Own.Select(c => c.Text), [], 0);
            var keys = new List<Wire.ReleasedKey>();
            plan.Derive(state.Vault, keys);
            using var plain = File.Create(Path.Combine(output, chart.Id.ToString()));
            foreach (var row in store.Read(chart.Id, 0, long.MaxValue))
            {
                if (!SealedRecord.TryReadHeader(row.Body, out var header)) continue;
                foreach (var key in keys.Where(k => k.RecordClass == header.Class.Text && k.Generation == header.Generation))
                {
                    using var subkey = new Subkey(key.Subkey.Span);
                    if (SealedRecord.Open(state.Installation, chart.Id, subkey, row.Body) is { } content) plain.Write(content);
                }
            }
        }

        store.DisposeAsync().AsTask().GetAwaiter().GetResult();
        state.DisposeAsync().AsTask().GetAwaiter().GetResult();
    }
}
