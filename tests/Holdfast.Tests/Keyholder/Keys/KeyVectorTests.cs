using System.Text;
using System.Text.Json;
using Holdfast.Keyholder.Grants;
using Holdfast.Keyholder.Keys;
using Holdfast.Keyholder.Ledger;
using Holdfast.Wire;
using Holdfast.Wire.Records;

namespace Holdfast.Tests.Keyholder.Keys;

/// <summary>docs/vectors/keys.json: the whole hierarchy from the root key's file down to a subkey.</summary>
public sealed class KeyVectorTests : IDisposable
{
    private readonly string _folder = System.IO.Directory.CreateTempSubdirectory("holdfast-keys").FullName;
    private readonly JsonElement _vectors = DocVectors.Read("keys");
    private readonly InstallationId _installation;
    private readonly RootKey _root;
    private readonly EpochKeys _epochs;

    public KeyVectorTests()
    {
        _installation = InstallationId.From(_vectors.Hex("installation"));
        DurableFile.CreatePrivate(Path.Combine(_folder, RootKey.FileName), Encoding.ASCII.GetBytes(_vectors.Text("rootKey") + "\n"));
        System.IO.Directory.CreateDirectory(Path.Combine(_folder, EpochKeys.FolderName));
        var epoch = _vectors.GetProperty("epoch");
        DurableFile.CreatePrivate(Path.Combine(_folder, EpochKeys.FolderName, $"{epoch.GetProperty("epoch").GetInt32()}.key"), epoch.Hex("file"));
        _root = RootKey.Load(_folder);
        _epochs = EpochKeys.Load(_folder, _root, _installation);
    }

    public void Dispose()
    {
        _epochs.Dispose();
        _root.Dispose();
        System.IO.Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void The_root_keys_uses_are_the_documents()
    {
        var uses = new Dictionary<string, KeyUse> { ["staff"] = KeyUse.Staff, ["store-digest"] = KeyUse.StoreDigest, ["hashes"] = KeyUse.Hashes, ["refresh-tokens"] = KeyUse.RefreshTokens, ["id-tokens"] = KeyUse.IdTokens };
        Assert.Equal(Enum.GetValues<KeyUse>().Length, uses.Count);
        Assert.Equal(uses.Count, _vectors.GetProperty("uses").GetArrayLength());
        foreach (var vector in _vectors.GetProperty("uses").EnumerateArray())
        {
            using var key = _root.For(uses[vector.Text("use")], _installation);
            Assert.Equal(vector.Hex("key"), key.Reveal().ToArray());
        }
    }

    [Fact]
    public void The_epochs_file_opens_to_the_documents_key() => Assert.Equal(_vectors.GetProperty("epoch").Hex("key"), _epochs.Find(202611)!.Reveal().ToArray());

    [Fact]
    public void A_charts_root_and_what_stands_under_it_open()
    {
        using var root = Root();
        var chart = _vectors.GetProperty("chart");
        Assert.Equal(chart.Hex("root"), root.Reveal().ToArray());
        Assert.Equal(chart.GetProperty("directory").Text("text"), Encoding.UTF8.GetString(root.OpenDirectory(chart.GetProperty("directory").Hex("box"))!));
        Assert.Equal(chart.GetProperty("reason").Text("text"), Encoding.UTF8.GetString(root.OpenReason(chart.GetProperty("reason").Hex("box"))!));
        Assert.Null(root.OpenReason(chart.GetProperty("directory").Hex("box"))); // one use's box is no other's
    }

    [Fact]
    public void Every_subkey_is_the_documents()
    {
        using var root = Root();
        var subkey = new byte[Subkey.Length];
        foreach (var vector in _vectors.GetProperty("chart").GetProperty("subkeys").EnumerateArray())
        {
            root.Derive(vector.GetProperty("generation").GetInt32(), RecordClass.Parse(vector.Text("class")), subkey);
            Assert.Equal(vector.Text("subkey"), Convert.ToHexStringLower(subkey));
        }
    }

    [Fact]
    public void A_name_of_staff_opens()
    {
        var vector = _vectors.GetProperty("staffName");
        using var key = _root.For(KeyUse.Staff, _installation);
        var box = vector.Hex("box");
        var name = SealedBox.Open(key, "holdfast/staff-name/v1"u8, vector.Hex("person"), box);
        Assert.Equal(vector.Text("name"), Encoding.UTF8.GetString(name!));
        Assert.Null(SealedBox.Open(key, "holdfast/passkey-label/v1"u8, vector.Hex("person"), box));
    }

    [Fact]
    public void The_stores_digest_is_the_documents_in_whatever_order_the_rows_came()
    {
        var vector = _vectors.GetProperty("storeDigest");
        using var key = _root.For(KeyUse.StoreDigest, _installation);
        var digest = new StoreDigest(key);
        Assert.Equal(vector.Text("empty"), digest.Published());
        var rows = vector.GetProperty("rows").EnumerateArray().Select(row => digest.RowOf(row.Text("kind"), row.Text("key"), row.Hex("value"))).ToList();
        foreach (var row in rows) digest.Add(row);
        Assert.Equal(vector.Text("store"), digest.Published());
        digest.Remove(rows[0]);
        Assert.NotEqual(vector.Text("store"), digest.Published());
        digest.Add(rows[0]);
        Assert.Equal(vector.Text("store"), digest.Published());
    }

    [Fact]
    public void A_refresh_token_is_the_documents()
    {
        var vector = _vectors.GetProperty("refreshToken");
        using var key = _root.For(KeyUse.RefreshTokens, _installation);
        var (grant, serial) = (GrantId.From(vector.Hex("grant")), vector.GetProperty("serial").GetInt32());
        Assert.Equal(vector.Text("token"), new AccessTokens(key).Refresh(grant, serial));
        Assert.Equal((grant, serial), new AccessTokens(key).ReadRefresh(vector.Text("token")));
        Assert.Null(new AccessTokens(key).ReadRefresh(vector.Text("token")[..^1] + "A"));
    }

    private ChartRoot Root()
    {
        var chart = _vectors.GetProperty("chart");
        return ChartRoot.Unwrap(_epochs.Find(202611)!, _installation, ChartId.From(chart.Hex("id")), chart.Hex("wrappedRoot"))!;
    }
}
