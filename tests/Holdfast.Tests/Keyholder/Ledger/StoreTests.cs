using Holdfast.Keyholder.Ledger;
using Holdfast.Keyholder.Running;
using Holdfast.Ledger;
using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Microsoft.Data.Sqlite;

namespace Holdfast.Tests.Keyholder.Ledger;

/// <summary>What somebody with the keyholder's files but not its memory can try.</summary>
public class StoreTests
{
    private static void Sql(string folder, string text)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "store.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = text;
        Assert.NotEqual(0, command.ExecuteNonQuery());
    }

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var folder in Directory.GetDirectories(from, "*", SearchOption.AllDirectories)) Directory.CreateDirectory(folder.Replace(from, to, StringComparison.Ordinal));
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            if (Path.GetFileName(file) == "lock") continue;
            var copy = file.Replace(from, to, StringComparison.Ordinal);
            File.Copy(file, copy, overwrite: true);
            File.SetUnixFileMode(copy, File.GetUnixFileMode(file));
        }
    }

    private static void Replace(string folder, string by)
    {
        Directory.Delete(folder, recursive: true);
        Copy(by, folder);
    }

    private static async Task<(TestKeyholder Keyholder, TestPerson Nurse)> Stopped()
    {
        var keyholder = await TestKeyholder.Start();
        var (nurse, coordinator, node) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"), await keyholder.Node());
        await node.Commit((await node.Open(nurse, await keyholder.Admit(coordinator, nurse))).Grant);
        await keyholder.Stop();
        return (keyholder, nurse);
    }

    [Theory]
    [InlineData("UPDATE state SET value = CAST(replace(CAST(value AS TEXT), '\"role\":\"nurse\"', '\"role\":\"coordinator\"') AS BLOB) WHERE kind = 'person'")]
    [InlineData("DELETE FROM state WHERE kind = 'counted'")]
    [InlineData("UPDATE state SET key = key || 'x' WHERE kind = 'person'")]
    [InlineData("INSERT INTO state VALUES ('canary', '00000000000000000000000000000001', CAST('{\"chart\":\"00000000000000000000000000000001\",\"at\":1}' AS BLOB))")]
    [InlineData("DELETE FROM state")]
    [InlineData("UPDATE applied SET next_index = next_index - 2")]
    [InlineData("UPDATE applied SET next_index = 0")]
    [InlineData("UPDATE applied SET next_index = next_index + 100")]
    [InlineData("INSERT INTO state VALUES ('other', 'a', x'00')")]
    public async Task An_edited_store_is_not_started_from(string edit)
    {
        var (keyholder, _) = await Stopped();
        await using var _k = keyholder;
        Sql(keyholder.Folder, edit);

        var doubt = await Assert.ThrowsAsync<StoreDoubtException>(keyholder.Open);

        Assert.Matches("(Bring back|Start the version)", doubt.Message);
    }

    [Fact]
    public async Task Rows_rolled_back_under_a_present_index_are_found()
    {
        var (keyholder, nurse) = await Stopped();
        await using var _k = keyholder;
        File.Copy(Path.Combine(keyholder.Folder, "store.db"), Path.Combine(keyholder.Folder, "old.db"));
        await keyholder.Go();
        Assert.Null((await nurse.MyDay()).Refusal);
        await keyholder.Stop();
        long next;
        using (var store = StoreFile.Open(keyholder.Folder)) next = store.NextIndex();
        File.Copy(Path.Combine(keyholder.Folder, "old.db"), Path.Combine(keyholder.Folder, "store.db"), overwrite: true);
        Sql(keyholder.Folder, $"UPDATE applied SET next_index = {next}");

        await Assert.ThrowsAsync<StoreDoubtException>(keyholder.Open);
    }

    [Fact]
    public async Task An_old_store_is_brought_up_to_date_from_the_journal()
    {
        var (keyholder, nurse) = await Stopped();
        await using var _k = keyholder;
        File.Copy(Path.Combine(keyholder.Folder, "store.db"), Path.Combine(keyholder.Folder, "old.db"));
        await keyholder.Go();
        Assert.Null((await nurse.MyDay()).Refusal);
        var counter = nurse.Counter;
        await keyholder.Stop();
        File.Copy(Path.Combine(keyholder.Folder, "old.db"), Path.Combine(keyholder.Folder, "store.db"), overwrite: true);

        await keyholder.Go();

        Assert.Equal(counter, keyholder.Role.State.Tables.Sessions.Find(nurse.Session)!.Counter);
    }

    [Fact]
    public async Task A_ledger_behind_its_store_is_refused()
    {
        var (keyholder, nurse) = await Stopped();
        await using var _k = keyholder;
        var (ledger, old) = (Path.Combine(keyholder.Folder, "ledger"), Path.Combine(keyholder.Folder, "old"));
        Copy(ledger, old);
        await keyholder.Go();
        await nurse.MyDay();
        await keyholder.Stop();
        Replace(ledger, old);

        var doubt = await Assert.ThrowsAsync<StoreDoubtException>(keyholder.Open);
        Assert.Contains("cut", doubt.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_old_copy_of_the_whole_keyholder_releases_nothing()
    {
        var (keyholder, nurse) = await Stopped();
        await using var _k = keyholder;
        var old = keyholder.Folder + "-old";
        Copy(keyholder.Folder, old);
        await keyholder.Go();
        await nurse.MyDay();
        await TestKeyholder.Eventually(() => keyholder.Role.State.Readiness.WitnessedSize == keyholder.Role.State.Ledger.Size);
        await keyholder.Stop();
        Replace(keyholder.Folder, old);

        await keyholder.Open();
        await TestKeyholder.Eventually(() => keyholder.Role.State.Readiness.Words().State == "refusing");

        var size = keyholder.Role.State.Ledger.Size;
        Assert.Equal(Why.WitnessAhead, (await nurse.MyDay()).Refusal.Why);
        Assert.Equal(Why.WitnessAhead, (await keyholder.Operations.BeginSignIn.Run(nurse.Caller)).Refusal.Why);
        Assert.Contains("old copy", keyholder.Role.State.Readiness.Words().Detail, StringComparison.Ordinal);
        Assert.Equal(size, keyholder.Role.State.Ledger.Size); // and it adds nothing to the contradiction
    }

    [Fact]
    public async Task A_killed_keyholder_starts_with_everything_it_had_answered()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, coordinator) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"));
        var chart = await keyholder.Admit(coordinator, nurse, "Bélanger");
        await keyholder.Stop();
        var before = keyholder.Folder + "-before";
        Copy(keyholder.Folder, before); // store.db as it was some time before the kill
        await keyholder.Go();
        var node = await keyholder.Node();
        var (grant, client) = await node.Open(nurse, chart);
        Assert.Null((await node.Commit(grant)).Refusal);
        await TestKeyholder.Eventually(() => keyholder.Role.State.Readiness.WitnessedSize == keyholder.Role.State.Ledger.Size);
        var ledger = keyholder.Folder + "-ledger";
        Copy(Path.Combine(keyholder.Folder, "ledger"), ledger); // as kill -9 leaves it: no stop, no last catch-up
        await keyholder.Stop();
        File.Copy(Path.Combine(before, "store.db"), Path.Combine(keyholder.Folder, "store.db"), overwrite: true);
        Replace(Path.Combine(keyholder.Folder, "ledger"), ledger);

        await keyholder.Open();
        Assert.Equal(1, keyholder.Role.State.Tables.Heads.Find(chart)!.Sequence);
        Assert.NotNull(keyholder.Role.State.Tables.Grants.Live(GrantId.From(grant.Grant)));
        Assert.Equal(client.Jkt, keyholder.Role.State.Tables.Grants.Live(GrantId.From(grant.Grant))!.Jkt);
    }

    [Fact]
    public async Task A_root_key_that_others_can_read_is_refused()
    {
        var (keyholder, _) = await Stopped();
        await using var _k = keyholder;
        var path = Path.Combine(keyholder.Folder, "root.key");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        Assert.Contains("chmod 600", (await Assert.ThrowsAsync<SettingsException>(keyholder.Open)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("root.key")]
    [InlineData("epochs")]
    [InlineData("store.db")]
    [InlineData("witness.vkey")]
    [InlineData("role.json")]
    [InlineData("ledger.key")]
    [InlineData("ledger")]
    public async Task A_missing_file_is_named_with_its_mend(string name)
    {
        var (keyholder, _) = await Stopped();
        await using var _k = keyholder;
        Directory.Move(Path.Combine(keyholder.Folder, name), Path.Combine(keyholder.Folder, "away"));

        var e = await Assert.ThrowsAnyAsync<Exception>(keyholder.Open);

        Assert.True(e is SettingsException or LedgerException or StoreDoubtException, e.ToString());
        Assert.Contains(name, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_installations_root_key_opens_nothing()
    {
        var (keyholder, _) = await Stopped();
        await using var _k = keyholder;
        await File.WriteAllTextAsync(Path.Combine(keyholder.Folder, "root.key"), new string('7', 64) + "\n");

        await Assert.ThrowsAsync<SettingsException>(keyholder.Open);
    }

    [Fact]
    public async Task Nothing_of_the_directory_and_no_key_is_readable_on_the_disk()
    {
        await using var keyholder = await TestKeyholder.Start();
        var (nurse, coordinator, node) = (await keyholder.SignIn("nurse"), await keyholder.SignIn("coordinator"), await keyholder.Node());
        var chart = await keyholder.Admit(coordinator, nurse, "Zwierzchowska", "9876543217");
        var (grant, _) = await node.Open(nurse, chart, "ETREAT", "Zwierzchowska was found unconscious");
        await keyholder.Stop();

        var secrets = grant.Keys.Select(key => key.Subkey.ToByteArray()).Append(System.Text.Encoding.ASCII.GetBytes(grant.AccessToken)).Append(System.Text.Encoding.ASCII.GetBytes(grant.RefreshToken)).ToList();
        secrets.AddRange(new[] { "Zwierz", "9876543217", "unconscious", "555-0100", "Éloïse" }.Select(System.Text.Encoding.UTF8.GetBytes));
        foreach (var file in Directory.GetFiles(keyholder.Folder, "*", SearchOption.AllDirectories))
        {
            var bytes = await File.ReadAllBytesAsync(file);
            foreach (var secret in secrets)
            {
                Assert.Equal(-1, bytes.AsSpan().IndexOf(secret));
                Assert.Equal(-1, bytes.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(Convert.ToBase64String(secret))));
            }
        }
    }

    [Fact]
    public async Task Verify_finds_a_sound_keyholder_sound()
    {
        var (keyholder, _) = await Stopped();
        await using var _k = keyholder;

        var found = await Verify.Run(keyholder.Folder, keyholder.Time, null);

        Assert.True(found.Entries > 10 && found.Charts == 2 + 8 && found.Witnessed > 0);
    }

    [Fact]
    public async Task Verify_names_an_altered_entry_and_an_altered_store()
    {
        var (keyholder, _) = await Stopped();
        await using var _k = keyholder;
        var bundle = Directory.GetFiles(Path.Combine(keyholder.Folder, "ledger", "tile", "entries"), "*", SearchOption.AllDirectories).MaxBy(file => new FileInfo(file).Length)!;
        var bytes = await File.ReadAllBytesAsync(bundle);
        var altered = (byte[])bytes.Clone();
        altered[200] ^= 1;
        await File.WriteAllBytesAsync(bundle, altered);
        Assert.StartsWith("Ledger: Entry", (await Assert.ThrowsAsync<VerifyException>(() => Verify.Run(keyholder.Folder, keyholder.Time, null))).Message, StringComparison.Ordinal);
        await File.WriteAllBytesAsync(bundle, bytes);

        Sql(keyholder.Folder, "DELETE FROM state WHERE kind = 'head'");
        await Assert.ThrowsAsync<StoreDoubtException>(() => Verify.Run(keyholder.Folder, keyholder.Time, null));
    }

    [Fact]
    public async Task Init_overwrites_nothing()
    {
        await using var keyholder = await TestKeyholder.Make();
        var staff = Path.Combine(keyholder.Folder, "staff.json");
        await File.WriteAllTextAsync(staff, """[{"name":"Ann","role":"nurse"}]""");

        Assert.Contains("never overwrites", (await Assert.ThrowsAsync<SettingsException>(() => Init.Create(keyholder.Folder, staff, keyholder.Time))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""[{"name":"","role":"nurse"}]""")]
    [InlineData("""[{"name":"Ann","role":"doctor"}]""")]
    [InlineData("""[{"name":"Ann","role":"nurse","pin":"1"}]""")]
    [InlineData("""[null]""")]
    public async Task A_staff_file_that_is_none_makes_nothing(string text)
    {
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, text);

        Assert.Throws<SettingsException>(() => StaffFile.Read(path));
        File.Delete(path);
    }
}
