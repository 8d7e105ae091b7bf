using Holdfast.Keyholder.Budgets;
using Holdfast.Keyholder.Clients;
using Holdfast.Keyholder.Grants;
using Holdfast.Wire;
using Holdfast.Wire.Records;

namespace Holdfast.Keyholder.BackendServices;

/// <summary>What is a backend service given now? Pure.</summary>
internal abstract record ServiceDecision
{
    private ServiceDecision()
    {
    }

    /// <param name="Scope">What was asked for and is registered.</param>
    /// <param name="Reads">Contents to be read in whole; empty for a service that reads back only what it wrote.</param>
    /// <param name="Writes">Classes, each its own: "clinical@lab".</param>
    internal sealed record Granted(ScopeSet Scope, IReadOnlyList<RecordClass> Reads, IReadOnlyList<RecordClass> Writes) : ServiceDecision;

    internal sealed record Refused(Why Why, string Detail) : ServiceDecision;

    public static ServiceDecision Decide(ClientRow client, string scope, WitnessState witness, DateTimeOffset now)
    {
        if (client is not { Kind: ClientKind.Service, IsRetired: false, Service: { } service }) return new Refused(Why.ClientUnknown, "not a backend service");
        if (IsOver(service, now)) return new Refused(Why.Expired, "the approval has run out: have it given again");
        if (service.Reach == ServiceReach.Roster) return new Refused(Why.NotAllowed, "this service enters schedules and opens no chart");
        if (witness == WitnessState.Ahead) return new Refused(Why.WitnessAhead, "the witness has seen more than the ledger holds");
        if (witness != WitnessState.Present) return new Refused(Why.WitnessSilent, "the witness is silent: nothing new is opened");
        if (ScopeSet.Read(scope, out _, out var problem) is not { } asked) return new Refused(Why.ScopeRefused, problem);
        var granted = asked.Within(ScopeSet.Read(client.Scope, out _, out _)!).OfLevel("system");
        if (granted.Resources.Count == 0) return new Refused(Why.ScopeRefused, "nothing that is asked for may be given to this service: it needs a system/… scope that it is registered with");
        return new Granted(
            granted,
            service.Reach == ServiceReach.ReadSet ? [.. RecordClass.Own.Where(content => content == RecordClass.Identity || granted.Reads(content.Text))] : [],
            [.. RecordClass.Own.Where(content => granted.Writes(content.Text)).Select(content => content.Of(client.Id))]);
    }

    /// <summary>Is this one of the service's charts now? Null when it is; else why not.</summary>
    /// <param name="madeByService">The service made this chart itself.</param>
    public static Why? Reaches(ClientRow? client, ChartId chart, bool madeByService, bool canary, DateTimeOffset now)
    {
        if (client is not { Kind: ClientKind.Service, IsRetired: false, Service: { } service }) return Why.ClientUnknown;
        if (IsOver(service, now)) return Why.Expired;
        var within = service.Reach == ServiceReach.OwnCharts ? madeByService : service.Charts.Contains(chart);
        if (!within) return Why.NotAllowed;
        return canary ? Why.Canary : null;
    }

    /// <summary>May this service bring patients now, into charts of its own? Null when it may; else why not.</summary>
    /// <param name="scope">Of its grant.</param>
    /// <param name="tried">How many it has tried to bring within the window.</param>
    /// <param name="asked">How many more it asks for that it has not brought before.</param>
    public static Why? Admits(ClientRow? client, string scope, int tried, int asked, WitnessState witness, DateTimeOffset now)
    {
        if (client is not { Kind: ClientKind.Service, IsRetired: false, Service: { } service }) return Why.ClientUnknown;
        if (IsOver(service, now)) return Why.Expired;
        if (!MakesCharts(client, scope)) return Why.NotAllowed;
        if (witness == WitnessState.Ahead) return Why.WitnessAhead;
        if (witness != WitnessState.Present) return Why.WitnessSilent;
        return tried + asked > Limits.AdmissionsPerService ? Why.AdmissionsUsedUp : null;
    }

    /// <summary>Its charts are its own, and its scope creates their Patients.</summary>
    public static bool MakesCharts(ClientRow client, string scope) =>
        client.Service?.Reach == ServiceReach.OwnCharts && ScopeSet.Read(scope, out _, out _) is { } granted
        && granted.Resources.Any(resource => resource is { Level: "system", Type: "*" or "Patient" } && resource.Letters.Contains('c'));

    public static bool IsOver(ServiceRow service, DateTimeOffset now) => now.ToUnixTimeMilliseconds() >= service.Until;
}
