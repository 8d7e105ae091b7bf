using System.Text.RegularExpressions;
using Holdfast.Keyholder.Approvals;
using Holdfast.Wire;
using Holdfast.Wire.Statements;

namespace Holdfast.Keyholder.Clients;

/// <summary>May a client be registered like this? Everything that is wrong is said at once, with the mend. Pure but for the look-up of health numbers.</summary>
internal static partial class ClientRegistration
{
    private const int LongestName = 60;
    private const int MostRedirectUris = 10;

    /// <summary>What one job over one approval may read: a list that two people can answer for.</summary>
    public const int MostCharts = 500;

    /// <summary>An approval is looked at again at least once a year.</summary>
    public static readonly TimeSpan LongestApproval = TimeSpan.FromDays(366);

    /// <param name="chartOf">The one chart of a health number, or null.</param>
    /// <returns>The client, without a secret; or what is wrong.</returns>
    public static (ClientRow? Client, IReadOnlyList<Wrong> Problems) Check(ClientRequest request, Func<string, ChartId?> chartOf, bool idTaken, DateTimeOffset now)
    {
        var problems = new List<Wrong>();
        if (Array.Exists(request.RedirectUris, uri => uri is null) || Array.Exists(request.HealthNumbers, number => number is null)) return (null, [new Wrong("", Mend.UnknownWord, "a redirect address or health number is null")]);
        if (!Id().IsMatch(request.Client) || request.Client.StartsWith(RegisteredClients.OwnPrefix, StringComparison.Ordinal) || request.Client == "import")
            problems.Add(new("client", Mend.ClientId, "the id has 3 to 32 of a-z, 0-9 and -, begins with a letter, and is not one of Holdfast's own"));
        else if (idTaken) problems.Add(new("client", Mend.Taken, "the id was used before; a retired client's id stays its own: choose another"));
        if (request.Name.Length is 0 or > LongestName || request.Name.Trim() != request.Name || request.Name.Any(char.IsControl)) problems.Add(new("name", Mend.Name, $"the name has 1 to {LongestName} characters", $"{LongestName}"));
        if (KindOf(request.Kind) is not { } kind)
        {
            problems.Add(new("kind", Mend.UnknownWord, "the kind is public, confidential, service or resource-server"));
            return (null, problems);
        }

        if (request.Binding is not ("dpop" or "bearer")) problems.Add(new("binding", Mend.UnknownWord, "binding is dpop or bearer"));
        var keys = Keys(request, kind, problems);
        CheckAddresses(request, kind, problems);
        var scope = Scope(request, kind, problems);
        var service = Service(request, kind, chartOf, now, problems);
        return problems.Count > 0 ? (null, problems)
            : (new ClientRow(request.Client, request.Name, kind, request.RedirectUris, request.LaunchUri, scope, request.Binding == "bearer", keys, "", service, now.ToUnixTimeMilliseconds(), null), []);
    }

    private static ClientKind? KindOf(string kind) => kind switch
    {
        "public" => ClientKind.Public,
        "confidential" => ClientKind.Confidential,
        "service" => ClientKind.Service,
        "resource-server" => ClientKind.ResourceServer,
        _ => null,
    };

    private static ClientKeyRow[] Keys(ClientRequest request, ClientKind kind, List<Wrong> problems)
    {
        ClientKeyRow[] keys = [];
        if (request.Keys is { } jwks)
        {
            keys = ClientKeys.Read(jwks, out var problem) ?? [];
            if (problem is not null) problems.Add(problem);
        }

        var has = request.Keys is not null;
        switch (kind)
        {
            case ClientKind.Public when has || request.Secret:
                problems.Add(new("keys", Mend.KeysNone, "a public client keeps no secret and no key that it could prove: register it as confidential, or without"));
                break;
            case ClientKind.Service when !has || request.Secret:
                problems.Add(new("keys", Mend.KeysNeeded, "a service authenticates itself with a key of its own: give its JWKS, and ask for no secret"));
                break;
            case ClientKind.Confidential or ClientKind.ResourceServer when has == request.Secret:
                problems.Add(new("keys", Mend.KeysOrSecret, "give the client's keys, or ask for a secret: one of the two"));
                break;
        }

        return keys;
    }

    private static void CheckAddresses(ClientRequest request, ClientKind kind, List<Wrong> problems)
    {
        var opens = kind is ClientKind.Public or ClientKind.Confidential;
        if (!opens && (request.RedirectUris.Length > 0 || request.LaunchUri.Length > 0)) problems.Add(new("redirectUris", Mend.AddressNone, "a service or resource server has no redirect or launch address"));
        if (opens && request.RedirectUris.Length is 0 or > MostRedirectUris) problems.Add(new("redirectUris", Mend.AddressCount, $"give 1 to {MostRedirectUris} redirect addresses", $"{MostRedirectUris}"));
        foreach (var uri in request.RedirectUris.Take(MostRedirectUris))
            if (RedirectUris.Problem(uri) is { } problem) problems.Add(new("redirectUris", problem.Mend, $"redirect address {problem.Detail}", problem.About));
        if (request.RedirectUris.Distinct(StringComparer.Ordinal).Count() != request.RedirectUris.Length) problems.Add(new("redirectUris", Mend.AddressTwice, "a redirect address is given twice"));
        if (request.LaunchUri.Length > 0 && RedirectUris.Problem(request.LaunchUri) is { } wrong) problems.Add(new("launchUri", wrong.Mend, $"launch address {wrong.Detail}", wrong.About));
    }

    private static string Scope(ClientRequest request, ClientKind kind, List<Wrong> problems)
    {
        if (kind == ClientKind.ResourceServer)
        {
            if (request.Scope.Length > 0) problems.Add(new("scope", Mend.ScopeNone, "a resource server has no scope: it only asks about tokens"));
            return "";
        }

        if (request.Reach == "roster")
        {
            if (request.Scope.Length > 0) problems.Add(new("scope", Mend.ScopeNone, "a service that enters schedules has no scope: it reads nothing"));
            return "";
        }

        if (ScopeSet.Read(request.Scope, out var unserved, out var problem) is not { } scope)
        {
            problems.Add(new("scope", request.Scope.Contains('?', StringComparison.Ordinal) ? Mend.ScopeNarrowed : Mend.ScopeForm, problem));
            return "";
        }

        if (unserved.Count > 0) problems.Add(new("scope", Mend.ScopeUnserved, "a scope is not served here: patient/… and system/… with c r u d s in this order, user/Patient.s, launch, launch/patient, openid, fhirUser, profile, online_access, offline_access are", string.Join(' ', unserved)));
        var level = kind == ClientKind.Service ? "system" : "patient";
        if (scope.Resources.Count == 0 || scope.Resources.Any(r => r.Level != level && (kind == ClientKind.Service || r.Level != "user")))
            problems.Add(new("scope", Mend.ScopeLevel, $"a client of this kind has {level}/… scopes{(kind == ClientKind.Service ? "" : " or user/Patient.s")}, at least one, and no others", level));
        if (kind == ClientKind.Service && scope.OfLevel("").Text.Length > 0) problems.Add(new("scope", Mend.ScopeLevel, "a service has no launch, no person and no refresh token: only system/… scopes", level));
        return scope.Text;
    }

    private static ServiceRow? Service(ClientRequest request, ClientKind kind, Func<string, ChartId?> chartOf, DateTimeOffset now, List<Wrong> problems)
    {
        if (kind != ClientKind.Service)
        {
            if (request.Reach.Length > 0 || request.HealthNumbers.Length > 0 || request.Until != 0) problems.Add(new("reach", Mend.ServiceOnly, "reach, health numbers and until are a service's"));
            return null;
        }

        ServiceReach? reach = request.Reach switch { "read-set" => ServiceReach.ReadSet, "own-charts" => ServiceReach.OwnCharts, "write-set" => ServiceReach.WriteSet, "roster" => ServiceReach.Roster, _ => null };
        if (reach is null) problems.Add(new("reach", Mend.UnknownWord, "reach is read-set, own-charts, write-set or roster"));
        if (request.Until <= now.ToUnixTimeMilliseconds() || request.Until > (now + LongestApproval).ToUnixTimeMilliseconds()) problems.Add(new("until", Mend.Until, $"until is a time from now to {LongestApproval.Days} days ahead", $"{LongestApproval.Days}"));
        var hasNone = reach is ServiceReach.OwnCharts or ServiceReach.Roster;
        if (hasNone ? request.HealthNumbers.Length > 0 : request.HealthNumbers.Length is 0 or > MostCharts)
            problems.Add(hasNone ? new("healthNumbers", Mend.ChartsNone, "a service that makes its charts, or enters schedules, is given none")
                : new("healthNumbers", Mend.ChartsCount, $"give the health numbers of 1 to {MostCharts} patients", $"{MostCharts}"));
        var charts = request.HealthNumbers.Take(MostCharts).Select(chartOf).ToList();
        if (charts.Count(chart => chart is null) is > 0 and var unknown) problems.Add(new("healthNumbers", Mend.ChartsUnknown, $"{unknown} health numbers belong to nobody here", $"{unknown}"));
        if (reach == ServiceReach.WriteSet && ScopeSet.Read(request.Scope, out _, out _) is { WritesAnything: false }) problems.Add(new("scope", Mend.ScopeWrites, "a service that writes asks for a scope that does"));
        return new ServiceRow(reach ?? ServiceReach.OwnCharts, [.. charts.OfType<ChartId>().Distinct()], request.Until);
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9-]{2,31}\z")]
    private static partial Regex Id();
}
