using Holdfast.Drill.Clients;
using Holdfast.Drill.Installations;
using Holdfast.Drill.Scoring;
using Holdfast.Drill.Searching;
using Holdfast.Wire.Statements;

namespace Holdfast.Drill.Attacks;

/// <summary>
/// Attack 8. Everything that a nurse's browser and her chart application send is copied: enrolment, sign-in, statements,
/// launch, code, tokens, proofs, step-up. The thief sends each again from elsewhere, byte by byte, then under a key of his
/// own, at another address, in a colleague's session, and on the other origins.
/// </summary>
internal sealed class ReplayedSecrets(Bench bench)
{
    public const int Number = 8;

    public async Task<AttackResult> Run()
    {
        bench.Say("attack 8: cookie, token, code, refresh token, launch, statement, proof, link and step-up from elsewhere");
        await using var installation = await bench.Installation();
        using var tap = new Tap();
        using var victimsWeb = tap.Web();
        using var victim = await Crew.Nurse(installation, 0, victimsWeb);
        using var colleague = await Crew.Nurse(installation, 1);
        using var thief = new Thief(installation);
        var opened = new HashSet<string>();
        var hostile = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

        opened.Add(await Tokens(thief, victim));
        opened.Add(await Launches(thief, victim, colleague, installation, victimsWeb));
        await StepUps(thief, victim, colleague);
        await Links(thief, installation);
        await thief.Everything(tap.Requests);
        await thief.ElsewhereSigned(tap.Requests);
        var cookies = tap.Cookies + await thief.CookiesOfPages();

        var signal = await LedgerEntries.Await(installation.Data, hostile, e => e.Kind == "refused" && e.Text("why") is "REPLAYED" or "PROOF_REFUSED");
        var exposure = await Exposure.Ask(installation, LedgerEntries.Read(installation.Data).Count, "--from", $"{hostile}");
        var comparison = SetComparison.Of(exposure.Charts, opened);
        await installation.Stop();
        var control = await bench.Control("records", "unbound", ControlSucceeds);
        var held = thief.Patients.Count == 0 && thief.Given.Count == 0 && cookies == 0 && signal is not null && comparison.Exact && control;
        return new AttackResult(
            Number, "copied secrets from elsewhere", thief.Patients.Count, installation.Everybody.Count(),
            signal is null ? null : Math.Max(0, (signal.AtMs - hostile) / 1000.0), null,
            comparison, control, held ? Verdict.Held : Verdict.Failed, "ATT&CK T1528, T1539, T1550; OWASP A07, API2",
            [
                $"{tap.Requests.Count} requests of the nurse's copied; {thief.Sent} sent by the thief: {thief.Refused} refused, given: {(thief.Given.Count == 0 ? "nothing" : string.Join(", ", thief.Given.Distinct()))}",
                $"cookies set by any page or answer: {cookies}",
                "precision and recall: what the watch says was open meanwhile, against the charts that the nurse herself opened",
                "applications that were registered as bearer are not attacked here: a copy of such a token reads its one chart until it expires (five minutes)",
                "a copy that arrives before the original works where nothing binds it to a key: an enrolment link that was never used makes its finder that person, which the person notices when it no longer works for them",
            ]);
    }

    /// <summary>Access token, DPoP proofs, refresh token.</summary>
    private static async Task<string> Tokens(Thief thief, Crew victim)
    {
        var chart = (await victim.OwnPatients())[0].Chart;
        using var open = await victim.Open(chart);
        var client = open.Client;
        var record = $"Patient/{client.Patient}";
        (await open.Everything()).Need("read a chart");
        await thief.Token(client, record);
        var unused = client.Proof("GET", $"{client.Base}/{record}", client.AccessToken);
        await thief.Read(client, $"{record}/$everything", $"DPoP {client.AccessToken}", unused, "proof of another address");
        await thief.Read(client, $"{record}?_format=xml", $"DPoP {client.AccessToken}", client.Proof("POST", $"{client.Base}/{record}", client.AccessToken), "proof of another method");
        (await client.Refresh()).Need("refresh a token");
        return chart;
    }

    /// <summary>A launch in a colleague's session, and after it was used; a code under another key, with and without its verifier.</summary>
    private static async Task<string> Launches(Thief thief, Crew victim, Crew colleague, ThrowAway installation, HttpClient web)
    {
        var chart = (await victim.OwnPatients())[1].Chart;
        using var client = new SmartClient(installation.RecordsOrigin, web, TimeProvider.System);
        using var own = new SmartClient(installation.RecordsOrigin, installation.Web, TimeProvider.System);
        var launch = (await victim.Desk.Launch(chart, SmartClient.ChartApplication)).Need("click beside a name").GetProperty("launch").GetString()!;
        thief.Note("a launch in a colleague's session", await colleague.Desk.Open(own.Ask(launch, chart, "TREAT", null)));
        var code = (await victim.Desk.Open(client.Ask(launch, chart, "TREAT", null))).Need("open a chart").GetProperty("code").GetString()!;
        thief.Note("a launch that was used", await colleague.Desk.Open(own.Ask(launch, chart, "TREAT", null)));
        (await client.Redeem(code)).Need("redeem a code");
        (await client.Get($"Patient/{client.Patient}")).Need("read a patient");
        thief.Note("a used code under another key", await own.Redeem(code));

        var second = (await victim.Desk.Launch(chart, SmartClient.ChartApplication)).Need("click again").GetProperty("launch").GetString()!;
        var fresh = (await victim.Desk.Open(client.Ask(second, chart, "TREAT", null))).Need("open it again").GetProperty("code").GetString()!;
        thief.Note("a fresh code under another key and verifier", await own.Redeem(fresh));
        return chart;
    }

    private static async Task StepUps(Thief thief, Crew victim, Crew colleague)
    {
        var proof = await Touch.ForAnotherPasskey(victim.Desk, victim.Passkey);
        thief.Note("a step-up in a colleague's session", await Touch.BeginPasskey(colleague.Desk, proof));
        thief.Note("a step-up for something else", await victim.Desk.Post("/unlock", new ProvenStatement { StepUp = proof }, "unlock"));
        (await Touch.BeginPasskey(victim.Desk, proof)).Need("begin to add a passkey");
        thief.Note("a step-up that was used", await Touch.BeginPasskey(victim.Desk, proof));
    }

    private static async Task Links(Thief thief, ThrowAway installation)
    {
        var unused = Crew.Link(installation, "nurse", 2);
        thief.Note("a link on another origin", await thief.Post(installation.WatchOrigin, "/enrol/begin", new { link = unused.Secret }));
        thief.Note("a link that was used", await thief.Post(installation.DeskOrigin, "/enrol/begin", new { link = Crew.Link(installation, "nurse", 0).Secret }));
    }

    private static async Task<bool> ControlSucceeds(ThrowAway installation)
    {
        using var victim = await Crew.Nurse(installation, 0);
        using var thief = new Thief(installation);
        using var open = await victim.Open((await victim.OwnPatients())[0].Chart);
        await thief.Token(open.Client, $"Patient/{open.Client.Patient}");
        return thief.Patients.Count > 0;
    }

    /// <summary>Has copies of everything, and a key, an address and a connection of his own.</summary>
    private sealed class Thief(ThrowAway installation) : IDisposable
    {
        /// <summary>Whoever asks gets a nonce, and it is worth nothing without a passkey.</summary>
        private static readonly string[] Free = ["/sign-in/begin", "/step-up/begin"];

        private readonly HttpClient _web = LocalWeb.Client(Tap.Elsewhere);
        private readonly SmartClient _own = new(installation.RecordsOrigin, installation.Web, TimeProvider.System);
        private readonly KnownFacts _known = KnownFacts.Of(installation.Everybody, installation.Cohort);

        public int Sent { get; private set; }

        public int Refused { get; private set; }

        public List<string> Given { get; } = [];

        /// <summary>By health number: of whom anything came out.</summary>
        public HashSet<string> Patients { get; } = [];

        /// <summary>A token in every way that one can be shown without the key that it is bound to.</summary>
        public async Task Token(SmartClient stolen, string record)
        {
            var (address, token) = ($"{stolen.Base}/{record}", stolen.AccessToken);
            await Read(stolen, record, $"DPoP {token}", _own.Proof("GET", address, token), "a token with a proof of the thief's key");
            await Read(stolen, record, $"Bearer {token}", null, "a token as a bearer token");
            await Read(stolen, record, $"Bearer {token}", _own.Proof("GET", address, token), "a token as a bearer token with a proof");
            await Read(stolen, record, $"DPoP {token}", null, "a token without a proof");
            await Read(stolen, $"{record}?access_token={token}", "", null, "a token in the address");
        }

        public async Task Read(SmartClient stolen, string path, string authorization, string? proof, string what)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{stolen.Base}/{path}");
            if (authorization.Length > 0) request.Headers.TryAddWithoutValidation("Authorization", authorization);
            if (proof is not null) request.Headers.Add("DPoP", proof);
            await Send(request, what);
        }

        /// <summary>Each copied request once more.</summary>
        public async Task Everything(IEnumerable<TappedRequest> copied)
        {
            foreach (var request in copied.Where(r => !Free.Contains(r.Address.AbsolutePath)).ToList())
            {
                using var again = request.Again();
                await Send(again, $"again: {request}");
            }
        }

        /// <summary>What a session or a passkey signed for the desk, shown to the watch and at another route.</summary>
        public async Task ElsewhereSigned(IEnumerable<TappedRequest> copied)
        {
            var statements = copied.Where(r => r.Method == HttpMethod.Post && r.Address.GetLeftPart(UriPartial.Authority) == installation.DeskOrigin && !Free.Contains(r.Address.AbsolutePath)).ToList();
            foreach (var request in statements.DistinctBy(r => r.Address.AbsolutePath))
            {
                using var other = request.Again(installation.WatchOrigin);
                await Send(other, $"on the watch: {request}");
            }

            foreach (var route in new[] { "/find", "/launch", "/my-day", "/staff", "/propose" })
            {
                var signed = statements.Last(r => r.Address.AbsolutePath is "/open");
                using var elsewhere = (signed with { Address = new Uri(installation.DeskOrigin + route) }).Again();
                await Send(elsewhere, $"an opening at {route}");
            }
        }

        public async Task<int> CookiesOfPages()
        {
            var cookies = 0;
            foreach (var page in new[] { $"{installation.DeskOrigin}/", $"{installation.DeskOrigin}/my-day", $"{installation.DeskOrigin}/authorize", $"{installation.WatchOrigin}/", $"{installation.WatchOrigin}/office", $"{installation.RecordsOrigin}/chart/", $"{installation.RecordsOrigin}/fhir/metadata" })
            {
                using var response = await _web.GetAsync(page);
                if (response.Headers.Contains("Set-Cookie")) cookies++;
            }

            return cookies;
        }

        public async Task<Answer> Post(string origin, string route, object body)
        {
            using var desk = new StaffClient(origin, _web);
            return await desk.Send(route, body, default);
        }

        public void Note(string what, Answer answer)
        {
            Sent++;
            if (answer.Ok) Given.Add(what);
            else Refused++;
        }

        public void Dispose()
        {
            _web.Dispose();
            _own.Dispose();
        }

        private async Task Send(HttpRequestMessage request, string what)
        {
            using var response = await _web.SendAsync(request);
            var findings = new Findings(_known);
            findings.Search(await response.Content.ReadAsByteArrayAsync());
            Patients.UnionWith(findings.Patients);
            Sent++;
            if (response.IsSuccessStatusCode) Given.Add(what);
            else Refused++;
        }
    }
}
