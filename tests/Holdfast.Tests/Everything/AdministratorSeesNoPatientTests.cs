using System.Net.Http.Headers;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Grpc.Core;
using Holdfast.Drill.Clients;
using Holdfast.Drill.Cohort;
using Holdfast.Drill.Searching;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Tests.Everything;

/// <summary>
/// The promise that an administrator sees no patient information at all, over every route of every role and every method
/// of the keyholder that takes a statement: everything that came back is searched for everything that is known of the
/// patients. A nurse who walks the same way finds plenty: so the walk leads somewhere.
/// </summary>
public class AdministratorSeesNoPatientTests
{
    private static readonly string[] Types =
        ["Patient", "Observation", "Composition", "Condition", "MedicationRequest", "AllergyIntolerance", "Procedure", "Encounter", "RelatedPerson", "DocumentReference", "Practitioner", "Organization"];

    [Fact]
    public async Task An_administrator_sees_no_patient_over_any_route_of_any_role_where_a_nurse_sees_many()
    {
        await using var provider = await RunningProvider.Start();
        using var seeded = await Seeded.Fill(provider);
        using var administrator = await provider.SignIn("administrator");

        var nurses = await Walk(provider, seeded, seeded.Nurse, seeded.NursesChart);
        using var own = await seeded.OpenOwnDetails(administrator);
        var administrators = await Walk(provider, seeded, administrator, own);

        var (found, seen) = (seeded.FactsIn(nurses.Bytes), seeded.FactsIn(administrators.Bytes));
        Assert.True(administrators.Requests >= 150 && administrators.Requests == nurses.Requests, $"{nurses.Requests} and {administrators.Requests} requests");
        Assert.Superset(new HashSet<string> { "name", "health number", "telephone", "address", "diagnosis, operation, allergy or alert", "drug", "words of a note" }, found);
        Assert.Empty(seen);
    }

    /// <summary>Asks everything of everybody, and keeps every answer, head and body.</summary>
    private static async Task<(byte[] Bytes, int Requests)> Walk(RunningProvider provider, Seeded seeded, StaffClient person, SmartClient token)
    {
        using var all = new MemoryStream();
        var requests = 0;
        var routes = provider.Routes().Distinct().ToList();
        foreach (var (method, origin, pattern) in routes.Where(route => !(route.Method == "POST" && route.Origin != Keyholder.Running.TestKeyholder.RecordsOrigin)))
            foreach (var path in Paths(pattern, seeded))
                await Keep(Request(new HttpMethod(method), origin, path, token, body: method is "GET" or "DELETE" ? null : "{}", seeded.Scim));

        foreach (var (_, origin, pattern) in routes.Where(route => route.Method == "POST" && route.Origin != Keyholder.Running.TestKeyholder.RecordsOrigin))
            foreach (var (name, sign) in seeded.Statements(person).Where(statement => IsFor(pattern, statement.Name)).DefaultIfEmpty(seeded.Statements(person).First()))
                foreach (var accept in new[] { "application/json", "text/html" })
                    await Keep(Request(HttpMethod.Post, origin, pattern, null, JsonSerializer.Serialize(new { jws = sign() }), seeded.Scim, accept));

        foreach (var (role, client) in Clients(provider))
            foreach (var call in client.GetType().GetMethods().Where(m => m.Name.EndsWith("Async", StringComparison.Ordinal) && m.GetParameters() is [{ ParameterType: var first }, { ParameterType: var second }]
                && first == typeof(SignedStatement) && second == typeof(CallOptions)))
                foreach (var (_, sign) in seeded.Statements(person).Where(statement => IsFor(call.Name, statement.Name)))
                {
                    requests++;
                    all.Write(await Answer(call, client, new SignedStatement { Jws = sign() }));
                }

        return (all.ToArray(), requests);

        async Task Keep(HttpRequestMessage request)
        {
            requests++;
            using (request)
            {
                using var response = await provider.Web.SendAsync(request);
                all.Write(Encoding.UTF8.GetBytes(response.Headers.ToString() + response.Content.Headers));
                all.Write(await response.Content.ReadAsByteArrayAsync());
            }
        }
    }

    /// <summary>A statement is heard where it belongs; anywhere else it is malformed, whoever signed it.</summary>
    private static bool IsFor(string place, string statement) =>
        Letters(place) is var letters && (letters == Letters(statement) || letters == Letters(statement) + "async" || letters == statement switch
        {
            "reason" => "readreasonasync",
            "exports" => "waitingexportsasync",
            _ => "",
        });

    private static string Letters(string text) => string.Concat(text.ToLowerInvariant().Where(char.IsAsciiLetter));

    private static IEnumerable<(string Role, ClientBase Client)> Clients(RunningProvider provider)
    {
        var (desk, watch) = (provider.Channel("desk"), provider.Channel("watch"));
        yield return ("desk", new DeskWork.DeskWorkClient(desk));
        yield return ("desk", new StaffWork.StaffWorkClient(desk));
        yield return ("desk", new OwnSignIn.OwnSignInClient(desk));
        yield return ("desk", new Holdfast.Wire.Approvals.ApprovalsClient(desk));
        yield return ("watch", new Holdfast.Wire.Approvals.ApprovalsClient(watch));
        yield return ("watch", new WatchWork.WatchWorkClient(watch));
    }

    private static async Task<byte[]> Answer(MethodInfo call, ClientBase client, SignedStatement statement)
    {
        var answer = call.Invoke(client, [statement, default(CallOptions)])!;
        using (answer as IDisposable)
        {
            var task = (Task)answer.GetType().GetProperty("ResponseAsync")!.GetValue(answer)!;
            await task;
            return ((IMessage)task.GetType().GetProperty("Result")!.GetValue(task)!).ToByteArray();
        }
    }

    private static HttpRequestMessage Request(HttpMethod method, string origin, string path, SmartClient? token, string? body, string scim, string accept = "application/json")
    {
        var address = origin + path;
        var request = new HttpRequestMessage(method, address);
        request.Headers.Accept.ParseAdd(accept);
        request.Headers.TryAddWithoutValidation("Origin", origin);
        // Whoever administers the staff has the token of the system that suggests people, too.
        if (path.StartsWith("/scim/", StringComparison.Ordinal))
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", scim);
        }
        else if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("DPoP", token.AccessToken);
            request.Headers.Add("DPoP", token.Proof(method.Method, address.Split('?')[0], token.AccessToken));
        }

        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, token is null || path.StartsWith("/scim/", StringComparison.Ordinal) ? "application/json" : "application/fhir+json");
        return request;
    }

    /// <summary>The pattern with every id and type that a walker could know: the charts' and the patients' own.</summary>
    private static IEnumerable<string> Paths(string pattern, Seeded seeded)
    {
        if (!pattern.StartsWith('/')) pattern = "/" + pattern;
        var types = pattern.Contains("{type", StringComparison.Ordinal) ? Types : [""];
        foreach (var type in types)
        {
            var ids = pattern.Contains("{id", StringComparison.Ordinal) ? seeded.Ids : [""];
            foreach (var id in ids)
                yield return string.Join('/', pattern.Split('/').Select(part => part.Trim('{', '}').Split(':')[0] switch
                {
                    "type" or "compartmentType" => type,
                    "id" => id,
                    "version" or "vid" => "1",
                    var name when part.StartsWith('{') => name.Contains("path", StringComparison.Ordinal) ? "index.html" : name,
                    _ => part,
                }));
        }
    }

    /// <summary>Patients of the synthetic cohort in charts that a nurse may open, with what the walkers may know of them.</summary>
    private sealed class Seeded : IDisposable
    {
        private const int Patients = 4;

        private readonly List<string> _charts = [];
        private IReadOnlyList<SyntheticPatient> _people = [];
        private KnownFacts _facts = null!;
        private RunningProvider _provider = null!;

        public StaffClient Nurse { get; private set; } = null!;

        public SmartClient NursesChart { get; private set; } = null!;

        public string Scim { get; private set; } = "";

        public string[] Ids => [.. _charts.Take(1), NursesChart.Patient];

        public static async Task<Seeded> Fill(RunningProvider provider)
        {
            var until = OntarioTime.Day(TimeProvider.System.GetUtcNow());
            CohortVerb.Write(new CohortChoices(provider["patients"], Patients, 7, 10, 0, until, provider["staff.json"], provider["schedule.json"], provider["canaries.json"]));
            var maker = new PatientMaker(new SeededNumbers(7), until);
            var source = await Keyholder.Running.TestSource.Register(provider.Keyholder);
            Assert.Null((await source.Create("lea@example.org")).Refusal);
            var seeded = new Seeded { _provider = provider, Scim = source.Token, _people = [.. Enumerable.Range(0, Patients).Select(maker.Make)] };
            seeded._facts = KnownFacts.Of(seeded._people, provider["patients"]);
            seeded.Nurse = await provider.SignIn("nurse");
            using var coordinator = await provider.SignIn("coordinator");
            foreach (var patient in seeded._people)
                seeded._charts.Add((await coordinator.Post("/admit", new AdmitStatement { Directory = Fields(patient), AssignTo = seeded.Nurse.Person, DuplicatesSeen = true }, "admit")).Need("admit").GetProperty("chart").GetString()!);
            seeded.NursesChart = await seeded.Open(seeded.Nurse, seeded._charts[0], "TREAT");
            await seeded.Write(Path.Combine(provider["patients"], seeded._people[0].File));
            return seeded;
        }

        public Task<SmartClient> OpenOwnDetails(StaffClient person) => Own(person);

        /// <summary>Kinds of what is known of the patients and stands in these bytes.</summary>
        public HashSet<string> FactsIn(byte[] bytes)
        {
            var found = new HashSet<string>();
            var position = default(WordSearch.Position);
            _facts.Search.Search(bytes, ref position, (label, _) => found.Add(_facts[label].Kind));
            found.Remove("staff name");
            return found;
        }

        /// <summary>Every statement there is, aimed at the patients; each is signed when it is sent.</summary>
        public IEnumerable<(string Name, Func<string> Sign)> Statements(StaffClient by)
        {
            var now = TimeProvider.System.GetUtcNow();
            var (from, to) = (now.AddHours(-12).ToUnixTimeMilliseconds(), now.AddHours(12).ToUnixTimeMilliseconds());
            (string, Func<string>) S<T>(string name, T statement) where T : SessionStatement => (name, () => by.Sign(statement, name));
            yield return S("my-day", new MyDayStatement { From = from, To = to });
            foreach (var patient in _people)
            {
                yield return S("find", new FindStatement { HealthNumber = patient.HealthNumber });
                yield return S("find", new FindStatement { Name = patient.Family });
                yield return S("find", new FindStatement { Telephone = patient.Telephone, Address = patient.Street, PostalCode = patient.PostalCode });
                yield return S("admit", new AdmitStatement { Directory = Fields(patient), AssignTo = Nurse.Person, DuplicatesSeen = false });
                yield return S("propose", ProposeStatement.Of("canaries", new CanariesProposal(["9999999999"])));
            }

            foreach (var chart in _charts)
            {
                yield return S("launch", new LaunchStatement { Chart = chart, Client = SmartClient.ChartApplication });
                yield return S("open", NursesChart.Ask("A".PadRight(43, 'A'), chart, "TREAT", null));
                yield return S("assign", new AssignStatement { Items = [new AssignmentItem(by.Person, chart, null, "team", from, to)] });
            }

            foreach (var name in new[] { "staff", "my-details", "uncovered", "my-sign-in", "asked", "askable", "applications", "exports", "pending", "suggestions" }) yield return S(name, new PlainStatement());
            yield return S("open-search", new OpenSearchStatement { Client = SmartClient.ChartApplication, RedirectUri = NursesChart.RedirectUri, Scope = "user/Patient.s", CodeChallenge = new string('A', 43), DpopJkt = NursesChart.Thumbprint });
            yield return S("leave", new LeaveStatement { Person = by.Person, From = from, To = null });
            yield return S("part", new PartStatement { Person = by.Person, Until = from });
            yield return S("look", new LookStatement { Page = "office" });
            yield return S("propose", ProposeStatement.Of("return", new ReturnProposal(Nurse.Person)));
            yield return S("propose", ProposeStatement.Of("register-provisioner", new ProvisionerProposal("another", "Another", now.AddDays(1).ToUnixTimeMilliseconds())));
            yield return S("link-suggestion", new LinkSuggestionStatement { Suggestion = new string('a', 32), Person = Nurse.Person });
            yield return S("dismiss-suggestion", new DismissSuggestionStatement { Suggestion = new string('a', 32) });
            yield return S("retire-provisioner", new RetireProvisionerStatement { Source = "nobody" });
            yield return S("reason", new ReasonStatement { Hash = new string('a', 64) });
        }

        public void Dispose()
        {
            Nurse.Dispose();
            NursesChart.Dispose();
        }

        private async Task<SmartClient> Own(StaffClient person)
        {
            var me = (await person.Post("/my-details", new PlainStatement(), "my-details")).Need("see one's own details").GetProperty("me");
            return await Open(person, me.GetProperty("chart").GetString()!, "HOPERAT");
        }

        private async Task<SmartClient> Open(StaffClient person, string chart, string purpose)
        {
            var client = new SmartClient(Keyholder.Running.TestKeyholder.RecordsOrigin, _provider.Web, TimeProvider.System);
            var launched = (await person.Launch(chart, SmartClient.ChartApplication)).Need("launch");
            var opened = (await person.Open(client.Ask(launched.GetProperty("launch").GetString()!, chart, purpose, null))).Need("open");
            (await client.Redeem(opened.GetProperty("code").GetString()!)).Need("redeem");
            return client;
        }

        /// <summary>Diagnoses, drugs and notes of the cohort's own files, into the chart that the nurse has open.</summary>
        private async Task Write(string file)
        {
            await using var zip = new System.IO.Compression.GZipStream(File.OpenRead(file), System.IO.Compression.CompressionMode.Decompress);
            var bundle = (await JsonNode.ParseAsync(zip))!;
            foreach (var resource in bundle["entry"]!.AsArray().Select(entry => entry!["resource"]!.AsObject()).Where(r => (string)r["resourceType"]! is "Condition" or "MedicationRequest" or "Composition").Take(40))
            {
                foreach (var member in resource.Select(m => m.Key).Where(name => name is not ("resourceType" or "status" or "intent" or "code" or "medicationCodeableConcept" or "type" or "date" or "title" or "section" or "clinicalStatus")).ToList())
                    resource.Remove(member);
                var subject = new JsonObject { ["reference"] = $"Patient/{NursesChart.Patient}" };
                resource["subject"] = subject;
                if ((string)resource["resourceType"]! == "Composition") resource["author"] = new JsonArray(new JsonObject { ["display"] = "a nurse" });
                (await NursesChart.Create((JsonObject)resource.DeepClone())).Need("write to the chart");
            }
        }

        private static DirectoryFields Fields(SyntheticPatient patient) => new(
            patient.Family, string.Join(' ', patient.Given), patient.BirthDate.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture), patient.Gender,
            patient.HealthNumber, patient.HealthNumberVersion, "https://fhir.infoway-inforoute.ca/NamingSystem/ca-on-patient-hcn",
            patient.Telephone, patient.Street, patient.Town.Name, patient.PostalCode, patient.Language);
    }
}
