using System.Globalization;
using System.Text.Json;
using Holdfast.Records.Charts;
using Holdfast.Records.Fhir.Searching;
using Holdfast.Records.Fhir.Writing;
using Microsoft.AspNetCore.WebUtilities;

namespace Holdfast.Records.Fhir;

/// <summary>A read or search in a batch.</summary>
/// <param name="Id">Null for a search.</param>
/// <param name="Version">Null for the present version.</param>
internal sealed record BatchRead(string Type, string? Id, string? Version, IReadOnlyList<KeyValuePair<string, string>> Parameters, string IfNoneMatch, DateTimeOffset? IfModifiedSince)
{
    /// <summary>The resource whose compartment is searched.</summary>
    public (string Type, string Id)? Compartment { get; init; }

    /// <summary>What the history that is asked for is of: type and id, a type, or nothing for all; null for another read.</summary>
    public IReadOnlyList<string>? HistoryOf { get; init; }

    /// <summary>The search that it is, when it is one.</summary>
    public SearchRequest Search => new(Compartment is not null && Type == "*" ? null : Type, Parameters) { Compartment = Compartment };

    public FhirAnswer Find(LiveGrant live) => Version is null ? Read.Current(live, Type, Id!) : Read.Version(live, Type, Id!, Version);
}

/// <summary>One entry of a batch or transaction, understood: a write, something to be read, or why it is neither.</summary>
internal sealed record BatchEntry(int Index, string? FullUrl, Write? Write, BatchRead? Reading, FhirAnswer.Refused? Refused)
{
    /// <summary>The resource that is written, as it was sent.</summary>
    public ReceivedResource? Resource { get; init; }

    private sealed record Asked(string Method, string Address, string Query, string IfMatch, string IfNoneMatch, string? IfNoneExist, DateTimeOffset? IfModifiedSince);

    /// <summary>Null, with the reason, when the Bundle as a whole is no batch or transaction.</summary>
    public static (IReadOnlyList<BatchEntry>? Entries, FhirAnswer.Refused? Refused) ReadAll(JsonElement bundle, Scene scene, out bool isTransaction)
    {
        isTransaction = Text(bundle, "type") == "transaction";
        if (ResourceParser.TypeOf(bundle) != "Bundle" || !(isTransaction || Text(bundle, "type") == "batch"))
            return (null, new FhirAnswer.Refused(400, "invalid", "What is posted to the base is a Bundle of type batch or transaction. Other resources go to the address of their type.", "Bundle.type"));
        if (!bundle.TryGetProperty("entry"u8, out var list)) return ([], null);
        if (list.ValueKind != JsonValueKind.Array) return (null, new FhirAnswer.Refused(400, "structure", "Bundle.entry is an array.", "Bundle.entry"));
        if (list.GetArrayLength() > Limits.MostEntries) return (null, new FhirAnswer.Refused(413, "too-costly", $"A batch or transaction has at most {Limits.MostEntries} entries. Send several.", "Bundle.entry"));
        var entries = list.EnumerateArray().Select((entry, index) => One(entry, index, scene)).ToList();
        var twice = entries.Where(e => e.FullUrl is not null).GroupBy(e => e.FullUrl).FirstOrDefault(g => g.Count() > 1);
        return twice is null ? (entries, null) : (null, new FhirAnswer.Refused(400, "invalid", "Two entries have the same fullUrl, so a reference to it says nothing. Give each its own.", "Bundle.entry.fullUrl"));
    }

    private static BatchEntry One(JsonElement entry, int index, Scene scene)
    {
        if (entry.ValueKind != JsonValueKind.Object || !entry.TryGetProperty("request"u8, out var request) || request.ValueKind != JsonValueKind.Object
            || Text(request, "method") is not { } method || Text(request, "url") is not { } url)
            return Refuse(index, 400, "required", "Each entry has a request with method and url.");
        var (address, query) = Split(url, scene.Origin);
        var asked = new Asked(method, address, query, Text(request, "ifMatch") ?? "", Text(request, "ifNoneMatch") ?? "", Text(request, "ifNoneExist"),
            DateTimeOffset.TryParse(Text(request, "ifModifiedSince"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var since) ? since : null);
        var fullUrl = Text(entry, "fullUrl");
        if (method is "GET" or "HEAD") return ToRead(index, asked);
        if (method == "DELETE") return ToDelete(index, asked, scene);
        if (!entry.TryGetProperty("resource"u8, out var json) || json.ValueKind != JsonValueKind.Object) return Refuse(index, 400, "required", $"An entry with {method} has a resource.");
        return method switch
        {
            "POST" or "PUT" => ToWrite(index, fullUrl, asked, json, scene),
            "PATCH" => ToPatch(index, asked, json, scene),
            _ => Refuse(index, 400, "value", "The method of an entry is GET, HEAD, POST, PUT, PATCH or DELETE."),
        };
    }

    private static BatchEntry ToWrite(int index, string? fullUrl, Asked asked, JsonElement json, Scene scene)
    {
        var parts = asked.Address.Split('/');
        var (resource, invalid) = ReceivedResource.Examine(json, parts[0]);
        if (resource is null) return new BatchEntry(index, fullUrl, null, null, invalid);
        (Write? Write, FhirAnswer.Refused? Refused) made = (asked.Method, parts.Length, asked.Query.Length) switch
        {
            ("POST", 1, 0) => CreateWrite.Ask(scene, resource, asked.IfNoneExist),
            ("PUT", 2, 0) => UpdateWrite.Ask(scene, resource, parts[1], asked.IfMatch),
            ("PUT", 1, > 0) => UpdateWrite.AskByCondition(scene, resource, asked.Query, asked.IfMatch),
            _ => (null, new FhirAnswer.Refused(400, "value", "The url of an entry is Type to POST, Type/id or Type?condition to PUT.")),
        };
        return new BatchEntry(index, fullUrl, made.Write, null, made.Refused) { Resource = resource };
    }

    private static BatchEntry ToDelete(int index, Asked asked, Scene scene)
    {
        var (write, refused) = asked.Address.Split('/') switch
        {
            [var type, var id] when asked.Query.Length == 0 => DeleteWrite.Ask(scene, type, id, asked.IfMatch),
            [var type] when asked.Query.Length > 0 => DeleteWrite.AskByCondition(scene, type, asked.Query, asked.IfMatch),
            _ => (null, new FhirAnswer.Refused(400, "value", "The url of an entry to DELETE is Type/id or Type?condition.")),
        };
        return new BatchEntry(index, null, write, null, refused);
    }

    private static BatchEntry ToPatch(int index, Asked asked, JsonElement json, Scene scene)
    {
        var (patch, wrong) = Patch.FromBundle(json);
        if (patch is null) return new BatchEntry(index, null, null, null, wrong);
        var (write, refused) = asked.Address.Split('/') switch
        {
            [var type, var id] when asked.Query.Length == 0 => PatchWrite.Ask(scene, type, id, patch, asked.IfMatch),
            [var type] when asked.Query.Length > 0 => PatchWrite.AskByCondition(scene, type, asked.Query, patch, asked.IfMatch),
            _ => (null, new FhirAnswer.Refused(400, "value", "The url of an entry to PATCH is Type/id or Type?condition.")),
        };
        return new BatchEntry(index, null, write, null, refused);
    }

    private static BatchEntry ToRead(int index, Asked asked)
    {
        var parameters = QueryHelpers.ParseQuery(asked.Query).SelectMany(p => p.Value.Select(v => KeyValuePair.Create(p.Key, v ?? ""))).ToList();
        BatchRead? read = asked.Address.Split('/') switch
        {
            [.. { Length: <= 2 } of, "_history"] => new BatchRead(of.Length > 0 ? of[0] : "", null, null, parameters, "", null) { HistoryOf = of },
            [var type, var id] when parameters.Count == 0 => new BatchRead(type, id, null, [], asked.IfNoneMatch, asked.IfModifiedSince),
            [var type, var id, "_history", var version] when parameters.Count == 0 => new BatchRead(type, id, version, [], asked.IfNoneMatch, asked.IfModifiedSince),
            [var compartment, var id, var type] when type.Length > 0 && type[0] is not ('_' or '$') => new BatchRead(type, null, null, parameters, "", null) { Compartment = (compartment, id) },
            [var type] when type.Length > 0 && type[0] is not ('_' or '$') => new BatchRead(type, null, null, parameters, "", null),
            _ => null,
        };
        return read is null ? Refuse(index, 400, "not-supported", "In a batch one can read Type/id, Type/id/_history/version and histories, and search Type?parameters and Compartment/id/Type?parameters. Send others by themselves.")
            : new BatchEntry(index, null, null, read, null);
    }

    /// <summary>Below the base, and after the question mark. An absolute address of this server is as good as a relative one.</summary>
    private static (string Address, string Query) Split(string url, string origin)
    {
        var root = origin + "/fhir/";
        if (url.StartsWith(root, StringComparison.Ordinal)) url = url[root.Length..];
        var question = url.IndexOf('?', StringComparison.Ordinal);
        return question < 0 ? (url.TrimStart('/'), "") : (url[..question].TrimStart('/'), url[(question + 1)..]);
    }

    private static BatchEntry Refuse(int index, int status, string code, string details) => new(index, null, null, null, new FhirAnswer.Refused(status, code, details));

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
