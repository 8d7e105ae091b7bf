using System.Text;
using Holdfast.Watch;

namespace Holdfast.Tests.Watch;

public class VerificationTests
{
    [Fact]
    public async Task One_history_is_confirmed()
    {
        await using var here = await Followed(300);
        var outcome = Verify(here);
        Assert.Null(outcome.Fault);
        Assert.Equal(300, outcome.Entries);
    }

    [Fact]
    public async Task A_keyholder_that_has_gone_on_meanwhile_is_still_one_history()
    {
        await using var here = await Followed(5);
        await here.AppendMany(4);
        Assert.Null(Verify(here).Fault);
    }

    [Fact]
    public async Task An_edited_entry_of_the_keyholder_is_named()
    {
        await using var here = await Followed(300);
        Edit(Path.Combine(here.LedgerFolder, "tile", "entries", "000"));
        Assert.StartsWith("The keyholder's ledger: Entry 0 ", Verify(here).Fault);
    }

    [Fact]
    public async Task An_edited_entry_of_the_own_copy_is_named()
    {
        await using var here = await Followed(300);
        Edit(Path.Combine(here.Folder, "ledger", "tile", "entries", "000"));
        Assert.StartsWith("The watch's own copy: Entry 0 ", Verify(here).Fault);
    }

    [Fact]
    public async Task A_ledger_set_back_is_named()
    {
        await using var here = await WatchInstallation.Make();
        await here.AppendMany(2);
        var old = here.CopyLedger("old");
        await here.AppendMany(2);
        await here.Start();
        await here.Follow();
        Assert.Contains("rolled back", Verification.Run(new WatchFolder(here.Folder), old, null).Fault);
    }

    [Fact]
    public async Task A_rewritten_ledger_is_named_although_it_is_longer_and_signed()
    {
        await using var here = await Followed(2);
        var forged = await here.Rewrite("forged", [.. Enumerable.Range(0, 5).Select(i => WatchInstallation.Text($"forged {i}"))]);
        Assert.Contains("Entry 0 is not the one in the copy", Verification.Run(new WatchFolder(here.Folder), forged, null).Fault);
    }

    [Fact]
    public async Task What_was_cosigned_binds_even_when_nothing_was_copied()
    {
        await using var here = await WatchInstallation.Make();
        await here.AppendMany(2);
        var old = here.CopyLedger("old");
        await here.AppendMany(2);
        await here.Start();
        using (var keyholder = here.Internal("keyholder"))
        using (var response = await keyholder.PostAsync("/add-checkpoint", new StringContent($"old 0\n\n{here.Ledger.PublishedCheckpoint}")))
            Assert.True(response.IsSuccessStatusCode);
        Assert.Null(Verify(here).Fault);
        Assert.Contains("cosigned 4", Verification.Run(new WatchFolder(here.Folder), old, null).Fault);
        var forged = await here.Rewrite("forged", [.. Enumerable.Range(0, 5).Select(i => WatchInstallation.Text($"forged {i}"))]);
        Assert.Contains("not the one", Verification.Run(new WatchFolder(here.Folder), forged, null).Fault);
    }

    [Fact]
    public async Task The_exposure_verb_answers_while_the_role_runs()
    {
        await using var here = await WatchInstallation.Make();
        await here.Append(Entries.Start("records", "records-1", Entries.Run), Entries.Open(), Entries.Release());
        await here.Start();
        await here.Follow();
        Assert.Equal(0, await Verbs.Run(["exposure", here.Folder, "--node", "records-1", "--json"]));
        Assert.Equal(2, await Verbs.Run(["exposure", here.Folder, "--json"]));
        Assert.Equal(2, await Verbs.Run(["exposure", here.Folder, "--person", "Marie"]));
        Assert.Equal(2, await Verbs.Run(["exposure", here.Folder, "--to"]));
        Assert.Equal(2, await Verbs.Run(["init", here.Folder]));
        Assert.Equal(2, await Verbs.Run(["sing", here.Folder]));
        Assert.Equal(2, await Verbs.Run([]));
    }

    private static async Task<WatchInstallation> Followed(int entries)
    {
        var here = await WatchInstallation.Make();
        await here.AppendMany(entries);
        await here.Start();
        await here.Follow();
        return here;
    }

    private static VerificationOutcome Verify(WatchInstallation here) => Verification.Run(new WatchFolder(here.Folder), here.LedgerFolder, null);

    private static void Edit(string path)
    {
        var bytes = File.ReadAllBytes(path);
        bytes[Encoding.UTF8.GetByteCount("12{\"v\":")] ^= 1;
        File.WriteAllBytes(path, bytes);
    }
}
