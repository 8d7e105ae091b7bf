using System.Text.Json;
using Holdfast.ChartApp.Words;
using Microsoft.AspNetCore.Components.WebAssembly.Http;

namespace Holdfast.ChartApp.Launch;

/// <summary>What becomes of an address that the application was opened with.</summary>
internal abstract record StartOutcome
{
    public sealed record Opened(Grant Grant, SmartConfiguration Configuration) : StartOutcome;
    /// <summary>Opened by itself, or reloaded. <paramref name="Desk"/> is null when the server could not be asked.</summary>
    public sealed record NoLaunch(Uri? Desk) : StartOutcome;
    public sealed record Refused(Text Why, string? ServerWords, Uri? Desk) : StartOutcome;
}

/// <summary>
/// The second half of the SMART App Launch, from the desk's answer to a grant. The first half, on to the desk, is
/// wwwroot/start.js; a launch that is still here was not fit to be followed, and this says why.
/// </summary>
internal sealed class Startup(HttpClient http, IProofKey key, ServerClock clock, Uri appBase)
{
    private Uri Origin => new(appBase.GetLeftPart(UriPartial.Authority));

    /// <summary>The only FHIR server that this copy of the application speaks with: the one that served it.</summary>
    public Uri FhirBase => new(Origin, "/fhir/");

    public string RedirectUri => appBase.ToString();

    /// <param name="query">The query of the present address.</param>
    /// <param name="remembered">What this tab remembered before it left for the desk; already forgotten there.</param>
    public async Task<StartOutcome> Start(QueryString query, PendingAuthorization? remembered)
    {
        var configuration = await ReadConfiguration();
        if (configuration is null)
            return query["launch"] is null && query["code"] is null && query["error"] is null
                ? new StartOutcome.NoLaunch(null)
                : new StartOutcome.Refused(StartTexts.NoConfiguration, null, null);

        if (query["launch"] is not null && !IsOwnServer(query["iss"]))
            return new StartOutcome.Refused(StartTexts.OtherServer, null, configuration.Desk);
        if (query["launch"] is not null) return new StartOutcome.Refused(StartTexts.NoAnswer, null, configuration.Desk);
        if (query["error"] is not null) return new StartOutcome.Refused(StartTexts.NotGranted, query["error_description"], configuration.Desk);
        if (query["code"] is { } code) return await Redeem(configuration, query, code, remembered);
        return new StartOutcome.NoLaunch(configuration.Desk);
    }

    private bool IsOwnServer(string? issuer) => issuer?.TrimEnd('/') == FhirBase.ToString().TrimEnd('/');

    private async Task<StartOutcome> Redeem(SmartConfiguration configuration, QueryString query, string code, PendingAuthorization? remembered)
    {
        // A reload of the answer's address, or an answer to a question that this tab never asked.
        if (remembered is null || query["state"] != remembered.State) return new StartOutcome.NoLaunch(configuration.Desk);
        if (query["iss"] is { } issuer && !configuration.IsFrom(issuer))
            return new StartOutcome.Refused(StartTexts.OtherServer, null, configuration.Desk);
        return await new TokenEndpoint(http, configuration, key, clock).Redeem(code, remembered.Verifier, RedirectUri) switch
        {
            TokenAnswer.Granted granted => new StartOutcome.Opened(granted.Grant, configuration),
            TokenAnswer.Denied denied => new StartOutcome.Refused(StartTexts.NotGranted, denied.Words, configuration.Desk),
            _ => new StartOutcome.Refused(StartTexts.NoAnswer, null, configuration.Desk),
        };
    }

    private async Task<SmartConfiguration?> ReadConfiguration()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(FhirBase, SmartConfiguration.Path));
        request.SetBrowserRequestCache(BrowserRequestCache.NoStore);
        request.SetBrowserRequestCredentials(BrowserRequestCredentials.Omit);
        try
        {
            using var response = await http.SendAsync(request);
            if (!response.IsSuccessStatusCode) return null;
            clock.Learn(response.Headers.Date);
            using var json = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync());
            return SmartConfiguration.Read(json.RootElement, Origin);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException)
        {
            return null;
        }
    }
}
