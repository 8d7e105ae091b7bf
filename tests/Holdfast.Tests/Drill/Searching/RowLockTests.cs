using System.Security.Cryptography;
using Holdfast.Drill.Searching;
using Holdfast.Wire;
using Holdfast.Wire.Records;

namespace Holdfast.Tests.Drill.Searching;

public class RowLockTests
{
    [Fact]
    public void A_key_fits_its_own_rows_and_no_others()
    {
        var (installation, chart) = (InstallationId.New(), ChartId.New());
        var key = RandomNumberGenerator.GetBytes(Subkey.Length);
        using var subkey = new Subkey(key);
        var header = new RecordHeader(RecordClass.Clinical.Of("import"), 202611, GrantId.New(), RecordId.New(), 3, new byte[32]);
        var body = SealedRecord.Seal(installation, chart, header, subkey, "left heel"u8);
        var row = new StolenRow(chart, 3, SHA256.HashData(body), body);
        Assert.True(SealedRecord.TryReadHeader(body, out var read));
        Assert.True(new RowLock(row, read).Fits(key));
        Assert.False(new RowLock(row, read).Fits(RandomNumberGenerator.GetBytes(Subkey.Length)));
        Assert.False(new RowLock(row with { Chart = ChartId.New() }, read).Fits(key));
    }
}
