using Holdfast.Records.Store;
using Holdfast.Wire;
using Holdfast.Wire.Connections;

namespace Holdfast.Tests.Records.Store;

public sealed class RowStoreTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("holdfast-store-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_store_that_was_not_made_is_not_opened()
    {
        Assert.Contains("init", Assert.Throws<SettingsException>(() => RowStore.Open(_folder)).Message);
        File.WriteAllBytes(Path.Combine(_folder, Migrations.StoreFile), []);
        Assert.Contains("init", Assert.Throws<SettingsException>(() => RowStore.Open(_folder)).Message);
    }

    [Fact]
    public void Making_it_twice_changes_nothing_and_only_its_owner_reads_it()
    {
        Migrations.Apply(_folder);
        Assert.Contains("up to date", Migrations.Apply(_folder));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Combine(_folder, Migrations.StoreFile)));
    }

    [Fact]
    public async Task Many_writers_share_commits_and_each_finds_its_rows()
    {
        Migrations.Apply(_folder);
        await using var store = RowStore.Open(_folder);
        var charts = Enumerable.Range(0, 40).Select(_ => ChartId.New()).ToList();
        await Task.WhenAll(charts.Select(chart => Task.Run(() => store.Insert([ChartRow.Of(chart, 1, chart.ToBytes()), ChartRow.Of(chart, 2, [1, 2, 3])]))));
        foreach (var chart in charts)
        {
            Assert.Equal([1L, 2L], store.Read(chart, 0, 9).Select(r => r.Sequence));
            Assert.Equal(chart.ToBytes(), store.Read(chart, 0, 1).Single().Body);
        }

        Assert.Equal(40, store.Charts().Count);
        var row = store.Read(charts[0], 0, 1).Single();
        await store.Insert([row]);
        Assert.Equal(2, store.Read(charts[0], 0, 9).Count);
        await store.Sweep([row]);
        Assert.Equal(2, store.Read(charts[0], 0, 9).Single().Sequence);
    }

    [Fact]
    public async Task What_was_written_is_there_after_a_new_start()
    {
        Migrations.Apply(_folder);
        var chart = ChartId.New();
        await using (var store = RowStore.Open(_folder)) await store.Insert([ChartRow.Of(chart, 1, [7])]);
        await using (var again = RowStore.Open(_folder)) Assert.Equal([7], again.Read(chart, 0, 1).Single().Body);
    }
}
