using System.Text.Json;
using Hl7.Fhir.Model;
using Holdfast.Records.Charts;
using Holdfast.Records.Fhir;
using Holdfast.Records.Tokens;
using Microsoft.Net.Http.Headers;

namespace Holdfast.Records.Validation;

/// <summary>
/// POST [type]/$validate and [type]/[id]/$validate, GET [type]/[id]/$validate for what is stored: would this be taken? The
/// answer is an OperationOutcome with status 200, whatever it says. Nothing is written. <c>mode</c> (create, update, delete,
/// profile) and <c>profile</c> come as query parameters or in a Parameters resource around the resource.
/// </summary>
internal static class Validate
{
    private static readonly string[] Modes = ["create", "update", "delete", "profile"];

    public static void Map(IEndpointRouteBuilder fhir)
    {
        fhir.MapPost("/{type}/$validate", (HttpContext http, string type) => Handle(http, type, null));
        fhir.MapPost("/{type}/{id}/$validate", Handle);
        fhir.MapGet("/{type}/{id}/$validate", Handle);
    }

    /// <param name="Resource">The resource's own JSON, or null for the one that is stored.</param>
    private sealed record Question(string Mode, IReadOnlyList<string> Profiles, ReadOnlyMemory<byte>? Resource);

    private static async System.Threading.Tasks.Task Handle(HttpContext http, string type, string? id)
    {
        var live = GrantGuard.Of(http);
        var (question, refused) = ResourceParser.IsKnownType(type) && Compartment.IsStored(type)
            ? await Ask(http) : (null, new FhirAnswer.Refused(404, "not-supported", "There is no such resource type here. GET /fhir/metadata lists what there is."));
        if (question is null) await FhirHttp.Write(http, live, refused!);
        else if (Decide(live, type, id, question) is { } answer) await FhirHttp.WriteOutcome(http, answer.Status, answer.Issues);
    }

    private static async System.Threading.Tasks.Task<(Question? Question, FhirAnswer.Refused? Refused)> Ask(HttpContext http)
    {
        var mode = http.Request.Query["mode"].ToString();
        var profiles = http.Request.Query["profile"].OfType<string>().ToList();
        ReadOnlyMemory<byte>? resource = null;
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        if (body.Length > 0)
        {
            if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var media) || media.MediaType.Value?.ToLowerInvariant() is not ("application/fhir+json" or "application/json"))
                return Refuse(415, "not-supported", "Send the resource as Content-Type: application/fhir+json in UTF-8.");
            var (json, issues) = ResourceParser.ReadJson(body.ToArray());
            using (json)
            {
                if (json is null) return (null, new FhirAnswer.Refused(400, issues));
                resource = ResourceParser.TypeOf(json.RootElement) == "Parameters" ? Unwrap(json.RootElement, ref mode, profiles) : body.ToArray();
            }
        }

        if (mode.Length > 0 && !Modes.Contains(mode)) return Refuse(400, "value", "The mode may be create, update, delete or profile.");
        if (profiles.Find(p => Profile.Find(p) is null) is not null)
            return Refuse(400, "not-supported", $"There is no such profile here. Known are: {string.Join(", ", Profile.All.Select(p => $"{p.Url}|{p.Version}"))}.");
        return (new Question(mode, profiles, resource), null);

        static (Question?, FhirAnswer.Refused?) Refuse(int status, string code, string details) => (null, new FhirAnswer.Refused(status, code, details));
    }

    /// <summary>The resource in a Parameters resource, and beside it the mode and the profiles.</summary>
    private static ReadOnlyMemory<byte>? Unwrap(JsonElement parameters, ref string mode, List<string> profiles)
    {
        ReadOnlyMemory<byte>? resource = null;
        if (!parameters.TryGetProperty("parameter"u8, out var list) || list.ValueKind != JsonValueKind.Array) return null;
        foreach (var parameter in list.EnumerateArray().Where(p => p.ValueKind == JsonValueKind.Object))
        {
            string? Value(params string[] members) => members.Select(m => parameter.TryGetProperty(m, out var v) && v.ValueKind == JsonValueKind.String ? v.GetString() : null).FirstOrDefault(v => v is not null);
            switch (Value("name"))
            {
                case "resource" when parameter.TryGetProperty("resource"u8, out var given): resource = System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(given).ToArray(); break;
                case "mode": mode = Value("valueCode", "valueString") ?? mode; break;
                case "profile" when Value("valueUri", "valueCanonical", "valueString") is { } profile: profiles.Add(profile); break;
            }
        }

        return resource;
    }

    private static (int Status, IReadOnlyList<FhirIssue> Issues) Decide(LiveGrant live, string type, string? id, Question question)
    {
        var stored = id is null ? null : live.Charts.Select(chart => chart.Find(type, id)).FirstOrDefault(found => found is not null) ?? live.Provider.Find(type, id);
        if (question.Mode == "delete") return Deletion(live, type, stored);
        if (question.Resource is null && Access.Refusal(live, Interaction.Read, type) is { } unreadable) return (unreadable.Status, unreadable.Issues);
        ReadOnlyMemory<byte> bytes = question.Resource ?? (stored is { IsDeleted: false } ? stored.ToJson() : default(ReadOnlyMemory<byte>));
        if (bytes.IsEmpty) return (404, [new FhirIssue("not-found", "There is nothing to validate: send a resource, or name one of this chart.")]);

        var (json, malformed) = ResourceParser.ReadJson(bytes);
        using (json)
        {
            if (json is null) return (200, malformed);
            if (ResourceParser.TypeOf(json.RootElement) != type) return (200, [new FhirIssue("invalid", $"The resource is not a {type}. Ask at the address of its type.")]);
            var issues = new List<FhirIssue>(ResourceParser.Validate(bytes.Span));
            if (issues.Count == 0 && ResourceParser.Parse(bytes.Span) is { } resource)
            {
                foreach (var profile in question.Profiles.Select(p => Profile.Find(p)!))
                    issues.AddRange(profile.Type == type ? profile.Broken(resource) : [new FhirIssue("invalid", $"The profile is one of {profile.Type}. Name one of {type}.")]);
                issues.AddRange(ChartReferences.NotHere(live, resource));
            }

            if (question.Mode is "create" or "update") issues.AddRange(Writing(live, type, id, question.Mode, json.RootElement));
            if (!issues.Exists(i => i.Severity == "error")) issues.Add(new FhirIssue("informational", "This would be taken: no error was found.", null, "information"));
            return (200, issues);
        }
    }

    /// <summary>What a write would be refused for beyond the resource itself.</summary>
    private static IEnumerable<FhirIssue> Writing(LiveGrant live, string type, string? id, string mode, JsonElement resource)
    {
        if (Access.Refusal(live, mode == "create" ? Interaction.Create : Interaction.Update, type) is { } refused)
            foreach (var issue in refused.Issues) yield return issue;
        if (mode == "create" && type == "Patient") yield return new FhirIssue("business-rule", "A chart has one patient. New patients are admitted at the desk.");
        var own = resource.TryGetProperty("id"u8, out var given) ? given.GetString() : null;
        if (mode == "update" && own is null) yield return new FhirIssue("required", "An update carries the resource's id.", $"{type}.id");
        if (mode == "update" && id is not null && own is not null && own != id) yield return new FhirIssue("invalid", "The resource's id must be the one in the address.", $"{type}.id");
        foreach (var (path, reference) in Compartment.Subjects(type, resource))
            if (Compartment.PatientId(reference) is { } patient && patient != live.Patient)
                yield return new FhirIssue("business-rule", "The resource is about another patient than this chart's. Write it under a grant for that patient's chart.", path);
    }

    private static (int Status, IReadOnlyList<FhirIssue> Issues) Deletion(LiveGrant live, string type, StoredVersion? stored)
    {
        if (Access.Refusal(live, Interaction.Delete, type) is { } refused) return (200, refused.Issues);
        return (200, [stored is null or { IsDeleted: true }
            ? new FhirIssue("not-found", "There is nothing to delete at this address.", null, "warning")
            : new FhirIssue("informational", "This may be deleted.", null, "information")]);
    }
}
