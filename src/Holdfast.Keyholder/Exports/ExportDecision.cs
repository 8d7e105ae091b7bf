using Holdfast.Keyholder.BackendServices;
using Holdfast.Keyholder.Clients;
using Holdfast.Wire;
using Holdfast.Wire.Records;

namespace Holdfast.Keyholder.Exports;

/// <summary>May this export be asked for, begin, go on with this chart? Pure. Nothing here releases anything without an approved row.</summary>
internal static class ExportDecision
{
    /// <summary>A service's kick-off. Null: it may wait for two people.</summary>
    /// <param name="open">Exports of this service that are not gone.</param>
    public static (Why Why, string Detail)? Ask(ClientRow? client, ScopeSet granted, IReadOnlyList<string> types, long since, int charts, int open, DateTimeOffset now)
    {
        if (client is not { Kind: ClientKind.Service, IsRetired: false, Service: { } service }) return (Why.ClientUnknown, "not a backend service");
        if (service.Reach != ServiceReach.ReadSet) return (Why.NotAllowed, "this service reads nobody's charts, so there is nothing to export");
        if (ServiceDecision.IsOver(service, now)) return (Why.Expired, "the approval of the service has run out: have it given again");
        if (!granted.OfLevel("system").Resources.Any(scope => scope.Reads)) return (Why.ScopeRefused, "the token's scope reads nothing");
        if (types.Count > ExportLimits.MostTypes || types.Any(type => !IsType(type)) || types.Distinct(StringComparer.Ordinal).Count() != types.Count) return (Why.Malformed, $"name at most {ExportLimits.MostTypes} FHIR types, each once");
        if (types.FirstOrDefault(type => !granted.Resources.Any(scope => scope is { Level: "system", Reads: true } && (scope.Type == "*" || scope.Type == type))) is { } beyond)
            return (Why.ScopeRefused, $"the token's scope does not read {beyond}");
        if (since < 0 || since > now.ToUnixTimeMilliseconds()) return (Why.Malformed, "_since is a time that has been");
        if (charts == 0) return (Why.NotFound, "none of the service's charts is here any more");
        return open >= ExportLimits.MostPerService ? (Why.TooMany, $"{ExportLimits.MostPerService} exports of this service are here already: fetch one to its end, or cancel it") : null;
    }

    /// <summary>Do the two people's approval still stand for this job? Null: it does.</summary>
    public static Why? Stands(ExportRow row, ClientRow? client, DateTimeOffset now)
    {
        if (client is not { Kind: ClientKind.Service, IsRetired: false, Service: { } service }) return Why.ClientUnknown;
        if (ServiceDecision.IsOver(service, now)) return Why.Expired;
        if (row.State == ExportState.Waiting || row.Request is null || row.Recipient.Length == 0) return Why.NotWaiting;
        return now.ToUnixTimeMilliseconds() >= row.Until ? Why.Expired : null;
    }

    /// <summary>May the keys of this chart leave for the run that holds the job? Null: they may.</summary>
    /// <param name="place">Of the chart in the job's own list; negative: it is not there, whatever the service was given since.</param>
    public static Why? Release(ExportRow row, ClientRow? client, ChartId chart, int place, bool canary, DateTimeOffset now)
    {
        if (Stands(row, client, now) is { } not) return not;
        if (row.State != ExportState.Approved || place < row.Done) return Why.NotAllowed;
        return ServiceDecision.Reaches(client, chart, madeByService: false, canary, now);
    }

    /// <summary>
    /// The contents whose keys an export of these types needs. Of the three contents of a patient's chart and no others, so
    /// that what is locked away under another key is in no export, whatever the types.
    /// </summary>
    public static IReadOnlyList<string> Contents(ScopeSet scope, IReadOnlyList<string> types) =>
        [.. RecordClass.Own.Select(content => content.Text).Where(content => types.Count == 0 ? scope.Reads(content) : types.Any(type => RecordClass.OfType(type).Text == content))];

    private static bool IsType(string type) => type.Length is > 1 and <= 40 && char.IsAsciiLetterUpper(type[0]) && type.All(char.IsAsciiLetter);
}
