using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Holdfast.Records.Charts;

namespace Holdfast.Records.Fhir;

/// <summary>The one place that turns answers into HTTP: status, headers, JSON.</summary>
internal static class FhirHttp
{
    public const string ContentType = "application/fhir+json; charset=utf-8";

    /// <summary>Sequences of rows that are missing or do not fit: what is shown of the chart is incomplete.</summary>
    public const string GapHeader = "Holdfast-Gap";

    /// <summary>What a slow reader has not taken yet stays below this and a resource.</summary>
    public const int FlushAt = 64 * 1024;

    /// <summary>Sequences named in the header; the OperationOutcome names as many.</summary>
    private const int MostGapsNamed = 8;

    public static Task Write(HttpContext http, LiveGrant? live, FhirAnswer answer)
    {
        if (live is not null) NameGaps(http.Response, live);
        var (presentation, unpresentable) = Presentation.Of(http);
        return presentation.Send(http, () => WritePlainly(http, unpresentable ?? answer));
    }

    private static Task WritePlainly(HttpContext http, FhirAnswer answer) => answer switch
    {
        FhirAnswer.OneResource { IsWrite: true } one when Preferences.Of(http.Request).Return != ReturnPreference.Representation => WriteAcknowledgement(http, one),
        FhirAnswer.OneResource one => WriteResource(http, one),
        FhirAnswer.Deleted deleted => WriteDeleted(http, deleted),
        FhirAnswer.NotModified { Version: var version } => WriteNotModified(http, version),
        FhirAnswer.Many { Set: var set } => WriteBundle(http, set),
        FhirAnswer.Versions { Set: var set } => BundleHttp.WriteHistory(http, set),
        FhirAnswer.Several several => BundleHttp.WriteAnswers(http, several),
        FhirAnswer.Refused refused => WriteIssues(http, refused.Status, refused.Issues),
        _ => throw new InvalidOperationException($"No HTTP for {answer.GetType().Name}."),
    };

    public static Task WriteOutcome(HttpContext http, int status, IReadOnlyList<FhirIssue> issues) =>
        Presentation.Of(http).Presentation.Send(http, () => WriteIssues(http, status, issues));

    /// <summary>A resource that is none of the chart.</summary>
    public static Task WriteJson(HttpContext http, int status, ReadOnlyMemory<byte> json) =>
        Presentation.Of(http) is (_, { } refused) ? WriteIssues(http, refused.Status, refused.Issues) : Presentation.Of(http).Presentation.Send(http, () => WritePlainly(http, status, json));

    private static Task WriteIssues(HttpContext http, int status, IReadOnlyList<FhirIssue> issues)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer)) WriteOutcome(json, issues);
        return WritePlainly(http, status, buffer.WrittenMemory);
    }

    private static async Task WritePlainly(HttpContext http, int status, ReadOnlyMemory<byte> json)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = ContentType;
        http.Response.ContentLength = json.Length;
        await http.Response.BodyWriter.WriteAsync(json, http.RequestAborted);
    }

    /// <summary>What a reader of many resources must know about what is not among them.</summary>
    public static IEnumerable<FhirIssue> Notes(LiveGrant live)
    {
        if (GapIssue(live) is { } gap) yield return gap;
        if (live.IsBehind) yield return new FhirIssue("incomplete", "Something was added to this chart since this token was issued that it does not open. Refresh the token to see it.", null, "warning");
    }

    private static FhirIssue? GapIssue(LiveGrant live)
    {
        var gaps = live.Gaps;
        if (gaps.Count == 0 && live.Provider.Gaps.Count == 0) return null;
        var own = gaps.Count == 0 ? "" : $" Rows of this chart: {Sequences(gaps)}.";
        var providers = live.Provider.Gaps.Count == 0 ? "" : $" Rows of the provider's chart: {Sequences(live.Provider.Gaps)}.";
        return new FhirIssue("incomplete", $"Part of what was recorded is missing or was altered in the record store, and is not shown.{own}{providers} What is shown is authentic. The privacy office has been told.", null, "warning");
    }

    private static void NameGaps(HttpResponse response, LiveGrant live)
    {
        if (live.Gaps is { Count: > 0 } gaps) response.Headers[GapHeader] = Sequences(gaps);
        else if (live.Provider.Gaps is { Count: > 0 } providers) response.Headers[GapHeader] = "provider " + Sequences(providers);
    }

    private static string Sequences(IReadOnlyList<ChartGap> gaps)
    {
        var named = string.Join(", ", gaps.Take(MostGapsNamed).Select(g => g.Sequence.ToString(CultureInfo.InvariantCulture)));
        return gaps.Count > MostGapsNamed ? named + ", more" : named;
    }

    private static async Task WriteResource(HttpContext http, FhirAnswer.OneResource one)
    {
        var response = http.Response;
        var version = one.Version;
        response.StatusCode = one.Status;
        response.ContentType = ContentType;
        response.ContentLength = version.Length;
        NameVersion(response, version);
        if (one.Location is not null) response.Headers.Location = one.Location;
        Put(response.BodyWriter, version);
        await response.BodyWriter.FlushAsync(http.RequestAborted);
    }

    /// <summary>For a client that does not want back what it has sent.</summary>
    private static Task WriteAcknowledgement(HttpContext http, FhirAnswer.OneResource one)
    {
        NameVersion(http.Response, one.Version);
        if (one.Location is not null) http.Response.Headers.Location = one.Location;
        if (Preferences.Of(http.Request).Return == ReturnPreference.OperationOutcome)
            return WriteIssues(http, one.Status, [new FhirIssue("informational", one.Location is null ? "It is there already; nothing was written." : $"Written as version {one.Version.VersionId}.", null, "information")]);
        http.Response.StatusCode = one.Status;
        return Task.CompletedTask;
    }

    private static Task WriteDeleted(HttpContext http, FhirAnswer.Deleted deleted)
    {
        if (deleted.Version is { } version) http.Response.Headers.ETag = version.ETag;
        if (Preferences.Of(http.Request).Return == ReturnPreference.OperationOutcome)
            return WriteIssues(http, StatusCodes.Status200OK, [new FhirIssue("informational", deleted.Version is null ? "There is nothing to delete." : "Deleted. Earlier versions can be read under _history.", null, "information")]);
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }

    private static Task WriteNotModified(HttpContext http, StoredVersion version)
    {
        http.Response.StatusCode = StatusCodes.Status304NotModified;
        NameVersion(http.Response, version);
        return Task.CompletedTask;
    }

    private static void NameVersion(HttpResponse response, StoredVersion version)
    {
        response.Headers.ETag = version.ETag;
        response.Headers.LastModified = version.LastUpdated.ToString("R", CultureInfo.InvariantCulture);
    }

    private static async Task WriteBundle(HttpContext http, SearchSet set)
    {
        var writer = http.Response.BodyWriter;
        http.Response.StatusCode = StatusCodes.Status200OK;
        http.Response.ContentType = ContentType;
        await PutBundle(writer, set, http.RequestAborted);
        await writer.FlushAsync(http.RequestAborted);
    }

    /// <summary>A searchset, into whatever it stands in.</summary>
    public static async Task PutBundle(PipeWriter writer, SearchSet set, CancellationToken cancellation)
    {
        Put(writer, $$"""{"resourceType":"Bundle","type":"searchset",{{(set.SaysTotal ? $"\"total\":{set.Total.ToString(CultureInfo.InvariantCulture)}," : "")}}"link":[{"relation":"self","url":"{{Escape(set.Self)}}"}""");
        foreach (var link in set.Next is null ? set.Links : [.. set.Links, new SearchLink("next", set.Next)]) Put(writer, $$""",{"relation":"{{link.Relation}}","url":"{{Escape(link.Address)}}"}""");
        Put(writer, "]");
        var root = set.Self[..(set.Self.IndexOf("/fhir", StringComparison.Ordinal) + "/fhir".Length)];
        var separator = ",\"entry\":[";
        foreach (var (version, mode) in set.Matches.Select(m => (m, "match")).Concat(set.Included.Select(i => (i, "include"))))
        {
            Put(writer, $$"""{{separator}}{"fullUrl":"{{Escape(root)}}/{{version.Type}}/{{version.Id}}","resource":""");
            Put(writer, version);
            Put(writer, $",\"search\":{{\"mode\":\"{mode}\"}}}}");
            separator = ",";
            if (writer.UnflushedBytes > FlushAt) await writer.FlushAsync(cancellation);
        }

        if (set.Notes.Count > 0)
        {
            Put(writer, separator + "{\"resource\":");
            using (var json = new Utf8JsonWriter(writer)) WriteOutcome(json, set.Notes);
            Put(writer, ",\"search\":{\"mode\":\"outcome\"}}");
            separator = ",";
        }

        Put(writer, separator == "," ? "]}" : "}");
    }

    public static void WriteOutcome(Utf8JsonWriter json, IReadOnlyList<FhirIssue> issues)
    {
        json.WriteStartObject();
        json.WriteString("resourceType", "OperationOutcome");
        json.WriteStartArray("issue");
        foreach (var issue in issues)
        {
            json.WriteStartObject();
            json.WriteString("severity", issue.Severity);
            json.WriteString("code", issue.Code);
            json.WriteStartObject("details");
            json.WriteString("text", issue.Details);
            json.WriteEndObject();
            if (issue.Path is { Length: > 0 })
            {
                json.WriteStartArray("expression");
                json.WriteStringValue(issue.Path);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void Put(PipeWriter writer, StoredVersion version)
    {
        writer.Write(version.Head.Span);
        writer.Write(version.Tail.Span);
        writer.Write("}"u8);
    }

    public static void Put(PipeWriter writer, string text) => Encoding.UTF8.GetBytes(text, writer);

    public static string Escape(string text) => JsonEncodedText.Encode(text).ToString();
}
