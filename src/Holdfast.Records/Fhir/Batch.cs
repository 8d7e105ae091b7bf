using System.Text.Json;
using Holdfast.Records.Charts;
using Holdfast.Records.Fhir.Searching;
using Holdfast.Records.Fhir.Writing;
using Holdfast.Records.Store;
using Holdfast.Records.Tokens;
using Holdfast.Wire.Connections;

namespace Holdfast.Records.Fhir;

/// <summary>
/// POST of a Bundle to the base. A transaction is one commit: everything in it stands, or nothing. A batch is one commit of
/// all that can stand; each entry has an answer of its own. In both, deletions come first, then creations, updates and
/// patches, and reading sees what they wrote.
/// </summary>
internal static class Batch
{
    public static void Map(IEndpointRouteBuilder fhir) => fhir.MapPost("", Handle);

    private static async Task Handle(HttpContext http, Writer writer, ReportedViews views, ChartSearch search, RoleSettings settings)
    {
        var live = GrantGuard.Of(http);
        await FhirHttp.Write(http, live, await Decide(http, writer.Scene(live), writer, new Readers(views, search, settings)));
    }

    private static async Task<FhirAnswer> Decide(HttpContext http, Scene scene, Writer writer, Readers readers)
    {
        if (Parameters.Unknown(http) is { } unknown) return unknown;
        var (json, unreadable) = await ReceivedBody.Read(http);
        using (json)
        {
            if (json is null) return unreadable!;
            var (entries, wrong) = BatchEntry.ReadAll(json.RootElement, scene, out var isTransaction);
            if (entries is null) return wrong!;
            var answers = new FhirAnswer?[entries.Count];
            if (isTransaction && First(entries.Select(e => (e.Index, e.Refused ?? Unreadable(scene, e.Reading)))) is { } refused) return refused;
            var writing = entries.Where(e => e.Write is not null).ToList();
            var written = await writer.All(scene, Together(scene, entries, writing, isTransaction), http.RequestAborted);
            if (isTransaction && First(writing.Zip(written, (entry, result) => (entry.Index, result.Refused))) is { } failed) return failed;
            foreach (var (entry, result) in writing.Zip(written)) answers[entry.Index] = Answer(entry.Write!, result);
            foreach (var entry in entries) answers[entry.Index] ??= entry.Refused ?? Reading(http, scene.Live, entry.Reading!, readers);
            return new FhirAnswer.Several(isTransaction ? "transaction-response" : "batch-response", answers!);
        }
    }

    private static WriteSet Together(Scene scene, IReadOnlyList<BatchEntry> entries, List<BatchEntry> writing, bool isTransaction) => new([.. writing.Select(e => e.Write!)])
    {
        AllOrNothing = isTransaction,
        FullUrls = [.. writing.Select(e => e.FullUrl)],
        Find = (reference, chart) => ConditionalReferences.Find(scene, reference, chart, writing),
        Veto = isTransaction ? toWrite => First(entries.Select(e => (e.Index, e.Reading is { } read ? Missing(scene.Live, read, toWrite) : null))) : null,
    };

    /// <summary>Why something cannot be read whatever is written before it: the grant, the scope, a parameter.</summary>
    private static FhirAnswer.Refused? Unreadable(Scene scene, BatchRead? read)
    {
        if (read is null || read.Compartment is not null || read.HistoryOf is not null) return null;
        if (read.Id is not null) return Access.Refusal(scene.Live, Interaction.Read, read.Type);
        return SearchQuery.TryParse(GrantCharts.Of(scene.Live, scene.Origin, scene.Now), [read.Type], read.Parameters, lenient: false, out _, out var refused) ? null : refused;
    }

    /// <summary>Null when there will be something to read once this is written.</summary>
    private static FhirAnswer.Refused? Missing(LiveGrant live, BatchRead read, IReadOnlyList<ContentEntry> toWrite)
    {
        if (read.Id is null) return null;
        if (read.Version is null && toWrite.FirstOrDefault(e => e.Type == read.Type && e.Id == read.Id) is { } entry)
            return entry.Operation == RowOperation.Put ? null : new FhirAnswer.Refused(410, "deleted", $"This {read.Type} is deleted in the same transaction.");
        return read.Find(live) as FhirAnswer.Refused;
    }

    private static FhirAnswer Answer(Write write, Written written)
    {
        if (written.Refused is { } refused) return refused;
        return write is DeleteWrite ? new FhirAnswer.Deleted(written.Version) : new FhirAnswer.OneResource(written.Status, written.Version!) { IsWrite = true };
    }

    /// <summary>In a transaction the first refusal is everybody's, with the place of its entry.</summary>
    private static FhirAnswer.Refused? First(IEnumerable<(int Index, FhirAnswer.Refused? Refused)> answers)
    {
        foreach (var (index, refused) in answers)
            if (refused is not null)
                return new FhirAnswer.Refused(refused.Status, [.. refused.Issues.Select(issue => issue with { Path = At(index, issue.Path), Details = issue.Details.EndsWith(Nothing, StringComparison.Ordinal) ? issue.Details : issue.Details + Nothing })]);
        return null;
    }

    private const string Nothing = " Nothing of the transaction was written.";

    private static string At(int index, string? path) =>
        path is null or "" ? $"Bundle.entry[{index}]" : path.StartsWith("Bundle.", StringComparison.Ordinal) ? path : $"Bundle.entry[{index}].resource.ofType({path.Split('.', 2)[0]}){(path.Contains('.', StringComparison.Ordinal) ? "." + path.Split('.', 2)[1] : "")}";

    /// <summary>What answers the reading entries.</summary>
    private sealed record Readers(ReportedViews Views, ChartSearch Search, RoleSettings Settings);

    private static FhirAnswer Reading(HttpContext http, LiveGrant live, BatchRead read, Readers readers)
    {
        var (views, lenient) = (readers.Views, Preferences.Of(http.Request).IsLenient);
        if (read.HistoryOf is { } of) return History.Answer(live, views, readers.Settings, of.ElementAtOrDefault(0), of.ElementAtOrDefault(1), read.Parameters, lenient);
        if (read.Id is null) return readers.Search.Answer(live, read.Search with { Lenient = lenient });
        var answer = Read.Unless(read.Find(live), read.IfNoneMatch, read.IfModifiedSince);
        if (answer is FhirAnswer.OneResource { Version: var version }) views.Add(live.Grant, version.Content, read.Version is null ? "read" : "vread", 1);
        return answer;
    }
}
