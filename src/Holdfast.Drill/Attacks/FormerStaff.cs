using System.Diagnostics;
using Holdfast.Drill.Clients;
using Holdfast.Drill.Installations;
using Holdfast.Drill.Scoring;
using Holdfast.Wire.Statements;

namespace Holdfast.Drill.Attacks;

/// <summary>
/// Attack 18. A nurse's last moment is entered while she has charts open; she goes on with everything she still has:
/// session, tokens, refresh token, passkey. A new colleague leaves before using the link. A telephone with a live session
/// is stolen, and its nurse ends that session from her laptop. Weeks later somebody finds a passkey that nobody has used.
/// </summary>
internal sealed class FormerStaff(Bench bench)
{
    public const int Number = 18;

    /// <summary>The bar: a minute from the entered time.</summary>
    private const double MostSeconds = 60;

    /// <summary>Long enough to have charts open when it comes, short enough for a drill.</summary>
    private static readonly TimeSpan Notice = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(70);

    public async Task<AttackResult> Run()
    {
        bench.Say("attack 18: a leaver, a stolen telephone, a forgotten account");
        await using var installation = await bench.Installation();
        var outcome = await Attack(installation);
        var signal = await LedgerEntries.Await(installation.Data, outcome.UntilMs, e => e.Kind == "standing" && e.Text("state") == "left");
        var comparison = SetComparison.Of((await Exposure.Ask(installation, LedgerEntries.Read(installation.Data).Count, "--person", outcome.Leaver)).Charts, outcome.OpenedBefore);
        var dormant = await Dormant(installation, outcome.Forgotten);
        outcome.Dispose();
        await installation.Stop();
        var control = await bench.Control("keyholder", "forgets-people", async weak =>
        {
            using var forgotten = await Attack(weak, patience: TimeSpan.FromSeconds(1));
            return forgotten.After.Count > 0 && forgotten.CutOff is null && forgotten.Revoked is null;
        });
        var held = outcome.After.Count == 0 && outcome.Given.Count == 0 && outcome.CutOff <= MostSeconds && outcome.Revoked <= MostSeconds && dormant is not null && comparison.Exact && signal is not null && control;
        return new AttackResult(
            Number, "leaver, stolen device, dormant", outcome.After.Count, installation.Everybody.Count(),
            signal is null ? null : Math.Max(0, (signal.AtMs - outcome.UntilMs) / 1000.0), outcome.CutOff,
            comparison, control, held ? Verdict.Held : Verdict.Failed, "ATT&CK T1078, T1136; OWASP A01, A07",
            [
                $"the leaver's open chart stopped answering {Seconds(outcome.CutOff)} after the entered time; afterwards given: {(outcome.Given.Count == 0 ? "nothing" : string.Join(", ", outcome.Given))}",
                $"the stolen telephone's open chart stopped answering {Seconds(outcome.Revoked)} after the nurse ended its session on her laptop",
                dormant is null ? "after 40 days an unused passkey STILL SIGNS IN, or the clock could not be turned (source tree only)" : $"after 40 days (the keyholder with a clock that far ahead) an unused passkey is refused: {dormant}",
                "what the leaver read before the entered time is hers, and precision and recall are about that; what an application of hers keeps on its device it keeps",
            ]);
    }

    private static string Seconds(double? seconds) => seconds is { } s ? $"{s:0.00} s" : "NEVER";

    /// <param name="CutOff">Seconds from the entered time until an open chart stopped answering; null: never.</param>
    /// <param name="Revoked">The same for the stolen telephone, from the statement on the laptop.</param>
    /// <param name="After">Charts that came out afterwards.</param>
    /// <param name="Given">Anything else that was given afterwards.</param>
    /// <param name="Forgotten">Somebody who signed in once and never again.</param>
    private sealed record Outcome(string Leaver, long UntilMs, HashSet<string> OpenedBefore, double? CutOff, double? Revoked, HashSet<string> After, List<string> Given, Crew Forgotten) : IDisposable
    {
        public void Dispose() => Forgotten.Dispose();
    }

    private static async Task<Outcome> Attack(ThrowAway installation, TimeSpan? patience = null)
    {
        var limit = patience ?? Patience;
        var (after, given) = (new HashSet<string>(), new List<string>());
        var forgotten = await Crew.Nurse(installation, 2);
        using var administrator = await Crew.Of(installation, Crew.Link(installation, "administrator", 0));
        using var leaver = await Crew.Nurse(installation, 0);
        var own = await leaver.OwnPatients();
        using var open = await leaver.Open(own[0].Chart);
        (await open.Everything()).Need("read a chart");

        var unused = Crew.Link(installation, "nurse", 3);
        var until = TimeProvider.System.GetUtcNow() + Notice;
        foreach (var (person, when) in new[] { (leaver.Person, until), (unused.Person, TimeProvider.System.GetUtcNow()) })
            (await administrator.Desk.Post("/part", new PartStatement { Person = person, Until = when.ToUnixTimeMilliseconds() }, "part")).Need("enter a leaving");

        var revoked = await StolenTelephone(installation, limit, after);
        while (TimeProvider.System.GetUtcNow() < until) await Task.Delay(20);
        var cutOff = await UntilClosed(open, limit) is not null ? (double?)(TimeProvider.System.GetUtcNow() - until).TotalSeconds : null;

        // Everything that she still has.
        if ((await open.Everything()).Ok) after.Add(open.Chart);
        if ((await open.Client.Refresh()).Ok && (await open.Everything()).Ok) after.Add(open.Chart);
        if ((await leaver.Desk.MyDay(until.AddHours(-12).ToUnixTimeMilliseconds(), until.AddHours(12).ToUnixTimeMilliseconds())).Ok) given.Add("My day in her old session");
        if ((await leaver.TryOpen(own[1].Chart)).Opened is { } still)
        {
            after.Add(still.Chart);
            still.Dispose();
        }

        using var again = new StaffClient(installation.DeskOrigin, installation.Web);
        if ((await again.SignIn(leaver.Passkey)).Ok) given.Add("a new session");
        if ((await leaver.Desk.Post("/my-sign-in", new PlainStatement(), "my-sign-in")).Ok) given.Add("her passkeys");
        using var stranger = new StaffClient(installation.DeskOrigin, installation.Web);
        if ((await stranger.Send("/enrol/begin", new { link = unused.Secret }, default)).Ok) given.Add("a leaver's unused link");
        return new Outcome(leaver.Person, until.ToUnixTimeMilliseconds(), [own[0].Chart], cutOff, revoked, after, given, forgotten);
    }

    /// <summary>A nurse with two devices: from one she ends the session of the other, which a thief holds with a chart open.</summary>
    private static async Task<double?> StolenTelephone(ThrowAway installation, TimeSpan patience, HashSet<string> after)
    {
        using var telephone = await Crew.Nurse(installation, 1);
        using var laptop = new StaffClient(installation.DeskOrigin, installation.Web);
        (await laptop.SignIn(telephone.Passkey)).Need("sign in on the laptop");
        using var open = await telephone.Open((await telephone.OwnPatients())[0].Chart);
        (await open.Everything()).Need("read a chart");
        (await laptop.Post("/session/end", new EndSessionStatement { Target = telephone.Desk.Session }, "end-session")).Need("end the telephone's session");
        var closed = await UntilClosed(open, patience);
        if ((await open.Client.Refresh()).Ok || (await telephone.TryOpen(open.Chart)).Opened is not null) after.Add(open.Chart);
        return closed;
    }

    private static async Task<double?> UntilClosed(OpenChart open, TimeSpan patience)
    {
        var waited = Stopwatch.StartNew();
        while (waited.Elapsed < patience)
        {
            if (!(await open.Client.Get($"Patient/{open.Client.Patient}")).Ok) return waited.Elapsed.TotalSeconds;
            await Task.Delay(20);
        }

        return null;
    }

    /// <summary>
    /// The shipped keyholder again, with a clock 40 days ahead (a TimeProvider that the weakened host gives it: turning the
    /// clock of whole processes would turn certificates and timers with it). The keyholder's word to the passkey; null: it
    /// signed in, or there is no such host.
    /// </summary>
    private async Task<string?> Dormant(ThrowAway installation, Crew forgotten)
    {
        if (bench.WeakHost() is not { } host) return null;
        await installation.Stop();
        await installation.Start(("keyholder", host, "later-days"));
        using var finder = new StaffClient(installation.DeskOrigin, installation.Web);
        var answer = await finder.SignIn(forgotten.Passkey);
        return answer.Ok ? null : answer.Why;
    }
}
