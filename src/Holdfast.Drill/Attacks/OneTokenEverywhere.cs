using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.Drill.Clients;
using Holdfast.Drill.Installations;
using Holdfast.Drill.Scoring;
using Holdfast.Drill.Searching;

namespace Holdfast.Drill.Attacks;

/// <summary>
/// Attack 2, broken object level authorization. A nurse has one chart open and the token for it. On the same node three
/// colleagues' charts are open too, and the attacker knows every id in them. She asks for all of it with her own token, in
/// every way that FHIR knows and on every other route there is, and tries to change it.
/// </summary>
internal sealed partial class OneTokenEverywhere(Bench bench)
{
    public const int Number = 2;

    private const int Colleagues = 3;

    /// <summary>Of each type in a colleague's chart: every kind of record, without asking the same of a hundred visits.</summary>
    private const int IdsOfEachType = 2;

    public async Task<AttackResult> Run()
    {
        bench.Say("attack 2: one nurse's token over all ids, all routes, all interactions");
        await using var installation = await bench.Installation();
        var known = KnownFacts.Of(installation.Everybody, installation.Cohort);
        using var ward = await Ward.Open(installation);
        var tries = await Attack(ward, known);
        var unharmed = await ward.ColleaguesChartsAreAsBefore();
        var exposure = await Exposure.Ask(installation, LedgerEntries.Read(installation.Data).Count, "--person", ward.Thief.Person);
        var comparison = SetComparison.Of(exposure.Charts, [ward.Own.Chart]);
        var control = await bench.Control("records", "any-token", ControlSucceeds);
        var beyond = tries.Patients.Count(number => number != ward.OwnNumber);
        var held = beyond == 0 && tries.Leaks == 0 && unharmed && tries.Broken == 0 && comparison.Exact && control;
        return new AttackResult(
            Number, "one token over all ids and routes", beyond, installation.Everybody.Count() - 1,
            null, null,
            comparison, control, held ? Verdict.Held : Verdict.Failed, "ATT&CK T1078, T1190; OWASP API1, API3, API5",
            [
                $"{tries.Sent} requests with her token about {ward.Others.Count} charts open on the same node: {tries.Refused} refused, {tries.Empty} answered with nothing of theirs, {tries.Leaks} with something",
                $"colleagues' charts afterwards: {(unharmed ? "unchanged" : "CHANGED")}; answers of 500 and above, but for 501: {tries.Broken}",
                "what records refuses under a live token is not an entry of its own: the ledger has the release of her one chart, which is all that the token reaches",
            ]);
    }

    private static async Task<bool> ControlSucceeds(ThrowAway installation)
    {
        var known = KnownFacts.Of(installation.Everybody, installation.Cohort);
        using var ward = await Ward.Open(installation);
        return (await Attack(ward, known)).Leaks >= ward.Others.Count;
    }

    private static async Task<Tries> Attack(Ward ward, KnownFacts known)
    {
        var tries = new Tries(ward, known);
        foreach (var other in ward.Others)
        {
            foreach (var (type, id) in other.Ids) await tries.About(type, id, other);
            await tries.AboutPatient(other);
        }

        await tries.OtherRoutes();
        return tries;
    }

    /// <summary>A colleague's open chart, and what the attacker knows of it: every id.</summary>
    private sealed record Target(OpenChart Chart, string Patient, string HealthNumber, IReadOnlyList<(string Type, string Id)> Ids, int Resources);

    /// <summary>Four nurses at work on one node, one of them the attacker.</summary>
    private sealed class Ward(ThrowAway installation, Crew thief, OpenChart own, string ownNumber, IReadOnlyList<Target> others, IReadOnlyList<Crew> colleagues) : IDisposable
    {
        public ThrowAway Installation => installation;
        public Crew Thief => thief;
        public OpenChart Own => own;
        public string OwnNumber => ownNumber;
        public IReadOnlyList<Target> Others => others;

        public static async Task<Ward> Open(ThrowAway installation)
        {
            var thief = await Crew.Nurse(installation, 0);
            var mine = await thief.OwnPatients();
            var own = await thief.Open(mine[0].Chart);
            var (colleagues, others) = (new List<Crew>(), new List<Target>());
            for (var number = 1; number <= Colleagues; number++)
            {
                var nurse = await Crew.Nurse(installation, number);
                colleagues.Add(nurse);
                var (chart, healthNumber) = (await nurse.OwnPatients()).First(p => p.Chart != mine[0].Chart && others.TrueForAll(o => o.Chart.Chart != p.Chart));
                var opened = await nurse.Open(chart);
                var all = await Ids(opened);
                others.Add(new Target(opened, opened.Client.Patient, healthNumber, [.. all.GroupBy(i => i.Type).SelectMany(g => g.Take(IdsOfEachType))], all.Count));
            }

            return new Ward(installation, thief, own, mine[0].HealthNumber, others, colleagues);
        }

        public async Task<bool> ColleaguesChartsAreAsBefore()
        {
            foreach (var other in others)
                if ((await Ids(other.Chart)).Count != other.Resources) return false;
            return true;
        }

        private static async Task<IReadOnlyList<(string Type, string Id)>> Ids(OpenChart opened) =>
            [.. (await opened.Everything()).Need("read a chart").GetProperty("entry").EnumerateArray().Select(e => e.GetProperty("resource"))
                .Select(r => (Answer.Text(r, "resourceType"), Answer.Text(r, "id"))).Where(r => r.Item1 is not ("Practitioner" or "Organization" or "Location" or "Medication"))];

        public void Dispose()
        {
            own.Dispose();
            thief.Dispose();
            foreach (var other in others) other.Chart.Dispose();
            foreach (var colleague in colleagues) colleague.Dispose();
        }
    }

    /// <summary>Sends requests with the attacker's token and searches every answer for people who are not hers.</summary>
    private sealed partial class Tries(Ward ward, KnownFacts known)
    {
        public int Sent { get; private set; }
        public int Refused { get; private set; }
        public int Empty { get; private set; }
        public int Leaks { get; private set; }
        public int Broken { get; private set; }
        public HashSet<string> Patients { get; } = [];

        private string Mine => ward.Own.Client.Patient;

        /// <summary>One record of somebody else's, by its id.</summary>
        public async Task About(string type, string id, Target other)
        {
            foreach (var path in new[]
                     {
                         $"{type}/{id}", $"{type}/{id}/_history", $"{type}/{id}/_history/1", $"{type}?_id={id}", $"{type}?_id={id}&_summary=count", $"{type}?_id={id}&_elements=id",
                         $"Patient/{Mine}/{type}?_id={id}", $"{type}/{id}/$everything", $"{type}/{id}?_format=xml", $"{type}?_id={id},{Mine}&_sort=_lastUpdated",
                         $"{type}/%2e%2e/{type}/{id}", $"{type}?_has:{type}:_id:_id={id}",
                     })
                await Send(HttpMethod.Get, path, null, id);
            var stolen = $"{{\"resourceType\":\"{type}\",\"id\":\"{id}\",\"subject\":{{\"reference\":\"Patient/{other.Patient}\"}}}}";
            await Send(HttpMethod.Put, $"{type}/{id}", stolen, id);
            await Send(HttpMethod.Delete, $"{type}/{id}", null, id);
            await Send(HttpMethod.Patch, $"{type}/{id}", "[{\"op\":\"add\",\"path\":\"/language\",\"value\":\"fr\"}]", id, "application/json-patch+json");
            await Send(HttpMethod.Post, "", $"{{\"resourceType\":\"Bundle\",\"type\":\"batch\",\"entry\":[{{\"request\":{{\"method\":\"GET\",\"url\":\"{type}/{id}\"}}}},{{\"request\":{{\"method\":\"DELETE\",\"url\":\"{type}/{id}\"}}}}]}}", id);
            await Send(HttpMethod.Post, $"{type}/_search", $"_id={id}", id, "application/x-www-form-urlencoded");
        }

        /// <summary>Somebody else's chart, by their Patient id, health number and the keyholder's chart id.</summary>
        public async Task AboutPatient(Target other)
        {
            var (patient, number, chart) = (other.Patient, other.HealthNumber, other.Chart.Chart);
            foreach (var path in new[]
                     {
                         $"Patient/{patient}/$everything", $"Patient/{chart}", $"Patient/{chart}/$everything", $"Patient?identifier={number}", $"Patient?_id={patient}&_revinclude=Condition:subject",
                         $"Patient/{patient}/Condition", $"Patient/{patient}/*", $"Condition?patient={patient}", $"Condition?subject=Patient/{patient}", $"Observation?patient={patient}&_summary=count",
                         $"Encounter?patient.identifier={number}", $"Encounter?patient={patient}&_include=Encounter:patient", $"Condition?subject:Patient.identifier={number}",
                         $"Patient?_has:Condition:subject:_id={other.Ids[0].Id}", "Patient/$export", "$export", "_history", "Condition/_history", $"Patient/{patient}/_history", "Patient", "Condition?_total=accurate",
                     })
                await Send(HttpMethod.Get, path, null, patient);
            await Send(HttpMethod.Post, "Condition", $"{{\"resourceType\":\"Condition\",\"subject\":{{\"reference\":\"Patient/{patient}\"}},\"code\":{{\"text\":\"planted\"}}}}", patient);
            await Send(HttpMethod.Post, "Patient/_search", $"identifier={number}", patient, "application/x-www-form-urlencoded");
            await Send(HttpMethod.Put, $"Patient/{patient}", $"{{\"resourceType\":\"Patient\",\"id\":\"{patient}\"}}", patient);
            await Send(HttpMethod.Post, "", $"{{\"resourceType\":\"Bundle\",\"type\":\"transaction\",\"entry\":[{{\"resource\":{{\"resourceType\":\"Observation\",\"status\":\"final\",\"subject\":{{\"reference\":\"Patient/{patient}\"}},\"code\":{{\"text\":\"planted\"}}}},\"request\":{{\"method\":\"POST\",\"url\":\"Observation\"}}}}]}}", patient);
        }

        /// <summary>Her token where it does not belong: the other roles' origins.</summary>
        public async Task OtherRoutes()
        {
            foreach (var origin in new[] { ward.Installation.DeskOrigin, ward.Installation.WatchOrigin })
                foreach (var route in new[] { "/", "/my-day", "/find", "/staff", "/look", "/exposure", "/events", "/alerts", "/ledger/checkpoint", "/fhir/Patient" })
                    await Send(HttpMethod.Get, $"{origin}{route}", null, null);
        }

        private async Task Send(HttpMethod method, string path, string? body, string? wanted, string contentType = "application/fhir+json")
        {
            var client = ward.Own.Client;
            var address = path.StartsWith("http", StringComparison.Ordinal) ? path : path.Length == 0 ? client.Base : $"{client.Base}/{path}";
            using var request = new HttpRequestMessage(method, address);
            request.Headers.Authorization = new AuthenticationHeaderValue("DPoP", client.AccessToken);
            request.Headers.Add("DPoP", client.Proof(method.Method, address.Split('?')[0], client.AccessToken));
            if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, contentType);
            using var response = await ward.Installation.Web.SendAsync(request);
            Judge((int)response.StatusCode, WithoutEcho(await response.Content.ReadAsByteArrayAsync(), path), wanted);
        }

        /// <summary>A searchset's self link repeats the question; it is taken away when it says nothing but what was asked.</summary>
        private static byte[] WithoutEcho(byte[] answer, string asked)
        {
            var text = Encoding.UTF8.GetString(answer);
            if (SelfLink().Match(text) is not { Success: true } self || asked.Split('?', 2) is not [_, var question]) return answer;
            return Uri.UnescapeDataString(self.Groups["question"].Value.Replace("\\u0026", "&", StringComparison.Ordinal)) == Uri.UnescapeDataString(question) ? Encoding.UTF8.GetBytes(text.Remove(self.Index, self.Length)) : answer;
        }

        [GeneratedRegex("""\{"relation":"self","url":"[^"?]*\?(?<question>[^"]*)"\}""", RegexOptions.ExplicitCapture)]
        private static partial Regex SelfLink();

        private void Judge(int status, byte[] answer, string? wanted)
        {
            Sent++;
            var findings = new Findings(known);
            findings.Search(answer);
            Patients.UnionWith(findings.Patients);
            if (status is >= 500 and not 501) Broken++; // 501 says that there is no such interaction here
            if (findings.Patients.Any(number => number != ward.OwnNumber) || (status < 300 && wanted is not null && Holds(answer, wanted))) Leaks++;
            else if (status >= 400) Refused++;
            else Empty++;
        }

        /// <summary>A resource under the wanted id in the answer; not the echo of a question in a link, nor of a refused entry.</summary>
        private static bool Holds(byte[] answer, string id)
        {
            try
            {
                using var document = JsonDocument.Parse(answer);
                return Resources(document.RootElement).Any(resource => Answer.Text(resource, "id") == id);
            }
            catch (JsonException)
            {
                return Encoding.UTF8.GetString(answer).Contains($"<id value=\"{id}\"", StringComparison.Ordinal);
            }
        }

        private static IEnumerable<JsonElement> Resources(JsonElement root)
        {
            yield return root;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("entry", out var entries)) yield break;
            foreach (var entry in entries.EnumerateArray())
                if (entry.TryGetProperty("resource", out var resource))
                    foreach (var inner in Resources(resource)) yield return inner;
        }
    }
}
