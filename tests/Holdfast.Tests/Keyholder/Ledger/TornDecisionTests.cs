using System.Text.Json;
using Holdfast.Keyholder.Grants;
using Holdfast.Ledger;
using Holdfast.Tests.Keyholder.Running;
using Holdfast.Wire;

namespace Holdfast.Tests.Keyholder.Ledger;

/// <summary>
/// The keyholder is killed between any two frames of its journal, and in the middle of each. Whatever was decided at that
/// moment took effect whole or not at all (docs/model: ended_session_has_no_live_grant, canary_freezes).
/// </summary>
public sealed class TornDecisionTests : IAsyncLifetime
{
    private readonly TestClient _client = new();
    private TestKeyholder _keyholder = null!;
    private TestPerson _nurse = null!;
    private TestNode _node = null!;
    private ChartId _chart, _canary;

    public async ValueTask InitializeAsync()
    {
        _keyholder = await TestKeyholder.Start();
        var (coordinator, officer) = (await _keyholder.SignIn("coordinator"), await _keyholder.SignIn("privacy-officer"));
        (_nurse, _node) = (await _keyholder.SignIn("nurse"), await _keyholder.Node());
        (_chart, _canary) = (await _keyholder.Admit(coordinator, _nurse), await _keyholder.Admit(coordinator, _nurse, "Fictive", "9876543217"));
        await officer.MarkCanary(await _keyholder.SignIn("privacy-officer"), "9876543217");
    }

    public ValueTask DisposeAsync() => _keyholder.DisposeAsync();

    [Fact]
    public Task Whoever_opens_a_canary_is_frozen_even_when_the_keyholder_dies_in_that_moment() => Killed(
        async () =>
        {
            await _node.Open(_nurse, _chart);
            Assert.Equal(Why.Canary, (await _nurse.Open(_canary, new TestClient())).Refusal.Why);
        },
        entries =>
        {
            var touched = entries.Any(entry => entry.GetProperty("kind").GetString() == "refused" && entry.GetProperty("why").GetString() == "CANARY");
            Assert.Equal(touched, _keyholder.Role.State.Tables.IsFrozen(_nurse.Id));
        });

    [Fact]
    public Task What_was_opened_in_a_session_ends_with_it_even_when_the_keyholder_dies_in_that_moment() => Killed(
        async () =>
        {
            await _node.Open(_nurse, _chart);
            await _node.Open(_nurse, _chart);
            Assert.Null((await _nurse.SignOut()).Refusal);
        },
        _ => { });

    [Fact]
    public Task A_refresh_token_shown_twice_ends_its_grant_even_when_the_keyholder_dies_in_that_moment() => Killed(
        async () =>
        {
            var (grant, client) = await _node.Open(_nurse, _chart);
            Assert.Null((await _node.Refresh(grant.RefreshToken, client)).Refusal);
            Assert.Equal(Why.Replayed, (await _node.Refresh(grant.RefreshToken, client)).Refusal.Why);
        },
        entries =>
        {
            var reused = entries.Any(entry => entry.GetProperty("kind").GetString() == "refused" && entry.GetProperty("what").GetString() == "refresh");
            if (reused) Assert.DoesNotContain(_keyholder.Role.State.Tables.Grants.Rows, row => row.Ended is null);
        });

    /// <summary>Lives once, then starts from every point at which that life's journal could have broken off.</summary>
    private async Task Killed(Func<Task> life, Action<IReadOnlyList<JsonElement>> holds)
    {
        var aside = await _keyholder.SetAside();
        try
        {
            await _keyholder.Go();
            await life();
            await _keyholder.Stop();
            var before = new FileInfo(Journal(aside)).Length;
            var written = File.ReadAllBytes(Journal(Path.GetDirectoryName(_keyholder.Folder)!));
            foreach (var length in Ends(written, (int)before))
            {
                await _keyholder.PutBack(aside);
                File.WriteAllBytes(Journal(Path.GetDirectoryName(_keyholder.Folder)!), written[..length]);
                await _keyholder.Go();
                NothingIsHalfDone(_keyholder);
                holds(await _keyholder.Entries());
            }
        }
        finally
        {
            Directory.Delete(aside, recursive: true);
        }
    }

    internal static void NothingIsHalfDone(TestKeyholder keyholder)
    {
        var tables = keyholder.Role.State.Tables;
        foreach (var grant in tables.Grants.Rows.Where(row => row.Ended is null))
        {
            Assert.True(tables.Sessions.Contains(grant.Session), "A grant lives on without its session.");
            Assert.False(tables.IsFrozen(grant.Person), "A grant of a frozen person lives on.");
        }
    }

    private static string Journal(string root) => Directory.GetFiles(Path.Combine(root, "keyholder", "ledger", "journal")).Max(StringComparer.Ordinal)!;

    /// <summary>Behind every frame, and in the middle of the next.</summary>
    private static IEnumerable<int> Ends(byte[] journal, int from)
    {
        for (var end = from; ;)
        {
            yield return end;
            if (JournalFrame.Read(journal.AsSpan(end)) is not { } frame) yield break;
            yield return end + frame.Length / 2;
            end += frame.Length;
        }
    }
}
