using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using CsCheck;
using Google.Protobuf;
using Holdfast.Keyholder.Budgets;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Keyholder.Running;

/// <summary>
/// Days of two nurses, a desk that keeps and repeats what they signed, a records node that shows whatever it has ever
/// seen, and a keyholder that is restarted in between: drawn at random against the keyholder itself. What must hold is
/// compared with what this test saw happen, and with the ledger. HOLDFAST_HOSTILE_DAYS=1000 makes it a long run.
/// </summary>
public sealed class HostileDayTests
{
    private const int StepsPerDay = 60;
    private const string Reason = "somebody fell down the stairs";

    private static readonly int Days = int.Parse(Environment.GetEnvironmentVariable("HOLDFAST_HOSTILE_DAYS") ?? "6", CultureInfo.InvariantCulture);

    private enum Act
    {
        SignIn, SignInAgain, SignOut, Launch, Open, OpenElsewhere, Forge, Repeat, Redeem, RedeemWithOwnKey, Refresh, RefreshWithOldProof, Thaw, Restart, Pass,
    }

    private static readonly (int Often, Act Act)[] Weights =
    [
        (2, Act.SignIn), (1, Act.SignInAgain), (1, Act.SignOut), (8, Act.Launch), (10, Act.Open), (1, Act.OpenElsewhere), (2, Act.Forge), (4, Act.Repeat),
        (10, Act.Redeem), (2, Act.RedeemWithOwnKey), (4, Act.Refresh), (2, Act.RefreshWithOldProof), (2, Act.Thaw), (1, Act.Restart), (1, Act.Pass),
    ];

    private static readonly Act[] Bag = [.. Weights.SelectMany(weight => Enumerable.Repeat(weight.Act, weight.Often))];

    private static readonly Gen<Act> Acts = Gen.Int[0, Bag.Length - 1].Select(i => Bag[i]);

    private static readonly Gen<(Act Act, int Who, int What)[]> Day = Gen.Select(Acts, Gen.Int[0, 1], Gen.Int[0, 1_000]).Array[StepsPerDay];

    [Fact]
    public async Task Whatever_two_nurses_and_a_hostile_desk_and_node_do_no_promise_is_broken()
    {
        await using var provider = await Provider.Start();
        var (allowed, answers) = (0, new List<string>());
        // One keyholder for all days: so the days are drawn first, and a failing one is printed, not shrunk.
        foreach (var day in Day.Array[Days].Single())
        {
            var played = new PlayedDay(provider);
            try
            {
                await played.Play(day);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"After {played.Steps} of: {string.Join(", ", day.Select(step => $"{step.Act} {step.Who} {step.What}"))}", e);
            }

            allowed += played.Releases;
            answers.AddRange(played.Answers);
        }

        var summary = string.Join(", ", answers.CountBy(answer => answer).OrderBy(count => count.Key).Select(count => $"{count.Key} {count.Value}"));
        Assert.True(allowed >= 2 * Days, $"{allowed} releases in {Days} days: the days show nothing. {summary}");
    }

    /// <summary>Two nurses, two officers, a node; charts of which each nurse has one, the others are nobody's, the last is a canary.</summary>
    private sealed class Provider : IAsyncDisposable
    {
        public const int Charts = Limits.EmergencyChartsPerPerson + 4;

        public required TestKeyholder Keyholder { get; init; }
        public required TestPerson[] Nurses { get; init; }
        public required TestPerson[] Officers { get; init; }
        public required TestNode Node { get; init; }
        public required ChartId[] AllCharts { get; init; }

        public ChartId Canary => AllCharts[^1];

        public static async Task<Provider> Start()
        {
            var keyholder = await TestKeyholder.Start();
            var coordinator = await keyholder.SignIn("coordinator");
            TestPerson[] officers = [await keyholder.SignIn("privacy-officer"), await keyholder.SignIn("privacy-officer")];
            TestPerson[] nurses = [await keyholder.SignIn("nurse"), await keyholder.SignIn("nurse")];
            var nobody = await keyholder.SignIn("nurse");
            var charts = new List<ChartId>();
            for (var i = 0; i < Charts; i++)
                charts.Add(await keyholder.Admit(coordinator, i < 2 ? nurses[i] : nobody, $"Patient {i}", i == Charts - 1 ? "9876543217" : ""));
            await officers[0].MarkCanary(officers[1], "9876543217");
            return new Provider { Keyholder = keyholder, Nurses = nurses, Officers = officers, Node = await keyholder.Node(), AllCharts = [.. charts] };
        }

        public ValueTask DisposeAsync() => Keyholder.DisposeAsync();
    }

    private sealed record Launched(int Who, SessionId Session, ChartId Chart, string Secret);

    private sealed record Opened(int Who, SessionId Session, ChartId Chart, TestClient Client, string Code, int Freezes);

    private sealed record Token(Opened Of, string Refresh, string Proof);

    /// <summary>One day: what was seen to happen, and what must follow from it.</summary>
    private sealed class PlayedDay(Provider provider)
    {
        private readonly TestKeyholder _keyholder = provider.Keyholder;
        private readonly HashSet<SessionId> _live = [];
        private readonly int[] _freezes = new int[2];
        private readonly HashSet<ChartId>[] _emergencies = [[], []];
        private readonly List<FinishSignInRequest> _signIns = [];
        private readonly List<(SignedStatement Jws, int Who, bool Accepted)> _said = [];
        private readonly List<Launched> _launches = [];
        private readonly HashSet<string> _launchesUsed = [];
        private readonly List<Opened> _codes = [];
        private readonly HashSet<string> _codesUsed = [], _proofsUsed = [], _refreshesUsed = [];
        private readonly List<Token> _tokens = [];

        public int Steps { get; private set; }

        public int Releases { get; private set; }

        public List<string> Answers { get; } = [];

        public async Task Play((Act Act, int Who, int What)[] day)
        {
            _keyholder.Time.Advance(Limits.Window + TimeSpan.FromMinutes(1)); // yesterday's budgets, sessions and grants are over
            foreach (var officer in provider.Officers) await officer.SignIn(); // their sessions of yesterday are over
            await ThawWhoeverIsFrozen();
            var from = (await _keyholder.Entries()).Count;
            await SignIn(0);
            await SignIn(1);
            await Launch(0, 0); // her own patient, so that no day is without a release
            await Open(0, 1, forged: false, elsewhere: false);
            await Redeem(0, ownKey: false);
            await Refresh(0, oldProof: false);
            foreach (var (act, who, what) in day)
            {
                await Step(act, who, what);
                Steps++;
                NothingLivesOnThatEnded();
            }

            EveryReleaseHasItsEntries([.. (await _keyholder.Entries()).Skip(from)]);
        }

        private Task Step(Act act, int who, int what) => act switch
        {
            Act.SignIn => SignIn(who),
            Act.SignInAgain => SignInAgain(what),
            Act.SignOut => SignOut(who),
            Act.Launch => Launch(who, what),
            Act.Open => Open(who, what, forged: false, elsewhere: false),
            Act.OpenElsewhere => Open(who, what, forged: false, elsewhere: true),
            Act.Forge => Open(who, what, forged: true, elsewhere: false),
            Act.Repeat => Repeat(what),
            Act.Redeem => Redeem(what, ownKey: false),
            Act.RedeemWithOwnKey => Redeem(what, ownKey: true),
            Act.Refresh => Refresh(what, oldProof: false),
            Act.RefreshWithOldProof => Refresh(what, oldProof: true),
            Act.Thaw => ThawWhoeverIsFrozen(),
            Act.Restart => _keyholder.Restart(),
            _ => Pass(),
        };

        private Task Pass()
        {
            _keyholder.Time.Advance(TimeSpan.FromSeconds(2));
            return Task.CompletedTask;
        }

        private bool Frozen(int who) => _keyholder.Role.State.Tables.IsFrozen(provider.Nurses[who].Id);

        private async Task SignIn(int who)
        {
            var nurse = provider.Nurses[who];
            var request = await nurse.SignInRequest();
            var frozen = Frozen(who);
            var reply = await _keyholder.Operations.FinishSignIn.Run(nurse.Caller, request);
            Assert.Equal(frozen, reply.Refusal is not null);
            _signIns.Add(request);
            if (reply.Refusal is not null)
            {
                nurse.Take(default); // her browser has made another key meanwhile
                return;
            }

            nurse.Take(SessionId.From(reply.Session));
            _live.Add(nurse.Session);
            _live.IntersectWith(_keyholder.Role.State.Tables.Sessions.Rows.Select(row => row.Id)); // a fifth ends the first
        }

        private async Task SignInAgain(int what)
        {
            if (Any(_signIns, what) is not { } request) return;
            Assert.NotNull((await _keyholder.Operations.FinishSignIn.Run(TestKeyholder.Desk, request)).Refusal);
        }

        private async Task SignOut(int who)
        {
            var reply = await provider.Nurses[who].SignOut();
            if (reply.Refusal is null) Assert.True(_live.Remove(provider.Nurses[who].Session));
        }

        private async Task Launch(int who, int what)
        {
            var (nurse, chart) = (provider.Nurses[who], provider.AllCharts[what % Provider.Charts]);
            var said = nurse.Say("launch", new LaunchStatement { Chart = chart.ToString(), Client = "holdfast-chart" });
            var frozen = Frozen(who);
            var reply = await _keyholder.Operations.Launch.Run(nurse.Caller, said);
            Assert.Equal(_live.Contains(nurse.Session) && !frozen, reply.Refusal is null);
            Answers.Add($"launch {reply.Refusal?.Why.ToString() ?? "yes"}");
            _said.Add((said, who, reply.Refusal is null));
            if (reply.Refusal is null) _launches.Add(new(who, nurse.Session, chart, reply.Launch));
        }

        private async Task Open(int who, int what, bool forged, bool elsewhere)
        {
            if (Any(_launches, what) is not { } launch) return;
            if (what % 5 > 0) who = launch.Who; // else perhaps another nurse's
            var (nurse, client) = (provider.Nurses[who], new TestClient());
            var chart = elsewhere ? provider.AllCharts[(what + 1) % Provider.Charts] : launch.Chart;
            var own = chart == provider.AllCharts[who];
            var said = nurse.Say("open", new OpenStatement
            {
                Launch = launch.Secret, Chart = chart.ToString(), Purpose = own ? "TREAT" : "ETREAT", Reason = own ? null : Reason, Client = "holdfast-chart",
                RedirectUri = TestClient.RedirectUri, Scope = "launch patient/*.cruds", CodeChallenge = Pkce.Challenge(client.Verifier), DpopJkt = client.Jkt,
            }, forged ? ECDsa.Create(ECCurve.NamedCurves.nistP256) : null);
            var frozen = Frozen(who);
            var reply = await _keyholder.Operations.Open.Run(nurse.Caller, said);
            _said.Add((said, who, reply.Refusal is null));
            Answers.Add($"open {reply.Refusal?.Why.ToString() ?? "yes"}");
            if (!frozen && Frozen(who)) _freezes[who]++;
            if (reply.Refusal is not null) return;

            Assert.True(_live.Contains(nurse.Session) && !frozen && !forged, "An opening without a live session's signature.");
            Assert.True(launch.Session == nurse.Session && launch.Chart == chart, "A launch of another session or chart.");
            Assert.True(_launchesUsed.Add(launch.Secret), "A launch was used twice.");
            Assert.True(chart != provider.Canary, "A canary was opened.");
            if (!own) _emergencies[who].Add(chart);
            Assert.InRange(_emergencies[who].Count, 0, Limits.EmergencyChartsPerPerson);
            _codes.Add(new(who, nurse.Session, chart, client, reply.Code, _freezes[who]));
        }

        /// <summary>The desk brings again what was signed before: to every door, in either nurse's name.</summary>
        private async Task Repeat(int what)
        {
            if (Any(_said, what) is not { Jws: not null } said) return;
            Assert.NotNull((await _keyholder.Operations.Open.Run(TestKeyholder.Desk, said.Jws)).Refusal);
            Assert.NotNull((await _keyholder.Operations.Launch.Run(TestKeyholder.Desk, said.Jws)).Refusal);
            Assert.NotNull((await _keyholder.Operations.SignOut.Run(TestKeyholder.Desk, said.Jws)).Refusal);
        }

        private async Task Redeem(int what, bool ownKey)
        {
            if (Any(_codes, what) is not { } code) return;
            var client = ownKey ? new TestClient() : code.Client;
            var proof = client.Proof(_keyholder.Time);
            Released(code, proof, ownKey, await provider.Node.Redeem(code.Code, code.Client, proof: proof), _codesUsed.Contains(code.Code));
            _codesUsed.Add(code.Code); // a code that was shown once never works again
        }

        private async Task Refresh(int what, bool oldProof)
        {
            if (Any(_tokens, what) is not { } token) return;
            var proof = oldProof ? token.Proof : token.Of.Client.Proof(_keyholder.Time);
            Released(token.Of, proof, false, await provider.Node.Refresh(token.Refresh, token.Of.Client, proof: proof), _refreshesUsed.Contains(token.Refresh), token.Refresh);
        }

        private void Released(Opened of, string proof, bool ownKey, RedeemReply reply, bool usedBefore, string? refresh = null)
        {
            Answers.Add($"{(refresh is null ? "redeem" : "refresh")} {reply.Refusal?.Why.ToString() ?? "yes"}");
            if (reply.Refusal is not null)
            {
                Assert.Empty(reply.Keys);
                return;
            }

            Releases++;
            Assert.False(ownKey, "Another key than the signed one was given the chart.");
            Assert.False(usedBefore, "A code or refresh token worked twice.");
            Assert.True(_proofsUsed.Add(proof), "A proof worked twice.");
            if (refresh is not null) _refreshesUsed.Add(refresh);
            Assert.Equal(of.Chart, ChartId.From(reply.Chart.Chart));
            Assert.True(_live.Contains(of.Session) && !Frozen(of.Who), "Keys for somebody frozen or signed out.");
            Assert.Equal(_freezes[of.Who], of.Freezes); // nothing from before a freeze
            _tokens.Add(new(of, reply.RefreshToken, proof));
        }

        private async Task ThawWhoeverIsFrozen()
        {
            foreach (var who in new[] { 0, 1 })
                if (Frozen(who)) await provider.Officers[0].Thaw(provider.Nurses[who].Id, provider.Officers[1]);
        }

        private void NothingLivesOnThatEnded()
        {
            var tables = _keyholder.Role.State.Tables;
            foreach (var grant in tables.Grants.Rows.Where(row => row.Ended is null))
                Assert.True(tables.Sessions.Contains(grant.Session) && !tables.IsFrozen(grant.Person), "A grant lives on without its session, or of somebody frozen.");
            Assert.True(_live.IsSubsetOf(tables.Sessions.Rows.Select(row => row.Id)), "A session was lost.");
        }

        private void EveryReleaseHasItsEntries(IReadOnlyList<JsonElement> entries)
        {
            var opened = new Dictionary<string, string>();
            var released = 0;
            foreach (var entry in entries)
            {
                if (Text(entry, "kind") == "open") opened.Add(Text(entry, "grant"), Text(entry, "session"));
                if (Text(entry, "kind") != "release") continue;
                released++;
                Assert.Equal(Text(entry, "session"), opened[Text(entry, "grant")]);
            }

            Assert.Equal(Releases, released);
            static string Text(JsonElement entry, string member) => entry.GetProperty(member).GetString()!;
        }

        private static T? Any<T>(List<T> list, int what) => list.Count == 0 ? default : list[^(1 + what % Math.Min(list.Count, 3))];
    }
}
