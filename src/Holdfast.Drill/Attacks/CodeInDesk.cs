using Google.Protobuf;
using Grpc.Core;
using Holdfast.Drill.Clients;
using Holdfast.Drill.Installations;
using Holdfast.Drill.Scoring;
using Holdfast.Wire;
using Holdfast.Wire.Connections;
using Holdfast.Wire.Statements;

namespace Holdfast.Drill.Attacks;

/// <summary>
/// Attack 7. Code runs in the desk while people work. It writes the script of their pages, so that a live session signs
/// whatever it likes, for an application of the attacker's own; a sign-in meanwhile is given a session key of the
/// attacker's; a touch asked for under a pretext adds a passkey of the attacker's. It relays statements again, late and
/// changed, and asks the keyholder for everything with the desk's certificate. It must end with what the budgets of the
/// people at work allow, each of them frozen at its end, and the watch must name exactly that.
/// </summary>
internal sealed class CodeInDesk(Bench bench)
{
    public const int Number = 7;

    // What the keyholder promises (Budgets/Limits.cs): distinct charts, emergencies and identities per person and day.
    private const int Charts = 40;
    private const int Emergencies = 5;
    private const int Identities = 120;

    private const double MostSecondsToFreeze = 1;

    public async Task<AttackResult> Run()
    {
        bench.Say("attack 7: code runs in the desk while nurses and a coordinator work");
        await using var installation = await bench.Installation();
        var hostile = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var loots = await Attack(installation);
        using var relay = new Relay(installation);
        await relay.Tamper(loots[1].Thief);
        var comparison = await Loot.Compare(installation, [.. loots]);
        await relay.AskForEverything();
        var entries = await LedgerEntries.Settled(installation.Data, hostile);
        var signal = entries.FirstOrDefault(e => e.Kind is "frozen" or "refused" || (e.Kind == "open" && e.Text("purpose") == "ETREAT"));
        var desk = entries.FirstOrDefault(e => e.Kind == "frozen" && e.Text("node").StartsWith("desk", StringComparison.Ordinal));
        var living = entries.Count(e => e.Kind == "session-end" && e.Text("why") == "desk frozen");
        var passkey = entries.FirstOrDefault(e => e.Kind == "enrolled" && e.Text("person") == loots[2].Thief.Person);
        await installation.Stop();

        var obtained = loots.SelectMany(l => l.HealthNumbers).ToHashSet();
        var canaries = obtained.Count(installation.Canaries.Select(c => c.HealthNumber).Contains);
        double? freeze = loots.TrueForAll(l => l.FrozenAfter is not null) ? loots.Max(l => l.FrozenAfter) : null;
        var within = loots.TrueForAll(l => l.Charts.Count <= Charts && l.Emergencies <= Emergencies && l.Names.Count <= Identities + l.Charts.Count && l.Stopped);
        var control = await bench.Control("keyholder", "no-limits", ControlSucceeds);
        var held = within && canaries == 0 && freeze <= MostSecondsToFreeze && relay.Given.Count == 0 && desk is not null && comparison.Exact && control;
        var numbers = new AttackResult(
            Number, "code execution in the desk", obtained.Count, installation.Everybody.Count(),
            signal is null ? null : Math.Max(0, (signal.AtMs - hostile) / 1000.0), freeze, comparison, control, held ? Verdict.Held : Verdict.Failed,
            "ATT&CK T1190, T1185, T1556, T1557; OWASP A03, A08",
            [
                .. loots.Select((l, i) => $"{Ways[i]}: {l.Charts.Count} charts, {l.Emergencies} by emergency access, {l.Names.Count} names in {l.Seconds:0.0} s, then {l.StoppedBy}"),
                $"clinical content of {loots.Take(3).SelectMany(l => l.Charts).Distinct().Count()} people, identity alone of {loots[3].Charts.Except(loots.Take(3).SelectMany(l => l.Charts)).Count()}; names of {loots.SelectMany(l => l.Names).Distinct().Count()}; canaries read: {canaries}",
                $"statements sent twice, out of order, changed and unsigned, and the desk's certificate at every service: {relay.Refused} refused, given: {(relay.Given.Count == 0 ? "nothing" : string.Join(", ", relay.Given))}",
                $"the desk was {(desk is null ? "NOT FROZEN" : "frozen")} for it, and {living} sessions ended with that",
                $"the attacker's own passkey is in the ledger{(passkey is null ? " NOT" : "")} as a second one of its person (the watch alerts); until it is taken away it opens that person's budget again each day",
                "the figure is the worst case: nobody taken twice, and every canary come upon last; who takes people as they come is stopped sooner",
                "the bound is per person at work and day: 40 charts or what explains them, 5 emergencies, 25 of all together, 100 by coordination of all together; whoever signs in later adds theirs",
            ]);
        loots.ForEach(l => l.Thief.Dispose());
        loots.ForEach(l => l.Dispose());
        return numbers;
    }

    private static readonly string[] Ways =
    [
        "a nurse's live session, signing what the script wants",
        "a nurse who signed in meanwhile, to a session key of the attacker's",
        "a nurse whose touch added a passkey of the attacker's",
        "a coordinator's live session (identity alone)",
    ];

    private static async Task<List<Loot>> Attack(ThrowAway installation)
    {
        // One nurse works in her page; the script opens again, for itself, what she opens: that costs no budget.
        var atWork = new Loot(await Crew.Nurse(installation, 0));
        (await atWork.Thief.Open((await atWork.Thief.OwnPatients())[0].Chart)).Dispose();

        // The page of a sign-in names the session key: this one was made where the attacker sits.
        var signingIn = new Loot(await Crew.Nurse(installation, 1));

        // "Please touch your passkey": the browser shows no purpose, and the statement is the script's.
        using var touched = await Crew.Nurse(installation, 2);
        var added = await Touch.AddPasskey(touched.Desk, touched.Passkey);
        var withPasskey = new Loot(await Crew.SignedIn(installation, Crew.Link(installation, "nurse", 2), added));

        var coordinator = new Loot(await Crew.Of(installation, Crew.Link(installation, "coordinator", 0)));
        List<Loot> loots = [atWork, signingIn, withPasskey, coordinator];
        // The worst case: nobody is taken twice where an emergency is spent on it, and every canary is come upon last.
        var canaries = installation.Canaries.Select(c => c.HealthNumber).ToHashSet();
        foreach (var loot in loots) await loot.TakeOwn(int.MaxValue);
        foreach (var loot in loots)
        {
            var known = loots.SelectMany(l => l.HealthNumbers).ToHashSet();
            var purpose = loot == coordinator ? "TREAT" : "ETREAT";
            await loot.TakeFound(installation.Patients, number => !canaries.Contains(number) && (loot == coordinator || !known.Contains(number)), purpose);
            if (!loot.Stopped) await loot.TakeFound(installation.Canaries, canaries.Contains, purpose);
        }

        return loots;
    }

    private static async Task<bool> ControlSucceeds(ThrowAway installation)
    {
        using var nurse = await Crew.Nurse(installation, 0);
        using var loot = new Loot(nurse);
        await loot.TakeOwn(int.MaxValue);
        await loot.TakeFound(installation.Everybody, _ => true);
        return loot.HealthNumbers.Count == installation.Everybody.Count() && !loot.Stopped;
    }

    /// <summary>The keyholder as code in the desk sees it: through the desk's certificate.</summary>
    private sealed class Relay : IDisposable
    {
        private static readonly ByteString Guess = ByteString.CopyFrom(Enumerable.Repeat((byte)7, 16).ToArray());

        private readonly InternalTls _tls;
        private readonly Grpc.Net.Client.GrpcChannel _channel;

        public Relay(ThrowAway installation)
        {
            var folder = Path.Combine(installation.Data, "desk");
            _tls = InternalTls.Load(folder);
            _channel = _tls.ConnectToKeyholder(RoleSettings.Load(folder, "desk"));
        }

        public int Refused { get; private set; }

        public List<string> Given { get; } = [];

        /// <summary>What a live session signed, relayed otherwise than it was meant: each must be refused, whatever else that person may do.</summary>
        public async Task Tamper(Crew nurse)
        {
            var work = new DeskWork.DeskWorkClient(_channel);
            var (from, to) = (TimeProvider.System.GetUtcNow().AddHours(-1).ToUnixTimeMilliseconds(), TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds());
            var first = new SignedStatement { Jws = nurse.Desk.Sign(new MyDayStatement { From = from, To = to }, "my-day") };
            var second = new SignedStatement { Jws = nurse.Desk.Sign(new MyDayStatement { From = from, To = to }, "my-day") };
            await work.MyDayAsync(second);
            await Try("MyDay, twice", work.MyDayAsync(second), r => r.Refusal);
            await Try("MyDay, out of order", work.MyDayAsync(first), r => r.Refusal);
            var parts = nurse.Desk.Sign(new MyDayStatement { From = from, To = to }, "my-day").Split('.');
            var other = nurse.Desk.Sign(new FindStatement { HealthNumber = null, Name = "A", BirthDate = null }, "find").Split('.');
            await Try("Find, another's signature", work.FindAsync(new SignedStatement { Jws = $"{other[0]}.{other[1]}.{parts[2]}" }), r => r.Refusal);
            await Try("Find, signed for My day", work.FindAsync(new SignedStatement { Jws = string.Join('.', parts) }), r => r.Refusal);
            await Try("Open, unsigned", work.OpenAsync(new SignedStatement { Jws = "e30.e30.AAAA" }), r => r.Refusal);
        }

        /// <summary>Other roles' services, which an honest desk never calls: enough of it freezes the desk.</summary>
        public async Task AskForEverything()
        {
            var keys = new ChartKeys.ChartKeysClient(_channel);
            var watch = new WatchWork.WatchWorkClient(_channel);
            var imports = new Wire.Imports.ImportsClient(_channel);
            for (var i = 0; i < 5; i++)
            {
                await Try("StartNode", keys.StartNodeAsync(new StartNodeRequest { Version = "0" }), r => r.Refusal);
                await Try("Redeem", keys.RedeemAsync(new RedeemRequest { Instance = Guess, Code = "x", ClientId = SmartClient.ChartApplication }), r => r.Refusal);
                await Try("Refresh", keys.RefreshAsync(new RefreshRequest { Instance = Guess, RefreshToken = "x", ClientId = SmartClient.ChartApplication }), r => r.Refusal);
                await Try("Look", watch.LookAsync(new SignedStatement { Jws = "e30.e30.AAAA" }), r => r.Refusal);
                await Try("BeginImport", imports.BeginImportAsync(new BeginImportRequest { Instance = Guess, Service = "desk" }), r => r.Refusal);
            }

            await Try("BeginSignIn, frozen", new SignIn.SignInClient(_channel).BeginSignInAsync(new BeginSignInRequest()), r => r.Refusal);
        }

        public void Dispose()
        {
            _channel.Dispose();
            _tls.Dispose();
        }

        private async Task Try<T>(string what, AsyncUnaryCall<T> call, Func<T, Refusal?> refusal)
        {
            try
            {
                if (refusal(await call) is null) Given.Add(what);
                else Refused++;
            }
            catch (RpcException)
            {
                Refused++;
            }
        }
    }
}
