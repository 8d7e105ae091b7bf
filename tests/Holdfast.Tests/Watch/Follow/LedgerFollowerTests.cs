using Holdfast.Ledger;
using Holdfast.Watch.Alerts;
using Holdfast.Watch.Follow;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Holdfast.Tests.Watch.Follow;

public class LedgerFollowerTests
{
    [Fact]
    public async Task The_watch_keeps_its_own_copy_and_takes_it_up_again_after_a_restart()
    {
        await using var here = await WatchInstallation.Make();
        await here.AppendMany(300);
        await here.Start();
        Assert.Equal(LedgerCondition.Starting, here.Role.Follower.Status.Condition);
        var status = await here.Follow();
        Assert.Equal((LedgerCondition.Consistent, here.Ledger.Size), (status.Condition, status.Size));

        await here.Append(Entries.Open(purpose: "ETREAT"));
        Assert.Equal(301, (await here.Follow()).Size);
        Assert.Single(Picture(here).Alerts(9));

        await here.Role.DisposeAsync();
        await here.Start();
        Assert.Equal(301, Picture(here).Size);
        Assert.Single(Picture(here).Alerts(9));
        Assert.Equal(301, (await here.Follow()).Size);
    }

    [Fact]
    public async Task A_ledger_that_was_set_back_is_found_and_the_copy_stays()
    {
        await using var here = await WatchInstallation.Make();
        await here.AppendMany(3);
        var old = here.CopyLedger("old");
        await here.AppendMany(3);
        await here.Start();
        await here.Follow();
        here.Keyholder.Folder = old;
        await AssertFound(here, "The ledger was set back", 6);
    }

    [Fact]
    public async Task A_rewritten_entry_is_found_although_it_is_signed_anew()
    {
        await using var here = await WatchInstallation.Make();
        await here.Append(Entries.Open(), Entries.Release());
        await here.Start();
        await here.Follow();
        var innocent = Entries.Bytes(Entries.Open(Entries.Other));
        here.Keyholder.Folder = await here.Rewrite("forged", innocent, Entries.Bytes(Entries.Release()), Entries.Bytes(Entries.GrantEnded()));
        await AssertFound(here, "The ledger has two histories", 2);
    }

    [Fact]
    public async Task Another_root_of_the_same_size_is_a_fork()
    {
        await using var here = await WatchInstallation.Make();
        await here.AppendMany(2);
        await here.Start();
        await here.Follow();
        here.Keyholder.Folder = await here.Rewrite("forged", WatchInstallation.Text("a"), WatchInstallation.Text("b"));
        await AssertFound(here, "The ledger has two histories", 2);
        await here.Follow();
        Assert.Single(Picture(here).Alerts(9));
        Assert.Single(File.ReadAllLines(Path.Combine(here.Folder, FindingBook.FileName)));
    }

    [Fact]
    public async Task What_was_found_is_still_told_after_a_restart()
    {
        await using var here = await WatchInstallation.Make();
        await here.AppendMany(2);
        await here.Start();
        await here.Follow();
        here.Keyholder.Folder = await here.Rewrite("forged", WatchInstallation.Text("a"), WatchInstallation.Text("b"));
        await here.Follow();
        here.Keyholder.Folder = here.LedgerFolder;
        await here.Role.DisposeAsync();
        await here.Start();
        Assert.Equal("The ledger has two histories", Assert.Single(Picture(here).Alerts(9)).Latest.Title.English);
        Assert.Equal(LedgerCondition.Consistent, (await here.Follow()).Condition);
    }

    [Fact]
    public async Task An_entry_edited_on_its_way_is_found_before_it_is_believed()
    {
        await using var here = await WatchInstallation.Make();
        await here.AppendMany(3);
        await here.Start();
        here.Keyholder.Bend = (path, bytes) => path.StartsWith("tile/entries/", StringComparison.Ordinal) ? Edited(bytes) : bytes;
        await AssertFound(here, "An entry of the ledger was changed", 0);
    }

    [Fact]
    public async Task A_checkpoint_of_another_key_is_found()
    {
        await using var here = await WatchInstallation.Make();
        await here.AppendMany(1);
        await here.Start();
        here.Keyholder.Bend = (path, bytes) => path == "checkpoint" ? Edited(bytes) : bytes;
        await AssertFound(here, "A checkpoint is not signed by the ledger’s key", 0);
    }

    [Fact]
    public async Task An_old_entry_edited_on_the_keyholders_disk_is_found_while_everything_runs()
    {
        await using var here = await WatchInstallation.Make();
        await here.AppendMany(600);
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(Entries.Noon));
        await here.Start(time);
        await here.Follow();
        Assert.Equal(LedgerCondition.Consistent, here.Role.Follower.Status.Condition);

        var path = Path.Combine(here.LedgerFolder, "tile", "entries", "001");
        var whole = File.ReadAllBytes(path);
        File.WriteAllBytes(path, Edited(whole));
        await Turn(here, time, 3);
        Assert.Equal(LedgerCondition.Damaged, here.Role.Follower.Status.Condition);
        var alert = Assert.Single(Picture(here).Alerts(9));
        Assert.Equal(("An entry of the ledger was changed", 256L), (alert.Latest.Title.English, Assert.Single(alert.Entries)));

        File.WriteAllBytes(path, whole);
        await Turn(here, time, 3);
        Assert.Equal(LedgerCondition.Consistent, here.Role.Follower.Status.Condition);
    }

    [Fact]
    public async Task A_keyholder_that_falls_silent_is_told_and_settled_when_it_is_back()
    {
        await using var here = await WatchInstallation.Make();
        await here.AppendMany(1);
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(Entries.Noon));
        await here.Start(time);
        await here.Follow();
        here.Keyholder.Answers = false;
        Assert.Equal(LedgerCondition.Silent, (await here.Follow()).Condition);
        Assert.Empty(Picture(here).Alerts(9));
        time.Advance(LedgerFollower.SilenceTolerated);
        await here.Follow();
        Assert.False(Assert.Single(Picture(here).Alerts(9)).Settled);

        here.Keyholder.Answers = true;
        Assert.Equal(LedgerCondition.Consistent, (await here.Follow()).Condition);
        Assert.True(Assert.Single(Picture(here).Alerts(9)).Settled);
    }

    [Fact]
    public void The_first_different_entry_of_a_bundle_is_named()
    {
        byte[][] entries = [[1, 2], [3], [4, 5, 6]];
        byte[] bundle = [0, 2, 1, 2, 0, 1, 3, 0, 3, 4, 5, 6];
        Assert.Null(Recheck.FirstDifferent(entries, bundle));
        Assert.Equal(1, Recheck.FirstDifferent(entries, [0, 2, 1, 2, 0, 1, 9, 0, 3, 4, 5, 6]));
        Assert.Equal(2, Recheck.FirstDifferent(entries, bundle.AsSpan(..^1)));
        Assert.Equal(3, Recheck.FirstDifferent(entries, [.. bundle, 0]));
        Assert.Equal(0, Recheck.FirstDifferent(entries, []));
        Assert.Equal("tile/entries/x001/x234/067", Recheck.PathOf(1_234_067));
    }

    private static async Task Turn(WatchInstallation here, FakeTimeProvider time, int seconds)
    {
        for (var i = 0; i < seconds; i++)
        {
            time.Advance(Recheck.Pace);
            await here.Follow();
        }

        await here.Follow();
    }

    private static async Task AssertFound(WatchInstallation here, string title, long copied)
    {
        var status = await here.Follow();
        Assert.Equal((LedgerCondition.Inconsistent, copied), (status.Condition, status.Size));
        var alert = Assert.Single(Picture(here).Alerts(9));
        Assert.Equal((title, Severity.Critical), (alert.Latest.Title.English, alert.Severity));
        Assert.Equal(copied, LedgerVerification.Verify(Path.Combine(here.Folder, "ledger"), here.LogKey.Verifier) is VerificationResult.Sound sound ? sound.Checkpoint.Size : 0);
    }

    private static byte[] Edited(byte[] bytes)
    {
        byte[] edited = [.. bytes];
        edited[20] ^= 1;
        return edited;
    }

    private static Holdfast.Watch.Picture Picture(WatchInstallation here) => here.Role.Public.Services.GetRequiredService<Holdfast.Watch.Picture>();
}
