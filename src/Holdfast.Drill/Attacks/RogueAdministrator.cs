using Holdfast.Drill.Clients;
using Holdfast.Drill.Installations;
using Holdfast.Drill.Scoring;
using Holdfast.Drill.Searching;
using Holdfast.Wire.Statements;

namespace Holdfast.Drill.Attacks;

/// <summary>
/// Attack 14. The provider's administrator, who is an approver too, wants patients. He signs every statement there is; asks
/// for a role, a budget, a roster, the say-so over approvals for himself; asks for what would serve him as well (somebody's
/// recovery, an accomplice as approver, a new hire, an application) and approves it himself, in every way that he can.
/// </summary>
internal sealed class RogueAdministrator(Bench bench)
{
    public const int Number = 14;

    private const string Reason = "Asked for by telephone, very urgent.";

    public async Task<AttackResult> Run()
    {
        bench.Say("attack 14: a rogue administrator");
        await using var installation = await bench.Installation();
        var hostile = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        using var rogue = await Rogue.SignedIn(installation);
        var patients = await rogue.TryPatients();
        await rogue.AskForHimself();
        var (asked, approved) = await rogue.ApproveHimself();
        var paper = await rogue.UsePaper();
        var readable = Readable(installation);

        var signal = await LedgerEntries.Await(installation.Data, hostile, e => e.Kind == "refused" && e.Text("person") == rogue.Person);
        var entries = await LedgerEntries.Settled(installation.Data, hostile);
        var alarm = entries.FirstOrDefault(e => e.Kind == "approved" && e.Members.TryGetProperty("paper", out var used) && used.GetBoolean());
        var exposure = await Exposure.Ask(installation, LedgerEntries.Read(installation.Data).Count, "--person", rogue.Person);
        var comparison = SetComparison.Of(exposure.Charts.Concat(exposure.Identities), patients);
        await installation.Stop();
        var control = await bench.Control("keyholder", "own-approval", ControlSucceeds);
        var held = patients.Count == 0 && rogue.Given.Count == 0 && approved == 0 && paper is { First: true, Second: false } && alarm is not null && readable == 0 && signal is not null && comparison.Exact && control;
        return new AttackResult(
            Number, "rogue administrator", patients.Count, installation.Everybody.Count(),
            signal is null ? null : Math.Max(0, (signal.AtMs - hostile) / 1000.0), null, comparison, control, held ? Verdict.Held : Verdict.Failed,
            "ATT&CK T1098, T1078.004, T1548; OWASP A01, A04",
            [
                $"{rogue.Tried} acts of his own refused or without a patient in them; given that should not have been: {(rogue.Given.Count == 0 ? "nothing" : string.Join(", ", rogue.Given))}",
                $"{asked} requests made, each approved by himself in five ways (own session, second device, a colleague's session with his passkey, a colleague's passkey on his device, a guessed paper): {approved} went through",
                $"the sealed paper, stolen from the safe: {(paper.First ? "worked once" : "did not work")} and {(paper.Second ? "WORKED AGAIN" : "not again")}; {(alarm is null ? "NOT in the ledger" : "the entry says so, and the watch alarms")}",
                "with the paper in hand one administrator is two people once, and may make an accomplice an approver with it: it is worth what the alarm is answered with, within the hour and not on Monday",
                $"health numbers and names in the record store and the keyholder's store as a backup has them: {readable}; without the root key, that is, which attack 4 is about",
                "no act settles an alert by hand, so there is none to switch off; what he may do alone only narrows (a leave, a leaving), and can be turned against colleagues: it is entered, and undoing it takes two",
            ]);
    }

    private static int Readable(ThrowAway installation)
    {
        var findings = new Findings(KnownFacts.Of(installation.Everybody, installation.Cohort));
        foreach (var store in new[] { "records", "keyholder" })
            foreach (var file in Directory.EnumerateFiles(Path.Combine(installation.Data, store), "store.db*")) findings.Search(File.ReadAllBytes(file));
        return findings.Patients.Count;
    }

    /// <summary>He recovers a nurse, approves it, has both halves of her link, and is her.</summary>
    private static async Task<bool> ControlSucceeds(ThrowAway installation)
    {
        using var rogue = await Rogue.SignedIn(installation);
        var victim = Crew.Link(installation, "nurse", 0);
        using var nurse = await rogue.BecomeByOwnApproval(victim);
        using var open = await nurse.Open((await nurse.OwnPatients())[0].Chart);
        return (await open.Everything()).Ok;
    }

    /// <summary>The administrator at the desk, on the watch, and beside a privacy officer.</summary>
    private sealed class Rogue(ThrowAway installation, Crew desk, Crew watch, Crew officer) : IDisposable
    {
        private static readonly string[] Patient = ["my-day", "find", "launch", "open", "admit", "assign", "look", "reason", "exposure"];

        public string Person => desk.Person;

        public int Tried { get; private set; }

        public List<string> Given { get; } = [];

        public static async Task<Rogue> SignedIn(ThrowAway installation)
        {
            var link = Crew.Link(installation, "administrator", 0);
            var watch = link.OnWatch ?? throw new DrillException("The administrator is no approver. The attack did not begin.");
            return new Rogue(installation, await Crew.Of(installation, link), await Crew.Of(installation, watch), await Crew.Of(installation, Crew.Link(installation, "privacy-officer", 0)));
        }

        /// <summary>Every statement that shows or opens a patient. Charts' ids are in the ledger for him to read.</summary>
        public async Task<HashSet<string>> TryPatients()
        {
            var got = new HashSet<string>();
            var now = TimeProvider.System.GetUtcNow();
            var someone = installation.Patients[0];
            var chart = LedgerEntries.Read(installation.Data).First(e => e.Kind == "admitted" && e.Text("grant").Length > 0).Text("chart");
            using var client = new SmartClient(installation.RecordsOrigin, installation.Web, TimeProvider.System);
            foreach (var page in new[] { desk.Desk, watch.Desk })
            {
                await Refused("my-day", page.MyDay(now.AddHours(-12).ToUnixTimeMilliseconds(), now.AddHours(12).ToUnixTimeMilliseconds()));
                await Refused("find", page.FindByName(someone.Family));
                await Refused("find", page.FindByNumber(someone.HealthNumber));
                await Refused("launch", page.Launch(chart, SmartClient.ChartApplication));
                await Refused("open", page.Open(client.Ask(new string('A', 43), chart, "TREAT", null)));
                await Refused("open", page.Open(client.Ask(new string('A', 43), chart, "ETREAT", Reason)));
                await Refused("assign", page.Assign([new AssignmentItem(Person, chart, null, "visit", now.ToUnixTimeMilliseconds(), now.AddHours(1).ToUnixTimeMilliseconds())]));
                await Refused("look", page.Post("/look", new LookStatement { Page = "office" }, "look"));
                await Refused("reason", page.Post("/reason", new ReasonStatement { Hash = new string('0', 64) }, "reason"));
            }

            return got;

            async Task Refused(string what, Task<Answer> asking)
            {
                Tried++;
                if (!(await asking).Ok) return;
                Given.Add(what);
                if (Patient.Contains(what)) got.Add(chart);
            }
        }

        /// <summary>What widens his own reach: nobody may even ask for it.</summary>
        public async Task AskForHimself()
        {
            var until = TimeProvider.System.GetUtcNow().AddDays(1).ToUnixTimeMilliseconds();
            await No("another role for himself", desk.Desk.Propose("change-role", new ChangeRoleProposal(Person, "nurse")));
            await No("a budget for himself", desk.Desk.Propose("budget", new BudgetProposal(Person, "charts", 400, until, Reason)));
            await No("everybody's budget", desk.Desk.Propose("budget", new BudgetProposal(null, "organisation-emergency", 250, until, Reason)));
            await No("a roster of his own", desk.Desk.Propose("roster", new RosterProposal(Person, true)));
            await No("his own recovery", desk.Desk.Propose("recover", new RecoverProposal(Person, "desk", Reason)));
            await No("his own thaw", desk.Desk.Propose("thaw", new ThawProposal(Person, null, Reason)));
            await No("canaries, to learn who they are", desk.Desk.Propose("canaries", new CanariesProposal([installation.Canaries[0].HealthNumber])));
            await No("his own leaving taken back", desk.Desk.Post("/part", new PartStatement { Person = Person, Until = until }, "part"));
        }

        /// <summary>What others would gain, and he through them: he may ask, and must not be the one who says yes.</summary>
        public async Task<(int Asked, int Approved)> ApproveHimself()
        {
            var nurse = Crew.Link(installation, "nurse", 0).Person;
            using var atHome = new StaffClient(installation.WatchOrigin, installation.Web);
            (await atHome.SignIn(watch.Passkey)).Need("sign in on a second device");
            using var hers = new StaffClient(installation.WatchOrigin, installation.Web, watch.Desk.Device);
            (await hers.SignIn(officer.Passkey)).Need("sign the officer in on his device");
            List<string> requests =
            [
                await Ask("recover", new RecoverProposal(nurse, "desk", Reason)),
                await Ask("approver", new ApproverProposal(Crew.Link(installation, "nurse", 1).Person, true)),
                await Ask("hire", new HireProposal("Anna Lind", "nurse", false, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds())),
                await Ask("change-role", new ChangeRoleProposal(Crew.Link(installation, "coordinator", 0).Person, "nurse")),
            ];
            var approved = 0;
            foreach (var request in requests)
            {
                foreach (var way in new Func<Task<Answer>>[]
                         {
                             () => watch.Desk.Approve(watch.Passkey, request), () => atHome.Approve(watch.Passkey, request), () => officer.Desk.Approve(watch.Passkey, request),
                             () => hers.Approve(officer.Passkey, request), () => watch.Desk.Approve(watch.Passkey, request, new string('0', 26)),
                         })
                    if ((await way()).Ok) approved++;
            }

            return (requests.Count, approved);
        }

        /// <summary>The paper makes up for one absent person, once.</summary>
        public async Task<(bool First, bool Second)> UsePaper()
        {
            var code = File.ReadLines(Path.Combine(installation.Folder, "links.jsonl")).Select(PaperIn).First(c => c.Length > 0);
            var first = await watch.Desk.Approve(watch.Passkey, await Ask("approver", new ApproverProposal(Crew.Link(installation, "nurse", 3).Person, true)), code);
            var second = await watch.Desk.Approve(watch.Passkey, await Ask("recover", new RecoverProposal(Crew.Link(installation, "nurse", 4).Person, "desk", Reason)), code);
            return (first.Ok, second.Ok);
        }

        public async Task<Crew> BecomeByOwnApproval(EnrolmentLink victim)
        {
            var request = await Ask("recover", new RecoverProposal(victim.Person, "desk", Reason));
            var code = (await watch.Desk.Approve(watch.Passkey, request)).Need("approve his own request").GetProperty("secret").GetString()!;
            var mine = (await desk.Desk.Post("/asked", new PlainStatement(), "asked")).Need("see his own requests").GetProperty("requests").EnumerateArray().First(r => Answer.Text(r, "request") == request);
            return await Crew.Of(installation, victim with { Secret = Answer.Text(mine, "secret").Split('#')[1], Code = code });
        }

        public void Dispose()
        {
            desk.Dispose();
            watch.Dispose();
            officer.Dispose();
        }

        private async Task<string> Ask<T>(string kind, T payload) where T : class =>
            (await desk.Desk.Propose(kind, payload)).Need($"ask for {kind}").GetProperty("request").GetString()!;

        private async Task No(string what, Task<Answer> asking)
        {
            Tried++;
            if ((await asking).Ok) Given.Add(what);
        }

        private static string PaperIn(string line)
        {
            using var json = System.Text.Json.JsonDocument.Parse(line);
            return Answer.Text(json.RootElement, "paper");
        }
    }
}
